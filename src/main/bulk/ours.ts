// Whether what a rollback would take back is still the doing of the job it takes back. Anything newer, and anything older,
// is somebody else's and stays. Read-only.
import type { BulkActKind } from '../../shared/contract/bulk.ts';
import type { Database } from '../db/open.ts';
import { isThatAct, type Verdict } from './judge.ts';
import type { Held } from './lookups.ts';
import type { Bulk, BulkRow } from './store.ts';

export interface Ours {
  /** For a row of a rollback. `held` as in `judge`: null where nobody can look, then the own record has to do. */
  judge(bulk: Bulk, row: BulkRow & { userId: string }, held: Held | undefined | null): Verdict;
}

interface DoneAct {
  readonly kind: BulkActKind;
  readonly entryId: string;
  readonly at: number;
}

/** So long Twitch's list may lag behind what was just done. */
const LAG_MS = 60_000;
const SAME_MOMENT_MS = 5_000;

export function createOurs({ db, twitchNow }: { db: Database; twitchNow: () => number }): Ours {
  const doneAct = db.sqlite.prepare<[string, string, number], DoneAct>(
    `SELECT r.kind, r.entry_id AS entryId, e.at FROM bulk_row r JOIN entry e ON e.id = r.entry_id
     WHERE r.bulk_id = ? AND r.user_id = ? AND r.line < ? AND r.state = 'done' ORDER BY r.line DESC LIMIT 1`,
  );
  const recorded = db.sqlite
    .prepare<[string, string], string>('SELECT id FROM ban WHERE channel_id = ? AND user_id = ?')
    .pluck();
  const newer = db.sqlite
    .prepare<[string, string, number, string], number>(
      `SELECT 1 FROM entry WHERE user_id = ? AND channel_id = ? AND at > ? AND id != ?
         AND kind IN ('ban', 'timeout', 'unknown', 'unbanned', 'lifted') LIMIT 1`,
    )
    .pluck();

  return {
    judge(bulk, row, held) {
      const { channelId } = bulk;
      const before = doneAct.get(bulk.id, row.userId, row.line);
      const original = doneAct.get(bulk.rollbackOf ?? '', row.userId, Number.MAX_SAFE_INTEGER);
      const mine = before ?? original;
      if (mine === undefined) return { plan: 'changed_since', kind: row.kind };
      const isNewer = newer.get(row.userId, channelId, mine.at + SAME_MOMENT_MS, mine.entryId) !== undefined;
      if (isNewer) return { plan: 'changed_since', kind: row.kind };
      const current = recorded.get(channelId, row.userId);
      const isEnded = mine.kind === 'unban' || mine.kind === 'untimeout';
      const isRecorded = current === mine.entryId;
      if (isEnded) {
        // The list may still show what was lifted a moment ago.
        const isStale = held != null && original !== undefined && isThatAct(held, original);
        const isFree = held === null ? current === undefined : held === undefined || isStale;
        return freeVerdict(row, isFree, twitchNow());
      }
      const isJustDone = held === undefined && isRecorded && mine.at > twitchNow() - LAG_MS;
      const isMine = held === null ? isRecorded : isJustDone || (held !== undefined && isThatAct(held, mine));
      if (isMine) return heldVerdict(row, mine.kind, twitchNow());
      const isFree = held === undefined || (held === null && current === undefined);
      return { plan: isFree ? 'not_banned' : 'changed_since', kind: row.kind };
    },
  };
}

/** Somebody who was let in is to be held out again. */
function freeVerdict({ kind, until }: BulkRow, isFree: boolean, now: number): Verdict {
  if (!isFree) return { plan: 'changed_since', kind };
  return { plan: kind === 'timeout' && until !== null && until <= now ? 'ended' : 'act', kind };
}

/** Somebody who was held out is to be as before; an earlier timeout that has run out meanwhile leaves nothing. */
function heldVerdict({ kind, until }: BulkRow, mine: BulkActKind, now: number): Verdict {
  const isOver = kind === 'timeout' && until !== null && until <= now;
  if (isOver) return mine === 'timeout' ? { plan: 'act', kind: 'untimeout' } : { plan: 'ended', kind };
  return { plan: 'act', kind };
}
