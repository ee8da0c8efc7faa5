// Asks the current list: filter, sort, page. Read-only.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { BanView, RestrictionKind, Source } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import { isoOrNull, parseRfc3339, toIso } from '../lib/time.ts';
import { SOURCE_BITS } from './evidence.ts';

type ListInput = Parsed<'bans.list'>;
export type BanFilter = Omit<ListInput, 'sort' | 'limit' | 'offset' | 'cursor'>;

export interface BanQueries {
  /** One page of the list; `next` is the offset of the page after it, as a string, or null. Throws INVALID_REQUEST. */
  list(input: ListInput, revision: number): Output<'bans.list'>;
  /** Throws NOT_FOUND. */
  get(input: Parsed<'bans.get'>): BanView;
  find(channelId: string, userId: string): BanView | null;
  /** What holds a person out, in every channel known here. */
  ofPerson(userId: string): readonly BanView[];
  counts(channelId: string): Record<RestrictionKind, number>;
}

export interface BanRow {
  readonly id: string;
  readonly channelId: string;
  readonly userId: string;
  readonly login: string;
  readonly displayName: string;
  readonly kind: RestrictionKind;
  readonly at: number | null;
  readonly expiresAt: number | null;
  readonly rawExpiresAt: string | null;
  readonly reason: string;
  readonly moderatorId: string | null;
  readonly moderatorLogin: string | null;
  readonly moderatorName: string | null;
  readonly sources: number;
  readonly found: number;
  readonly firstSeenAt: number;
}

export const BAN_COLUMNS = `id, channel_id AS channelId, user_id AS userId, login, display_name AS displayName, kind, at,
  expires_at AS expiresAt, raw_expires_at AS rawExpiresAt, reason, moderator_id AS moderatorId,
  moderator_login AS moderatorLogin, moderator_name AS moderatorName, sources, found, first_seen_at AS firstSeenAt`;

const ORDER: Readonly<Record<NonNullable<ListInput['sort']>['by'], string>> = {
  name: 'login',
  kind: 'kind',
  reason: 'reason COLLATE NOCASE',
  moderator: 'moderator_login',
  bannedAt: 'at',
  expiresAt: 'expires_at',
};

export function createBanQueries({ sqlite }: Database): BanQueries {
  const byId = sqlite.prepare<[string], BanRow>(`SELECT ${BAN_COLUMNS} FROM ban WHERE id = ?`);
  const byPerson = sqlite.prepare<[string, string], BanRow>(
    `SELECT ${BAN_COLUMNS} FROM ban WHERE channel_id = ? AND user_id = ?`,
  );
  const byUser = sqlite.prepare<[string], BanRow>(`SELECT ${BAN_COLUMNS} FROM ban WHERE user_id = ? ORDER BY at DESC`);
  const counts = sqlite.prepare<[string], { kind: RestrictionKind; count: number }>(
    'SELECT kind, count FROM ban_count WHERE channel_id = ?',
  );
  const countsOf = (channelId: string): Record<RestrictionKind, number> => {
    const result = { ban: 0, timeout: 0, unknown: 0 };
    for (const { kind, count } of counts.iterate(channelId)) result[kind] = count;
    return result;
  };
  const wholeCount = ({ channelId, kinds }: ListInput): number => {
    const all = countsOf(channelId);
    return [...new Set(kinds ?? (['ban', 'timeout', 'unknown'] as const))].reduce((sum, kind) => sum + all[kind], 0);
  };
  const countRows = (where: string, values: readonly unknown[]): number =>
    sqlite
      .prepare<unknown[], number>(`SELECT count(*) FROM ban WHERE ${where}`)
      .pluck()
      .get(...values) ?? 0;

  return {
    list(input, revision) {
      const offset = offsetOf(input);
      const { where, values } = banConditions(input);
      const total = isWhole(input) ? wholeCount(input) : countRows(where, values);
      const { by, direction } = input.sort ?? { by: 'bannedAt', direction: 'desc' };
      const order = `${ORDER[by]} ${direction === 'asc' ? 'ASC' : 'DESC'}, row ${direction === 'asc' ? 'ASC' : 'DESC'}`;
      const rows = sqlite
        .prepare<unknown[], BanRow>(`SELECT ${BAN_COLUMNS} FROM ban WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`)
        .all(...values, input.limit, offset);
      const end = offset + rows.length;
      return {
        bans: rows.map(toBanView),
        total,
        limit: input.limit,
        offset,
        next: end < total ? String(end) : null,
        revision,
      };
    },
    get(input) {
      const row = 'banId' in input ? byId.get(input.banId) : byPerson.get(input.channelId, input.userId);
      if (row !== undefined) return toBanView(row);
      const id = 'banId' in input ? input.banId : input.userId;
      throw fail('NOT_FOUND', 'That ban is not in the list, or was already revoked.', { what: 'ban', id });
    },
    find(channelId, userId) {
      const row = byPerson.get(channelId, userId);
      return row === undefined ? null : toBanView(row);
    },
    ofPerson: (userId) => byUser.all(userId).map(toBanView),
    counts: countsOf,
  };
}

