// Alerts that were raised, and what somebody has changed about the rules. Written by main/alerts alone.
import { sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AlertRule } from '../../../shared/alerts.ts';

/** One stretch in which something was wrong. `channelId` is empty where it concerns no channel of its own. */
export const alert = sqliteTable(
  'alert',
  {
    id: text('id').primaryKey(),
    rule: text('rule').$type<AlertRule>().notNull(),
    channelId: text('channel_id').notNull(),
    raisedAt: integer('raised_at').notNull(),
    /** Null while it lasts. */
    clearedAt: integer('cleared_at'),
    /** The worst value so far, and the one it was raised from on. */
    worst: real('worst').notNull(),
    threshold: real('threshold').notNull(),
    acknowledgedAt: integer('acknowledged_at'),
    isTold: integer('is_told', { mode: 'boolean' }).notNull(),
  },
  (table) => [
    index('alert_when').on(table.raisedAt),
    uniqueIndex('alert_raised')
      .on(table.rule, table.channelId)
      .where(sql`cleared_at IS NULL`),
  ],
);

/** A rule that is not as it comes. */
export const alertRule = sqliteTable('alert_rule', {
  rule: text('rule').$type<AlertRule>().primaryKey(),
  /** A `RuleChange` of main/alerts/rules.ts as JSON. */
  change: text('change').notNull(),
  changedAt: integer('changed_at').notNull(),
});
