// Tidying up legacy and imported data by hand, and what is only needed for a while. Works in short stretches.
import type { Person } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { HOUR_MS } from '../lib/time.ts';
import type { Ledger } from './ledger.ts';

export interface Upkeep {
  /** Merges history entries that speak of one act (the same import twice). Counts entries. */
  deduplicate(channelId: string): Promise<{ examined: number; merged: number }>;
  /** Ends every timeout of the channel whose time is up. Counts people. */
  cleanupExpired(channelId: string): Promise<{ examined: number; expired: number }>;
  /** Forgets message ids that no redelivery can bring back any more; now and every hour until called. */
  keepTidy(): () => void;
}

const AT_ONCE = 50;
/** EventSub redelivers within minutes; a day leaves room for a machine that slept. */
const MESSAGES_KEPT_MS = 24 * HOUR_MS;

export function createUpkeep(deps: {
  db: Database;
  ledger: Ledger;
  clock: Clock;
  log: Log;
  twitchNow: () => number;
}): Upkeep {
  const { db, ledger, clock, log, twitchNow } = deps;
  const people = db.sqlite.prepare<[string, string, number], Person>(
    `SELECT DISTINCT e.user_id AS id, u.login, u.display_name AS displayName FROM entry e JOIN user u ON u.id = e.user_id
     WHERE e.channel_id = ? AND e.user_id > ? ORDER BY e.user_id LIMIT ?`,
  );
  const due = db.sqlite.prepare<[string, number, number], Person>(
    `SELECT user_id AS id, login, display_name AS displayName FROM ban
     WHERE channel_id = ? AND kind = 'timeout' AND expires_at <= ? LIMIT ?`,
  );
  const timeouts = db.sqlite
    .prepare<[string], number>("SELECT count(*) FROM ban WHERE channel_id = ? AND kind = 'timeout'")
    .pluck();
  const forget = db.sqlite.prepare('DELETE FROM message_seen WHERE seen_at < ?');

  return {
    async deduplicate(channelId) {
      const count = { examined: 0, merged: 0 };
      for (let after = ''; ; await clock.sleep(0)) {
        const some = people.all(channelId, after, AT_ONCE);
        if (some.length === 0) return count;
        const told = ledger.retell(channelId, some);
        count.examined += told.before;
        count.merged += Math.max(0, told.before - told.after);
        after = some.at(-1)!.id;
      }
    },
    async cleanupExpired(channelId) {
      const examined = timeouts.get(channelId) ?? 0;
      for (let expired = 0; ; await clock.sleep(0)) {
        const some = due.all(channelId, twitchNow(), AT_ONCE);
        if (some.length === 0) return { examined, expired };
        ledger.retell(channelId, some);
        expired += some.length;
      }
    },
    keepTidy() {
      const tidy = (): void => {
        try {
          db.immediate(() => forget.run(twitchNow() - MESSAGES_KEPT_MS));
        } catch (error) {
          log.warn('old message ids could not be forgotten', { error: String(error) });
        }
      };
      tidy();
      return clock.every(HOUR_MS, tidy);
    },
  };
}
