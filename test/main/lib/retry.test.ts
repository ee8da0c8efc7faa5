// Pauses grow, spread and end; what is not worth repeating is not repeated.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, retry } from '../../../src/main/lib/retry.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const BACKOFF = { firstDelayMs: 1000, maxDelayMs: 60_000 };

describe('backoffMs', () => {
  it('doubles its bound up to the cap and uses the whole range below', () => {
    const top = [1, 2, 3, 6, 7, 8, 1000].map((attempt) => backoffMs(attempt, BACKOFF, 0.999_999));
    expect(top).toEqual([999, 1999, 3999, 31_999, 59_999, 59_999, 59_999]);
    expect(backoffMs(5, BACKOFF, 0)).toBe(0);
  });

  it('is never out of its bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, random) => {
          const ms = backoffMs(attempt, BACKOFF, random);
          expect(Number.isInteger(ms) && ms >= 0 && ms < 60_000).toBe(true);
        },
      ),
    );
  });
});

describe('retry', () => {
  it('goes on until it works', async () => {
    const clock = createFakeClock();
    let runs = 0;
    const work = async (attempt: number): Promise<string> => {
      runs += 1;
      if (attempt < 4) throw new Error('not yet');
      return 'done';
    };
    const result = retry(work, { tries: 10, firstDelayMs: 1000, isWorth: () => ({}), clock });
    await clock.advance(60_000);
    expect(await result).toBe('done');
    expect(runs).toBe(4);
  });

  it('throws the last error when tries are used up', async () => {
    const clock = createFakeClock();
    let runs = 0;
    const result = retry(async () => Promise.reject(new Error(`try ${(runs += 1)}`)), {
      tries: 3,
      firstDelayMs: 1000,
      isWorth: () => ({}),
      clock,
    });
    result.catch(() => undefined);
    await clock.advance(600_000);
    await expect(result).rejects.toThrow('try 3');
    expect(runs).toBe(3);
  });

  it('does not repeat what is not worth it', async () => {
    let runs = 0;
    const result = retry(async () => Promise.reject(new Error(`try ${(runs += 1)}`)), {
      tries: 3,
      firstDelayMs: 1000,
      isWorth: () => false,
      clock: createFakeClock(),
    });
    await expect(result).rejects.toThrow('try 1');
  });

  it('waits at least as long as it was told to', async () => {
    const clock = createFakeClock();
    const started = clock.monotonic();
    const at: number[] = [];
    const work = async (attempt: number): Promise<void> => {
      at.push(clock.monotonic() - started);
      if (attempt < 2) throw new Error('later');
    };
    const result = retry(work, { tries: 2, firstDelayMs: 500, isWorth: () => ({ afterMs: 30_000 }), clock });
    await clock.advance(60_000);
    await result;
    expect(at[1]).toBeGreaterThanOrEqual(30_000);
    expect(at[1]).toBeLessThan(30_500);
  });

  it('stops in the middle of a pause when told to', async () => {
    const clock = createFakeClock();
    const abort = new AbortController();
    let runs = 0;
    const result = retry(async () => Promise.reject(new Error(`try ${(runs += 1)}`)), {
      tries: 5,
      firstDelayMs: 60_000,
      isWorth: () => ({ afterMs: 60_000 }),
      clock,
      signal: abort.signal,
    });
    result.catch(() => undefined);
    await clock.advance(10);
    abort.abort(new Error('enough'));
    await expect(result).rejects.toThrow('enough');
    expect(runs).toBe(1);
    expect(clock.pending()).toBe(0);
  });
});
