// Twitch's clock from Date headers: whole seconds in, well under a second out, whatever the local clock does.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { createServerTime } from '../../../src/main/twitch/server-time.ts';

const YEAR = 365 * 86_400_000;
const header = (ms: number): string => new Date(ms).toUTCString();

/** One answer: asked now, stamped half-way, heard `round` ms later. `ahead` = Twitch minus this machine's steady time. */
async function answer(
  clock: ReturnType<typeof createFakeClock>,
  time: ReturnType<typeof createServerTime>,
  ahead: number,
  round = 80,
): Promise<void> {
  const sentAt = clock.monotonic();
  await clock.advance(round / 2);
  const stamp = header(clock.monotonic() + ahead);
  await clock.advance(round / 2);
  time.observe(stamp, sentAt, clock.monotonic());
}

describe('Twitch’s clock', () => {
  it('is this machine’s until the first answer', () => {
    const clock = createFakeClock();
    const time = createServerTime(clock);
    expect(time.now()).toBe(clock.now());
    expect([time.isKnown(), time.offset()]).toEqual([false, 0]);
  });

  it('is known to well under a second after a few answers, ten years off or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -10 * YEAR, max: 10 * YEAR }),
        fc.array(fc.integer({ min: 300, max: 2500 }), { minLength: 20, maxLength: 20 }),
        async (skew, waits) => {
          const truth = Date.UTC(2026, 10, 20, 12);
          const clock = createFakeClock(truth + skew);
          const time = createServerTime(clock);
          for (const wait of waits) {
            await answer(clock, time, truth);
            await clock.advance(wait);
          }
          expect(Math.abs(time.now() - (truth + clock.monotonic()))).toBeLessThan(450);
          expect(Math.abs(time.offset() + skew)).toBeLessThan(450);
        },
      ),
      { seed: 20261120, numRuns: 40 },
    );
  });

  it('does not notice when somebody changes the local clock', async () => {
    const truth = Date.UTC(2026, 10, 20, 12);
    const clock = createFakeClock(truth);
    const time = createServerTime(clock);
    await answer(clock, time, truth);
    const before = time.now();
    clock.jump(-10 * YEAR);
    expect(time.now()).toBe(before);
  });

  it('ignores what is no time, or too slow, or absurd', async () => {
    const truth = Date.UTC(2026, 10, 20, 12);
    const clock = createFakeClock(truth);
    const time = createServerTime(clock);
    for (const garbage of [null, '', 'yesterday', '2026-11-20T12:00:00Z', header(0), header(Date.UTC(2150, 1, 1))]) {
      time.observe(garbage, 0, 10);
    }
    await answer(clock, time, truth + YEAR, 11_000);
    time.observe(header(truth), 500, 100);
    expect(time.isKnown()).toBe(false);
  });

  it('does not follow one contradiction, but a lasting one', async () => {
    const truth = Date.UTC(2026, 10, 20, 12);
    const clock = createFakeClock(truth);
    const time = createServerTime(clock);
    await answer(clock, time, truth);
    await answer(clock, time, truth + 60_000);
    await answer(clock, time, truth);
    await answer(clock, time, truth + 60_000);
    expect(Math.abs(time.now() - truth - clock.monotonic())).toBeLessThan(1100);
    for (let round = 0; round < 3; round += 1) await answer(clock, time, truth + 60_000);
    expect(Math.abs(time.now() - truth - 60_000 - clock.monotonic())).toBeLessThan(1100);
  });

  it('goes by the wall clock after sleep, and by Twitch from the next answer on', async () => {
    const truth = Date.UTC(2026, 10, 20, 12);
    const clock = createFakeClock(truth - 5000);
    const time = createServerTime(clock);
    await answer(clock, time, truth);
    // Three days asleep: the steady clock stood still.
    clock.jump(3 * 86_400_000);
    time.onResume();
    expect(Math.abs(time.now() - truth - 3 * 86_400_000)).toBeLessThan(1100);
    await answer(clock, time, truth + 3 * 86_400_000);
    expect(Math.abs(time.now() - truth - 3 * 86_400_000 - clock.monotonic())).toBeLessThan(1100);
  });

  it('believes the first answer after a sleep that nobody announced', async () => {
    const truth = Date.UTC(2026, 10, 20, 12);
    const clock = createFakeClock(truth);
    const time = createServerTime(clock);
    await answer(clock, time, truth);
    clock.jump(86_400_000);
    await answer(clock, time, truth + 86_400_000);
    expect(Math.abs(time.now() - truth - 86_400_000 - clock.monotonic())).toBeLessThan(1100);
  });
});
