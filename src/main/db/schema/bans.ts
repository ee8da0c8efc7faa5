// The current list, its history and the stretches in which nobody watched. Written by bans/ledger.ts alone.
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { EntryKind, GapReason, RestrictionKind } from '../../../shared/model.ts';

const SETTLED = sql`settled = 1`;

/** One row per (channel, person) held out right now. `id` is the id of the entry that began it; names are repeated so that sorting needs no join. */
export const ban = sqliteTable(
  'ban',
  {
    row: integer('row').primaryKey(),
    id: text('id').notNull().unique(),
    channelId: text('channel_id').notNull(),
    userId: text('user_id').notNull(),
    login: text('login').notNull(),
    displayName: text('display_name').notNull(),
    kind: text('kind').$type<RestrictionKind>().notNull(),
    /** Epoch ms of the act, null when Twitch sent no readable time. */
    at: integer('at'),
    expiresAt: integer('expires_at'),
    rawExpiresAt: text('raw_expires_at'),
    rawCreatedAt: text('raw_created_at'),
    reason: text('reason').notNull(),
    moderatorId: text('moderator_id'),
    moderatorLogin: text('moderator_login'),
    moderatorName: text('moderator_name'),
    /** Bit mask: 1 poll, 2 eventsub, 4 app, 8 import. */
    sources: integer('sources').notNull(),
    found: integer('found', { mode: 'boolean' }).notNull(),
    firstSeenAt: integer('first_seen_at').notNull(),
    /** Names ever seen and the reason, lower-cased by JavaScript. */
    searchText: text('search_text').notNull(),
    /** False while the indexes of the orders do not know the row yet: a first read leaves that for later (bans/settle.ts). */
    settled: integer('settled', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    uniqueIndex('ban_person').on(table.channelId, table.userId),
    // Each order kind by kind: timeouts all began of late, and only they end. A walk to them would pass every ban.
    index('ban_when').on(table.channelId, table.kind, table.at).where(SETTLED),
    index('ban_name').on(table.channelId, table.kind, table.login).where(SETTLED),
    index('ban_kind').on(table.channelId, table.kind).where(SETTLED),
    index('ban_reason')
      .on(table.channelId, table.kind, sql`reason COLLATE NOCASE`)
      .where(SETTLED),
    index('ban_moderator').on(table.channelId, table.kind, table.moderatorLogin).where(SETTLED),
    index('ban_end').on(table.channelId, table.kind, table.expiresAt).where(SETTLED),
    index('ban_by').on(table.channelId, table.kind, table.moderatorId, table.moderatorLogin).where(SETTLED),
    index('ban_unsettled')
      .on(table.channelId, table.kind)
      .where(sql`settled = 0`),
    index('ban_expiry')
      .on(table.expiresAt)
      .where(sql`kind = 'timeout'`),
    // What was not only read in the list is little: a first read pays nothing for it.
    index('ban_told')
      .on(table.channelId)
      .where(sql`sources <> 1`),
  ],
);

/** How many rows of each kind the current list of a channel has, kept by triggers: counting 500 000 rows takes too long. */
export const banCount = sqliteTable(
  'ban_count',
  {
    channelId: text('channel_id').notNull(),
    kind: text('kind').$type<RestrictionKind>().notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.kind] })],
);

/** One act or one ending, once, whatever number of sources saw it. */
export const entry = sqliteTable(
  'entry',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    id: text('id').notNull().unique(),
    channelId: text('channel_id').notNull(),
    userId: text('user_id').notNull(),
    kind: text('kind').$type<EntryKind>().notNull(),
    at: integer('at').notNull(),
    /** Set when the moment is only known to lie in (notBefore, at]. */
    notBefore: integer('not_before'),
    recordedAt: integer('recorded_at').notNull(),
    durationSeconds: integer('duration_seconds'),
    expiresAt: integer('expires_at'),
    rawExpiresAt: text('raw_expires_at'),
    reason: text('reason').notNull(),
    moderatorId: text('moderator_id'),
    moderatorLogin: text('moderator_login'),
    moderatorName: text('moderator_name'),
    sources: integer('sources').notNull(),
    found: integer('found', { mode: 'boolean' }).notNull(),
    /** The audit row this entry first wrote; later knowledge amends it. */
    auditId: text('audit_id'),
    /** The observations this entry was told by, as JSON (bans/stored-evidence.ts): what makes applying anything twice harmless. */
    evidence: text('evidence').notNull(),
  },
  (table) => [
    index('entry_person').on(table.userId, table.channelId),
    // Without what was found: a first read would touch a hundred places of this index per page for rows nobody lists.
    index('entry_when')
      .on(table.channelId, table.at)
      .where(sql`found = 0`),
    index('entry_time')
      .on(table.at)
      .where(sql`found = 0`),
    index('entry_moderator')
      .on(table.moderatorId, table.at)
      .where(sql`found = 0`),
    index('entry_kind')
      .on(table.kind, table.at)
      .where(sql`found = 0`),
  ],
);

export const gap = sqliteTable(
  'gap',
  {
    id: text('id').primaryKey(),
    channelId: text('channel_id').notNull(),
    from: integer('from_at').notNull(),
    to: integer('to_at').notNull(),
    reason: text('reason').$type<GapReason>().notNull(),
  },
  (table) => [index('gap_when').on(table.channelId, table.to)],
);

/** EventSub message ids already handled, kept for at least 15 minutes and across restarts. */
export const messageSeen = sqliteTable(
  'message_seen',
  {
    id: text('id').primaryKey(),
    seenAt: integer('seen_at').notNull(),
  },
  (table) => [index('message_seen_when').on(table.seenAt)],
);
