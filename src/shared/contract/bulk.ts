// Acting on many people at once, and the files that go with it.
import { z } from 'zod';
import type { RestrictionKind } from '../model.ts';
import { banFilter, entryKinds } from './bans.ts';
import { cursor, isoTime, offset, output, reason, rowId, search, sources, twitchId } from './fields.ts';

/** `collecting`: rows still arrive. `checking`: the dry run. `planned`: it may start. */
export type BulkState =
  | 'collecting'
  | 'checking'
  | 'planned'
  | 'running'
  | 'paused'
  | 'completed'
  | 'cancelled'
  | 'failed';

/** What the dry run found of a row. `new`: not looked at yet. Only `act` is carried out. */
export type BulkPlan =
  | 'new'
  | 'act'
  | 'already_banned'
  | 'not_banned'
  | 'is_ban'
  | 'not_found'
  | 'protected'
  | 'moderator'
  | 'owner'
  | 'self'
  | 'duplicate'
  | 'ended'
  | 'changed_since'
  | 'bad_row';

/** What came of a row. `sent`: asked of Twitch, the answer not written yet. `unknown`: Twitch will not tell. */
export type BulkRowState = 'waiting' | 'sent' | 'done' | 'failed' | 'unknown' | 'skipped';
export type BulkActKind = 'ban' | 'timeout' | 'unban' | 'untimeout';

export interface BulkView {
  readonly id: string;
  readonly channelId: string;
  /** Where the rows came from: `selection`, `filter`, `paste`, a file's name, `rollback`. */
  readonly source: string;
  readonly state: BulkState;
  /** Why it is paused or failed: `user`, `kill_switch`, `flag_off`, `interrupted`, or an error code. */
  readonly halted: string | null;
  readonly total: number;
  readonly plans: Readonly<Partial<Record<BulkPlan, number>>>;
  readonly results: Readonly<Partial<Record<BulkRowState, number>>>;
  /** What the rows that act ask for, by kind; once all are planned, together as many as `plans.act`. */
  readonly acts: Readonly<Partial<Record<BulkActKind, number>>>;
  /** What could be looked at in the dry run. Where it is false, the rows' plans say nothing about it. */
  readonly checked: { readonly banned: boolean; readonly moderators: boolean };
  /** Carried out, but the list did not show it so at the end. */
  readonly differing: number;
  /** True: `bulk.start` wants the number of rows that will act. */
  readonly needsCount: boolean;
  readonly jobId: string | null;
  readonly etaMs: number | null;
  readonly rollbackOf: string | null;
  /** What a rollback cannot bring back: Twitch's date and moderator of a restored ban or timeout will be new ones. */
  readonly changes: readonly ('date' | 'moderator')[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly actor: string | null;
}

/** One line of a bulk job. */
export interface BulkRowView {
  readonly line: number;
  /** Whom the line names, as it was given. */
  readonly given: string;
  readonly userId: string | null;
  readonly username: string | null;
  readonly kind: BulkActKind;
  readonly durationSeconds: number | null;
  readonly until: string | null;
  readonly reason: string;
  readonly plan: BulkPlan;
  readonly state: BulkRowState;
  /** Why the row is bad, was skipped or failed. */
  readonly code: string | null;
  readonly before: { readonly kind: RestrictionKind; readonly until: string | null; readonly reason: string } | null;
  readonly entryId: string | null;
  readonly at: string | null;
  /** Whether the list showed it so at the end; null where nobody could look. */
  readonly verified: boolean | null;
}

/** What lines that do not say so themselves are to do. A line's own kind and length count for bans and timeouts only. */
const act = z.strictObject({
  kind: z.enum(['ban', 'timeout', 'unban', 'untimeout']),
  durationSeconds: z.int().min(1).max(1_209_600).optional(),
  reason: reason.optional(),
});

/** A line as text; what it says is judged line by line, and a bad line refuses nobody else. */
const line = z.strictObject({
  /** Where it stood in its file; lines rise. Counted on when left out. */
  line: z.int().min(1).max(100_000_000).optional(),
  id: z.string().max(100).optional(),
  login: z.string().max(100).optional(),
  /** A login, or an id where it is all digits. */
  user: z.string().max(100).optional(),
  kind: z.string().max(40).optional(),
  duration: z.string().max(40).optional(),
  until: z.string().max(40).optional(),
  reason: z.string().max(2000).optional(),
});

const fileName = z.string().min(1).max(120);

const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('selection'), userIds: z.array(twitchId).min(1).max(5000) }),
  /** Everybody of the current list who matches. */
  z.strictObject({ kind: z.literal('filter'), filter: banFilter.omit({ channelId: true }) }),
  /** Everybody whom matching entries of the history are about, as "timed out by this moderator yesterday". */
  z.strictObject({
    kind: z.literal('history'),
    filter: z.strictObject({
      kinds: entryKinds.optional(),
      search: search.optional(),
      moderatorId: twitchId.optional(),
      sources: sources.optional(),
      from: isoTime.optional(),
      to: isoTime.optional(),
    }),
  }),
  z.strictObject({ kind: z.literal('rows'), name: fileName.optional(), rows: z.array(line).min(1).max(5000) }),
  /** A whole list as text: CSV, one name per line, or JSON with one object per line. */
  z.strictObject({ kind: z.literal('text'), name: fileName.optional(), text: z.string().min(1).max(1_000_000) }),
  /** The lines follow with `bulk.addRows`, then `bulk.check`. */
  z.strictObject({ kind: z.literal('upload'), name: fileName.optional() }),
]);

