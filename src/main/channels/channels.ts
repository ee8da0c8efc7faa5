// The channels that the signed-in accounts can reach, what each account may do there, and which one does it.
import { fail } from '../../shared/errors.ts';
import type { AccountView, ChannelMode, ChannelView, Person, RestrictionKind } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import type { Log } from '../lib/log.ts';
import { isoOrNull } from '../lib/time.ts';
import { missingScopes, type Feature } from '../twitch/scopes.ts';
import type { TwitchClient } from '../twitch/types.ts';
import { createBeginWatching } from './begin-watching.ts';
import type { Statuses } from './status.ts';

export interface ChannelsDeps {
  readonly db: Database;
  readonly bus: Bus;
  readonly log: Log;
  readonly statuses: Statuses;
  readonly client: Pick<TwitchClient, 'moderatedChannels'>;
  readonly accounts: () => readonly AccountView[];
  readonly counts: (channelId: string) => Record<RestrictionKind, number>;
  /** Whether acting is on in a channel, and whether it is let in there at all. */
  readonly settings: { actingIn(channelId: string): { readonly isOn: boolean }; isLetInto(channelId: string): boolean };
  readonly now: () => number;
}

/** A signed-in account with its place in a channel. */
export interface Reach {
  readonly account: AccountView;
  readonly role: 'broadcaster' | 'moderator';
}

export interface Channels {
  list(): readonly ChannelView[];
  /** Throws NOT_FOUND. */
  get(channelId: string): ChannelView;
  /** Makes a channel known. `isUnproven`: take the account for a moderator, as Twitch may not be asked. */
  add(user: Person, account: AccountView, isUnproven: boolean): void;
  /** Asks Twitch which channels an account owns and moderates, and remembers them. */
  refresh(account: AccountView): Promise<void>;
  setWatched(channelId: string, isWatched: boolean): ChannelView;
  /** From this moment (epoch ms) on the channel is known of, unless it already was. */
  beginWatching(channelId: string, at: number): void;
  /** The strongest signed-in account that has the scopes of `feature` here, or null. */
  reach(channelId: string, feature: Feature): Reach | null;
  /** As `reach`, but throws why not: NOT_FOUND, TWITCH_AUTH_FAILED, INSUFFICIENT_SCOPES, SITE_MODERATORS_READ_ONLY. */
  demand(channelId: string, feature: Feature): Reach;
}

interface Row {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly isWatched: number;
  readonly firstWatchedAt: number | null;
  readonly lastReadEndedAt: number | null;
}
interface Access {
  readonly accountId: string;
  readonly role: 'broadcaster' | 'moderator';
}

/** What Twitch keeps for the broadcaster's own account, in words for everybody else. */
const REFUSALS: Readonly<Partial<Record<Feature, string>>> = {
  readList: 'Twitch lets only the broadcaster read this list.',
  readModerators: 'Twitch lets only the broadcaster read who moderates.',
  manageModerators: 'Twitch lets only the broadcaster make and unmake moderators.',
};

function isFor(feature: Feature, role: Reach['role']): boolean {
  return role === 'broadcaster' || REFUSALS[feature] === undefined;
}

