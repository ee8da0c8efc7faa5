// The machine's clock, run faster: what sleeps for a minute sleeps for a part of it. For what must run in real time, against
// a server that counts.
import { createClock, type Clock } from '../../src/main/lib/clock.ts';

/** `speed` times as fast from now on. `random` draws nothing: always the middle. */
export function createFastClock(speed: number): Clock {
  const real = createClock();
  const start = real.now();
  const began = real.monotonic();
  const passed = (): number => (real.monotonic() - began) * speed;
  return {
    now: () => Math.floor(start + passed()),
    monotonic: passed,
    sleep: (ms, signal) => real.sleep(ms / speed, signal),
    // Deadlines: a busy machine must not look like a dead line.
    every: real.every,
    random: () => 0.5,
  };
}
