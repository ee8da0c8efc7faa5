// Figures of what Modkeep did, by minute for a day and by hour for a week. main/insight/metrics.ts keeps it small.
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const metricSlice = sqliteTable(
  'metric_slice',
  {
    /** Minutes: 1 or 60. */
    span: integer('span').notNull(),
    /** When it began, epoch ms. */
    at: integer('at').notNull(),
    /** A `Slice` of main/insight/metrics-slice.ts as JSON. */
    facts: text('facts').notNull(),
  },
  (table) => [primaryKey({ columns: [table.span, table.at] })],
);
