// What Modkeep itself did: the audit log, acts under way, runs of long work, settings.
import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { AuditAction, JobKind, JobStatus } from '../../../shared/model.ts';

/** Append-only (triggers refuse update, delete, replace and a sequence that does not rise), hash-chained. */
export const audit = sqliteTable(
  'audit',
  {
    seq: integer('seq').primaryKey(),
    id: text('id').notNull().unique(),
    at: integer('at').notNull(),
    moderatorId: text('moderator_id'),
    moderatorLogin: text('moderator_login'),
    action: text('action').$type<AuditAction>().notNull(),
    contentType: text('content_type').notNull(),
    contentId: text('content_id').notNull(),
    contentName: text('content_name'),
    channelId: text('channel_id'),
    reason: text('reason').notNull(),
    /** Canonical JSON: keys sorted, no blanks. */
    metadata: text('metadata').notNull(),
    amends: text('amends'),
    prevHash: text('prev_hash').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [
    index('audit_when').on(table.at),
    index('audit_target').on(table.contentId),
    index('audit_amends').on(table.amends),
    index('audit_moderator').on(table.moderatorId),
    index('audit_action').on(table.action),
    index('audit_channel').on(table.channelId),
  ],
);

/** One act on Twitch: written before the request, finished after the answer. */
export const actIntent = sqliteTable(
  'act_intent',
  {
    actId: text('act_id').primaryKey(),
    channelId: text('channel_id').notNull(),
    userId: text('user_id').notNull(),
    kind: text('kind').$type<'ban' | 'timeout' | 'unban' | 'untimeout'>().notNull(),
    accountId: text('account_id').notNull(),
    durationSeconds: integer('duration_seconds'),
    reason: text('reason').notNull(),
    state: text('state').$type<'sent' | 'done' | 'failed' | 'unknown'>().notNull(),
    startedAt: integer('started_at').notNull(),
    finishedAt: integer('finished_at'),
    entryId: text('entry_id'),
    /** The AppError of a failed act as JSON. */
    error: text('error'),
    /** When Twitch's answer came (epoch ms, Twitch's clock) and how long the call took; null without an answer. */
    answeredAt: integer('answered_at'),
    latencyMs: integer('latency_ms'),
    /** Whether Twitch itself has shown what it answered: by its event or in its list. Null without an answer. */
    confirmation: text('confirmation').$type<'waiting' | 'event' | 'read' | 'missing' | 'unheard'>(),
    confirmedAt: integer('confirmed_at'),
    /** The entry that this act takes back, or null. */
    undoes: text('undoes'),
  },
  (table) => [
    index('act_intent_state').on(table.state),
    index('act_intent_when').on(table.channelId, table.startedAt),
    index('act_intent_entry').on(table.entryId),
    index('act_intent_answered').on(table.answeredAt, table.latencyMs, table.confirmedAt),
    index('act_intent_unconfirmed')
      .on(table.answeredAt)
      .where(sql`confirmation IN ('waiting', 'missing', 'unheard')`),
  ],
);

export const jobRun = sqliteTable(
  'job_run',
  {
    id: text('id').primaryKey(),
    kind: text('kind').$type<JobKind>().notNull(),
    channelId: text('channel_id'),
    status: text('status').$type<JobStatus>().notNull(),
    phase: text('phase').notNull(),
    done: integer('done').notNull(),
    total: integer('total'),
    pages: integer('pages').notNull(),
    actor: text('actor'),
    startedAt: integer('started_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    finishedAt: integer('finished_at'),
    summary: text('summary').notNull(),
    error: text('error'),
  },
  (table) => [index('job_run_when').on(table.kind, table.channelId, table.startedAt)],
);

/** One row per setting that differs from its default, the value as JSON. */
export const setting = sqliteTable('setting', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
  changedAt: integer('changed_at').notNull(),
});
