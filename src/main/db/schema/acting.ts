// What acting needs beyond the list: who may not be hit, who may do what, brakes, dates to lift on, bulk jobs.
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { BulkPlan, BulkRowState, BulkState } from '../../../shared/contract/bulk.ts';
import type { RestrictionKind } from '../../../shared/model.ts';

/** People whom no act may hit. `channelId` is empty for everywhere. */
export const protectedPerson = sqliteTable(
  'protected_person',
  {
    channelId: text('channel_id').notNull(),
    userId: text('user_id').notNull(),
    login: text('login').notNull(),
    displayName: text('display_name').notNull(),
    note: text('note').notNull(),
    addedAt: integer('added_at').notNull(),
    addedBy: text('added_by').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.channelId, table.userId] }),
    index('protected_person_user').on(table.userId),
  ],
);

/** A channel's moderators as far as known: from Twitch's list (broadcaster only) and from events. */
export const moderator = sqliteTable(
  'moderator',
  {
    channelId: text('channel_id').notNull(),
    userId: text('user_id').notNull(),
    login: text('login').notNull(),
    displayName: text('display_name').notNull(),
    /** Null when it was before anybody watched. */
    addedAt: integer('added_at'),
    addedBy: text('added_by'),
    seenAt: integer('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.userId] })],
);

/** Local rights of an account signed in as moderator, or of a dock key. `channelId` is empty for all channels. */
export const localRight = sqliteTable(
  'local_right',
  {
    subjectKind: text('subject_kind').$type<'account' | 'key'>().notNull(),
    subjectId: text('subject_id').notNull(),
    channelId: text('channel_id').notNull(),
    rights: text('rights', { mode: 'json' }).$type<string[]>().notNull(),
    changedAt: integer('changed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subjectKind, table.subjectId, table.channelId] })],
);

/** One use of a brake; rows older than its window are dropped. Kept, so that a restart does not reset a limit. */
export const brakeUse = sqliteTable(
  'brake_use',
  {
    row: integer('row').primaryKey(),
    brake: text('brake').notNull(),
    channelId: text('channel_id').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [index('brake_use_when').on(table.brake, table.channelId, table.at)],
);

/** A ban that ends on a date Twitch has no word for. */
export const scheduledLift = sqliteTable(
  'scheduled_lift',
  {
    id: text('id').primaryKey(),
    channelId: text('channel_id').notNull(),
    userId: text('user_id').notNull(),
    /** The entry of the ban it lifts: a newer ban is never lifted by it. */
    entryId: text('entry_id').notNull(),
    dueAt: integer('due_at').notNull(),
    state: text('state').$type<'waiting' | 'done' | 'failed' | 'cancelled' | 'overtaken'>().notNull(),
    createdAt: integer('created_at').notNull(),
    finishedAt: integer('finished_at'),
    error: text('error'),
  },
  (table) => [index('scheduled_lift_due').on(table.state, table.dueAt)],
);

/** A bulk job and its plan. */
export const bulk = sqliteTable('bulk', {
  id: text('id').primaryKey(),
  channelId: text('channel_id').notNull(),
  /** Where the rows came from, in a word and a name: `selection`, `filter`, `paste`, `csv list.csv`, `rollback of …`. */
  source: text('source').notNull(),
  state: text('state').$type<BulkState>().notNull(),
  /** Why it is paused or failed, in a code; null otherwise. */
  halted: text('halted'),
  total: integer('total').notNull(),
  /** Rows by plan and by state, and what could be looked at, as JSON: kept with every row, because counting is slow. */
  facts: text('facts').notNull().default('{}'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  actor: text('actor'),
  /** The bulk job that this one takes back, or null. */
  rollbackOf: text('rollback_of'),
});

/** One line of a bulk job, with what it asks, what the dry run found, and what came of it. */
export const bulkRow = sqliteTable(
  'bulk_row',
  {
    bulkId: text('bulk_id')
      .notNull()
      .references(() => bulk.id),
    line: integer('line').notNull(),
    given: text('given').notNull(),
    userId: text('user_id'),
    login: text('login'),
    kind: text('kind').$type<'ban' | 'timeout' | 'unban' | 'untimeout'>().notNull(),
    durationSeconds: integer('duration_seconds'),
    /** When a timeout is to end (epoch ms), where the row says that instead of how long. */
    until: integer('until_at'),
    reason: text('reason').notNull(),
    plan: text('plan').$type<BulkPlan>().notNull(),
    state: text('state').$type<BulkRowState>().notNull(),
    actId: text('act_id'),
    entryId: text('entry_id'),
    code: text('code'),
    /** What held the person out before, so that a rollback can restore it. */
    beforeKind: text('before_kind').$type<RestrictionKind>(),
    beforeExpiresAt: integer('before_expires_at'),
    beforeReason: text('before_reason'),
    at: integer('at'),
    /** Whether Twitch's list showed it so at the end; null where nobody looked. */
    verified: integer('verified', { mode: 'boolean' }),
  },
  (table) => [
    primaryKey({ columns: [table.bulkId, table.line] }),
    index('bulk_row_act').on(table.actId),
    index('bulk_row_state').on(table.bulkId, table.state),
    index('bulk_row_user').on(table.bulkId, table.userId),
  ],
);

/** How often a reason was given, for the composer's list. */
export const reasonUse = sqliteTable('reason_use', {
  reason: text('reason').primaryKey(),
  uses: integer('uses').notNull(),
  lastUsedAt: integer('last_used_at').notNull(),
});
