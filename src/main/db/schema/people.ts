// Accounts, channels and people. No tokens here, ever: those live in the vault.
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** A Twitch account that is or was signed in on this installation. */
export const account = sqliteTable('account', {
  id: text('id').primaryKey(),
  login: text('login').notNull(),
  displayName: text('display_name').notNull(),
  state: text('state').$type<'signed-in' | 'signed-out'>().notNull(),
  reason: text('reason').$type<'user' | 'revoked' | 'expired' | 'restart'>(),
  scopes: text('scopes', { mode: 'json' }).$type<string[]>().notNull(),
  signedInAt: integer('signed_in_at').notNull(),
});

/** A channel that some account can reach. `firstWatchedAt` divides what was found from what is new. */
export const channel = sqliteTable('channel', {
  id: text('id').primaryKey(),
  login: text('login').notNull(),
  displayName: text('display_name').notNull(),
  isWatched: integer('is_watched', { mode: 'boolean' }).notNull(),
  firstWatchedAt: integer('first_watched_at'),
  /** When the last complete, plausible read began and ended, by Twitch's clock. */
  lastReadStartedAt: integer('last_read_started_at'),
  lastReadEndedAt: integer('last_read_ended_at'),
  lastReadCount: integer('last_read_count'),
  /** Up to when the live feed was heard, by Twitch's clock; kept where the list cannot be read. */
  lastHeardAt: integer('last_heard_at'),
});

export const channelAccess = sqliteTable(
  'channel_access',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    channelId: text('channel_id')
      .notNull()
      .references(() => channel.id),
    role: text('role').$type<'broadcaster' | 'moderator'>().notNull(),
    seenAt: integer('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.channelId] })],
);

/** A person by Twitch id, with the name last seen. */
export const user = sqliteTable('user', {
  id: text('id').primaryKey(),
  login: text('login').notNull(),
  displayName: text('display_name').notNull(),
  firstSeenAt: integer('first_seen_at').notNull(),
  nameSince: integer('name_since').notNull(),
  /** Every name ever seen, lower-cased by JavaScript (any script), separated by line feeds: what search reads. */
  namesText: text('names_text').notNull(),
});

/** Names a person no longer has. */
export const formerName = sqliteTable(
  'former_name',
  {
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    login: text('login').notNull(),
    displayName: text('display_name').notNull(),
    firstSeenAt: integer('first_seen_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.login, table.displayName] }),
    index('former_name_login').on(table.login),
  ],
);
