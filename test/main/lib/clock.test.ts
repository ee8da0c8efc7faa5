// The two clocks keep the same promises: the real one with short times, the driven one with long ones.
import { describe, expect, it } from 'vitest';
import { createClock } from '../../../src/main/lib/clock.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

describe('the real clock', () => {
  it('sleeps at least as long as asked, and gives up with the reason when told to', async () => {
    const clock = createClock();
    const before = clock.monotonic();
    await clock.sleep(20);
    expect(clock.monotonic() - before).toBeGreaterThanOrEqual(19);
    const abort = new AbortController();
    const sleeping = clock.sleep(60_000, abort.signal);
    abort.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow('enough');
  });
});

describe('the driven clock', () => {
  it('runs what is due in order of time, and what that sets off before the next', async () => {
    const clock = createFakeClock(1_000_000);
    const seen: string[] = [];
    const note = (name: string): void => void seen.push(`${name}@${clock.now() - 1_000_000}`);
    const stop = clock.every(40, () => note('tick'));
    const work = async (): Promise<void> => {
      await clock.sleep(50);
      note('first');
      await clock.sleep(10);
      note('second');
    };
    const done = work();
    await clock.advance(100);
    await done;
    expect(seen).toEqual(['tick@40', 'first@50', 'second@60', 'tick@80']);
    stop();
    expect(clock.pending()).toBe(0);
    expect(clock.now()).toBe(1_000_100);
  });

  it('jumps the wall clock without waking anybody', async () => {
    const clock = createFakeClock(0);
    let isAwake = false;
    const sleeping = clock.sleep(1000).then(() => (isAwake = true));
    clock.jump(10_000);
    await clock.settle();
    expect(isAwake).toBe(false);
    await clock.advance(1000);
    await sleeping;
    expect([clock.now(), clock.monotonic()]).toEqual([11_000, 1000]);
  });

  it('draws the same chances from the same seed', () => {
    const draw = (seed: number): number[] => {
      const { random } = createFakeClock(0, seed);
      return Array.from({ length: 1000 }, random);
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7).every((chance) => chance >= 0 && chance < 1)).toBe(true);
  });
});
