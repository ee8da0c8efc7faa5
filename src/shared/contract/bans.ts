// The list, its history, the reads that fill it, and acting on it.
import { z } from 'zod';
import type { BanView, EntryView, GapView, JobView } from '../model.ts';
import type { PersonView } from '../person.ts';
import type { AppError } from '../errors.ts';
import { exportColumns, exportFormat } from './exports.ts';
import {
  actId,
  count,
  cursor,
  isoTime,
  login,
  offset,
  output,
  reason,
  rowId,
  search,
  sources,
  timeZone,
  twitchId,
} from './fields.ts';

const restrictionKinds = z.array(z.enum(['ban', 'timeout', 'unknown'])).max(3);
export const entryKinds = z
  .array(
    z.enum([
      'ban',
      'timeout',
      'unknown',
      'expired',
      'lifted',
      'unbanned',
      'warned',
      'message_deleted',
      'moderator_added',
      'moderator_removed',
      'unban_request_approved',
      'unban_request_denied',
    ]),
  )
  .max(12);

/** What a list of bans can be narrowed to. Text matches login, display name, former names and reason, as a substring. */
export const banFilter = z.strictObject({
  channelId: twitchId,
  kinds: restrictionKinds.optional(),
  search: search.optional(),
  moderatorId: twitchId.optional(),
  reason: search.optional(),
  from: isoTime.optional(),
  to: isoTime.optional(),
  sources: sources.optional(),
});

export const banSort = z.strictObject({
  by: z.enum(['name', 'kind', 'reason', 'moderator', 'bannedAt', 'expiresAt']),
  direction: z.enum(['asc', 'desc']),
});

export interface SyncView {
  readonly jobId: string;
  readonly channelId: string;
  readonly status: 'queued' | 'syncing' | 'completed' | 'failed' | 'cancelled' | 'interrupted';
  readonly phase: string;
  readonly syncedCount: number;
  /** The previous total as an estimate until the read is complete; null when nothing is known. */
  readonly totalCount: number | null;
  readonly pages: number;
  readonly rate: number | null;
  readonly etaMs: number | null;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
  readonly actor: string | null;
  readonly summary: Readonly<Record<string, unknown>>;
  readonly error?: AppError;
}

/** What the history can be narrowed to. */
const historyFilter = z.strictObject({
  channelId: twitchId.optional(),
  userId: twitchId.optional(),
  kinds: entryKinds.optional(),
  search: search.optional(),
  moderatorId: twitchId.optional(),
  sources: sources.optional(),
  from: isoTime.optional(),
  to: isoTime.optional(),
  /** Entries that were already in the list when watching began; left out unless asked for or one person is asked for. */
  found: z.boolean().optional(),
  /** What happened in that local hour of the week, Monday 0 h = 0, as far as the hour is known. */
  weekHour: z.strictObject({ hour: z.int().min(0).max(167), timeZone }).optional(),
});

export const banCommands = {
  'sync.start': {
    input: z.strictObject({ channelId: twitchId, force: z.boolean().optional() }),
    output: output<{ status: 'syncing' | 'queued' | 'completed'; jobId: string; message: string }>(),
  },
  'sync.get': { input: z.strictObject({ jobId: rowId }), output: output<SyncView>() },
  'sync.cancel': { input: z.strictObject({ jobId: rowId }), output: output<SyncView>() },
  'sync.retry': {
    input: z.strictObject({ jobId: rowId }),
    output: output<{ status: 'syncing' | 'queued'; jobId: string; message: string }>(),
  },
  'sync.history': {
    input: z.strictObject({ channelId: twitchId, limit: z.int().min(1).max(100).default(5) }),
    output: output<{ runs: readonly SyncView[] }>(),
  },
  'jobs.list': {
    input: z.strictObject({ active: z.boolean().optional() }),
    output: output<{ jobs: readonly JobView[] }>(),
  },
  'bans.list': {
    input: banFilter.extend({
      sort: banSort.optional(),
      limit: z.int().min(1).max(500).default(10),
      offset: offset.optional(),
      /** What `next` gave; goes before `offset`. */
      cursor: cursor.optional(),
      count,
    }),
    output: output<{
      bans: readonly BanView[];
      /** At least as many, unless `totalIsExact`. */
      total: number;
      totalIsExact: boolean;
      limit: number;
      offset: number;
      next: string | null;
      revision: number;
    }>(),
  },
  'bans.get': {
    input: z.union([z.strictObject({ banId: rowId }), z.strictObject({ channelId: twitchId, userId: twitchId })]),
    output: output<{ ban: BanView }>(),
  },
  /**
   * Bans, or times out when `durationSeconds` (1 to 1 209 600) is given. `until` bans and lifts that very ban on the
   * date, for what is longer than a timeout may be; `liftId` then names the schedule.
   */
  'bans.create': {
    input: z.strictObject({
      channelId: twitchId,
      user: z.union([z.strictObject({ id: twitchId }), z.strictObject({ login })]),
      durationSeconds: z.int().min(1).max(1_209_600).optional(),
      until: isoTime.optional(),
      reason: reason.optional(),
      actId,
    }),
    output: output<{ ban: BanView; entryId: string; actId: string; liftId?: string }>(),
  },
  /** Ends a ban or a timeout; `expect` says which, so that ending a timeout never lifts a ban. */
  'bans.revoke': {
    input: z.union([
      z.strictObject({
        banId: rowId,
        expect: z.enum(['ban', 'timeout', 'either']).default('either'),
        actId: actId.optional(),
      }),
      z.strictObject({
        channelId: twitchId,
        userId: twitchId,
        expect: z.enum(['ban', 'timeout', 'either']).default('either'),
        actId: actId.optional(),
      }),
    ]),
    output: output<{ success: true; message: string; entryId: string; actId: string }>(),
  },
  /** Merges history entries that speak of one act, as the same import twice leaves them. */
  'bans.deduplicate': {
    input: z.strictObject({ channelId: twitchId }),
    output: output<{ examined: number; merged: number }>(),
  },
  /** Ends every timeout whose time is up; it happens by itself, this is for imported data and for certainty. */
  'bans.cleanupExpired': {
    input: z.strictObject({ channelId: twitchId }),
    output: output<{ examined: number; expired: number }>(),
  },
  'history.list': {
    input: historyFilter.extend({
      limit: z.int().min(1).max(500).default(50),
      offset: offset.optional(),
      /** What `next` gave; goes before `offset`. */
      cursor: cursor.optional(),
      count,
    }),
    output: output<{
      entries: readonly EntryView[];
      gaps: readonly GapView[];
      /** At least as many, unless `totalIsExact`. */
      total: number;
      totalIsExact: boolean;
      limit: number;
      offset: number;
      next: string | null;
    }>(),
  },
  /** Writes what the filter leaves to a file, as a job of kind `export`. Null: the person chose no place for it. */
  'history.export': {
    input: historyFilter.extend({ format: exportFormat, columns: exportColumns }),
    output: output<{ jobId: string | null }>(),
  },
  'people.get': {
    input: z.strictObject({ userId: twitchId, channelId: twitchId.optional() }),
    output: output<{ person: PersonView }>(),
  },
};
