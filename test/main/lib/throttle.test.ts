// Told seldom enough, but never the last of it left out.
import { describe, expect, it } from 'vitest';
import { createThrottle } from '../../../src/main/lib/throttle.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

describe('createThrottle', () => {
  it('says the first at once, and of a burst the last, when the interval is over', async () => {
    const clock = createFakeClock();
    let state = 0;
    const said: string[] = [];
    const throttle = createThrottle(clock, 200, () => said.push(`${state}@${clock.monotonic()}`));
    for (state = 1; state < 5; state += 1) throttle.send();
    state = 4;
    expect(said).toEqual(['1@0']);
    await clock.advance(1000);
    expect(said).toEqual(['1@0', '4@200']);
    throttle.send();
    expect(said).toHaveLength(3);
  });

  it('says the end at once, even within the interval, and nothing after', async () => {
    const clock = createFakeClock();
    const said: number[] = [];
    const throttle = createThrottle(clock, 200, () => said.push(clock.monotonic()));
    throttle.send();
    await clock.advance(50);
    throttle.send();
    throttle.sendLast();
    throttle.send();
    await clock.advance(1000);
    expect(said).toEqual([0, 50]);
    expect(clock.pending()).toBe(0);
  });
});
