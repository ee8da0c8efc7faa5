// What the search indexes cover. The indexes themselves (user_terms, ban_terms, entry_terms, audit_terms) are FTS5 tables,
// which drizzle has no word for: they are in the migration. Written by db/search-index.ts and by triggers.
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Rows up to which number are in the index of a table. */
export const searchProgress = sqliteTable('search_progress', {
  name: text('name').primaryKey(),
  upto: integer('upto').notNull(),
  /** For people, who have no number of their own: who had the last one. */
  mark: text('mark'),
});

/** Rows whose text has changed since it was indexed. */
export const searchStale = sqliteTable(
  'search_stale',
  {
    name: text('name').notNull(),
    row: integer('row').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.row] })],
);
