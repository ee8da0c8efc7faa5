// Local limits on acting, by the table in shared/brakes.ts and the settings. Uses are kept, so that a restart sets
// nothing back. Knows no act; whoever acts asks first and takes a use when it really does.
import { fail } from '../../shared/errors.ts';
import type { BrakeView } from '../../shared/contract/settings.ts';
import { BRAKE_NAMES, BRAKES, type BrakeLimit, type BrakeName } from '../../shared/brakes.ts';
import type { Settings } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import { HOUR_MS, isoOrNull, SECOND_MS, toIso } from '../lib/time.ts';

export interface Brakes {
  /** Throws RATE_LIMIT_EXCEEDED when `brake` is tripped in this channel. Uses nothing up. */
  check(brake: BrakeName, channelId: string): void;
  /** As `check`, and one use is gone; with `isForced` it is counted whatever the limit says. */
  take(brake: BrakeName, channelId: string, options?: { readonly isForced?: boolean }): void;
  /** How every brake stands in these channels. */
  view(channelIds: readonly string[]): readonly BrakeView[];
}

export interface BrakesDeps {
  readonly db: Database;
  readonly bus: Bus;
  readonly settings: () => Settings;
  readonly now: () => number;
}

export function createBrakes({ db, bus, settings, now }: BrakesDeps): Brakes {
  const uses = db.sqlite
    .prepare<[string, string, number, number], number>(
      'SELECT at FROM brake_use WHERE brake = ? AND channel_id = ? AND at > ? AND at <= ? ORDER BY at',
    )
    .pluck();
  const insert = db.sqlite.prepare('INSERT INTO brake_use (brake, channel_id, at) VALUES (?, ?, ?)');
  const drop = db.sqlite.prepare('DELETE FROM brake_use WHERE brake = ? AND channel_id = ? AND at <= ?');
  const place = (brake: BrakeName, channelId: string): string => (BRAKES[brake].per === 'channel' ? channelId : '');

  function limitOf(brake: BrakeName): BrakeLimit {
    const { brakeProfile, brakeOverrides } = settings();
    return brakeOverrides[brake] ?? BRAKES[brake][brakeProfile];
  }

  function stateOf(brake: BrakeName, channelId: string): { limit: BrakeLimit; left: number; freeAt: number | null } {
    const limit = limitOf(brake);
    const span = limit.windowSeconds * SECOND_MS;
    // A use in the future is from before the clock was set back: it says nothing.
    const used = uses.all(brake, place(brake, channelId), now() - span, now());
    const isTripped = used.length >= limit.max;
    const next = isTripped ? used[used.length - limit.max] : used[0];
    return { limit, left: Math.max(0, limit.max - used.length), freeAt: next === undefined ? null : next + span };
  }

  function check(brake: BrakeName, channelId: string): void {
    if (!settings().brakesEnabled) return;
    const { limit, left, freeAt } = stateOf(brake, channelId);
    if (left > 0 || freeAt === null) return;
    throw fail('RATE_LIMIT_EXCEEDED', 'Rate limit exceeded: a limit of this installation, see the brakes.', {
      retry_after: Math.max(1, Math.ceil((freeAt - now()) / SECOND_MS)),
      limit: limit.max,
      remaining: 0,
      reset_at: toIso(freeAt),
      brake,
    });
  }

  return {
    check,
    take(brake, channelId, { isForced = false } = {}) {
      db.immediate(() => {
        if (!isForced) check(brake, channelId);
        const at = place(brake, channelId);
        // Kept for the longest window that a setting allows: a profile changed to a longer one finds them.
        drop.run(brake, at, now() - LONGEST_WINDOW_MS);
        insert.run(brake, at, now());
      });
      bus.emit({ type: 'limits.changed' });
    },
    view(channelIds) {
      const isOn = settings().brakesEnabled;
      return BRAKE_NAMES.flatMap((brake) => {
        const places = BRAKES[brake].per === 'channel' ? channelIds : [''];
        return places.map((channelId) => {
          const { limit, left, freeAt } = stateOf(brake, channelId);
          return { brake, channelId, ...limit, remaining: left, resetAt: isoOrNull(freeAt), isOn };
        });
      });
    },
  };
}

const LONGEST_WINDOW_MS = 24 * HOUR_MS;
