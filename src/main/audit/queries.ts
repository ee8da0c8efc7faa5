// Asks the audit log, newest first. Read-only; long lists are read in the worker.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { AuditView } from '../../shared/model.ts';
import type { Sqlite } from '../db/connection.ts';
import { common, fewRows, readPage, type ListPlan, type TablePart } from '../db/listing.ts';
import { FEW, has, likelyRows, matchingPeople, needleOf, type Part } from '../db/search.ts';
import { parseRfc3339, toIso } from '../lib/time.ts';
import type { AuditRow } from './chain.ts';

export type AuditInput = Parsed<'audit.list'>;

export interface AuditQueries {
  /** Throws INVALID_REQUEST for a cursor of another list. */
  list(input: AuditInput): Output<'audit.list'>;
  /** Throws NOT_FOUND. */
  get(id: string): AuditView;
}

type Row = Omit<AuditRow, 'prevHash' | 'hash'> & { readonly additions: number; readonly _row: number };

/** A row, and for the folded view the last one that adds to it. */
const LATEST = 'LEFT JOIN audit a ON a.seq = (SELECT max(row) FROM audit_fold WHERE head = b.seq)';
/** Every column of the view in terms of the row `b` and what is known later, `a`. */
export const FOLDED = {
  moderator_id: 'coalesce(a.moderator_id, b.moderator_id)',
  moderator_login: 'coalesce(a.moderator_login, b.moderator_login)',
  action: 'coalesce(a.action, b.action)',
  content_name: 'coalesce(a.content_name, b.content_name)',
  reason: `coalesce(nullif(a.reason, ''), b.reason)`,
  metadata: `json_patch(b.metadata, coalesce(a.metadata, '{}'))`,
  additions: '(SELECT count(*) FROM audit_fold WHERE head = b.seq)',
} as const;
export const WRITTEN: Readonly<Record<keyof typeof FOLDED, string>> = {
  moderator_id: 'b.moderator_id',
  moderator_login: 'b.moderator_login',
  action: 'b.action',
  content_name: 'b.content_name',
  reason: 'b.reason',
  metadata: 'b.metadata',
  additions: '0',
};

/** `few`: see FEW of db/search.ts; a test takes less. */
export function createAuditQueries({
  sqlite,
  few = FEW,
}: {
  readonly sqlite: Sqlite;
  readonly few?: number;
}): AuditQueries {
  const byId = sqlite.prepare<[string], Row>(`SELECT ${columnsOf(WRITTEN)} FROM audit b WHERE b.id = ?`);
  return {
    list(input) {
      const { limit, offset = 0, cursor, count } = input;
      const { rows, total, totalIsExact, next } = readPage<Row>(sqlite, auditPlan(sqlite, input, few), {
        limit,
        offset: cursor === undefined ? offset : 0,
        cursor,
        count,
      });
      return { success: true, data: rows.map(toView), meta: { total, totalIsExact, limit, offset, next } };
    },
    get(id) {
      const row = byId.get(id);
      if (row === undefined) throw fail('NOT_FOUND', 'There is no such audit entry.', { what: 'audit entry', id });
      return toView(row);
    },
  };
}

/** Which rows match, in terms of the row `b` and what is known later, `a`. */
export function auditPlan(sqlite: Sqlite, input: AuditInput, few = FEW): ListPlan {
  const columns = input.folded ? FOLDED : WRITTEN;
  const needle = needleOf(input.search);
  // An act is found by whatever any of its rows says, so each way leads to acts before they meet.
  const ways = [needle === null ? null : rowsSaying(sqlite, needle, few), ...waysIn(sqlite, input, few)];
  const sets = input.folded ? ways.map((set) => (set === null ? null : headsOf(sqlite, set))) : ways;
  const set = common(sets);
  const filters = [...filtersOf(input, columns), ...(needle === null ? [] : [says(needle, input.folded)])];
  const scope: Part[] = [];
  if (input.folded) scope.push({ sql: STANDS_ALONE, values: [] });
  if (input.amends !== undefined) scope.push({ sql: 'b.amends = ?', values: [input.amends] });
  const isWhole = filters.length === 0 && input.amends === undefined && input.count !== 'bounded';
  const parts = set === null && input.amends === undefined ? walksOf(sqlite, input) : null;
  return {
    columns: columnsOf(columns),
    table: 'audit b',
    ...(parts === null ? {} : { parts }),
    joins: input.folded ? LATEST : '',
    row: 'b.seq',
    key: null,
    direction: 'DESC',
    scope,
    filters,
    set,
    knownTotal: isWhole ? countAll(sqlite, input.folded) : null,
  };
}