/** True when nothing but kinds narrows the list: then the kept counts know its length. */
function isWhole({ search, moderatorId, reason, from, to, sources }: ListInput): boolean {
  return !search?.trim() && !reason && [moderatorId, from, to, sources].every((value) => value === undefined);
}

/** Where a page begins. An offset must be a multiple of the limit; a cursor is what `next` gave. */
export function offsetOf(input: { limit: number; offset?: number | undefined; cursor?: string | undefined }): number {
  if (input.cursor !== undefined) {
    if (!/^\d{1,9}$/.test(input.cursor))
      throw fail('INVALID_REQUEST', 'cursor: was not given out by this command', { field: 'cursor' });
    return Number(input.cursor);
  }
  const offset = input.offset ?? 0;
  if (offset % input.limit !== 0) {
    throw fail('INVALID_REQUEST', 'offset must be a multiple of limit', {
      field: 'offset',
      offset,
      limit: input.limit,
    });
  }
  return offset;
}

/** The WHERE of a filter. */
export function banConditions(input: BanFilter): { where: string; values: unknown[] } {
  const parts = ['channel_id = ?'];
  const values: unknown[] = [input.channelId];
  const add = (sql: string, ...more: unknown[]): void => {
    parts.push(sql);
    values.push(...more);
  };
  if (input.kinds !== undefined) add(`kind IN (${input.kinds.map(() => '?').join(', ') || 'NULL'})`, ...input.kinds);
  const search = input.search?.trim().toLowerCase();
  if (search) add('instr(search_text, ?) > 0', search);
  if (input.moderatorId !== undefined) add('moderator_id = ?', input.moderatorId);
  if (input.reason) add(LIKE_REASON, likePattern(input.reason));
  if (input.from !== undefined) add('at >= ?', parseRfc3339(input.from));
  if (input.to !== undefined) add('at < ?', parseRfc3339(input.to));
  if (input.sources !== undefined) add('sources & ? != 0', maskOf(input.sources));
  return { where: parts.join(' AND '), values };
}

const LIKE_REASON = "reason LIKE ? ESCAPE '\\'";

export function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (found) => `\\${found}`)}%`;
}

export function maskOf(sources: readonly Source[]): number {
  return sources.reduce((mask, source) => mask | SOURCE_BITS[source], 0);
}

export function sourceNames(mask: number): Source[] {
  return (Object.keys(SOURCE_BITS) as Source[]).filter((source) => (mask & SOURCE_BITS[source]) !== 0);
}

export function toBanView(row: BanRow): BanView {
  return {
    id: row.id,
    channelId: row.channelId,
    userId: row.userId,
    username: row.login,
    displayName: row.displayName,
    kind: row.kind,
    isPermanent: row.kind === 'ban',
    bannedAt: isoOrNull(row.at),
    expiresAt: isoOrNull(row.expiresAt),
    rawExpiresAt: row.rawExpiresAt,
    reason: row.reason,
    bannedBy: row.moderatorId,
    bannedByUsername: row.moderatorLogin,
    bannedByDisplayName: row.moderatorName,
    sources: sourceNames(row.sources),
    found: row.found !== 0,
    firstSeenAt: toIso(row.firstSeenAt),
  };
}
