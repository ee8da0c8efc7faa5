// Asks the history: what happened, newest first, with the stretches in which nobody watched. Read-only.
import type { Output, Parsed } from '../../shared/contract.ts';
import type { EntryKind, EntryView, GapReason, GapView } from '../../shared/model.ts';
import type { Sqlite } from '../db/connection.ts';
import { common, fewRows, readPage, type ListPlan, type TablePart } from '../db/listing.ts';
import { FEW, has, likelyRows, matchingPeople, needleOf, type Part } from '../db/search.ts';
import { isoOrNull, parseRfc3339, toIso } from '../lib/time.ts';
import { maskOf, offsetOf, sourceNames } from './list-queries.ts';
import { inWeekHour } from './week-hour.ts';

export type HistoryInput = Parsed<'history.list'>;

interface Row {
  readonly _row: number;
  readonly _key: number;
  readonly id: string;
  readonly seq: number;
  readonly channelId: string;
  readonly userId: string;
  readonly login: string | null;
  readonly displayName: string | null;
  readonly kind: EntryKind;
  readonly at: number;
  readonly notBefore: number | null;
  readonly recordedAt: number;
  readonly durationSeconds: number | null;
  readonly expiresAt: number | null;
  readonly rawExpiresAt: string | null;
  readonly reason: string;
  readonly moderatorId: string | null;
  readonly moderatorLogin: string | null;
  readonly moderatorName: string | null;
  readonly sources: number;
  readonly found: number;
}

interface GapRow {
  readonly id: string;
  readonly channelId: string;
  readonly from: number;
  readonly to: number;
  readonly reason: GapReason;
}

export interface HistoryQueries {
  /** One page, newest act first. Found entries are left out unless asked for, or one person is asked for. */
  list(input: HistoryInput): Output<'history.list'>;
}

const COLUMNS = `e.id, e.seq, e.channel_id AS channelId, e.user_id AS userId, u.login, u.display_name AS displayName,
  e.kind, e.at, e.not_before AS notBefore, e.recorded_at AS recordedAt, e.duration_seconds AS durationSeconds,
  e.expires_at AS expiresAt, e.raw_expires_at AS rawExpiresAt, e.reason, e.moderator_id AS moderatorId,
  e.moderator_login AS moderatorLogin, e.moderator_name AS moderatorName, e.sources, e.found`;

/** `few`: see FEW of db/search.ts; a test takes less. */
export function createHistoryQueries({
  sqlite,
  few = FEW,
}: {
  readonly sqlite: Sqlite;
  readonly few?: number;
}): HistoryQueries {
  return {
    list(input) {
      const { limit, cursor, count } = input;
      const offset = offsetOf(input);
      const page = readPage<Row>(sqlite, historyPlan(sqlite, input, few), { limit, offset, cursor, count });
      const { rows, ...rest } = page;
      const isFirst = offset === 0 && cursor === undefined;
      return { entries: rows.map(toEntryView), gaps: gapsAround(input, rows, isFirst), limit, offset, ...rest };
    },
  };

  /** The gaps that fall between the entries of this page (and, on the first page, after the newest). */
  function gapsAround(input: HistoryInput, rows: readonly Row[], isFirst: boolean): GapView[] {
    if (input.channelId === undefined) return [];
    const oldest = rows.length < input.limit ? 0 : (rows.at(-1)?.at ?? 0);
    const newest = isFirst ? Number.MAX_SAFE_INTEGER : (rows[0]?.at ?? 0);
    return sqlite
      .prepare<[string, number, number], GapRow>(
        `SELECT id, channel_id AS channelId, from_at AS "from", to_at AS "to", reason FROM gap
         WHERE channel_id = ? AND to_at >= ? AND from_at <= ? ORDER BY to_at DESC LIMIT 200`,
      )
      .all(input.channelId, oldest, newest)
      .map((gap) => ({ ...gap, from: toIso(gap.from), to: toIso(gap.to) }));
  }
}

/** Which entries match, in terms of the entry `e` and the person `u`. */
export function historyPlan(sqlite: Sqlite, input: HistoryInput, few = FEW): ListPlan {
  const needle = needleOf(input.search);
  const saying = needle === null ? null : rowsSaying(sqlite, needle, few);
  const { scope, filters } = partsOf(input, needle);
  const set = common([saying, ...waysIn(sqlite, input, few)]);
  const parts = set === null ? walksOf(input) : null;
  return {
    columns: COLUMNS,
    table: 'entry e',
    ...(parts === null ? {} : { parts }),
    joins: 'LEFT JOIN user u ON u.id = e.user_id',
    row: 'e.seq',
    key: 'e.at',
    direction: 'DESC',
    scope,
    filters,
    set,
    knownTotal: null,
  };
}