/** Rows the folded view has a line for: the first of each act, and what adds to a row that retention has removed. */
const STANDS_ALONE = '+b.amends IS NULL OR NOT EXISTS (SELECT 1 FROM audit_fold o WHERE o.row = b.seq)';

/** Rows of one number of `audit_block`; its triggers and the migration say the same. */
const BLOCK = 1024;

/** How to walk the log past what the filters leave out; null = row by row. */
function walksOf(sqlite: Sqlite, { moderatorId, folded, from, to }: AuditInput): readonly TablePart[] | null {
  // The log is in the order in which it was written, which is nearly that of the acts.
  const range = rangeOf(from, to);
  const when = { sql: 'k.last_at >= ? AND k.first_at < ?', values: range };
  if (moderatorId === undefined) {
    const inBlock = `b.seq >= k.block * ${BLOCK} AND b.seq < (k.block + 1) * ${BLOCK}`;
    const blocks = { column: 'k.block', size: BLOCK };
    const isAll = from === undefined && to === undefined;
    return isAll ? null : [{ table: `audit_block k CROSS JOIN audit b ON ${inBlock}`, where: when, blocks }];
  }
  const bounds = sqlite
    .prepare<unknown[], [number | null, number | null]>(
      `SELECT min(k.block) * ${BLOCK}, (max(k.block) + 1) * ${BLOCK} FROM audit_block k WHERE ${when.sql}`,
    )
    .raw()
    .get(...range)!;
  const where = (column: string, row: string): Part => ({
    sql: `${column} = ? AND ${row} >= ? AND ${row} < ?`,
    values: [moderatorId, ...bounds],
  });
  const own = { table: 'audit b INDEXED BY audit_moderator', where: where('b.moderator_id', 'b.seq') };
  if (!folded) return [own];
  // Acts of which it became known later.
  const table = 'audit_fold f INDEXED BY audit_fold_moderator CROSS JOIN audit b ON b.seq = f.head';
  const isLast = 'f.row = (SELECT max(row) FROM audit_fold WHERE head = f.head)';
  const later = where('f.moderator_id', 'f.head');
  return [own, { table, where: { sql: `${isLast} AND ${later.sql}`, values: later.values }, row: 'f.head' }];
}

/** Epoch ms, the second excluded. */
function rangeOf(from: string | undefined, to: string | undefined): readonly [unknown, unknown] {
  return [from === undefined ? 0 : parseRfc3339(from), to === undefined ? Number.MAX_SAFE_INTEGER : parseRfc3339(to)];
}

/** One row after the other; the folded view also looks at what was added. */
function says(needle: string, isFolded: boolean): Part {
  const row = has(['b.reason', `coalesce(b.content_name, '')`, `coalesce(b.moderator_login, '')`], needle);
  const person = has(['u.names_text'], needle);
  const parts = [
    row.sql,
    `b.content_type = 'user' AND EXISTS (SELECT 1 FROM user u WHERE u.id = b.content_id AND (${person.sql}))`,
  ];
  const values = [...row.values, ...person.values];
  if (isFolded) {
    const later = has(['m.reason', `coalesce(m.content_name, '')`, `coalesce(m.moderator_login, '')`], needle);
    parts.push(
      `EXISTS (SELECT 1 FROM audit_fold f CROSS JOIN audit m ON m.seq = f.row WHERE f.head = b.seq AND (${later.sql}))`,
    );
    values.push(...later.values);
  }
  return { sql: parts.join(' OR '), values };
}

