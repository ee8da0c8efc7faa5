// One page of a long list: from a small set of rows where something narrows it that far, else by walking the list in its
// own order until the page is full. Knows no table; whoever asks says what the rows are and which index has the order.
import { fail } from '../../shared/errors.ts';
import type { Sqlite } from './connection.ts';
import { FEW, type Part } from './search.ts';

export interface ListPlan {
  /** After SELECT; `_row` and `_key` are added. */
  readonly columns: string;
  /** The table with its alias, and what is joined to it. */
  readonly table: string;
  /** Where no one index has all of the order: parts of the table that together are all of it, each walked in its own way. */
  readonly parts?: readonly TablePart[];
  readonly joins: string;
  /** Alias and column of the row number. */
  readonly row: string;
  /** What rows are ordered by before their number; null = by number alone. */
  readonly key: string | null;
  readonly direction: 'ASC' | 'DESC';
  /** What an index knows (the order's own ranges); the rest is tested row by row. */
  readonly scope: readonly Part[];
  readonly filters: readonly Part[];
  /** Numbers of the only rows that can match; null where nothing narrows the list to a few. */
  readonly set: readonly number[] | null;
  /** The exact length where it is kept somewhere; null = to be counted. */
  readonly knownTotal: number | null;
}

export interface TablePart {
  /** The table with its alias and the index to take. */
  readonly table: string;
  /** What is true of the rows of this part alone. */
  readonly where: string;
}

export interface PageAsked {
  readonly limit: number;
  readonly offset: number;
  readonly cursor: string | undefined;
  /** Exact unless `bounded`, which stops counting where it would take long. */
  readonly count: 'exact' | 'bounded' | undefined;
}

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** All that match; when `totalIsExact` is false, at least as many. */
  readonly total: number;
  readonly totalIsExact: boolean;
  /** Cursor of the next page, null on the last. */
  readonly next: string | null;
}

interface Placed {
  readonly _row: number;
  readonly _key?: string | number | null;
}

/** How many rows a bounded count looks at: a moment's work. */
const LOOK_AT = 10_000;
const LOOK_AT_FILTERED = 2_000;

/** Throws INVALID_REQUEST for a cursor that this list never gave out. */
export function readPage<Row extends Placed>(sqlite: Sqlite, plan: ListPlan, asked: PageAsked): ListPage<Row> {
  const { limit, offset } = asked;
  const after = asked.cursor === undefined ? [] : [keyset(plan, placeOf(asked.cursor, plan))];
  const found = plan.set?.length === 0 ? [] : pageRows<Row>(sqlite, plan, after, limit + 1, offset);
  const rows = found.slice(0, limit);
  const isLast = found.length <= limit;
  const last = rows.at(-1);
  const seen = offset + rows.length;
  const isWholeSeen = isLast && after.length === 0 && (rows.length > 0 || offset === 0);
  const { total, isExact } = isWholeSeen
    ? { total: seen, isExact: true }
    : countRows(sqlite, plan, asked.count !== 'bounded');
  return {
    rows,
    total: isExact ? total : Math.max(total, seen + (isLast ? 0 : 1)),
    totalIsExact: isExact,
    next: isLast || last === undefined ? null : cursorOf(last),
  };
}

/** Rows that `sql` finds, or null when they are more than few: then they are no way into the list. */
export function fewRows(sqlite: Sqlite, { sql, values }: Part): readonly number[] | null {
  const rows = sqlite
    .prepare<unknown[], number>(`${sql} LIMIT ${FEW + 1}`)
    .pluck()
    .all(...values);
  return rows.length > FEW ? null : rows;
}

/** The rows that are in all sets; null when there is no set. */
export function common(sets: readonly (readonly number[] | null)[]): readonly number[] | null {
  const known = sets.filter((set) => set !== null).toSorted((one, other) => one.length - other.length);
  const [least, ...others] = known;
  if (least === undefined) return null;
  const rest = others.map((set) => new Set(set));
  return least.filter((row) => rest.every((set) => set.has(row)));
}

function pageRows<Row>(sqlite: Sqlite, plan: ListPlan, after: readonly Part[], limit: number, offset: number): Row[] {
  const where = [...plan.scope, ...plan.filters, ...after];
  if (plan.parts === undefined || plan.set !== null) {
    const { sql, values } = inOrder(plan, plan.columns, where);
    return sqlite.prepare<unknown[], Row>(`${sql} LIMIT ? OFFSET ?`).all(...values, limit, offset);
  }
  // What an offset skips is not read: places first, of which the indexes know all, then the rows.
  const { table, joins, row, columns } = plan;
  const walk = inOrder(plan, null, where);
  return sqlite
    .prepare<unknown[], Row>(
      `SELECT ${placed(plan, columns)} FROM (${walk.sql} LIMIT ? OFFSET ?) s CROSS JOIN ${table} ON ${row} = s._row ${joins}
       ORDER BY ${orderOf(plan)}`,
    )
    .all(...walk.values, limit, offset);
}

