// Counts by number, for numbers that are dense: an array that grows. A million of them take milliseconds. Pure.

export interface Counter {
  add(number: number): void;
  /** The counts themselves, with room for numbers up to `number`, until more are added otherwise. */
  upTo(number: number): Uint32Array;
  of(number: number): number;
  /** Calls back for every number that was counted, in order. */
  each(visit: (number: number, count: number) => void): void;
}

export function createCounter(): Counter {
  let counts = new Uint32Array(1024);
  let end = 0;
  function upTo(number: number): Uint32Array {
    if (number >= counts.length) {
      const grown = new Uint32Array(Math.max(number + 1, counts.length * 2));
      grown.set(counts);
      counts = grown;
    }
    if (number >= end) end = number + 1;
    return counts;
  }

  return {
    add: (number) => void (upTo(number)[number]! += 1),
    upTo,
    of: (number) => counts[number] ?? 0,
    each(visit) {
      for (let number = 0; number < end; number += 1) {
        const count = counts[number]!;
        if (count > 0) visit(number, count);
      }
    },
  };
}

/** The largest; 0 where there is none. */
export function most(numbers: Uint32Array): number {
  let found = 0;
  for (let index = 0; index < numbers.length; index += 1) if (numbers[index]! > found) found = numbers[index]!;
  return found;
}

/** Counts of several things by number, for few numbers that are looked up a million times. */
export function createSeats(empty: () => Float64Array): {
  of(number: number): Float64Array;
  list(): (readonly [number, Float64Array])[];
} {
  let seats = new Uint32Array(1024);
  const counts: Float64Array[] = [];
  const numbers: number[] = [];
  return {
    of(number) {
      const seat = seats[number];
      if (seat !== undefined && seat > 0) return counts[seat - 1]!;
      if (seat === undefined) {
        const grown = new Uint32Array(Math.max(number + 1, seats.length * 2));
        grown.set(seats);
        seats = grown;
      }
      const made = empty();
      seats[number] = counts.push(made);
      numbers.push(number);
      return made;
    },
    list: () => numbers.map((number, seat) => [number, counts[seat]!] as const),
  };
}

export interface Top<T> {
  /** What counts less than this is not among the first. */
  least(): number;
  offer(one: T, count: number): void;
  /** The first ones, in order. */
  list(): T[];
}

/** Keeps the `most` first by `compare` of any number of things, without sorting them all. */
export function createTop<T>(most: number, compare: (one: T, other: T) => number): Top<T> {
  let kept: { readonly one: T; readonly count: number }[] = [];
  let least = 0;
  const cut = (): void => {
    kept = kept.toSorted((a, b) => compare(a.one, b.one)).slice(0, most);
    least = kept.length < most ? 0 : (kept.at(-1)?.count ?? 0);
  };
  return {
    least: () => least,
    offer(one, count) {
      kept.push({ one, count });
      if (kept.length >= most * 8) cut();
    },
    list() {
      cut();
      return kept.map(({ one }) => one);
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