/** Whose or which acts alone to walk past, in the order of time; null = all of a channel, or of all channels. */
function walksOf(input: HistoryInput): readonly TablePart[] | null {
  // What a first read found has no order of its own: everything is read, one row after the other.
  if (withFound(input)) return [{ table: 'entry e NOT INDEXED', where: { sql: '1', values: [] } }];
  const { moderatorId, kinds } = input;
  const walk = (index: string, column: string, value: string): TablePart => ({
    table: `entry e INDEXED BY ${index}`,
    where: { sql: `${column} = ?`, values: [value] },
  });
  if (moderatorId !== undefined) return [walk('entry_moderator', 'e.moderator_id', moderatorId)];
  return kinds === undefined || kinds.length === 0
    ? null
    : [...new Set(kinds)].map((kind) => walk('entry_kind', 'e.kind', kind));
}

/** `scope` is what the indexes by time know; + keeps SQLite from leaving them for another. */
function partsOf(
  input: Omit<HistoryInput, 'limit' | 'count'>,
  needle: string | null,
): { readonly scope: readonly Part[]; readonly filters: readonly Part[] } {
  const scope: Part[] = [];
  const filters: Part[] = [];
  const add = (to: Part[], sql: string, ...values: unknown[]): void => void to.push({ sql, values });
  if (input.channelId !== undefined) add(scope, 'e.channel_id = ?', input.channelId);
  if (!withFound(input)) add(scope, 'e.found = 0');
  if (input.from !== undefined) add(scope, 'e.at >= ?', parseRfc3339(input.from));
  if (input.to !== undefined) add(scope, 'e.at < ?', parseRfc3339(input.to));
  if (input.userId !== undefined) add(filters, '+e.user_id = ?', input.userId);
  const isByKind = !withFound(input) && input.moderatorId === undefined;
  if (input.kinds !== undefined)
    add(isByKind ? scope : filters, '+e.kind IN (SELECT value FROM json_each(?))', JSON.stringify(input.kinds));
  if (needle !== null) filters.push(has(['u.names_text', 'e.reason'], needle));
  if (input.moderatorId !== undefined) add(filters, '+e.moderator_id = ?', input.moderatorId);
  if (input.sources !== undefined) add(filters, 'e.sources & ? != 0', maskOf(input.sources));
  if (input.weekHour !== undefined) filters.push(inWeekHour(input.weekHour, input));
  return { scope, filters };
}

function withFound({ found, userId }: Pick<HistoryInput, 'found' | 'userId'>): boolean {
  return found ?? userId !== undefined;
}

/** Sets of rows, of which one that matches must be in each; null where a filter leaves too many. */
function waysIn(sqlite: Sqlite, input: HistoryInput, most: number): readonly (readonly number[] | null)[] {
  const few = (sql: string, ...values: unknown[]): readonly number[] | null =>
    fewRows(sqlite, { sql: `SELECT seq FROM entry WHERE ${sql}`, values }, most);
  const { userId, moderatorId, kinds } = input;
  const isIndexed = !withFound(input);
  return [
    userId === undefined ? null : few('user_id = ?', userId),
    moderatorId === undefined || !isIndexed ? null : few('found = 0 AND moderator_id = ?', moderatorId),
    kinds === undefined || !isIndexed
      ? null
      : few(`found = 0 AND kind IN (${kinds.map(() => '?').join() || 'NULL'})`, ...kinds),
  ];
}

/** Entries whose reason may say it, and entries about people who are or were called so. */
function rowsSaying(sqlite: Sqlite, needle: string, most: number): readonly number[] | null {
  const rows = likelyRows(sqlite, 'entry', needle, most);
  const people = rows === null ? null : matchingPeople(sqlite, needle);
  if (rows === null || people === null) return null;
  const about = fewRows(
    sqlite,
    {
      sql: 'SELECT seq FROM entry WHERE user_id IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(people)],
    },
    most,
  );
  return about === null ? null : [...new Set([...rows, ...about])];
}

/** The WHERE of a filter, for `entry e LEFT JOIN user u`. */
export function entryConditions(input: Omit<HistoryInput, 'limit' | 'count'>): { where: string; values: unknown[] } {
  const { scope, filters } = partsOf(input, needleOf(input.search));
  const parts = [...scope, ...filters];
  return {
    where: ['1', ...parts.map(({ sql }) => `(${sql})`)].join(' AND '),
    values: parts.flatMap(({ values }) => values),
  };
}

function toEntryView(row: Row): EntryView {
  return {
    id: row.id,
    seq: row.seq,
    channelId: row.channelId,
    userId: row.userId,
    username: row.login ?? row.userId,
    displayName: row.displayName ?? row.login ?? row.userId,
    kind: row.kind,
    at: toIso(row.at),
    notBefore: isoOrNull(row.notBefore),
    recordedAt: toIso(row.recordedAt),
    durationSeconds: row.durationSeconds,
    expiresAt: isoOrNull(row.expiresAt),
    rawExpiresAt: row.rawExpiresAt,
    reason: row.reason,
    moderatorId: row.moderatorId,
    moderatorUsername: row.moderatorLogin,
    moderatorDisplayName: row.moderatorName,
    sources: sourceNames(row.sources),
    found: row.found !== 0,
  };
}
