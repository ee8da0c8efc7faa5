// The numbers of the Stats screen, read in the reader. Entries come in windows; nothing of them is kept but sums.
import type { StatsModerator, StatsOffender, StatsView } from '../../shared/contract/insight.ts';
import type { Sqlite } from '../db/connection.ts';
import type { ReaderTask } from '../db/reader-task.ts';
import { DAY_MS, isoOrNull, parseRfc3339 } from '../lib/time.ts';
import { readActs } from './stats-acts.ts';
import { createTally, dayName, NONE, type TallyResult } from './stats-tally.ts';
import { streamsIn } from './stats-streams.ts';
import { unwatchedIn } from './stats-unwatched.ts';
import { createWords, type Words } from './stats-words.ts';
import { createZone, type Zone } from '../lib/zone.ts';

export interface StatsQuestion {
  readonly channelId?: string | undefined;
  /** Local days, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly timeZone: string;
  /** Epoch ms. */
  readonly now: number;
}

const MODERATORS = 50;

/** Adds up what was recorded in the range, without what a first read found. */
export const readStats: ReaderTask<StatsQuestion, StatsView> = async (sqlite, question, controls) => {
  const { channelId, timeZone, now } = question;
  const zone = createZone(timeZone);
  const firstDay = question.from === undefined ? 0 : dayNumber(question.from);
  const lastDay = question.to === undefined ? Number.POSITIVE_INFINITY : dayNumber(question.to);
  const tally = createTally(zone, firstDay, lastDay);
  // A local day begins and ends on a neighbouring day of UTC.
  const range = { channelId: channelId ?? null, from: firstDay - 1, to: lastDay + 1 };
  const words = await readActs(sqlite, range, () => createWords(sqlite), tally, controls);
  const result = tally.result();
  const known = knownSince(sqlite, channelId ?? null);
  const shown = rangeOf(question, result, known, zone);
  const [begin, end] = [zone.startOf(shown.from), zone.startOf(shown.to + 1)];
  return {
    channelId: channelId ?? null,
    timeZone,
    from: dayName(shown.from),
    to: dayName(shown.to),
    knownSince: isoOrNull(known),
    unwatched: unwatchedIn(sqlite, channelId ?? null, begin, Math.min(now, end)),
    streams: streamsIn(sqlite, channelId ?? null, { from: begin, to: end, now }),
    totals: result.totals,
    people: result.people,
    unknownActor: unknownActorsOf(result),
    vague: result.vague,
    days: result.days,
    hours: result.hours,
    moderators: moderatorsOf(sqlite, result, words),
    reasons: result.reasons.map(({ number, count }) => ({ reason: words.wordOf(number), count })),
    reasonCount: result.reasonCount,
    withoutReason: result.withoutReason,
    timeoutLength: result.timeoutLength,
    repeated: result.repeated,
    offenders: offendersOf(sqlite, result, words),
  };
};

/** From the question; else from the first that is known of to today. */
function rangeOf(
  { from, to, now }: StatsQuestion,
  { days }: TallyResult,
  known: number | null,
  zone: Zone,
): { readonly from: number; readonly to: number } {
  const localDayAt = (ms: number): number => {
    const utc = Math.floor(ms / DAY_MS);
    return [utc + 1, utc, utc - 1].find((day) => zone.startOf(day) <= ms) ?? utc;
  };
  const today = localDayAt(now);
  const counted = days.map(({ day }) => dayNumber(day));
  const last = to === undefined ? Math.max(today, counted.at(-1) ?? today) : dayNumber(to);
  const first = Math.min(known === null ? last : localDayAt(known), counted[0] ?? last, last);
  return { from: from === undefined ? first : dayNumber(from), to: last };
}

function dayNumber(day: string): number {
  return (parseRfc3339(`${day}T00:00:00Z`) ?? 0) / DAY_MS;
}

function knownSince(sqlite: Sqlite, channelId: string | null): number | null {
  const where = channelId === null ? '' : 'WHERE id = ?';
  return (
    sqlite
      .prepare<unknown[], number | null>(`SELECT min(first_watched_at) FROM channel ${where}`)
      .pluck()
      .get(...(channelId === null ? [] : [channelId])) ?? null
  );
}

function unknownActorsOf({ moderators }: TallyResult): number {
  const nobody = moderators.find(({ number }) => number === NONE);
  if (nobody === undefined) return 0;
  return nobody.ban + nobody.timeout + nobody.unknown + nobody.lifted + nobody.unbanned;
}

interface NameRow {
  readonly login: string;
  readonly displayName: string;
}

/** The busiest, by the name last seen. Imported entries may know a name without an id. */
function moderatorsOf(sqlite: Sqlite, { moderators }: TallyResult, words: Words): StatsModerator[] {
  const person = sqlite.prepare<[string], NameRow>('SELECT login, display_name AS displayName FROM user WHERE id = ?');
  const told = sqlite.prepare<[string], NameRow>(
    `SELECT moderator_login AS login, coalesce(moderator_name, moderator_login) AS displayName FROM entry
     WHERE moderator_id = ? AND found = 0 AND moderator_login IS NOT NULL LIMIT 1`,
  );
  return moderators.slice(0, MODERATORS).map(({ number, ...counts }) => {
    if (number === NONE) return { id: null, login: null, displayName: null, ...counts };
    const word = words.wordOf(number);
    if (word.startsWith('@')) return { id: null, login: word.slice(1), displayName: word.slice(1), ...counts };
    const name = person.get(word) ?? told.get(word) ?? { login: word, displayName: word };
    return { id: word, ...name, ...counts };
  });
}

function offendersOf(sqlite: Sqlite, { offenders }: TallyResult, words: Words): StatsOffender[] {
  const person = sqlite.prepare<[string], NameRow>('SELECT login, display_name AS displayName FROM user WHERE id = ?');
  return offenders.map(({ number, bans, timeouts }) => {
    const userId = words.wordOf(number);
    const { login, displayName } = person.get(userId) ?? { login: userId, displayName: userId };
    return { userId, username: login, displayName, bans, timeouts };
  });
}
