// Asks the current list: filter, sort, page. Read-only.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { BanView, RestrictionKind, Source } from '../../shared/model.ts';
import type { Sqlite } from '../db/connection.ts';
import { common, fewRows, readPage, type ListPlan, type TablePart } from '../db/listing.ts';
import { FEW, has, likelyRows, needleOf, type Part } from '../db/search.ts';
import { fold } from '../lib/fold.ts';
import { isoOrNull, parseRfc3339, toIso } from '../lib/time.ts';
import { SOURCE_BITS } from './evidence.ts';

export type ListInput = Parsed<'bans.list'>;
export type BanFilter = Omit<ListInput, 'sort' | 'limit' | 'offset' | 'cursor' | 'count'>;

export interface BanQueries {
  /** One page of the list; `next` leads to the page after it, or is null. Throws INVALID_REQUEST. */
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

/** What each order goes by, and the index that has it for the rows of one kind that are settled. */
const ORDER: Readonly<Record<NonNullable<ListInput['sort']>['by'], { key: string; index: string }>> = {
  name: { key: 'login', index: 'ban_name' },
  kind: { key: 'kind', index: 'ban_kind' },
  reason: { key: 'reason COLLATE NOCASE', index: 'ban_reason' },
  moderator: { key: 'moderator_login', index: 'ban_moderator' },
  bannedAt: { key: 'at', index: 'ban_when' },
  expiresAt: { key: 'expires_at', index: 'ban_end' },
};

const KINDS = ['ban', 'timeout', 'unknown'] as const satisfies readonly RestrictionKind[];

/** `few`: see FEW of db/search.ts; a test takes less. */
export function createBanQueries({
  sqlite,
  few = FEW,
}: {
  readonly sqlite: Sqlite;
  readonly few?: number;
}): BanQueries {
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
    return [...new Set(kinds ?? KINDS)].reduce((sum, kind) => sum + all[kind], 0);
  };

