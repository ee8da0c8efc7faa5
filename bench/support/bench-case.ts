// What a case is and what it gives. Knows no case.

export interface BenchOptions {
  /** How often each side is measured. */
  readonly runs: number;
  /** Length of the large banned list. */
  readonly rows: number;
  /** Length of the idle watch in seconds. */
  readonly idleSeconds: number;
  /** The sizes of the goals where the usual run takes smaller ones. */
  readonly isFull: boolean;
}

export interface Measured {
  readonly value: number;
  /** Where more than one number decides; else the goal alone does. */
  readonly isMet?: boolean;
  /** The value of every run, in order. */
  readonly runs: readonly number[];
  readonly details: Readonly<Record<string, unknown>>;
}

export interface BenchCase {
  readonly name: string;
  readonly unit: 'ratio' | 'ms' | '% of a core';
  /** The most that `value` may be. */
  readonly goal: number;
  run(options: BenchOptions): Promise<Measured>;
}

/** A means is missing here: the case is reported as not run, with this sentence. */
export class NotRun extends Error {}
