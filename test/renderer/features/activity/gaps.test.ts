// Gaps over all channels: those of the stretch on screen, and one line for what was one interruption.
import { describe, expect, it } from 'vitest';
import { within } from '../../../../src/renderer/features/activity/use-gaps-of-all.ts';
import { timelineOf } from '../../../../src/renderer/lib/timeline.ts';
import type { GapView } from '../../../../src/shared/model.ts';
import { entryOf, iso, makeBan, NOW } from '../../fixture-world.ts';

const gap = (channelId: string, from: number, to: number): GapView => ({
  id: `${channelId} ${from}`,
  channelId,
  from: iso(NOW - from),
  to: iso(NOW - to),
  reason: 'app_closed',
});
const entry = entryOf(makeBan(1, 'A', 'a', 'ban', '', 0, 500, 0), 1);

describe('gaps of all channels', () => {
  it('are those that reach into the page', () => {
    const gaps = [gap('1', 400_000, 300_000), gap('2', 900_000, 800_000)];
    expect(within(gaps, [entry], 1).map(({ channelId }) => channelId)).toEqual(['1']);
    expect(within(gaps, [entry], 2)).toHaveLength(2);
  });

  it('become one line when they overlap, and stay apart when they do not', () => {
    const together = timelineOf([], [gap('1', 400_000, 300_000), gap('2', 390_000, 310_000)]);
    expect(together).toMatchObject([{ from: iso(NOW - 400_000), to: iso(NOW - 300_000) }]);
    expect(timelineOf([], [gap('1', 400_000, 300_000), gap('2', 900_000, 800_000)])).toHaveLength(2);
    expect(timelineOf([], [gap('1', 400_000, 300_000), gap('1', 900_000, 800_000)])).toHaveLength(1);
  });
});
