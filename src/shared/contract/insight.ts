// What the history adds up to: the numbers behind the Stats screen.
import { z } from 'zod';
import { output, timeZone, twitchId } from './fields.ts';

/** Kinds of entry that are counted, in the order in which they are told. */
export const COUNTED_KINDS = ['ban', 'timeout', 'unknown', 'expired', 'lifted', 'unbanned'] as const;
export type CountedKind = (typeof COUNTED_KINDS)[number];
export type KindCounts = Readonly<Record<CountedKind, number>>;

/** One local day on which anything was recorded; days without are left out. */
export interface StatsDay extends KindCounts {
  /** `2026-11-20`, in the time zone that was asked for. */
  readonly day: string;
}

/** Who acted, by id; the row without id and login is everything of which nobody knows who did it. */
export interface StatsModerator extends KindCounts {
  readonly id: string | null;
  readonly login: string | null;
  readonly displayName: string | null;
}

export interface StatsOffender {
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly bans: number;
  readonly timeouts: number;
}

/** One stream of one channel, counted whole. */
export interface StatsStream {
  readonly channelId: string;
  /** By Twitch's word. */
  readonly startedAt: string;
  /** Null while it runs. */
  readonly endedAt: string | null;
  /** False where nobody looked for a while: it ran at least until `endedAt`. */
  readonly isEndKnown: boolean;
  readonly bans: number;
  readonly timeouts: number;
  readonly unknown: number;
}

export interface StatsView {
  readonly channelId: string | null;
  readonly timeZone: string;
  /** Local days, both included. */
  readonly from: string;
  readonly to: string;
  /** Since when anything of this is known: the first moment that the channel (or the first of all) was watched. */
  readonly knownSince: string | null;
  /** Stretches inside the range in which nothing was watched, summed up over the channels. */
  readonly unwatched: { readonly count: number; readonly ms: number };
  readonly totals: KindCounts;
  /** People held out at least once. */
  readonly people: number;
  /** Acts and endings by people, of which nobody knows by whom. */
  readonly unknownActor: number;
  /** Entries that are only known to lie within more than an hour; they count for a day, not for an hour. */
  readonly vague: number;
  readonly days: readonly StatsDay[];
  /** Bans and timeouts by local hour: Monday 0 h first, 168 numbers. */
  readonly hours: readonly number[];
  readonly moderators: readonly StatsModerator[];
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  /** How many different reasons there are, and how many bans and timeouts have none. */
  readonly reasonCount: number;
  readonly withoutReason: number;
  /** Lengths of timeouts in seconds, where known; null without any. */
  readonly timeoutLength: { readonly known: number; readonly median: number | null; readonly mean: number | null };
  /** Streams that were seen in the range, newest first; at most 20. */
  readonly streams: readonly StatsStream[];
  /** People held out twice or more: how many, and the first of them. */
  readonly repeated: number;
  readonly offenders: readonly StatsOffender[];
}

export const insightCommands = {
  /** All channels and the whole record where nothing is said. Entries found in a first read are not counted. */
  'stats.get': {
    input: z
      .strictObject({
        channelId: twitchId.optional(),
        /** Local days of `timeZone`, both included. */
        from: z.iso.date().optional(),
        to: z.iso.date().optional(),
        timeZone,
      })
      .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
        path: ['to'],
        message: 'must not be before from',
      }),
    output: output<StatsView>(),
  },
};
