// When attempts may be made, in virtual time.
import { describe, expect, test } from 'vitest';
import { createBackoff, jitteredDelay } from '../../../src/main/twitch/live-backoff.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const timing = { minDelayMs: 1000, maxDelayMs: 60_000, attemptGapMs: 1000, attemptsPerMinute: 12 };

/** Virtual times of the attempts within `minutes`, if `after` is done after each. */
async function attempts(minutes: number, seed: number, after: (backoff: ReturnType<typeof createBackoff>) => void) {
  const clock = createFakeClock(undefined, seed);
  const backoff = createBackoff(clock, timing);
  const times: number[] = [];
  for (;;) {
    await clock.advance(backoff.delay());
    if (clock.monotonic() > minutes * 60_000) return times;
    times.push(clock.monotonic());
    backoff.attempted();
    after(backoff);
  }
}

describe('jitteredDelay', () => {
  test('runs from 1 s to 60 s, half of each step at random', () => {
    expect(jitteredDelay(1, timing, 0)).toBe(1000);
    expect(jitteredDelay(1, timing, 1)).toBe(2000);
    expect(jitteredDelay(4, timing, 0.5)).toBe(12_000);
    expect(jitteredDelay(6, timing, 1)).toBe(60_000);
    expect(jitteredDelay(5000, timing, 0)).toBe(30_000);
  });
});

describe('createBackoff', () => {
  test('the first attempt waits for nothing', () => {
    expect(createBackoff(createFakeClock(), timing).delay()).toBe(0);
  });

  test.each([1, 2, 3, 4, 5])('endless failures make few attempts (seed %i)', async (seed) => {
    const times = await attempts(30, seed, (backoff) => backoff.failed());
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    expect(times.filter((time) => time <= 60_000).length).toBeLessThanOrEqual(8);
    for (let minute = 1; minute < 30; minute += 1) {
      const within = times.filter((time) => time > minute * 60_000 && time <= (minute + 1) * 60_000);
      expect(within.length).toBeLessThanOrEqual(3);
    }
    expect(new Set(gaps).size).toBe(gaps.length);
  });

  test('however often it is reset, never two in a second nor 13 in a minute', async () => {
    const times = await attempts(10, 1, (backoff) => backoff.reset());
    for (const [index, time] of times.entries()) {
      expect(time - (times[index - 1] ?? -1000)).toBeGreaterThanOrEqual(1000);
      expect(time - (times[index - 12] ?? -60_000)).toBeGreaterThanOrEqual(60_000);
    }
    expect(times.length).toBeGreaterThan(100);
  });
});
