// Which presets a channel has, and lists that are put in another order.
import { expect, it } from 'vitest';
import type { Settings } from '../../../src/shared/model.ts';
import { formatExact, parseDuration } from '../../../src/renderer/lib/format.ts';
import { moved, ordinal, presetsOf } from '../../../src/renderer/lib/presets.ts';

it('gives a channel its own nine, and all others the common ones', () => {
  const settings = { timeoutPresets: [1, 2], channelTimeoutPresets: { 7: [3, 4] } } as unknown as Settings;
  expect(presetsOf(settings, '7')).toEqual([3, 4]);
  expect(presetsOf(settings, '8')).toEqual([1, 2]);
  expect(presetsOf(settings, null)).toEqual([1, 2]);
  expect(presetsOf(null, '7')).toEqual([]);
});

it('moves one, and nothing past the ends', () => {
  const list = ['a', 'b', 'c'];
  expect(moved(list, 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(list, 2, 1)).toEqual(['a', 'c', 'b']);
  expect(moved(list, 0, -1)).toBe(list);
  expect(moved(list, 2, 3)).toBe(list);
  expect(moved(list, 9, 0)).toBe(list);
});

it('counts as people do', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
  ]);
});

it('writes a length so that reading it gives the same', () => {
  for (const seconds of [1, 59, 60, 61, 3_599, 3_661, 86_399, 90_061, 604_800, 604_801, 1_209_600])
    expect(parseDuration(formatExact(seconds))).toBe(seconds);
});
