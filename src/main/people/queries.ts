// What is known of one person: names, what holds them out, counts. Read-only.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { BanView, Settings } from '../../shared/model.ts';
import type { Offences, PersonView } from '../../shared/person.ts';
import type { Database } from '../db/open.ts';
import { isoOrNull, toIso } from '../lib/time.ts';

export interface PeopleQueries {
  /** Throws NOT_FOUND for somebody never seen. Counts are for `channelId`, or for all channels without it. */
  get(input: Parsed<'people.get'>): Output<'people.get'>;
}

interface UserRow {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  /** Null for who is known as a moderator only. */
  readonly firstSeenAt: number | null;
}

export function createPeopleQueries(
  { sqlite }: Database,
  currentBans: (userId: string) => readonly BanView[],
  ladder: () => Settings['ladder'],
  isModerator: (channelId: string, userId: string) => boolean,
): PeopleQueries {
  const user = sqlite.prepare<[string], UserRow>(
    'SELECT id, login, display_name AS displayName, first_seen_at AS firstSeenAt FROM user WHERE id = ?',
  );
  // Nothing has to have happened to somebody who moderates.
  const moderator = sqlite.prepare<[string], UserRow>(
    `SELECT user_id AS id, login, display_name AS displayName, NULL AS firstSeenAt FROM moderator
     WHERE user_id = ? ORDER BY seen_at DESC LIMIT 1`,
  );
  const standingIn = (channelId: string | undefined, userId: string): PersonView['standing'] => {
    if (channelId === undefined) return null;
    if (channelId === userId) return 'owner';
    return isModerator(channelId, userId) ? 'moderator' : null;
  };
  const former = sqlite.prepare<[string], { login: string; displayName: string; lastSeenAt: number }>(
    `SELECT login, display_name AS displayName, last_seen_at AS lastSeenAt FROM former_name
     WHERE user_id = ? ORDER BY last_seen_at DESC LIMIT 50`,
  );
  const counts = sqlite.prepare<[string], { channelId: string; bans: number; timeouts: number }>(
    `SELECT channel_id AS channelId, sum(kind IN ('ban', 'unknown')) AS bans, sum(kind = 'timeout') AS timeouts
     FROM entry WHERE user_id = ? GROUP BY channel_id`,
  );
  return {
    get({ userId, channelId }) {
      const row = user.get(userId) ?? moderator.get(userId);
      if (row === undefined)
        throw fail('NOT_FOUND', 'Nothing is known of this person yet.', { what: 'person', id: userId });
      const perChannel = counts.all(userId);
      const counted = perChannel.filter((count) => channelId === undefined || count.channelId === channelId);
      const elsewhere = perChannel.filter((count) => count.channelId !== channelId && count.bans + count.timeouts > 0);
      const bans = counted.reduce((sum, count) => sum + count.bans, 0);
      const timeouts = counted.reduce((sum, count) => sum + count.timeouts, 0);
      return {
        person: {
          id: row.id,
          login: row.login,
          displayName: row.displayName,
          formerNames: former.all(userId).map((name) => ({ ...name, lastSeenAt: toIso(name.lastSeenAt) })),
          current: currentBans(userId),
          counts: {
            bans,
            timeouts,
            otherChannels: channelId === undefined ? 0 : elsewhere.length,
          },
          firstSeenAt: isoOrNull(row.firstSeenAt),
          standing: standingIn(channelId, userId),
          offences: offencesOf(bans + timeouts, ladder()),
        },
      };
    },
  };
}

/** The ladder's step for the offence after `count`; its last step counts for all that follow. */
export function offencesOf(count: number, ladder: Settings['ladder']): Offences {
  const seconds = ladder[Math.min(count, ladder.length - 1)] ?? null;
  return { count, suggestion: seconds === null ? { kind: 'ban' } : { kind: 'timeout', durationSeconds: seconds } };
}
