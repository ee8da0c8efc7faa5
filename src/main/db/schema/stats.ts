// The history packed by days for adding up: a million entries are read in the time of a thousand. Written by
// insight/stats-days.ts; triggers (in the migration) say which day is not packed as it is now.
import { blob, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** A number for every person, moderator and reason. None is ever given twice. */
export const statsWord = sqliteTable('stats_word', {
  number: integer('number').primaryKey(),
  word: text('word').notNull().unique(),
});

/** One UTC day (days since 1970-01-01) of one channel, as insight/stats-pack.ts packs it. */
export const statsDay = sqliteTable(
  'stats_day',
  {
    channelId: text('channel_id').notNull(),
    day: integer('day').notNull(),
    acts: blob('acts', { mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.day] })],
);

/** Days whose entries have changed since they were packed; `version` rises with every change. */
export const statsStale = sqliteTable(
  'stats_stale',
  {
    channelId: text('channel_id').notNull(),
    day: integer('day').notNull(),
    version: integer('version').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.day] })],
);