function filtersOf(input: AuditInput, columns: Readonly<Record<keyof typeof FOLDED, string>>): readonly Part[] {
  const parts: Part[] = [];
  const add = (sql: string, ...values: unknown[]): void => void parts.push({ sql, values });
  if (input.moderatorId !== undefined) add(`${columns.moderator_id} = ?`, input.moderatorId);
  const actions = actionsOf(input);
  if (actions !== null) add(`${columns.action} IN (SELECT value FROM json_each(?))`, JSON.stringify(actions));
  if (input.targetId !== undefined) add('+b.content_id = ?', input.targetId);
  if (input.channelId !== undefined) add('+b.channel_id = ?', input.channelId);
  if (input.from !== undefined) add('+b.at >= ?', parseRfc3339(input.from));
  if (input.to !== undefined) add('+b.at < ?', parseRfc3339(input.to));
  return parts;
}

/** Sets of rows as written, of which one that matches must be in each; null where a filter leaves too many. */
function waysIn(sqlite: Sqlite, input: AuditInput, most: number): readonly (readonly number[] | null)[] {
  const few = (sql: string, ...values: unknown[]): readonly number[] | null =>
    fewRows(sqlite, { sql: `SELECT seq FROM audit WHERE ${sql}`, values }, most);
  const actions = actionsOf(input);
  const { targetId, moderatorId, channelId, from, to } = input;
  return [
    targetId === undefined ? null : few('content_id = ?', targetId),
    moderatorId === undefined ? null : few('moderator_id = ?', moderatorId),
    actions === null ? null : few(`action IN (${actions.map(() => '?').join() || 'NULL'})`, ...actions),
    channelId === undefined ? null : few('channel_id = ?', channelId),
    from === undefined && to === undefined ? null : few('at >= ? AND at < ?', ...rangeOf(from, to)),
  ];
}

/** Rows that may say it themselves, and rows about whoever is or was called so. */
function rowsSaying(sqlite: Sqlite, needle: string, most: number): readonly number[] | null {
  const rows = likelyRows(sqlite, 'audit', needle, most);
  const people = rows === null ? null : matchingPeople(sqlite, needle);
  if (rows === null || people === null) return null;
  const about = fewRows(
    sqlite,
    {
      sql: 'SELECT seq FROM audit WHERE content_id IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(people)],
    },
    most,
  );
  return about === null ? null : [...new Set([...rows, ...about])];
}

/** The first rows of the acts that these rows belong to. */
function headsOf(sqlite: Sqlite, rows: readonly number[]): readonly number[] {
  return sqlite
    .prepare<[string], number>(
      `SELECT DISTINCT coalesce(f.head, s.value) FROM json_each(?) s LEFT JOIN audit_fold f ON f.row = s.value`,
    )
    .pluck()
    .all(JSON.stringify(rows));
}

function countAll(sqlite: Sqlite, isFolded: boolean): number {
  const later = isFolded ? '- (SELECT count(*) FROM audit_fold)' : '';
  return sqlite.prepare<[], number>(`SELECT (SELECT count(*) FROM audit) ${later}`).pluck().get() ?? 0;
}

function actionsOf({ action, actions }: AuditInput): readonly string[] | null {
  if (action === undefined) return actions ?? null;
  return actions === undefined ? [action] : actions.filter((one) => one === action);
}

function columnsOf(columns: Readonly<Record<keyof typeof FOLDED, string>>): string {
  return `b.seq, b.id, b.at, ${columns.moderator_id} AS moderatorId, ${columns.moderator_login} AS moderatorLogin,
    ${columns.action} AS action, b.content_type AS contentType, b.content_id AS contentId,
    ${columns.content_name} AS contentName, b.channel_id AS channelId, ${columns.reason} AS reason,
    ${columns.metadata} AS metadata, b.amends, ${columns.additions} AS additions`;
}

function toView(row: Row): AuditView {
  const { at, metadata, moderatorLogin, _row, ...rest } = row;
  return {
    ...rest,
    moderatorUsername: moderatorLogin,
    metadata: JSON.parse(metadata) as Record<string, unknown>,
    createdAt: toIso(at),
  };
}
