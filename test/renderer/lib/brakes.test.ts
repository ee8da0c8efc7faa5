// Which limit is nearly reached, and what of a typed line is a limit.
import { describe, expect, it } from 'vitest';
import type { BrakeView } from '../../../src/shared/contract/settings.ts';
import { BRAKE_NAMES } from '../../../src/shared/brakes.ts';
import {
  BRAKE_WORDS,
  brakeTitle,
  leftWords,
  limitWords,
  nearestLimit,
  readLimit,
} from '../../../src/renderer/lib/brakes.ts';
import { describeError } from '../../../src/renderer/lib/messages.ts';

const brake = (change: Partial<BrakeView>): BrakeView => ({
  brake: 'ban',
  channelId: '1',
  max: 100,
  windowSeconds: 30,
  remaining: 100,
  resetAt: null,
  isOn: true,
  ...change,
});

describe('the nearest limit', () => {
  it('is none above a fifth, and the one with the smallest share below', () => {
    expect(nearestLimit([brake({ remaining: 21 })], '1')).toBeNull();
    const near = brake({ remaining: 20 });
    const nearer = brake({ brake: 'sync', max: 5, remaining: 0 });
    expect(nearestLimit([near], '1')).toBe(near);
    expect(nearestLimit([near, nearer], '1')).toBe(nearer);
  });

  it('is never that of another channel, and none while the brakes are off', () => {
    expect(nearestLimit([brake({ remaining: 0, channelId: '2' })], '1')).toBeNull();
    expect(nearestLimit([brake({ remaining: 0, isOn: false })], '1')).toBeNull();
    const everywhere = brake({ brake: 'export', channelId: '', max: 10, remaining: 1 });
    expect(nearestLimit([everywhere], '1')).toBe(everywhere);
  });
});

describe('words', () => {
  it('say what is left and how far a limit goes', () => {
    expect(leftWords(brake({ remaining: 12 }))).toBe('12 of 100 bans left');
    expect(limitWords({ max: 10, windowSeconds: 3600 })).toBe('10 per 1h');
  });

  it('name every brake, and say when a tripped one is free again', () => {
    for (const name of BRAKE_NAMES) expect(brakeTitle(name)).toBe(BRAKE_WORDS[name].title);
    const error = {
      code: 'RATE_LIMIT_EXCEEDED',
      error: '',
      details: { retry_after: 2_460, limit: 10, remaining: 0, brake: 'unban' },
    } as const;
    const { text, todo } = describeError(error);
    expect(text).toBe('Free again in 41m.');
    expect(todo).toContain('“Unbans and ended timeouts”, in Settings under Limits');
  });
});

describe('a typed limit', () => {
  it.each([
    ['10', '1h', { max: 10, windowSeconds: 3_600 }],
    [' 10000 ', '1d', { max: 10_000, windowSeconds: 86_400 }],
    ['1', '1m 30s', { max: 1, windowSeconds: 90 }],
  ])('%j per %j is one', (max, window, limit) => expect(readLimit(max, window)).toEqual({ limit, problem: null }));

  it.each([
    ['0', '1h', 'max'],
    ['10001', '1h', 'max'],
    ['1.5', '1h', 'max'],
    ['-1', '1h', 'max'],
    ['', '1h', 'max'],
    ['ten', '1h', 'max'],
    ['10', '', 'window'],
    ['10', '0s', 'window'],
    ['10', '2d', 'window'],
    ['10', '60', 'window'],
  ])('%j per %j is none, because of its %s', (max, window, field) =>
    expect(readLimit(max, window)).toMatchObject({ limit: null, problem: { field } }),
  );
});
