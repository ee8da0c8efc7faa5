// Around acting: taking an act back, whether Twitch has shown it, several channels at once, bans that end on a date.
import { z } from 'zod';
import type { AppError } from '../errors.ts';
import type { Person, RestrictionKind } from '../model.ts';
import { actId, empty, login, output, rowId, twitchId } from './fields.ts';

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

/** Why an act cannot be taken back (any more). */
export type UndoWhyNot =
  /** Nothing that Modkeep did, or nothing that can be taken back. */
  | 'not_an_act'
  | 'not_ours'
  | 'newer_ban'
  | 'newer_timeout'
  /** The restriction was ended by somebody, or ran out. */
  | 'ended'
  | 'expired'
  /** The person was held out again and let in again since. */
  | 'newer_end'
  /** What was ended is not on record, so it cannot be set again. */
  | 'unknown_before';

/** What taking back the act of one entry means right now. */
export interface UndoView {
  readonly entryId: string;
  /** Null when it cannot be taken back: `why` says so. */
  readonly does: 'unban' | 'untimeout' | 'ban' | 'timeout' | null;
  /** Of the timeout that would be set, from now. */
  readonly durationSeconds: number | null;
  readonly why: UndoWhyNot | null;
}

/** An act that Twitch answered with yes, and has not shown since: neither by its event nor in its list. */
export interface UnconfirmedView {
  readonly actId: string;
  readonly entryId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly displayName: string;
  readonly kind: 'ban' | 'timeout' | 'unban' | 'untimeout';
  /** `missing`: the live feed was whole and the event did not come. `unheard`: it was not, so nothing could come. */
  readonly state: 'missing' | 'unheard';
  readonly answeredAt: string;
}

/** Exact percentiles in ms (nearest rank); null without a figure. */
export interface LatencyView {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface LatencyWindow {
  /** From the request to Twitch's answer. */
  readonly call: LatencyView;
  /** From the request to the event that showed it. */
  readonly confirmation: LatencyView;
  /** Acts of this window that Twitch has not shown although the feed was whole. */
  readonly unconfirmed: number;
}

/** What an act would come to in one channel. */
export interface PreviewView {
  readonly channelId: string;
  /** Why it would be refused; null = it would act. */
  readonly refusal: AppError | null;
  /** What holds the person out there, as far as is known here. */
  readonly held: { readonly kind: RestrictionKind; readonly expiresAt: string | null; readonly reason: string } | null;
  /** False where nobody but the broadcaster may read the list: `held` may be out of date. */
  readonly isCertain: boolean;
}

const targetUser = z.union([z.strictObject({ id: twitchId }), z.strictObject({ login })]);

export const actingCommands = {
  /**
   * Takes back what an entry of the history says was done through Modkeep: a ban is lifted, a timeout ended, an unban
   * becomes the same ban again, a lifted timeout its rest. Refuses with CONFLICT (`moved_on`) when something newer is in
   * force. `isEither`: lift it also where it is not known whether it is a ban or a timeout.
   */
  'acts.undo': {
    input: z.strictObject({ entryId: rowId, actId, isEither: z.boolean().optional() }),
    /** `unset`: why the timeout that the ban had replaced could not be set again; the ban is lifted all the same. */
    output: output<{ did: NonNullable<UndoView['does']>; entryId: string; actId: string; unset?: AppError }>(),
  },
  /** What taking back each of these would mean now; entries that are not known are left out. */
  'acts.undoable': {
    input: z.strictObject({ entryIds: z.array(rowId).max(500) }),
    output: output<{ undos: readonly UndoView[] }>(),
  },
  /** The latest 500 of the last 30 days, newest first. */
  'acts.unconfirmed': { input: empty, output: output<{ acts: readonly UnconfirmedView[] }>() },
  /** How long Twitch took, over the last hour and day; the newest 10 000 acts of each count. */
  'acts.latency': { input: empty, output: output<{ hour: LatencyWindow; day: LatencyWindow }>() },
  /** A dry run: what one act on one person would come to in each of these channels. Sends nothing to them. */
  'acts.preview': {
    input: z.strictObject({
      channelIds: z.array(twitchId).min(1).max(500),
      user: targetUser,
      act: z.enum(['ban', 'timeout', 'end']),
    }),
    output: output<{ user: Person; channels: readonly PreviewView[] }>(),
  },
  /** Which of the channels known here are streaming now; at most a minute old. Null where Twitch could not be asked. */
  'channels.live': {
    input: empty,
    output: output<{ channels: readonly { readonly channelId: string; readonly isLive: boolean | null }[] }>(),
  },
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