export function createChannels(deps: ChannelsDeps): Channels {
  const { db, bus, statuses } = deps;
  const columns = `id, login, display_name AS displayName, is_watched AS isWatched,
    first_watched_at AS firstWatchedAt, last_read_ended_at AS lastReadEndedAt`;
  const all = db.sqlite.prepare<[], Row>(`SELECT ${columns} FROM channel ORDER BY login`);
  const one = db.sqlite.prepare<[string], Row>(`SELECT ${columns} FROM channel WHERE id = ?`);
  // Alphabetical order happens to put the broadcaster, the stronger role, first.
  const accesses = db.sqlite.prepare<[string], Access>(
    'SELECT account_id AS accountId, role FROM channel_access WHERE channel_id = ? ORDER BY role, account_id',
  );
  const upsert = db.sqlite.prepare(
    `INSERT INTO channel (id, login, display_name, is_watched) VALUES (?, ?, ?, 1)
     ON CONFLICT (id) DO UPDATE SET login = excluded.login, display_name = excluded.display_name`,
  );
  const grant = db.sqlite.prepare(
    `INSERT INTO channel_access (account_id, channel_id, role, seen_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET role = excluded.role, seen_at = excluded.seen_at`,
  );
  const dropOld = db.sqlite.prepare(
    "DELETE FROM channel_access WHERE account_id = ? AND role = 'moderator' AND seen_at <> ?",
  );
  const setWatched = db.sqlite.prepare('UPDATE channel SET is_watched = ? WHERE id = ?');

  /** Whoever is signed in, with a role here, the broadcaster first. */
  function reaches(channelId: string): Reach[] {
    const signedIn = new Map(
      deps.accounts().flatMap((account) => (account.state === 'signed-in' ? [[account.id, account]] : [])),
    );
    return accesses.all(channelId).flatMap(({ accountId, role }) => {
      const account = signedIn.get(accountId);
      return account === undefined ? [] : [{ account, role }];
    });
  }

  function reach(channelId: string, feature: Feature): Reach | null {
    const able = reaches(channelId).filter(({ account }) => missingScopes(feature, account.scopes).length === 0);
    return able.find(({ role }) => isFor(feature, role)) ?? null;
  }

  function view(row: Row): ChannelView {
    const roles = accesses.all(row.id);
    // Nobody's list can be read while only a moderator is signed in; with nobody at all the role stays what it was.
    const mode: ChannelMode = (reaches(row.id)[0] ?? roles[0])?.role ?? 'viewer';
    return {
      id: row.id,
      login: row.login,
      displayName: row.displayName,
      mode,
      accountIds: roles.map(({ accountId }) => accountId),
      isWatched: row.isWatched !== 0,
      isActingLetIn: deps.settings.isLetInto(row.id),
      status: {
        channelId: row.id,
        revision: bus.revision(),
        counts: deps.counts(row.id),
        firstWatchedAt: isoOrNull(row.firstWatchedAt),
        lastCompleteReadAt: isoOrNull(row.lastReadEndedAt),
        ...statuses.get(row.id),
        canAct: deps.settings.actingIn(row.id).isOn && reach(row.id, 'act') !== null,
      },
    };
  }

  function known(channelId: string): Row {
    const row = one.get(channelId);
    if (row === undefined)
      throw fail('NOT_FOUND', 'This channel is not known here.', { what: 'channel', id: channelId });
    return row;
  }

  return {
    list: () => all.all().map(view),
    get: (channelId) => view(known(channelId)),
    add(user, account, isUnproven) {
      db.immediate(() => {
        upsert.run(user.id, user.login, user.displayName);
        if (isUnproven && user.id !== account.id) grant.run(account.id, user.id, 'moderator', deps.now());
      });
    },
    async refresh(account) {
      const startedAt = deps.now();
      const canList = missingScopes('moderatedChannels', account.scopes).length === 0;
      db.immediate(() => {
        upsert.run(account.id, account.login, account.displayName);
        grant.run(account.id, account.id, 'broadcaster', startedAt);
      });
      if (canList) {
        const moderated = await deps.client.moderatedChannels({ accountId: account.id });
        db.immediate(() => {
          for (const channel of moderated) {
            if (channel.id === account.id) continue;
            upsert.run(channel.id, channel.login, channel.displayName);
            grant.run(account.id, channel.id, 'moderator', startedAt);
          }
          dropOld.run(account.id, startedAt);
        });
      }
      bus.emit({ type: 'accounts.changed' });
    },
    setWatched(channelId, isWatched) {
      known(channelId);
      db.immediate(() => setWatched.run(Number(isWatched), channelId));
      bus.emit({ type: 'channel.status', channelId });
      return view(known(channelId));
    },
    beginWatching: createBeginWatching(db),
    reach,
    demand(channelId, feature) {
      known(channelId);
      const found = reach(channelId, feature);
      if (found !== null) return found;
      const isFitting = ({ role }: Pick<Reach, 'role'>): boolean => isFor(feature, role);
      if (!accesses.all(channelId).some(isFitting)) {
        throw fail('SITE_MODERATORS_READ_ONLY', REFUSALS[feature] ?? 'No account here may act in this channel.', {
          channel_id: channelId,
        });
      }
      const strongest = reaches(channelId).find(isFitting);
      if (strongest === undefined)
        throw fail('TWITCH_AUTH_FAILED', 'Sign in to Twitch again first.', { reason: 'signed_out' });
      const granted = strongest.account.scopes;
      throw fail('INSUFFICIENT_SCOPES', 'Twitch has not granted what this needs. Reconnect to Twitch.', {
        required_scopes: missingScopes(feature, granted),
        current_scopes: granted,
      });
    },
  };
}
