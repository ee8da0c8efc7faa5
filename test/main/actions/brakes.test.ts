// Brakes count, refuse with the time when it goes on, keep their count across restarts and clocks set back.
import { describe, expect, it } from 'vitest';
import { AppFailure, type AppError } from '../../../src/shared/errors.ts';
import { BRAKE_NAMES, type BrakeName } from '../../../src/shared/brakes.ts';
import type { Settings } from '../../../src/shared/model.ts';
import { createBrakes } from '../../../src/main/actions/brakes.ts';
import { BRAKES } from '../../../src/shared/brakes.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { toIso } from '../../../src/main/lib/time.ts';
import { DEFAULT_SETTINGS } from '../../../src/main/settings/settings.ts';
import { openTestDatabase } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

function makeBrakes(change: Partial<Settings> = {}) {
  const clock = createFakeClock();
  const db = openTestDatabase({ clock });
  const settings = { current: { ...DEFAULT_SETTINGS, ...change } };
  const make = () =>
    createBrakes({ db, bus: createBus(() => undefined), settings: () => settings.current, now: clock.now });
  return { clock, db, settings, make, brakes: make() };
}

function refusal(run: () => void): AppError | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof AppFailure) return error.failure;
    throw error;
  }
}

function useUp(brakes: ReturnType<typeof createBrakes>, brake: BrakeName, channelId: string): number {
  for (let used = 0; ; used += 1) if (refusal(() => brakes.take(brake, channelId)) !== null) return used;
}

describe('the table', () => {
  it.each([
    ['default', { ban: 100, unban: 100, sync: 5, export: 10, moderators: 10 }],
    ['strict', { ban: 10, unban: 10, sync: 5, export: 10, moderators: 10 }],
  ] as const)('%s lets through what it says', (brakeProfile, most) => {
    const { brakes } = makeBrakes({ brakeProfile });
    expect(Object.fromEntries(BRAKE_NAMES.map((brake) => [brake, useUp(brakes, brake, '7')]))).toEqual(most);
  });

  it('strict counts by the hour, default lets a raid be met at the pace of Twitch', () => {
    expect(BRAKES.ban).toMatchObject({
      default: { max: 100, windowSeconds: 30 },
      strict: { max: 10, windowSeconds: 3600 },
    });
  });

  it('a row of one’s own replaces the profile’s; turned off, nothing is refused but everything counted', () => {
    const { brakes, settings } = makeBrakes({ brakeOverrides: { ban: { max: 2, windowSeconds: 60 } } });
    expect(useUp(brakes, 'ban', '7')).toBe(2);
    settings.current = { ...settings.current, brakesEnabled: false };
    expect(refusal(() => brakes.take('ban', '7'))).toBeNull();
    expect(brakes.view(['7']).find(({ brake }) => brake === 'ban')).toMatchObject({ remaining: 0, isOn: false });
  });
});

describe('a tripped brake', () => {
  it('says which, how many and when it goes on, and goes on then', async () => {
    const { brakes, clock } = makeBrakes({ brakeOverrides: { ban: { max: 2, windowSeconds: 60 } } });
    const start = clock.now();
    brakes.take('ban', '7');
    await clock.advance(10_000);
    brakes.take('ban', '7');
    expect(refusal(() => brakes.check('ban', '7'))).toMatchObject({
      code: 'RATE_LIMIT_EXCEEDED',
      details: { retry_after: 50, limit: 2, remaining: 0, reset_at: toIso(start + 60_000), brake: 'ban' },
    });
    await clock.advance(49_999);
    expect(refusal(() => brakes.take('ban', '7'))).not.toBeNull();
    await clock.advance(1);
    expect(refusal(() => brakes.take('ban', '7'))).toBeNull();
  });

  it('holds one channel only, but exports everywhere', () => {
    const { brakes } = makeBrakes();
    useUp(brakes, 'ban', '7');
    useUp(brakes, 'export', '7');
    expect(refusal(() => brakes.check('ban', '8'))).toBeNull();
    expect(refusal(() => brakes.check('export', '8'))).not.toBeNull();
  });

  it('is still tripped after a restart; a refusal uses nothing up', () => {
    const { brakes, make, db } = makeBrakes();
    useUp(brakes, 'sync', '7');
    expect(refusal(() => make().check('sync', '7'))).not.toBeNull();
    expect(db.sqlite.prepare('SELECT count(*) FROM brake_use').pluck().get()).toBe(5);
  });

  it('lets a forced use through and counts it', () => {
    const { brakes, clock } = makeBrakes();
    useUp(brakes, 'sync', '7');
    expect(refusal(() => brakes.take('sync', '7', { isForced: true }))).toBeNull();
    const retryAfter = (): number => {
      const error = refusal(() => brakes.check('sync', '7'));
      return error?.code === 'RATE_LIMIT_EXCEEDED' ? error.details.retry_after : 0;
    };
    expect(retryAfter()).toBe(3600);
    clock.jump(-7_200_000);
    expect(retryAfter()).toBe(0);
  });
});
