// Asks Twitch about many people at once, a hundred per call, patiently: a dry run and a check at the end may wait, and
// must not eat the requests that others need. Never acts.
import { AppFailure } from '../../shared/errors.ts';
import type { RestrictionKind } from '../../shared/model.ts';
import { classifyExpiry } from '../bans/classify.ts';
import type { Clock } from '../lib/clock.ts';
import { retry } from '../lib/retry.ts';
import { parseRfc3339 } from '../lib/time.ts';
import type { BannedRow, TwitchClient, TwitchUser } from '../twitch/types.ts';

/** What holds somebody out at Twitch right now. Times are epoch ms, null where they could not be read. */
export interface Held {
  readonly kind: RestrictionKind;
  readonly expiresAt: number | null;
  readonly createdAt: number | null;
  readonly reason: string;
}

export interface Lookups {
  /** By id and by login; whom Twitch does not know is absent. At most 100 in all. */
  people(
    accountId: string,
    who: { ids: readonly string[]; logins: readonly string[] },
    signal: AbortSignal,
  ): Promise<{ byId: ReadonlyMap<string, TwitchUser>; byLogin: ReadonlyMap<string, TwitchUser> }>;
  /** At most 100 ids; only who is held out comes back. Broadcaster only. */
  held(channelId: string, ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Held>>;
}

export interface LookupsDeps {
  readonly client: Pick<TwitchClient, 'users' | 'lookUpBanned'>;
  readonly clock: Clock;
  readonly twitchNow: () => number;
  /** How long to wait before the next request with this account's token, in ms. */
  readonly delayMs: (accountId: string) => number;
}

const TRIES = 6;
const FIRST_DELAY_MS = 5_000;
const WORTH = new Set(['SERVICE_UNAVAILABLE', 'OFFLINE', 'RATE_LIMIT_EXCEEDED', 'TWITCH_API_ERROR']);

export function createLookups({ client, clock, twitchNow, delayMs }: LookupsDeps): Lookups {
  async function patiently<T>(accountId: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    return retry(
      async () => {
        const delay = delayMs(accountId);
        if (delay > 0) await clock.sleep(delay, signal);
        return ask();
      },
      { tries: TRIES, firstDelayMs: FIRST_DELAY_MS, isWorth, clock, signal },
    );
  }
  return {
    async people(accountId, { ids, logins }, signal) {
      if (ids.length + logins.length === 0) return { byId: new Map(), byLogin: new Map() };
      const users = await patiently(accountId, signal, () => client.users({ accountId, ids, logins, signal }));
      return {
        byId: new Map(users.map((user) => [user.id, user])),
        byLogin: new Map(users.map((user) => [user.login, user])),
      };
    },
    async held(channelId, userIds, signal) {
      if (userIds.length === 0) return new Map();
      const rows = await patiently(channelId, signal, () => client.lookUpBanned({ channelId, userIds, signal }));
      return new Map(rows.map((row) => [row.userId, toHeld(row, twitchNow())]));
    },
  };
}

function toHeld(row: BannedRow, now: number): Held {
  const { kind, expiresAt } = classifyExpiry(row.expiresAt, now);
  return { kind, expiresAt, createdAt: parseRfc3339(row.createdAt), reason: row.reason };
}

function isWorth(error: unknown): false | { afterMs?: number } {
  if (!(error instanceof AppFailure) || !WORTH.has(error.failure.code)) return false;
  if (error.failure.code !== 'RATE_LIMIT_EXCEEDED') return {};
  return { afterMs: Math.min(120, Math.max(1, error.failure.details.retry_after)) * 1000 };
}
