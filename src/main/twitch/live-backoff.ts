// When the next attempt to reach the live feed may be made: back-off with jitter, and a hard ceiling that
// holds whatever asks (a waking machine, a flapping network). Knows no sockets.
import type { Clock } from '../lib/clock.ts';
import { MINUTE_MS } from '../lib/time.ts';

export interface BackoffTiming {
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** Least distance between two attempts. */
  readonly attemptGapMs: number;
  /** Most attempts within any 60 s. */
  readonly attemptsPerMinute: number;
}

export interface Backoff {
  /** Milliseconds to wait before the next attempt. */
  delay(): number;
  /** An attempt is being made now. */
  attempted(): void;
  failed(): void;
  /** The next attempt need not wait for earlier failures, only for the ceiling. */
  reset(): void;
}

/**
 * Milliseconds to wait after `failures` failures in a row (1 or more): from `minDelayMs` doubling to
 * `maxDelayMs`, the upper half of each step at random, so that many clients do not return at once.
 */
export function jitteredDelay(
  failures: number,
  timing: Pick<BackoffTiming, 'minDelayMs' | 'maxDelayMs'>,
  random: number,
): number {
  const step = Math.min(timing.maxDelayMs, timing.minDelayMs * 2 ** Math.min(failures, 30));
  return Math.max(timing.minDelayMs, step * (0.5 + 0.5 * random));
}

/** Starts without failures: the first attempt may be made at once. */
export function createBackoff(clock: Clock, timing: BackoffTiming): Backoff {
  const attempts: number[] = [];
  let failures = 0;

  function ceiling(now: number): number {
    const last = attempts.at(-1);
    const oldest = attempts.at(-timing.attemptsPerMinute);
    return Math.max(
      last === undefined ? 0 : last + timing.attemptGapMs - now,
      oldest === undefined ? 0 : oldest + MINUTE_MS - now,
      0,
    );
  }

  return {
    delay() {
      const wanted = failures === 0 ? 0 : jitteredDelay(failures, timing, clock.random());
      return Math.max(wanted, ceiling(clock.monotonic()));
    },
    attempted() {
      attempts.push(clock.monotonic());
      if (attempts.length > timing.attemptsPerMinute) attempts.shift();
    },
    failed: () => void (failures += 1),
    reset: () => void (failures = 0),
  };
}