  return {
    list(input, revision) {
      const { limit, cursor, count } = input;
      const offset = offsetOf(input);
      const plan = planOf(sqlite, input, isWhole(input) ? wholeCount(input) : null, few);
      const { rows, ...page } = readPage<BanRow & Placed>(sqlite, plan, { limit, offset, cursor, count });
      return { bans: rows.map(toBanView), limit, offset, revision, ...page };
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

function planOf(sqlite: Sqlite, input: ListInput, knownTotal: number | null, few: number): ListPlan {
  const { by, direction } = input.sort ?? { by: 'bannedAt', direction: 'desc' };
  const needle = needleOf(input.search);
  const saying = needle === null ? null : likelyRows(sqlite, 'ban', needle, few);
  const { key, index } = ORDER[by];
  // In the order by moderator the rows of one stand together: walking would pass all others.
  const one = by === 'moderator' ? input.moderatorId : undefined;
  const told = one === undefined ? input : { ...input, moderatorId: undefined };
  const isByTime = by === 'bannedAt';
  const [channel, ...filters] = partsOf(
    { ...told, kinds: undefined, ...(isByTime ? { from: undefined, to: undefined } : {}) },
    needle,
  );
  const kinds = input.kinds === undefined ? [] : [ofKinds(input.kinds)];
  const range = isByTime && (input.from ?? input.to) !== undefined ? [inRange(input)] : [];
  return {
    columns: BAN_COLUMNS,
    table: 'ban',
    parts: inParts(one === undefined ? index : 'ban_by', input),
    joins: '',
    row: 'row',
    key,
    direction: direction === 'asc' ? 'ASC' : 'DESC',
    scope: [channel, ...kinds, ...range, ...(one === undefined ? [] : [{ sql: 'moderator_id = ?', values: [one] }])],
    filters,
    set: common([saying, ...waysIn(sqlite, input, few)]),
    knownTotal,
  };
}

/** What is settled, each kind by the given index, then the rest; named, so that no filter leads SQLite astray. */
function inParts(index: string, { kinds }: ListInput): readonly TablePart[] {
  const settled = [...new Set(kinds ?? KINDS)].map((kind) => ({
    table: `ban INDEXED BY ${index}`,
    where: { sql: 'settled = 1 AND kind = ?', values: [kind] },
  }));
  const ofKind = kinds === undefined ? '' : ' AND kind IN (SELECT value FROM json_each(?))';
  const rest = { sql: `settled = 0${ofKind}`, values: kinds === undefined ? [] : [JSON.stringify(kinds)] };
  return [...settled, { table: 'ban INDEXED BY ban_unsettled', where: rest, isUnordered: true }];
}

/** Sets of rows of which one that matches must be in each; null where a filter leaves too many. */
function waysIn(sqlite: Sqlite, input: ListInput, most: number): readonly (readonly number[] | null)[] {
  const { channelId, moderatorId, reason, from, to, sources } = input;
  const few = (parts: readonly TablePart[], condition: string, ...values: unknown[]): readonly number[] | null =>
    fewRows(
      sqlite,
      {
        sql: parts
          .map(({ table, where }) => `SELECT row FROM ${table} WHERE ${where.sql} AND channel_id = ? AND ${condition}`)
          .join(' UNION ALL '),
        values: parts.flatMap(({ where }) => [...where.values, channelId, ...values]),
      },
      most,
    );
  const whole = { sql: '1', values: [] };
  return [
    reason ? likelyRows(sqlite, 'ban', fold(reason), most) : null,
    // Nearly all of a long list was found by reading it.
    sources === undefined || sources.includes('poll')
      ? null
      : few([{ table: 'ban INDEXED BY ban_told', where: whole }], 'sources <> 1 AND sources & ? <> 0', maskOf(sources)),
    moderatorId === undefined ? null : few(inParts('ban_by', input), 'moderator_id = ?', moderatorId),
    from === undefined && to === undefined
      ? null
      : few(inParts('ban_when', input), 'at >= ? AND at < ?', ...inRange(input).values),
  ];
}

/** For an index by time. */
function inRange({ from, to }: ListInput): Part {
  const values = [
    from === undefined ? 0 : parseRfc3339(from),
    to === undefined ? Number.MAX_SAFE_INTEGER : parseRfc3339(to),
  ];
  return { sql: 'at >= ? AND at < ?', values };
}

interface Placed {
  readonly _row: number;
  readonly _key: string | number | null;
}

/** Where a page begins: at 0 after a cursor. An offset must be a multiple of the limit. */
export function offsetOf(input: { limit: number; offset?: number | undefined; cursor?: string | undefined }): number {
  if (input.cursor !== undefined) return 0;
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
  const parts = partsOf(input, needleOf(input.search));
  return { where: parts.map(({ sql }) => `(${sql})`).join(' AND '), values: parts.flatMap(({ values }) => values) };
}

/** The channel first; + keeps SQLite on the index that has the order. */
function partsOf(input: BanFilter, needle: string | null): readonly [Part, ...Part[]] {
  const parts: [Part, ...Part[]] = [{ sql: 'channel_id = ?', values: [input.channelId] }];
  const add = (sql: string, ...values: unknown[]): void => void parts.push({ sql, values });
  if (input.kinds !== undefined) parts.push(ofKinds(input.kinds));
  if (needle !== null) parts.push(has(['search_text'], needle));
  if (input.moderatorId !== undefined) add('moderator_id = ?', input.moderatorId);
  if (input.reason) parts.push(has(['reason'], fold(input.reason)));
  if (input.from !== undefined) add('+at >= ?', parseRfc3339(input.from));
  if (input.to !== undefined) add('+at < ?', parseRfc3339(input.to));
  if (input.sources !== undefined) add('sources & ? != 0', maskOf(input.sources));
  return parts;
}

function ofKinds(kinds: readonly RestrictionKind[]): Part {
  return { sql: '+kind IN (SELECT value FROM json_each(?))', values: [JSON.stringify(kinds)] };
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
