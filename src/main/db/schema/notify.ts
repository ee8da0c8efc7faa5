// Discord webhooks, without their addresses, and what waits to be told there. Triggers (in the migration) put every new
// entry of the history into the queue within its own transaction. main/notify/ writes the rest.
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** One webhook. Its address is in the vault and nowhere else. */
export const discordHook = sqliteTable('discord_hook', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Empty for all channels. */
  channelId: text('channel_id').notNull(),
  /** Notice kinds as a JSON list. */
  kinds: text('kinds').notNull(),
  /** The last characters of its address: enough to tell it from another. */
  endsWith: text('ends_with').notNull(),
  addedAt: integer('added_at').notNull(),
  /** Why nothing is sent until a person does something; null = it goes on by itself. */
  pausedBy: text('paused_by').$type<'person' | 'gone' | 'refused' | 'no_address'>(),
  /** Epoch ms: the last message that Discord took, the last request, and how long Discord asked to wait. */
  sentAt: integer('sent_at'),
  triedAt: integer('tried_at'),
  blockedUntil: integer('blocked_until'),
  /** What went wrong last, `{at, sentence}` as JSON; null since a message went through. */
  lastError: text('last_error'),
  /** The last row of the message that is on its way: after a crash that message may come twice. */
  sendingThrough: integer('sending_through'),
  /** Rows that were given up, because too many waited. */
  dropped: integer('dropped').notNull().default(0),
});

/** Which kinds of entries and notices of which channel a webhook is told; an empty channel is any. */
export const discordRoute = sqliteTable(
  'discord_route',
  {
    kind: text('kind').notNull(),
    channelId: text('channel_id').notNull(),
    hookId: text('hook_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.channelId, table.hookId] })],
);

/** What waits to be told, in order: an entry of the history, or a notice as JSON. */
export const discordQueue = sqliteTable(
  'discord_queue',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    hookId: text('hook_id').notNull(),
    entryId: text('entry_id'),
    notice: text('notice'),
  },
  (table) => [index('discord_queue_hook').on(table.hookId, table.seq)],
);
