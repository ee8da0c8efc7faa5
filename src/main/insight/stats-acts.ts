// Where the sums come from: days that are packed, and the entries themselves where they are not. Read-only.
import type { Sqlite } from '../db/connection.ts';
import type { TaskControls } from '../db/reader-task.ts';
import { DAY_MS, HOUR_MS } from '../lib/time.ts';
import { addPacked } from './stats-pack.ts';
import { KIND_NUMBERS, type Act, type Tally } from './stats-tally.ts';
import type { Words } from './stats-words.ts';

export interface ActsRange {
  /** Null = every channel. */
  readonly channelId: string | null;
  /** Days of UTC since 1970-01-01, both included. */
  readonly from: number;
  readonly to: number;
}

/** One UTC day of one channel. */
export interface ChannelDay {
  readonly channelId: string;
  readonly day: number;
}

/** About 10 ms of reading. */
const WINDOW = 4_000;
/** Long after everything. */
const LAST_DAY = 100_000_000;

/** Adds every entry of the range to `tally`, in any order. `words` is made after the days were read. Throws CANCELLED. */
export async function readActs(
  sqlite: Sqlite,
  range: ActsRange,
  makeWords: () => Words,
  tally: Tally,
  controls: Pick<TaskControls, 'pause'>,
): Promise<Words> {
  const { stale, packed, words } = sqlite.transaction(() => ({ ...daysOf(sqlite, range), words: makeWords() }))();
  for (const { day, acts } of packed) addPacked(acts, day, tally);
  for (const one of stale) {
    await eachAct(sqlite, one, words, controls, ({ at, kind, isVague, person, moderator, reason, seconds }) =>
      tally.add(at, kind, isVague, person, moderator, reason, seconds),
    );
  }
  return words;
}

type Packed = ChannelDay & { readonly acts: Uint8Array };

/** Which days are to be read from the entries, and the others as they are packed; nothing happened before 1970. */
function daysOf(
  sqlite: Sqlite,
  { channelId, from, to }: ActsRange,
): { readonly stale: readonly ChannelDay[]; readonly packed: readonly Packed[] } {
  const where = `${channelId === null ? '' : 'd.channel_id = @channelId AND'} d.day BETWEEN @from AND @to`;
  const values = {
    from: Math.max(0, from),
    to: Math.min(LAST_DAY, to),
    ...(channelId === null ? {} : { channelId }),
  };
  const stale = sqlite
    .prepare<[object], ChannelDay>(`SELECT channel_id AS channelId, day FROM stats_stale d WHERE ${where}`)
    .all(values);
  const packed = sqlite
    .prepare<[object], Packed>(
      `SELECT channel_id AS channelId, day, acts FROM stats_day d WHERE ${where} AND NOT EXISTS
         (SELECT 1 FROM stats_stale s WHERE s.channel_id = d.channel_id AND s.day = d.day) ORDER BY day`,
    )
    .all(values);
  return { stale, packed };
}

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

/** Every entry of a day that counts, oldest first. Throws CANCELLED. */
export async function eachAct(
  sqlite: Sqlite,
  { channelId, day }: ChannelDay,
  words: Pick<Words, 'numberOf'>,
  { pause }: Pick<TaskControls, 'pause'>,
  visit: (act: Act) => void,
): Promise<void> {
  const window = sqlite
    .prepare<[object], Row>(
      `SELECT seq, at, kind, not_before, user_id, moderator_id, moderator_login, reason, duration_seconds FROM entry
       WHERE found = 0 AND channel_id = @channelId AND (at, seq) > (@at, @seq) AND at < @end
       ORDER BY at, seq LIMIT ${WINDOW}`,
    )
    .raw();
  const end = (day + 1) * DAY_MS;
  let at = day * DAY_MS;
  let seq = -1;
  for (;;) {
    const rows = window.all({ channelId, at, seq, end });
    for (const row of rows) {
      const act = actOf(row, words);
      if (act !== null) visit(act);
    }
    await pause();
    const last = rows.at(-1);
    if (last === undefined || rows.length < WINDOW) return;
    [seq, at] = last;
  }
}

function actOf(row: Row, words: Pick<Words, 'numberOf'>): Act | null {
  const [, at, kind, notBefore, userId, moderatorId, moderatorLogin, reason, seconds] = row;
  const number = KIND_NUMBERS.get(kind);
  if (number === undefined) return null;
  return {
    at,
    kind: number,
    isVague: notBefore !== null && at - notBefore > HOUR_MS,
    person: words.numberOf(userId),
    moderator: words.numberOf(moderatorId ?? (moderatorLogin === null ? null : `@${moderatorLogin}`)),
    reason: words.numberOf(reason),
    seconds: seconds ?? -1,
  };
}
