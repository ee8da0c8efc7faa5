// One page of a long list: from a small set of rows where something narrows it that far, else by walking the list in its
// own order until the page is full. Knows no table; whoever asks says what the rows are and which index has the order.
import { fail } from '../../shared/errors.ts';
import type { Sqlite } from './connection.ts';
import type { Part } from './search.ts';

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
  readonly where: Part;
  /** The row number, where the part has it sooner than the table. */
  readonly row?: string;
  /** No index has the order: all of the part that matches is sorted. */
  readonly isUnordered?: boolean;
  /** Blocks of so many numbers, of which the part knows which to read. */
  readonly blocks?: { readonly column: string; readonly size: number };
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
const LOOK_AT_FILTERED = 1_000;
/** How many rows of a set are looked at in one go. */
const LEAST_AT_ONCE = 100;
const MOST_AT_ONCE = 2_000;

/** Throws INVALID_REQUEST for a cursor that this list never gave out. */
export function readPage<Row extends Placed>(sqlite: Sqlite, plan: ListPlan, asked: PageAsked): ListPage<Row> {
  const { limit, offset } = asked;
  const after = asked.cursor === undefined ? null : placeOf(asked.cursor, plan);
  const found =
    plan.set === null
      ? walkedRows<Row>(sqlite, plan, after, limit + 1, offset)
      : chosenRows<Row>(sqlite, plan, plan.set, after, limit + 1, offset);
  const rows = found.slice(0, limit);
  const isLast = found.length <= limit;
  const last = rows.at(-1);
  const seen = offset + rows.length;
  const isWholeSeen = isLast && after === null && (rows.length > 0 || offset === 0);
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

/** Rows that `sql` finds, or null when they are more than `most`: then they are no way into the list. */
export function fewRows(sqlite: Sqlite, { sql, values }: Part, most: number): readonly number[] | null {
  const rows = sqlite
    .prepare<unknown[], number>(`${sql} LIMIT ${most + 1}`)
    .pluck()
    .all(...values);
  return rows.length > most ? null : rows;
}

/** The rows that are in all sets; null when there is no set. */
export function common(sets: readonly (readonly number[] | null)[]): readonly number[] | null {
  const known = sets.filter((set) => set !== null).toSorted((one, other) => one.length - other.length);
  const [least, ...others] = known;
  if (least === undefined) return null;
  const rest = others.map((set) => new Set(set));
  return least.filter((row) => rest.every((set) => set.has(row)));
}

/** Walks the list in its order until the page is full. */
function walkedRows<Row>(sqlite: Sqlite, plan: ListPlan, after: Placed | null, limit: number, offset: number): Row[] {
  const { table, joins, row, columns } = plan;
  // What an offset skips is not read: places first, of which the indexes know all, then the rows.
  const walk = inOrder(plan, after, plan.filters);
  return sqlite
    .prepare<unknown[], Row>(
      `SELECT ${placed(plan, row, columns)} FROM (${walk.sql} LIMIT ? OFFSET ?) s
       CROSS JOIN ${table} ON ${row} = s._row ${joins} ORDER BY ${orderOf(plan)}`,
    )
    .all(...walk.values, limit, offset);
}

/** Puts the set in order, and looks at its rows until the page is full. */
function chosenRows<Row>(
  sqlite: Sqlite,
  plan: ListPlan,
  set: readonly number[],
  after: Placed | null,
  limit: number,
  offset: number,
): Row[] {
  const { table, joins, row, columns, scope, filters } = plan;
  const places = ordered(sqlite, plan, set, after);
  const where = conjunction([...scope, ...filters]);
  const read = sqlite.prepare<unknown[], Row>(
    `SELECT ${placed(plan, row, columns)} FROM ${LISTED} CROSS JOIN ${table} ON ${row} = s._number ${joins}
     WHERE ${where.sql} ORDER BY s._place`,
  );
  const found: Row[] = [];
  for (let from = 0, size = LEAST_AT_ONCE; from < places.length && found.length < offset + limit; size *= 2) {
    const some = places.slice(from, from + Math.min(MOST_AT_ONCE, Math.max(size, limit)));
    found.push(...read.all(JSON.stringify(some), ...where.values));
    from += some.length;
  }
  return found.slice(offset, offset + limit);
}

/** The numbers of a set in the order of the list, whatever the filters say of them. */
function ordered(sqlite: Sqlite, plan: ListPlan, set: readonly number[], after: Placed | null): readonly number[] {
  const { key, row, table, direction } = plan;
  if (key === null && after === null)
    return set.toSorted((one, other) => (direction === 'ASC' ? one - other : other - one));
  const where = disjunction(waysOn(plan, { table, where: ALL }, after));
  return sqlite
    .prepare<unknown[], { readonly _row: number }>(
      `SELECT ${placed(plan, row)} FROM ${LISTED} CROSS JOIN ${table} ON ${row} = s._number
       WHERE ${where.sql} ORDER BY ${orderOf(plan)}`,
    )
    .all(JSON.stringify(set), ...where.values)
    .map((place) => place._row);
}

function countRows(sqlite: Sqlite, plan: ListPlan, isWanted: boolean): { total: number; isExact: boolean } {
  const { set, table, joins, row, scope, filters } = plan;
  if (plan.knownTotal !== null) return { total: plan.knownTotal, isExact: true };
  if (set !== null) {
    const some = isWanted ? set : set.slice(0, LOOK_AT_FILTERED);
    const where = conjunction([...scope, ...filters]);
    const count = sqlite.prepare<unknown[], number>(
      `SELECT count(*) FROM ${LISTED} CROSS JOIN ${table} ON ${row} = s._number ${joins} WHERE ${where.sql}`,
    );
    const total = count.pluck().get(JSON.stringify(some), ...where.values) ?? 0;
    return { total, isExact: some.length === set.length };
  }
  if (isWanted) {
    const { sql, values } = walks(plan, 'count(*) AS rows', null, filters);
    const count = sqlite.prepare<unknown[], number>(`SELECT sum(rows) FROM (${sql})`).pluck();
    return { total: count.get(...values) ?? 0, isExact: true };
  }
  // As many rows as can be looked at in a moment, in the order of the list.
  const lookAt = filters.length === 0 ? LOOK_AT : LOOK_AT_FILTERED;
  const walk = inOrder({ ...plan, joins: '' }, null, []);
  const looked = `${walk.sql} LIMIT ${lookAt + 1}`;
  if (filters.length === 0) {
    const count = sqlite.prepare<unknown[], number>(`SELECT count(*) FROM (${looked})`).pluck();
    const all = count.get(...walk.values) ?? 0;
    return { total: Math.min(all, lookAt), isExact: all <= lookAt };
  }
  const told = conjunction(filters);
  const seen = sqlite
    .prepare<unknown[], { looked: number; found: number }>(
      `SELECT count(*) AS looked, total(${told.sql}) AS found FROM (${looked}) s
       CROSS JOIN ${table} ON ${row} = s._row ${joins}`,
    )
    .get(...told.values, ...walk.values);
  const isExact = (seen?.looked ?? 0) <= lookAt;
  return { total: Math.min(seen?.found ?? 0, lookAt), isExact };
}

/** Places of everything that matches, in the order of the list; SQLite merges the parts, each as far as it is needed. */
function inOrder(plan: ListPlan, after: Placed | null, filters: readonly Part[]): Part {
  const { sql, values } = walks(plan, null, after, filters);
  // A part that goes by blocks stands alone: their numbers rise with those of their rows.
  const blocks = partsOf(plan).find((part) => part.blocks !== undefined)?.blocks;
  const walk = `${sql} ORDER BY ${blocks ? `${blocks.column} ${plan.direction}, ` : ''}${orderOf(plan)}`;
  if (partsOf(plan).length === 1 || filters.length === 0) return { sql: walk, values };
  const told = conjunction(filters);
  // Without its LIMIT, SQLite would take the order within for one that nobody needs.
  const rows = `(${walk} LIMIT -1) s CROSS JOIN ${plan.table} ON ${plan.row} = s._row ${plan.joins}`;
  return { sql: `SELECT s.* FROM ${rows} WHERE ${told.sql}`, values: [...values, ...told.values] };
}

function placed({ key }: ListPlan, row: string, columns?: string): string {
  return [columns, `${row} AS _row`, key === null ? undefined : `${key} AS _key`]
    .filter((part) => part !== undefined)
    .join(', ');
}

function orderOf({ key, direction }: ListPlan): string {
  return [...(key === null ? [] : ['_key']), '_row'].map((column) => `${column} ${direction}`).join(', ');
}

function partsOf({ parts, table }: ListPlan): readonly TablePart[] {
  return parts ?? [{ table, where: ALL }];
}

/** One SELECT for each part of the table and each way on from a place; `columns` null = places. */
function walks(plan: ListPlan, columns: string | null, after: Placed | null, filters: readonly Part[]): Part {
  const { joins, scope } = plan;
  // One of several parts may have no match, and would be walked to its end: they are merged first.
  const areMerged = columns === null && partsOf(plan).length > 1;
  const selects = partsOf(plan).flatMap((part) =>
    waysOn(plan, part, after).map((way) => {
      const tested = areMerged && part.isUnordered !== true ? [] : filters;
      const where = conjunction([part.where, way, ...scope, ...tested]);
      const told = columns ?? placed(plan, part.row ?? plan.row);
      return { sql: `SELECT ${told} FROM ${part.table} ${joins} WHERE ${where.sql}`, values: where.values };
    }),
  );
  return { sql: selects.map(({ sql }) => sql).join(' UNION ALL '), values: selects.flatMap(({ values }) => values) };
}

/** A list of numbers in its order, read by it whatever SQLite thinks of the rest. */
const LISTED = '(SELECT key AS _place, value AS _number FROM json_each(?)) s';
const ALL: Part = { sql: '1', values: [] };

function conjunction(parts: readonly Part[]): Part {
  return {
    sql: parts.length === 0 ? '1' : parts.map(({ sql }) => `(${sql})`).join(' AND '),
    values: parts.flatMap(({ values }) => values),
  };
}

function disjunction(parts: readonly Part[]): Part {
  return { sql: parts.map(({ sql }) => `(${sql})`).join(' OR '), values: parts.flatMap(({ values }) => values) };
}

/**
 * What comes after a row, in up to three stretches, each of which an index can go to at once: SQLite puts NULL first when
 * rising and last when falling.
 */
function waysOn({ key, row: number, direction }: ListPlan, part: TablePart, after: Placed | null): readonly Part[] {
  if (after === null) return [ALL];
  const row = part.row ?? number;
  const beyond = direction === 'ASC' ? '>' : '<';
  const { _row: place, _key: value = null } = after;
  if (key === null) {
    const { blocks } = part;
    const next = { sql: `${row} ${beyond} ?`, values: [place] };
    if (blocks === undefined) return [next];
    return [conjunction([next, { sql: `${blocks.column} ${beyond}= ?`, values: [Math.floor(place / blocks.size)] }])];
  }
  if (value === null) {
    const same = { sql: `${key} IS NULL AND ${row} ${beyond} ?`, values: [place] };
    return direction === 'ASC' ? [same, { sql: `${key} IS NOT NULL`, values: [] }] : [same];
  }
  // Many may be alike, so those have a stretch of their own.
  const same = { sql: `${key} = ? AND ${row} ${beyond} ?`, values: [value, place] };
  const rest = { sql: `${key} ${beyond} ?`, values: [value] };
  return direction === 'ASC' ? [same, rest] : [same, rest, { sql: `${key} IS NULL`, values: [] }];
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
