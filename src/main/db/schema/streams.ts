// Streams as they were seen, one row each. Written by channels/streams.ts alone.
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Times are epoch ms by Twitch's clock. */
export const stream = sqliteTable(
  'stream',
  {
    channelId: text('channel_id').notNull(),
    /** Twitch's word. */
    startedAt: integer('started_at').notNull(),
    /** When it was last seen to run. */
    seenAt: integer('seen_at').notNull(),
    /** When it was first seen to be over; null while nobody has seen that. */
    overAt: integer('over_at'),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.startedAt] })],
);
