// Which days the Stats screen adds up. Pure: turns the choice into the core's question.
import { localDay } from './ban-filter.ts';

export const SPANS = [7, 30, 90, 'all', 'custom'] as const;
export type StatsSpan = (typeof SPANS)[number];

export interface StatsRange {
  readonly span: StatsSpan;
  /** Local days, `2026-11-17`, for `custom`; null = open. */
  readonly from: string | null;
  readonly to: string | null;
}

export const FIRST_RANGE: StatsRange = { span: 30, from: null, to: null };

export function spanWord(span: StatsSpan): string {
  if (span === 'all') return 'All';
  return span === 'custom' ? 'Dates…' : `${span} d`;
}

/** Both days included, today the last of them; `now` in ms. Days in the wrong order are put right. */
export function daysOf({ span, from, to }: StatsRange, now: number): { from?: string; to?: string } {
  if (span === 'all') return {};
  if (span !== 'custom') return { from: localDay(now, 1 - span), to: localDay(now) };
  const [first, last] = from !== null && to !== null && from > to ? [to, from] : [from, to];
  return { ...(first === null ? {} : { from: first }), ...(last === null ? {} : { to: last }) };
}