function countRows(sqlite: Sqlite, plan: ListPlan, isWanted: boolean): { total: number; isExact: boolean } {
  if (plan.knownTotal !== null) return { total: plan.knownTotal, isExact: true };
  if (isWanted || plan.set !== null) {
    const { sql, values } = whole(plan, 'count(*) AS rows', [...plan.scope, ...plan.filters]);
    const count = sqlite.prepare<unknown[], number>(`SELECT sum(rows) FROM (${sql})`).pluck();
    return { total: count.get(...values) ?? 0, isExact: true };
  }
  // As many rows as can be looked at in a moment, in the order of the list.
  const lookAt = plan.filters.length === 0 ? LOOK_AT : LOOK_AT_FILTERED;
  const walk = inOrder({ ...plan, joins: '' }, null, plan.scope);
  const looked = `${walk.sql} LIMIT ${lookAt + 1}`;
  if (plan.filters.length === 0) {
    const count = sqlite.prepare<unknown[], number>(`SELECT count(*) FROM (${looked})`).pluck();
    const all = count.get(...walk.values) ?? 0;
    return { total: Math.min(all, lookAt), isExact: all <= lookAt };
  }
  const filters = conjunction(plan.filters);
  const row = sqlite
    .prepare<unknown[], { looked: number; found: number }>(
      `SELECT count(*) AS looked, total(${filters.sql}) AS found FROM (${looked}) s
       CROSS JOIN ${plan.table} ON ${plan.row} = s._row ${plan.joins}`,
    )
    .get(...filters.values, ...walk.values);
  const isExact = (row?.looked ?? 0) <= lookAt;
  return { total: Math.min(row?.found ?? 0, lookAt), isExact };
}

/** Everything that `where` matches, in the order of the list; SQLite merges the parts, each as far as it is needed. */
function inOrder(plan: ListPlan, columns: string | null, where: readonly Part[]): Part {
  const { sql, values } = whole(plan, placed(plan, columns), where);
  return { sql: `${sql} ORDER BY ${orderOf(plan)}`, values };
}

function placed({ row, key }: ListPlan, columns: string | null): string {
  return [columns, `${row} AS _row`, key === null ? null : `${key} AS _key`].filter((part) => part !== null).join(', ');
}

function orderOf({ key, direction }: ListPlan): string {
  return [...(key === null ? [] : ['_key']), '_row'].map((column) => `${column} ${direction}`).join(', ');
}

/** SELECT of everything that `where` matches. A set is read by its numbers, whatever the planner thinks. */
function whole(plan: ListPlan, columns: string, where: readonly Part[]): Part {
  const { table, joins, row, parts, set } = plan;
  const { sql, values } = conjunction(where);
  if (set !== null) {
    return {
      sql: `SELECT ${columns} FROM (SELECT value AS _row FROM json_each(?)) s CROSS JOIN ${table} ON ${row} = s._row ${joins} WHERE ${sql}`,
      values: [JSON.stringify(set), ...values],
    };
  }
  const all = parts ?? [{ table, where: '1' }];
  return {
    sql: all
      .map((part) => `SELECT ${columns} FROM ${part.table} ${joins} WHERE ${part.where} AND ${sql}`)
      .join(' UNION ALL '),
    values: all.flatMap(() => values),
  };
}

function conjunction(parts: readonly Part[]): Part {
  return {
    sql: parts.length === 0 ? '1' : parts.map(({ sql }) => `(${sql})`).join(' AND '),
    values: parts.flatMap(({ values }) => values),
  };
}

/** What comes after a row: SQLite puts NULL first when rising and last when falling. */
function keyset({ key, row, direction }: ListPlan, place: Placed): Part {
  const beyond = direction === 'ASC' ? '>' : '<';
  if (key === null) return { sql: `${row} ${beyond} ?`, values: [place._row] };
  const value = place._key ?? null;
  const same = `${key} IS ? AND ${row} ${beyond} ?`;
  if (value === null)
    return { sql: direction === 'ASC' ? `${same} OR ${key} IS NOT NULL` : same, values: [value, place._row] };
  const rest = direction === 'ASC' ? '' : ` OR ${key} IS NULL`;
  return { sql: `${key} ${beyond} ? OR ${same}${rest}`, values: [value, value, place._row] };
}

function cursorOf({ _row, _key = null }: Placed): string {
  return Buffer.from(JSON.stringify([_row, _key])).toString('base64url');
}

function placeOf(cursor: string, { key }: ListPlan): Placed {
  try {
    const [row, value, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const isKey = value === null || (key !== null && (typeof value === 'string' || Number.isFinite(value)));
    if (Number.isSafeInteger(row) && isKey && rest.length === 0)
      return { _row: row as number, _key: value as string | number | null };
  } catch {
    // Not one of ours: said below.
  }
  throw fail('INVALID_REQUEST', 'cursor: was not given out by this command', { field: 'cursor' });
}
