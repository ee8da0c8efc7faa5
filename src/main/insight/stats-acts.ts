// Where the sums come from: the entries as they are, in windows. Read-only.
import type { Sqlite } from '../db/connection.ts';
import type { TaskControls } from '../db/reader-task.ts';
import { DAY_MS, HOUR_MS } from '../lib/time.ts';
import { KIND_NUMBERS, type Tally } from './stats-tally.ts';
import type { Words } from './stats-words.ts';

export interface ActsRange {
  /** Null = every channel. */
  readonly channelId: string | null;
  /** Days of UTC since 1970-01-01, both included. */
  readonly from: number;
  readonly to: number;
}

/** About 10 ms of reading. */
const WINDOW = 4_000;

type Row = readonly [
  seq: number,
  at: number,
  kind: string,
  notBefore: number | null,
  userId: string,
  moderatorId: string | null,
  moderatorLogin: string | null,
  reason: string,
  seconds: number | null,
];

/** Adds every entry of the range to `tally`, oldest first. Throws CANCELLED. */
export async function readActs(
  sqlite: Sqlite,
  { channelId, from, to }: ActsRange,
  words: Words,
  tally: Tally,
  { pause }: Pick<TaskControls, 'pause'>,
): Promise<void> {
  const window = sqlite
    .prepare<[Record<string, unknown>], Row>(
      `SELECT seq, at, kind, not_before, user_id, moderator_id, moderator_login, reason, duration_seconds FROM entry
       WHERE found = 0 ${channelId === null ? '' : 'AND channel_id = @channelId'}
         AND (at, seq) > (@at, @seq) AND at < @end ORDER BY at, seq LIMIT ${WINDOW}`,
    )
    .raw();
  const end = Number.isFinite(to) ? (to + 1) * DAY_MS : Number.MAX_SAFE_INTEGER;
  // Nothing happened before 1970.
  let at = Math.max(0, from * DAY_MS);
  let seq = -1;
  for (;;) {
    const rows = window.all({ at, seq, end, ...(channelId === null ? {} : { channelId }) });
    for (const row of rows) addRow(row, words, tally);
    const last = rows.at(-1);
    if (last === undefined || rows.length < WINDOW) return;
    [seq, at] = last;
    await pause();
  }
}

function addRow(row: Row, words: Words, tally: Tally): void {
  const [, at, kind, notBefore, userId, moderatorId, moderatorLogin, reason, seconds] = row;
  const number = KIND_NUMBERS.get(kind);
  if (number === undefined) return;
  const isVague = notBefore !== null && at - notBefore > HOUR_MS;
  const by = words.numberOf(moderatorId ?? (moderatorLogin === null ? null : `@${moderatorLogin}`));
  tally.add(at, number, isVague, words.numberOf(userId), by, words.numberOf(reason), seconds ?? -1);
}
