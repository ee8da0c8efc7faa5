// Finding a channel by whatever a person has at hand, adding it, and explaining an empty or unreadable list.
import { fail } from '../../shared/errors.ts';
import type { Output } from '../../shared/contract.ts';
import type { AccountView, ChannelCheck, ChannelView } from '../../shared/model.ts';
import type { TwitchClient, TwitchUser } from '../twitch/types.ts';
import { missingScopes } from '../twitch/scopes.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { Channels } from './channels.ts';

export interface PickerDeps {
  readonly channels: Channels;
  readonly client: Pick<TwitchClient, 'users' | 'lookUpBanned'>;
  readonly accounts: () => readonly AccountView[];
  /** Asks Twitch again what an account can reach. */
  readonly welcome: (accountId: string) => Promise<void>;
}

export interface Picker {
  /** By login, display name, id or a channel's address. Throws INVALID_BROADCASTER_ID with what was given. */
  find(query: string): Promise<Output<'channels.find'>>;
  /** Makes a found channel known here; what may be done there is whatever Twitch says. */
  add(query: string): Promise<ChannelView>;
  /** Goes through everything that could make a list empty or unreadable, in the order to look. */
  check(channelId: string): Promise<readonly ChannelCheck[]>;
}

const ADDRESS =
  /^(?:https?:\/\/)?(?:(?:www|m|dashboard)\.)?twitch\.tv\/(?:(?:moderator|popout|u)\/)?([a-z0-9_]{1,25})(?:[/?#].*)?$/i;

export function createPicker({ channels, client, accounts, welcome }: PickerDeps): Picker {
  function asker(): AccountView {
    const account = accounts().find(({ state }) => state === 'signed-in');
    if (account === undefined) throw fail('TWITCH_AUTH_FAILED', 'Sign in to Twitch first.', { reason: 'signed_out' });
    return account;
  }

  /** A number may be an id or a login of digits: the id wins. */
  async function resolve(query: string): Promise<TwitchUser> {
    const given = query.trim();
    const name = (ADDRESS.exec(given)?.[1] ?? given.replace(/^@/, '')).toLowerCase();
    const isId = /^[1-9]\d{0,19}$/.test(name);
    const isLogin = /^[a-z0-9_]{1,25}$/.test(name);
    if (!isId && !isLogin) throw unknown(given);
    const accountId = asker().id;
    const [byId] = isId ? await client.users({ accountId, ids: [name] }) : [];
    const [found] = byId === undefined && isLogin ? await client.users({ accountId, logins: [name] }) : [byId];
    if (found === undefined) throw unknown(given);
    return found;
  }

  function unknown(given: string): AppFailure {
    return fail('INVALID_BROADCASTER_ID', 'Twitch knows no channel by this name, id or address.', {
      provided: given.slice(0, 100),
    });
  }

  function known(channelId: string): ChannelView | null {
    return channels.list().find(({ id }) => id === channelId) ?? null;
  }

  async function tryList(channelId: string): Promise<ChannelCheck> {
    try {
      await client.lookUpBanned({ channelId, userIds: [channelId] });
      return { name: 'list', ok: true, sentence: 'Twitch lets the list be read.', fix: null };
    } catch (error) {
      const text = error instanceof AppFailure ? error.failure.error : 'Something unexpected happened.';
      return { name: 'list', ok: false, sentence: `Twitch refuses the list: ${text}`, fix: 'reconnect' };
    }
  }

  return {
    async find(query) {
      const user = await resolve(query);
      return { channel: user, known: known(user.id) };
    },
    async add(query) {
      const user = await resolve(query);
      const account = asker();
      channels.add(user, account, missingScopes('moderatedChannels', account.scopes).length > 0);
      await welcome(account.id);
      return channels.get(user.id);
    },
    async check(channelId) {
      const channel = channels.get(channelId);
      const [user] = await client.users({ accountId: asker().id, ids: [channelId] });
      const isOwner = channel.mode === 'broadcaster';
      const owner = accounts().find(({ id }) => id === channelId);
      const lacks = owner === undefined ? [] : missingScopes('readList', owner.scopes);
      const checks: ChannelCheck[] = [
        user === undefined
          ? { name: 'id', ok: false, sentence: `Twitch knows no channel with the id ${channelId}.`, fix: 'pick' }
          : { name: 'id', ok: true, sentence: `${channelId} is ${user.displayName}.`, fix: null },
        isOwner
          ? { name: 'mode', ok: true, sentence: 'This channel is your own.', fix: null }
          : {
              name: 'mode',
              ok: false,
              sentence:
                'You are not the broadcaster here: Twitch lets nobody else read the list. What is shown comes from live events and your own acts.',
              fix: null,
            },
      ];
      if (!isOwner) return checks;
      const isIn = owner?.state === 'signed-in';
      checks.push(
        isIn
          ? { name: 'account', ok: true, sentence: `${owner.displayName} is signed in.`, fix: null }
          : { name: 'account', ok: false, sentence: "The broadcaster's account is signed out.", fix: 'sign-in' },
      );
      if (!isIn) return checks;
      checks.push(
        lacks.length === 0
          ? { name: 'scopes', ok: true, sentence: 'Twitch has granted reading the list.', fix: null }
          : { name: 'scopes', ok: false, sentence: `Not granted: ${lacks.join(', ')}.`, fix: 'reconnect' },
        await tryList(channelId),
      );
      return checks;
    },
  };
}
