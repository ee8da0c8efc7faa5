// Rows of a banned list as the client hands them on, made up by arithmetic: the same call gives the same people.
import type { BannedRow } from '../../src/main/twitch/types.ts';

const YEAR_SECONDS = 31_536_000;
const REASONS = ['', 'spam', 'selling followers', 'slurs', 'spoilers after two warnings', 'ban evasion'];

/** `count` bans, all made before `now` (epoch ms) in no order of time. */
export function madeUpRows(count: number, now: number): BannedRow[] {
  return Array.from({ length: count }, (_, index) => {
    const mixed = Math.imul(index + 1, 2_654_435_761) >>> 0;
    const name = `viewer_${mixed.toString(36)}`;
    return {
      userId: String(20_000_000 + index * 37),
      userLogin: name,
      userName: name.replace('v', 'V'),
      expiresAt: '',
      createdAt: `${new Date(now - (mixed % YEAR_SECONDS) * 1000).toISOString().slice(0, 19)}Z`,
      reason: REASONS[mixed % REASONS.length] ?? '',
      moderatorId: '1001',
      moderatorLogin: 'mod_amber',
      moderatorName: 'Mod_Amber',
    };
  });
}
