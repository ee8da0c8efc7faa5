// Counts by number, for numbers that are dense: an array that grows. A million of them take milliseconds. Pure.

export interface Counter {
  add(number: number): void;
  of(number: number): number;
  /** Calls back for every number that was counted, in order. */
  each(visit: (number: number, count: number) => void): void;
}

export function createCounter(): Counter {
  let counts = new Uint32Array(1024);
  let end = 0;
  return {
    add(number) {
      if (number >= counts.length) {
        const grown = new Uint32Array(Math.max(number + 1, counts.length * 2));
        grown.set(counts);
        counts = grown;
      }
      if (number >= end) end = number + 1;
      counts[number]! += 1;
    },
    of: (number) => counts[number] ?? 0,
    each(visit) {
      for (let number = 0; number < end; number += 1) {
        const count = counts[number]!;
        if (count > 0) visit(number, count);
      }
    },
  };
}

/** Median (the lower of two in the middle) and mean, to the next whole number, of values and how often each came. */
export function middleOf(values: ReadonlyMap<number, number>): {
  known: number;
  median: number | null;
  mean: number | null;
} {
  const sorted = [...values].toSorted(([one], [other]) => one - other);
  const known = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (known === 0) return { known, median: null, mean: null };
  const total = sorted.reduce((sum, [value, count]) => sum + value * count, 0);
  let before = 0;
  const middle = sorted.find(([, count]) => {
    before += count;
    return before * 2 >= known;
  });
  return { known, median: middle?.[0] ?? null, mean: Math.round(total / known) };
}
