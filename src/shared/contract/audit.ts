// The audit log: what was done through Modkeep and what it observed.
import { z } from 'zod';
import type { AuditView, JobView } from '../model.ts';
import { count, cursor, empty, isoTime, offset, output, rowId, search, twitchId } from './fields.ts';
import { exportColumns, exportFormat } from './exports.ts';

export const auditActions = [
  'ban_user',
  'unban_user',
  'timeout_user',
  'untimeout_user',
  'add_moderator',
  'remove_moderator',
  'update_permissions',
  'sync_bans',
  'warn_user',
  'approve',
  'reject',
  'escalate',
  'kill_switch',
  'change_settings',
  'sign_in',
  'sign_out',
  'anchor_log',
  'purge_log',
  'restore_backup',
  'import_history',
] as const;

/** What a look at every row of the log has shown. `seq` is a row's number in the log. */
export interface Verification {
  readonly isUnbroken: boolean;
  readonly rows: number;
  readonly firstSeq: number | null;
  readonly lastSeq: number;
  readonly headHash: string;
  /** Rows that retention has removed so far. */
  readonly removed: number;
  /** The first row that is not right, and what is wrong with it. */
  readonly problem: { readonly seq: number; readonly what: string } | null;
  /** `partly`: `notes` say which rows are not proven, or only since later; `none`: the chain is all there is. */
  readonly anchoring: 'anchored' | 'partly' | 'none';
  readonly notes: readonly string[];
}

/** How long the log is kept, and what the person has agreed to. */
export interface RetentionView {
  /** By the settings; null = everything. */
  readonly days: number | null;
  /** Nothing younger than this goes by itself; null = nothing goes. */
  readonly consentDays: number | null;
  readonly consentedAt: string | null;
  readonly ranAt: string | null;
}

/** What a purge would take: rows `fromSeq` to `toSeq`, none when `rows` is 0. */
export interface PurgePreview {
  readonly rows: number;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly oldestKeptAt: string | null;
}

/** Ten years are the most that is worth a number. */
const days = z.int().min(1).max(3650);

/** What the log can be narrowed to. */
const auditFilter = z.strictObject({
  moderatorId: twitchId.optional(),
  action: z.enum(auditActions).optional(),
  actions: z.array(z.enum(auditActions)).max(auditActions.length).optional(),
  targetId: z.string().max(64).optional(),
  channelId: twitchId.optional(),
  from: isoTime.optional(),
  to: isoTime.optional(),
  search: search.optional(),
  /**
   * One row per act, with what became known later; what adds to a row that retention has removed stands for itself
   * (`amends` is not null). False gives every row as it was written.
   */
  folded: z.boolean().default(true),
  /** The rows as written that add to this one. */
  amends: rowId.optional(),
});

export const auditCommands = {
  'audit.list': {
    input: auditFilter.extend({
      limit: z.int().min(1).max(1000).default(100),
      offset: offset.optional(),
      /** What `meta.next` gave; goes before `offset`. */
      cursor: cursor.optional(),
      count,
    }),
    output: output<{
      success: true;
      data: readonly AuditView[];
      meta: {
        /** At least as many, unless `totalIsExact`. */
        total: number;
        totalIsExact: boolean;
        limit: number;
        offset: number;
        next: string | null;
      };
    }>(),
  },
  /** Writes what the filter leaves to a file, as a job of kind `export`. Null: the person chose no place for it. */
  'audit.export': {
    input: auditFilter.extend({ format: exportFormat, columns: exportColumns }),
    output: output<{ jobId: string | null }>(),
  },
  'audit.get': { input: z.strictObject({ id: rowId }), output: output<{ entry: AuditView }>() },
  'audit.retention': { input: empty, output: output<{ retention: RetentionView }>() },
  /** What would go if everything older than `days` went. Takes nothing. */
  'audit.previewPurge': { input: z.strictObject({ days }), output: output<{ preview: PurgePreview }>() },
  /** Removes it, as a job, and agrees to the same happening every night for as long as the settings say so. */
  'audit.purge': { input: z.strictObject({ days }), output: output<{ jobId: string }>() },
  /** Looks at every row, as a job. */
  'audit.verify': { input: empty, output: output<{ jobId: string }>() },
  'audit.cancelVerify': { input: z.strictObject({ jobId: rowId }), output: output<{ job: JobView }>() },
  /** The last look that came to an end, and the job that is looking now. */
  'audit.verification': {
    input: empty,
    output: output<{
      verification: (Verification & { readonly finishedAt: string }) | null;
      jobId: string | null;
    }>(),
  },
};
