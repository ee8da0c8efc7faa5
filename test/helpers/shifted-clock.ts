// The machine's clock, except that time can be made to have passed, or the wall clock be wrong, without waiting.
import { createClock, type Clock } from '../../src/main/lib/clock.ts';

export interface ShiftedClock extends Clock {
  /** `ms` have gone by; sleepers do not notice. */
  pass(ms: number): void;
  /** The wall clock is off by `ms` from now on, the steady one is not. */
  skew(ms: number): void;
}

export function createShiftedClock(): ShiftedClock {
  const real = createClock();
  let passed = 0;
  let wrong = 0;
  return {
    ...real,
    now: () => real.now() + passed + wrong,
    monotonic: () => real.monotonic() + passed,
    pass: (ms) => void (passed += ms),
    skew: (ms) => void (wrong = ms),
  };
}
