// Around acting: bans that end on a date, and the reasons that were given.
import { z } from 'zod';
import type { AppError } from '../errors.ts';
import { empty, output, rowId, twitchId } from './fields.ts';

const states = z.enum(['waiting', 'done', 'failed', 'cancelled', 'overtaken']);

/** A ban that Modkeep lifts on a date. `overtaken`: a newer ban is in force, which it leaves alone. */
export interface ScheduledLiftView {
  readonly id: string;
  readonly channelId: string;
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  /** The ban it lifts, and no other. */
  readonly banId: string;
  readonly dueAt: string;
  readonly state: 'waiting' | 'done' | 'failed' | 'cancelled' | 'overtaken';
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly error: AppError | null;
}

export interface ReasonView {
  readonly reason: string;
  readonly uses: number;
  readonly lastUsedAt: string | null;
  readonly isPreset: boolean;
}

export const actingCommands = {
  /** Soonest first; the 500 latest of what is over. */
  'schedule.list': {
    input: z.strictObject({ channelId: twitchId.optional(), state: states.optional() }),
    output: output<{ lifts: readonly ScheduledLiftView[] }>(),
  },
  /** The ban then stays until somebody ends it. */
  'schedule.cancel': {
    input: z.strictObject({ id: rowId }),
    output: output<{ lift: ScheduledLiftView }>(),
  },
  /** The presets in their order, then the other reasons given, the most used first. */
  'reasons.list': { input: empty, output: output<{ reasons: readonly ReasonView[] }>() },
};
