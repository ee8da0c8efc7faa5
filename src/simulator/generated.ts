// Large lists that cost nothing: the banned list of a channel, computed from the crowd row by row.
import { mix } from './random.ts';
import { BAN_REASONS, TIMEOUT_REASONS } from './words.ts';
import type { BanBase } from './ban-list.ts';
import type { Crowd } from './crowd.ts';

const DAY_MS = 86_400_000;

/**
 * The first `size` people of the crowd, banned over the last two years before `now`; one in twenty is in a timeout
 * that ends between half a day and fourteen days from now. Nobody expires while a test looks, unless it moves the clock.
 */
export function generateBans(input: {
  crowd: Crowd;
  seed: number;
  size: number;
  now: number;
  moderatorIds: readonly string[];
  timeoutShare?: number;
}): BanBase {
  const { crowd, seed, size, moderatorIds } = input;
  if (size > crowd.size) throw new Error(`the crowd has only ${crowd.size} people`);
  const now = Math.floor(input.now / 1000) * 1000;
  const timeoutsInThousand = Math.round((input.timeoutShare ?? 0.05) * 1000);
  return {
    size,
    idAt: crowd.idAt,
    indexOf: (userId) => {
      const index = crowd.indexOfId(userId);
      return index < size ? index : -1;
    },
    firstAfter: (userId) => Math.min(size, crowd.firstAfter(userId)),
    rowAt: (index) => {
      const bits = mix(seed ^ 0x2545f491, index);
      const isTimeout = bits % 1000 < timeoutsInThousand;
      const reasons = isTimeout ? TIMEOUT_REASONS : BAN_REASONS;
      const age = isTimeout ? (bits >>> 4) % 3_600 : 60 + ((bits >>> 3) % (730 * 86_400));
      return {
        userId: crowd.idAt(index),
        createdAt: now - age * 1000,
        expiresAt: isTimeout ? now + 3_600_000 + ((bits >>> 6) % (13 * 86_400)) * 1000 + DAY_MS / 2 : null,
        reason: reasons[(bits >>> 12) % reasons.length] ?? '',
        moderatorId: moderatorIds[(bits >>> 20) % moderatorIds.length] ?? '',
      };
    },
  };
}
