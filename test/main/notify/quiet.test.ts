// Quiet hours by the local time of day, past midnight too.
import { describe, expect, it } from 'vitest';
import { isWithin } from '../../../src/main/notify/quiet.ts';

describe('quiet hours', () => {
  it.each([
    ['22:00', '07:00', [22 * 60, 23 * 60 + 59, 0, 6 * 60 + 59], [21 * 60 + 59, 7 * 60, 12 * 60]],
    ['09:30', '17:00', [570, 1_019], [569, 1_020, 0, 1_439]],
    ['23:59', '00:00', [1_439], [0, 1_438]],
    ['00:00', '00:01', [0], [1, 1_439]],
  ])('from %s to %s', (from, to, inside, outside) => {
    for (const minute of inside) expect([minute, isWithin([{ from, to }], minute)]).toEqual([minute, true]);
    for (const minute of outside) expect([minute, isWithin([{ from, to }], minute)]).toEqual([minute, false]);
    expect(isWithin([], inside[0] ?? 0)).toBe(false);
    expect(
      isWithin(
        [
          { from: '03:03', to: '03:04' },
          { from, to },
        ],
        inside[0] ?? 0,
      ),
    ).toBe(true);
  });
});
