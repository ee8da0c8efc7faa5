// What was counted and measured since Modkeep was started: it only ever rises, as those who read it from outside expect.
// Bounded: what comes after the most series is counted under `other`.
import type { Measured } from './exposition.ts';
import { bucketOf } from './metrics-histogram.ts';

export interface Totals {
  readonly counts: Readonly<Record<string, number>>;
  readonly times: Readonly<Record<string, Measured>>;
}

export interface TotalsKeeper {
  count(series: string, by: number): void;
  /** A duration in ms. */
  time(series: string, ms: number): void;
  read(): Totals;
}

const MOST_SERIES = 600;

export function createTotals(): TotalsKeeper {
  const counts: Record<string, number> = {};
  const times: Record<string, { buckets: Record<string, number>; sum: number }> = {};
  let known = 0;

  function nameIn(into: Readonly<Record<string, unknown>>, series: string): string {
    if (series in into) return series;
    const name = known < MOST_SERIES ? series : `${series.split('|')[0]}|other`;
    if (!(name in into)) known += 1;
    return name;
  }

  return {
    count(series, by) {
      const name = nameIn(counts, series);
      counts[name] = (counts[name] ?? 0) + by;
    },
    time(series, ms) {
      const name = nameIn(times, series);
      const measured = (times[name] ??= { buckets: {}, sum: 0 });
      const bucket = bucketOf(ms);
      measured.buckets[bucket] = (measured.buckets[bucket] ?? 0) + 1;
      measured.sum += Number.isFinite(ms) ? Math.max(0, ms) : 0;
    },
    read: () => ({ counts, times }),
  };
}