export const bulkCommands = {
  /** Takes the rows and begins the dry run (after an `upload`: waits for its rows). Acts on nobody. */
  'bulk.prepare': {
    input: z.strictObject({ channelId: twitchId, source, act }),
    output: output<{ bulk: BulkView }>(),
  },
  /** More rows of an upload: as lines, or as the next piece of its text, cut anywhere. `part` counts them from 0. */
  'bulk.addRows': {
    input: z.union([
      z.strictObject({ bulkId: rowId, part: z.int().min(0), rows: z.array(line).min(1).max(500) }),
      z.strictObject({ bulkId: rowId, part: z.int().min(0), text: z.string().min(1).max(50_000) }),
    ]),
    output: output<{ bulk: BulkView }>(),
  },
  /** The dry run: after an upload, after one that failed, or once more because it is old. */
  'bulk.check': { input: z.strictObject({ bulkId: rowId }), output: output<{ bulk: BulkView }>() },
  /** Carries out what was planned. Above 25 acts `count` has to be their number. */
  'bulk.start': {
    input: z.strictObject({ bulkId: rowId, count: z.int().min(0).optional() }),
    output: output<{ bulk: BulkView }>(),
  },
  'bulk.pause': { input: z.strictObject({ bulkId: rowId }), output: output<{ bulk: BulkView }>() },
  'bulk.resume': { input: z.strictObject({ bulkId: rowId }), output: output<{ bulk: BulkView }>() },
  /** For good. What was done stays done. */
  'bulk.cancel': { input: z.strictObject({ bulkId: rowId }), output: output<{ bulk: BulkView }>() },
  /** Plans a new job that takes back what this one did, and nothing else. */
  'bulk.rollback': { input: z.strictObject({ bulkId: rowId }), output: output<{ bulk: BulkView }>() },
  'bulk.get': { input: z.strictObject({ bulkId: rowId }), output: output<{ bulk: BulkView }>() },
  'bulk.list': {
    input: z.strictObject({ channelId: twitchId.optional(), limit: z.int().min(1).max(100).default(20) }),
    output: output<{ bulks: readonly BulkView[] }>(),
  },
  /** Rows in order of their lines; `next` is the cursor of the page after. */
  'bulk.result': {
    input: z.strictObject({
      bulkId: rowId,
      state: z.enum(['waiting', 'sent', 'done', 'failed', 'unknown', 'skipped']).optional(),
      plan: z
        .enum([
          'new',
          'act',
          'already_banned',
          'not_banned',
          'is_ban',
          'not_found',
          'protected',
          'moderator',
          'owner',
          'self',
          'duplicate',
          'ended',
          'changed_since',
          'bad_row',
        ])
        .optional(),
      limit: z.int().min(1).max(500).default(100),
      offset: offset.optional(),
      cursor: cursor.optional(),
    }),
    output: output<{ rows: readonly BulkRowView[]; limit: number; next: string | null }>(),
  },
  /** The result file, page by page; the pages put together are one CSV. */
  'bulk.export': {
    input: z.strictObject({ bulkId: rowId, cursor: cursor.optional() }),
    output: output<{ text: string; next: string | null }>(),
  },
  /** The current list as a file that can be imported again, page by page; put together, the pages are one file. */
  'bans.export': {
    input: z.strictObject({
      channelId: twitchId,
      format: z.enum(['csv', 'json']).default('csv'),
      filter: banFilter.omit({ channelId: true }).optional(),
      cursor: cursor.optional(),
    }),
    output: output<{ text: string; next: string | null }>(),
  },
};
