// A histogram of durations in buckets that grow by a tenth, so that any percentile is right to 5 %. Pure.

/** Durations by bucket: bucket number to how many. */
export type Histogram = Readonly<Record<string, number>>;

/** A value and its bucket's middle differ by at most (GROWTH - 1) / (GROWTH + 1) = 4.8 %. */
const GROWTH = 1.1;
/** Milliseconds below which nothing is told apart. */
const LEAST_MS = 0.01;
/** Nothing waits longer than a day. */
const MOST_MS = 86_400_000;

/** The bucket of a duration in ms. Anything that is no duration counts as none at all. */
export function bucketOf(ms: number): number {
  const known = Number.isFinite(ms) ? Math.min(MOST_MS, Math.max(LEAST_MS, ms)) : LEAST_MS;
  return Math.ceil(Math.log(known) / Math.log(GROWTH));
}

/** The middle of a bucket in ms: no value in it is farther away than 5 % of itself. */
function middleOf(bucket: number): number {
  return (2 * GROWTH ** bucket) / (GROWTH + 1);
}

export interface Percentiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Nearest rank: the smallest value that at least p % of all do not exceed, in ms to within 5 %; null without one. */
export function percentilesOf(histogram: Histogram): Percentiles {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .toSorted((one, other) => one.bucket - other.bucket);
  const count = buckets.reduce((sum, one) => sum + one.count, 0);
  const at = (percent: number): number | null => {
    const rank = Math.ceil((percent / 100) * count);
    let seen = 0;
    for (const one of buckets) {
      seen += one.count;
      if (seen >= rank) return Math.round(middleOf(one.bucket) * 100) / 100;
    }
    return null;
  };
  return count === 0 ? { count, p50: null, p95: null, p99: null } : { count, p50: at(50), p95: at(95), p99: at(99) };
}
