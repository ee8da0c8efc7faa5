// Modkeep's own limits on acting: what is limited, how far, in which profile. One table for the guard and the screen
// that shows it. No zod here.

/** What a local limit is put on. */
export const BRAKE_NAMES = ['ban', 'unban', 'sync', 'export', 'moderators'] as const;
export type BrakeName = (typeof BRAKE_NAMES)[number];
export type BrakeProfile = 'default' | 'strict';
/** At most `max` uses within any `windowSeconds`. */
export interface BrakeLimit {
  readonly max: number;
  readonly windowSeconds: number;
}

interface BrakeRow extends Readonly<Record<BrakeProfile, BrakeLimit>> {
  readonly per: 'channel' | 'installation';
}

const HOUR_SECONDS = 3_600;
const perHour = (max: number): BrakeLimit => ({ max, windowSeconds: HOUR_SECONDS });
/** What Twitch itself lets through per channel: a hate raid must not be lost to a limit of our own. */
const TWITCH_PACE: BrakeLimit = { max: 100, windowSeconds: 30 };

export const BRAKES: Readonly<Record<BrakeName, BrakeRow>> = {
  ban: { per: 'channel', default: TWITCH_PACE, strict: perHour(10) },
  unban: { per: 'channel', default: TWITCH_PACE, strict: perHour(10) },
  sync: { per: 'channel', default: perHour(5), strict: perHour(5) },
  export: { per: 'installation', default: perHour(10), strict: perHour(10) },
  moderators: { per: 'channel', default: perHour(10), strict: perHour(10) },
};
