// Puts the days together into as many bars as a picture can hold: days, weeks, months or years. Pure.
import type { StatsDay, StatsView } from '../../../shared/contract/insight.ts';
import { formatDay } from '../../lib/format.ts';

export interface Bar {
  /** Local days, both included. */
  readonly from: string;
  readonly to: string;
  readonly bans: number;
  readonly timeouts: number;
  readonly unknown: number;
  /** False where nothing was watched yet on any of its days. */
  readonly isKnown: boolean;
}
export type Unit = 'day' | 'week' | 'month' | 'year';

const DAY_MS = 86_400_000;
const MOST_BARS = 100;
const MOST_MONTHS = 240;

export function unitOf(from: string, to: string): Unit {
  const days = numberOf(to) - numberOf(from) + 1;
  if (days <= MOST_BARS) return 'day';
  if (days <= MOST_BARS * 7) return 'week';
  return days <= MOST_MONTHS * 30 ? 'month' : 'year';
}

/** One bar per unit from the first to the last day, also where nothing happened. */
export function barsOf({ from, to, days, knownSince }: StatsView): readonly Bar[] {
  const unit = unitOf(from, to);
  const known = knownSince === null ? null : localDayOf(knownSince);
  const counted = new Map<number, StatsDay>(days.map((day) => [numberOf(day.day), day]));
  const last = numberOf(to);
  const bars: Bar[] = [];
  for (let start = numberOf(from); start <= last;) {
    const end = Math.min(last, endOf(start, unit));
    const bar = { bans: 0, timeouts: 0, unknown: 0 };
    for (let number = start; number <= end; number += 1) {
      const day = counted.get(number);
      if (day === undefined) continue;
      bar.bans += day.ban;
      bar.timeouts += day.timeout;
      bar.unknown += day.unknown;
    }
    const isKnown = bar.bans + bar.timeouts + bar.unknown > 0 || (known !== null && dayOf(end) >= known);
    bars.push({ from: dayOf(start), to: dayOf(end), ...bar, isKnown });
    start = end + 1;
  }
  return bars;
}

export function totalOf({ bans, timeouts, unknown }: Bar): number {
  return bans + timeouts + unknown;
}

/** When a bar is: `17 Nov`, or `17 Nov – 23 Nov`; `now` in ms. */
export function whenOf({ from, to }: Pick<Bar, 'from' | 'to'>, now: number): string {
  const first = formatDay(midnightOf(from), now);
  return from === to ? first : `${first} – ${formatDay(midnightOf(to), now)}`;
}

/** A round number that is not much above `most`, for the top of an axis. */
export function roundUp(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return (
    [1, 1.6, 2, 3, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= most && Number.isInteger(step)) ??
    power * 10
  );
}

function endOf(start: number, unit: Unit): number {
  if (unit === 'day') return start;
  // 1970-01-01 was a Thursday; weeks begin on Monday.
  if (unit === 'week') return start + 6 - ((start + 3) % 7);
  const date = new Date(start * DAY_MS);
  const next =
    unit === 'month'
      ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
      : Date.UTC(date.getUTCFullYear() + 1, 0, 1);
  return next / DAY_MS - 1;
}

function numberOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function dayOf(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** Midnight at the beginning of a local day, in ms. */
function midnightOf(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).getTime();
}

function localDayOf(iso: string): string {
  const at = new Date(iso);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
