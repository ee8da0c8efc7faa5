// Medians, percentiles and stopwatches. Pure.

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value below which `percent` of the sorted values lie; between two of them by proportion. */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new Error('there is nothing to take a percentile of');
  const sorted = values.toSorted((a, b) => a - b);
  const place = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

/** Three significant places after the point at most: what a table or a file needs. */
export function round(value: number, places = 3): number {
  return Number(value.toFixed(places));
}

export function summary(values: readonly number[]): Record<'p50' | 'p95' | 'p99' | 'max', number> {
  const at = (percent: number): number => round(percentile(values, percent));
  return { p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}

/** Milliseconds that `work` took. */
export async function timed(work: () => Promise<unknown> | void): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export interface Pair {
  readonly ours: number;
  readonly theirs: number;
}

/** Measures both sides in turn, `runs` times, the first of the two changing each time, so that drift hits both. */
export async function alternately(
  runs: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let run = 0; run < runs; run += 1) {
    if (run % 2 === 0) {
      const first = await theirs();
      pairs.push({ theirs: first, ours: await ours() });
    } else {
      const first = await ours();
      pairs.push({ ours: first, theirs: await theirs() });
    }
  }
  return pairs;
}

/** The ratios of pairs, their median, and the medians of both sides in ms. */
export function ratios(pairs: readonly Pair[]) {
  const runs = pairs.map(({ ours, theirs }) => round(ours / theirs));
  return {
    value: round(median(runs)),
    runs,
    oursMs: round(median(pairs.map((pair) => pair.ours)), 1),
    theirsMs: round(median(pairs.map((pair) => pair.theirs)), 1),
  };
}
