// Entries and gaps on one line of time.
import { expect, it } from 'vitest';
import { timelineOf } from '../../../src/renderer/lib/timeline.ts';
import type { GapView } from '../../../src/shared/model.ts';
import { entryOf, iso, makeBan, NOW } from '../fixture-world.ts';

const entry = (age: number, seq: number) => entryOf(makeBan(seq, 'A', 'a', 'ban', '', 1, age, 0), seq);
const gap = (from: number, to: number): GapView => ({
  id: `${from}`,
  channelId: '1',
  from: iso(NOW - from * 1000),
  to: iso(NOW - to * 1000),
  reason: 'sleep',
});

it('puts the newest first and gaps where they lie', () => {
  const items = timelineOf([entry(10, 1), entry(100, 2)], [gap(90, 50)]);
  expect(items.map((item) => item.kind)).toEqual(['entry', 'gap', 'entry']);
});

it('makes one divider of gaps with nothing between them', () => {
  const items = timelineOf([entry(10, 1)], [gap(200, 150), gap(90, 50)]);
  expect(items).toMatchObject([
    { kind: 'entry' },
    { kind: 'gap', from: iso(NOW - 200_000), to: iso(NOW - 50_000), gaps: [{}, {}] },
  ]);
});

it('keeps the order of entries of one second by their sequence', () => {
  const items = timelineOf([entry(10, 1), entry(10, 2)], []);
  expect(items.map((item) => item.kind === 'entry' && item.entry.seq)).toEqual([2, 1]);
});
