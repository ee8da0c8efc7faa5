// Asks the audit log, newest first. Read-only; long lists are read in the worker.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { AuditView } from '../../shared/model.ts';
import type { Sqlite } from '../db/connection.ts';
import { common, fewRows, readPage, type ListPlan } from '../db/listing.ts';
import { has, matchingPeople, matchingRows, needleOf, type Part } from '../db/search.ts';
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
const LATEST = 'LEFT JOIN audit a ON a.seq = (SELECT max(seq) FROM audit WHERE amends = b.id)';
/** Every column of the view in terms of the row `b` and what is known later, `a`. */
export const FOLDED = {
  moderator_id: 'coalesce(a.moderator_id, b.moderator_id)',
  moderator_login: 'coalesce(a.moderator_login, b.moderator_login)',
  action: 'coalesce(a.action, b.action)',
  content_name: 'coalesce(a.content_name, b.content_name)',
  reason: `coalesce(nullif(a.reason, ''), b.reason)`,
  metadata: `json_patch(b.metadata, coalesce(a.metadata, '{}'))`,
  additions: '(SELECT count(*) FROM audit WHERE amends = b.id)',
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

export function createAuditQueries({ sqlite }: { readonly sqlite: Sqlite }): AuditQueries {
  const byId = sqlite.prepare<[string], Row>(`SELECT ${columnsOf(WRITTEN)} FROM audit b WHERE b.id = ?`);
  return {
    list(input) {
      const { limit, offset = 0, cursor, count } = input;
      const { rows, total, totalIsExact, next } = readPage<Row>(sqlite, auditPlan(sqlite, input), {
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
export function auditPlan(sqlite: Sqlite, input: AuditInput): ListPlan {
  const columns = input.folded ? FOLDED : WRITTEN;
  const needle = needleOf(input.search);
  const saying = needle === null ? null : rowsSaying(sqlite, needle);
  // An act is found by whatever any of its rows says, so each way leads to acts before they meet.
  const ways = [saying, ...waysIn(sqlite, input)];
  const sets = input.folded ? ways.map((set) => (set === null ? null : headsOf(sqlite, set))) : ways;
  const filters = [
    ...filtersOf(input, columns),
    ...(needle === null || saying !== null ? [] : [says(needle, input.folded)]),
  ];
  const scope: Part[] = [];
  if (input.folded) scope.push({ sql: standsAlone(sqlite), values: [] });
  if (input.amends !== undefined) scope.push({ sql: 'b.amends = ?', values: [input.amends] });
  const isWhole = filters.length === 0 && input.amends === undefined && input.count !== 'bounded' && needle === null;
  return {
    columns: columnsOf(columns),
    table: 'audit b',
    joins: input.folded ? LATEST : '',
    row: 'b.seq',
    key: null,
    direction: 'DESC',
    scope,
    filters,
    set: common(sets),
    knownTotal: isWhole ? countAll(sqlite, input.folded) : null,
  };
}

/**
 * Which rows the folded view has a line for: the first of each act, and what adds to a row that retention has removed.
 * Only where it has removed any is that looked for.
 */
function standsAlone(sqlite: Sqlite): string {
  return hasRemoved(sqlite) ? `+b.amends IS NULL OR ${IS_ORPHAN}` : '+b.amends IS NULL';
}

const IS_ORPHAN = 'NOT EXISTS (SELECT 1 FROM audit h WHERE h.id = b.amends)';

function hasRemoved(sqlite: Sqlite): boolean {
  return sqlite.prepare('SELECT 1 FROM audit_checkpoint LIMIT 1').get() !== undefined;
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
    parts.push(`EXISTS (SELECT 1 FROM audit m WHERE m.amends = b.id AND (${later.sql}))`);
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
function waysIn(sqlite: Sqlite, input: AuditInput): readonly (readonly number[] | null)[] {
  const few = (sql: string, ...values: unknown[]): readonly number[] | null =>
    fewRows(sqlite, { sql: `SELECT seq FROM audit WHERE ${sql}`, values });
  const actions = actionsOf(input);
  const { targetId, moderatorId, channelId, from, to } = input;
  return [
    targetId === undefined ? null : few('content_id = ?', targetId),
    moderatorId === undefined ? null : few('moderator_id = ?', moderatorId),
    actions === null || input.folded ? null : few(`action IN (${actions.map(() => '?').join() || 'NULL'})`, ...actions),
    channelId === undefined ? null : few('channel_id = ?', channelId),
    from === undefined && to === undefined
      ? null
      : few(
          'at >= ? AND at < ?',
          from === undefined ? 0 : parseRfc3339(from),
          to === undefined ? Number.MAX_SAFE_INTEGER : parseRfc3339(to),
        ),
  ];
}

/** Rows that say it themselves, and rows about people who are or were called so. */
function rowsSaying(sqlite: Sqlite, needle: string): readonly number[] | null {
  const rows = matchingRows(sqlite, 'audit', needle);
  const people = rows === null ? null : matchingPeople(sqlite, needle);
  if (rows === null || people === null) return null;
  const about = fewRows(sqlite, {
    sql: `SELECT seq FROM audit WHERE content_id IN (SELECT value FROM json_each(?)) AND content_type = 'user'`,
    values: [JSON.stringify(people)],
  });
  return about === null ? null : [...new Set([...rows, ...about])];
}

/** The first rows of the acts that these rows belong to. */
function headsOf(sqlite: Sqlite, rows: readonly number[]): readonly number[] {
  return sqlite
    .prepare<[string], number>(
      `SELECT DISTINCT coalesce((SELECT h.seq FROM audit h WHERE h.id = r.amends), r.seq)
       FROM json_each(?) s CROSS JOIN audit r ON r.seq = s.value`,
    )
    .pluck()
    .all(JSON.stringify(rows));
}

function countAll(sqlite: Sqlite, isFolded: boolean): number {
  const count = (where: string): number =>
    sqlite.prepare<[], number>(`SELECT count(*) FROM audit b ${where}`).pluck().get() ?? 0;
  if (!isFolded) return count('');
  const orphans = hasRemoved(sqlite) ? count(`WHERE b.amends IS NOT NULL AND ${IS_ORPHAN}`) : 0;
  return count('WHERE b.amends IS NULL') + orphans;
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
