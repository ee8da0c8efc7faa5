// What proves the audit log: how far it is anchored, and where its kept part begins; and what finds its rows quickly,
// which proves nothing. The log itself is in records.ts.
import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * One row per stretch of the log that was anchored with one key, or with none. Only the last may change (a trigger
 * refuses the rest), and none goes away. Each holds the code of the one before, so that no stretch can be left out.
 */
export const auditAnchor = sqliteTable('audit_anchor', {
  id: integer('id').primaryKey(),
  /** Why it began; the words are in main/audit/anchor.ts. */
  reason: text('reason').notNull(),
  fromSeq: integer('from_seq').notNull(),
  /** The last row it speaks of, that row's hash, and how many rows there had ever been then. */
  seq: integer('seq').notNull(),
  hash: text('hash').notNull(),
  count: integer('count').notNull(),
  /** The last row that had been removed by retention then, and its hash. */
  baseSeq: integer('base_seq').notNull(),
  baseHash: text('base_hash').notNull(),
  beganAt: integer('began_at').notNull(),
  /** Names the key without telling it; null = no key could be had. */
  keyId: text('key_id'),
  prevMac: text('prev_mac').notNull(),
  mac: text('mac').notNull(),
});

/** The last row of each prefix that retention removed. Append-only; a row of the log may go only up to the newest. */
export const auditCheckpoint = sqliteTable('audit_checkpoint', {
  seq: integer('seq').primaryKey(),
  hash: text('hash').notNull(),
  /** Rows removed so far, this prefix included. */
  count: integer('count').notNull(),
  at: integer('at').notNull(),
});

/** The one row that says what a person has agreed to have removed, and when that was last looked at. */
export const retention = sqliteTable('retention', {
  id: integer('id').primaryKey(),
  /** Nothing younger than this many days is ever removed; null = nobody has agreed to anything yet. */
  consentDays: integer('consent_days'),
  consentedAt: integer('consented_at'),
  consentedBy: text('consented_by'),
  ranAt: integer('ran_at'),
});

/** Which row of the log adds to which, by their numbers. Kept by triggers. */
export const auditFold = sqliteTable(
  'audit_fold',
  {
    row: integer('row').primaryKey(),
    head: integer('head').notNull(),
    /** The later row's moderator, where it is another than the first one's. */
    moderatorId: text('moderator_id'),
  },
  (table) => [
    index('audit_fold_head').on(table.head, table.row),
    index('audit_fold_moderator')
      .on(table.moderatorId, table.head)
      .where(sql`moderator_id IS NOT NULL`),
  ],
);

/** Between which times the acts of 1024 rows of the log lie, by their number / 1024. Kept by a trigger. */
export const auditBlock = sqliteTable('audit_block', {
  block: integer('block').primaryKey(),
  firstAt: integer('first_at').notNull(),
  lastAt: integer('last_at').notNull(),
});
