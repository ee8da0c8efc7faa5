// Finds who is in the current list but was not in a complete read. Only asks; read.ts decides what that means.
import type { Person } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';

export interface Missing {
  readonly person: Person;
  readonly entryId: string;
  /** When we first knew of it. */
  readonly firstSeenAt: number;
  /** When it was certainly in force: news may come late, so hearing of it proves only that it had begun. */
  readonly heldAt: number;
}

/** A list may lag behind an act by a moment: younger acts are left to the next read. */
const SETTLE_MS = 5_000;
const WINDOW_ROWS = 2_000;

interface Row {
  readonly row: number;
  readonly id: string;
  readonly userId: string;
  readonly login: string;
  readonly displayName: string;
  readonly at: number | null;
  readonly firstSeenAt: number;
  readonly isListed: number;
}

export interface Absence {
  count(channelId: string): number;
  /** Everyone not in `seen` whose restriction is old enough that a read begun at `startedAt` must have shown it. */
  find(channelId: string, seen: ReadonlySet<string>, startedAt: number, pause: () => Promise<void>): Promise<Missing[]>;
}

export function createAbsence({ sqlite }: Database): Absence {
  const count = sqlite
    .prepare<[string], number>('SELECT coalesce(sum(count), 0) FROM ban_count WHERE channel_id = ?')
    .pluck();
  const window = sqlite.prepare<[string, string, number], Row>(
    `SELECT row, id, user_id AS userId, login, display_name AS displayName, at, first_seen_at AS firstSeenAt,
       raw_created_at IS NOT NULL AS isListed
     FROM ban WHERE channel_id = ? AND user_id > ? ORDER BY user_id LIMIT ?`,
  );
  return {
    count: (channelId) => count.get(channelId) ?? 0,
    async find(channelId, seen, startedAt, pause) {
      const missing: Missing[] = [];
      let after = '';
      for (;;) {
        const rows = window.all(channelId, after, WINDOW_ROWS);
        for (const row of rows) {
          const isOld = row.firstSeenAt < startedAt && (row.at ?? 0) < startedAt - SETTLE_MS;
          if (!isOld || seen.has(row.userId)) continue;
          const person = { id: row.userId, login: row.login, displayName: row.displayName };
          const heldAt = row.isListed === 1 ? row.firstSeenAt : (row.at ?? 0);
          missing.push({ person, entryId: row.id, firstSeenAt: row.firstSeenAt, heldAt });
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < WINDOW_ROWS) return missing;
        after = last.userId;
        await pause();
      }
    },
  };
}
