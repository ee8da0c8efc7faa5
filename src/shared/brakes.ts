// The names and shapes of Modkeep's own limits on acting. Their numbers are beside the brakes in main. No zod here.

/** What a local limit is put on. */
export const BRAKE_NAMES = ['ban', 'unban', 'sync', 'export', 'moderators'] as const;
export type BrakeName = (typeof BRAKE_NAMES)[number];
export type BrakeProfile = 'default' | 'strict';
/** At most `max` uses within any `windowSeconds`. */
export interface BrakeLimit {
  readonly max: number;
  readonly windowSeconds: number;
}
