// What the numbers say, in sentences, and as rows of a file. Pure.
import type { CountedKind, StatsView } from '../../../shared/contract/insight.ts';
import { csvLine } from '../../../shared/csv.ts';
import {
  formatCount,
  formatDuration,
  formatLength,
  formatSince,
  plural,
  hourWords,
  WEEKDAYS,
} from '../../lib/format.ts';

export interface Tile {
  readonly id: 'bans' | 'timeouts' | 'ended' | 'people' | 'moderators' | 'hour';
  readonly title: string;
  readonly value: string;
  readonly text: string;
}

const COUNTED_KINDS = [
  'ban',
  'timeout',
  'unknown',
  'expired',
  'lifted',
  'unbanned',
] as const satisfies readonly CountedKind[];

export const WEEKDAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export function tilesOf(stats: StatsView): readonly Tile[] {
  const { totals, people, repeated, moderators, unknownActor, timeoutLength, hours } = stats;
  const ended = totals.unbanned + totals.lifted;
  const active = moderators.filter(({ login }) => login !== null).length;
  const busiest = hours.indexOf(Math.max(...hours));
  const { median, mean } = timeoutLength;
  return [
    { id: 'bans', title: 'Bans', value: formatCount(totals.ban), text: ratio(totals.ban, totals.timeout) },
    {
      id: 'timeouts',
      title: 'Timeouts',
      value: formatCount(totals.timeout),
      text:
        median === null || mean === null
          ? 'no lengths known'
          : `median ${formatLength(median)}, mean ${formatDuration(mean)}`,
    },
    {
      id: 'ended',
      title: 'Ended by people',
      value: formatCount(ended),
      text: `${plural(totals.unbanned, 'unban', 'unbans')} to ${plural(totals.ban, 'ban', 'bans')}, ${formatCount(totals.lifted)} lifted`,
    },
    {
      id: 'people',
      title: 'People',
      value: formatCount(people),
      text: `${formatCount(repeated)} twice or more`,
    },
    {
      id: 'moderators',
      title: 'Active moderators',
      value: formatCount(active),
      text: unknownActor === 0 ? 'every actor is known' : `${plural(unknownActor, 'act', 'acts')} by unknown actor`,
    },
    {
      id: 'hour',
      title: 'Busiest hour',
      value: (hours[busiest] ?? 0) === 0 ? '—' : hourWords(busiest),
      text: plural(hours[busiest] ?? 0, 'ban or timeout', 'bans and timeouts'),
    },
  ];
}

/** `1 ban to 3.2 timeouts`: the smaller one is 1. */
function ratio(bans: number, timeouts: number): string {
  if (bans === 0 && timeouts === 0) return 'no timeouts either';
  if (bans === 0 || timeouts === 0) return bans === 0 ? 'timeouts only' : 'no timeouts';
  const times = (more: number, fewer: number): string => (more / fewer).toFixed(1).replace(/\.0$/, '');
  return timeouts >= bans ? `1 ban to ${times(timeouts, bans)} timeouts` : `${times(bans, timeouts)} bans to 1 timeout`;
}

/** What the numbers can't know, one sentence each. `now` in ms. */
export function knownWords(stats: StatsView, now: number): readonly string[] {
  const { knownSince, unwatched, vague, totals } = stats;
  return [
    knownSince === null ? 'Never watched yet' : `Known since ${formatSince(knownSince, now)}`,
    ...(unwatched.ms > 0 ? [`${formatDuration(unwatched.ms / 1000)} not watched in this range`] : []),
    ...(vague > 0 ? [`${plural(vague, 'entry', 'entries')} without a known hour`] : []),
    ...(totals.unknown > 0 ? [`${plural(totals.unknown, 'act', 'acts')} with an unreadable end`] : []),
  ];
}

export function isNothing({ totals }: StatsView): boolean {
  return Object.values(totals).every((count) => count === 0);
}

/** All of it as CSV: what is counted, of what, which kind, how many. */
export function statsCsv(stats: StatsView): string {
  const rows: (readonly (string | number | null)[])[] = [
    ['range', 'from', stats.from, ''],
    ['range', 'to', stats.to, ''],
    ['range', 'time zone', stats.timeZone, ''],
    ['range', 'known since', stats.knownSince, ''],
    ['range', 'not watched', 'seconds', Math.round(stats.unwatched.ms / 1000)],
    ...COUNTED_KINDS.map((kind) => ['total', '', kind, stats.totals[kind]]),
    ['people', '', 'held out', stats.people],
    ['people', '', 'twice or more', stats.repeated],
    ['timeout length', 'median', 'seconds', stats.timeoutLength.median],
    ['timeout length', 'mean', 'seconds', stats.timeoutLength.mean],
    ...stats.days.flatMap((one) => COUNTED_KINDS.map((kind) => ['day', one.day, kind, one[kind]])),
    ...stats.hours.map((count, hour) => [
      'hour of the week',
      `${WEEKDAYS[Math.floor(hour / 24)]} ${String(hour % 24).padStart(2, '0')}:00`,
      'ban or timeout',
      count,
    ]),
    ...stats.streams.flatMap(({ startedAt, endedAt, bans, timeouts, unknown }) => {
      const of = `${startedAt}/${endedAt ?? ''}`;
      return [
        ['stream', of, 'ban', bans],
        ['stream', of, 'timeout', timeouts],
        ['stream', of, 'unknown', unknown],
      ];
    }),
    ...stats.moderators.flatMap((one) =>
      COUNTED_KINDS.map((kind) => ['moderator', one.login ?? one.id ?? 'unknown actor', kind, one[kind]]),
    ),
    ...stats.reasons.map(({ reason, count }) => ['reason', reason, 'ban or timeout', count]),
    ['reason', '', 'none given', stats.withoutReason],
    ...stats.offenders.flatMap(({ username, bans, timeouts }) => [
      ['held out again', username, 'ban', bans],
      ['held out again', username, 'timeout', timeouts],
    ]),
  ];
  return `what,of,kind,count\r\n${rows.map((row) => csvLine(row.map((cell) => String(cell ?? '')))).join('')}`;
}
