// Finding a channel by whatever a person has at hand, adding it, and explaining an empty or unreadable list.
import { AppFailure, fail } from '../../shared/errors.ts';
import type { Output } from '../../shared/contract.ts';
import type { AccountView, ChannelCheck, ChannelView } from '../../shared/model.ts';
import type { TwitchClient, TwitchUser } from '../twitch/types.ts';
import { missingScopes } from '../twitch/scopes.ts';
import { readName, type Named } from './address.ts';
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

export function createPicker({ channels, client, accounts, welcome }: PickerDeps): Picker {
  function asker(): AccountView {
    const account = accounts().find(({ state }) => state === 'signed-in');
    if (account === undefined) throw fail('TWITCH_AUTH_FAILED', 'Sign in to Twitch first.', { reason: 'signed_out' });
    return account;
  }

  /** A number may be an id or a login of digits: the id wins. */
  async function resolve(query: string): Promise<TwitchUser> {
    const given = query.trim();
    const { id, login } = readName(given) ?? byDisplayName(given) ?? { id: null, login: null };
    if (id === null && login === null) throw unknown(given);
    const accountId = asker().id;
    const [byId] = id === null ? [] : await client.users({ accountId, ids: [id] });
    const [found] = byId === undefined && login !== null ? await client.users({ accountId, logins: [login] }) : [byId];
    if (found === undefined) throw unknown(given);
    return found;
  }

  /** Twitch looks nobody up by a display name in another script; channels that are known here can be. */
  function byDisplayName(given: string): Named | null {
    const wanted = given.replace(/^@/, '').toLowerCase();
    const channel = channels.list().find(({ displayName }) => displayName.toLowerCase() === wanted);
    return channel === undefined ? null : { id: channel.id, login: null };
  }

  function unknown(given: string): AppFailure {
    return fail('INVALID_BROADCASTER_ID', 'Twitch knows no channel by this name, id or address.', {
      provided: given.slice(0, 100),
    });
  }

  function known(channelId: string): ChannelView | null {
    return channels.list().find(({ id }) => id === channelId) ?? null;
  }

  /** With nobody signed in there is no way to ask, so it is left out. */
  async function checkId(channelId: string): Promise<ChannelCheck[]> {
    const asker = accounts().find(({ state }) => state === 'signed-in');
    if (asker === undefined) return [];
    const [user] = await client.users({ accountId: asker.id, ids: [channelId] });
    return [
      user === undefined
        ? { name: 'id', ok: false, sentence: `Twitch knows no channel with the id ${channelId}.`, fix: 'pick' }
        : { name: 'id', ok: true, sentence: `${channelId} is ${user.displayName}.`, fix: null },
    ];
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
      const owner = accounts().find(({ id }) => id === channelId);
      const checks = await checkId(channelId);
      if (owner === undefined) return [...checks, checkMode(channel)];
      checks.push({ name: 'mode', ok: true, sentence: 'This channel is your own.', fix: null });
      if (owner.state !== 'signed-in') return [...checks, SIGNED_OUT];
      checks.push({ name: 'account', ok: true, sentence: `${owner.displayName} is signed in.`, fix: null });
      const lacks = missingScopes('readList', owner.scopes);
      if (lacks.length > 0) {
        const sentence = `Not granted: ${lacks.join(', ')}.`;
        return [...checks, { name: 'scopes', ok: false, sentence, fix: 'reconnect' }];
      }
      checks.push({ name: 'scopes', ok: true, sentence: 'Twitch has granted reading the list.', fix: null });
      return [...checks, await tryList(channelId)];
    },
  };
}

const SIGNED_OUT: ChannelCheck = {
  name: 'account',
  ok: false,
  sentence: "The broadcaster's account is signed out.",
  fix: 'sign-in',
};

function checkMode({ mode }: ChannelView): ChannelCheck {
  const role = mode === 'moderator' ? 'You moderate here, and' : 'You are neither broadcaster nor moderator here, and';
  return {
    name: 'mode',
    ok: false,
    sentence: `${role} Twitch lets nobody but the broadcaster read the list. What is shown comes from live events and your own acts.`,
    fix: null,
  };
}
