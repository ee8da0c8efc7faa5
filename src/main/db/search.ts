// Finds the rows whose text contains a needle, in any script, from indexes of three-letter pieces (FTS5 trigram). The
// indexes follow the tables behind search-index.ts; what they do not cover yet is read as it is, so nothing is missed.
// Reads only; knows where the texts are, not what they mean.
import { fold } from '../lib/fold.ts';
import type { Sqlite } from './connection.ts';

export type Searched = 'user' | 'ban' | 'entry' | 'audit';

/** SQL with its values. */
export interface Part {
  readonly sql: string;
  readonly values: readonly unknown[];
}

interface Source {
  /** The row's number: the rowid of its index. */
  readonly row: string;
  /** Never NULL; all of them together are what is searched. */
  readonly texts: readonly string[];
}

/** What of each table is searched. */
export const SEARCHED: Readonly<Record<Searched, Source>> = {
  user: { row: 'rowid', texts: ['names_text'] },
  ban: { row: 'row', texts: ['search_text'] },
  entry: { row: 'seq', texts: ['reason'] },
  audit: { row: 'seq', texts: ['reason', `coalesce(content_name, '')`, `coalesce(moderator_login, '')`] },
};

/** Above this many, rows that match are so dense that walking the list in its order finds a page sooner. */
export const FEW = 8_000;
/** Characters in a piece. */
const PIECE = 3;
/** Pieces that a short needle may begin. */
const MOST_PIECES = 1_000;

/** A text to look for, or null when there is nothing in it. */
export function needleOf(search: string | undefined): string | null {
  const needle = fold(search?.trim() ?? '');
  return needle === '' ? null : needle;
}

/** `folded_has(text, needle)` for SQL: true when the folded text contains the folded needle. Slow: see `has`. */
export function addFoldedHas(sqlite: Sqlite): void {
  sqlite.function('folded_has', { deterministic: true }, (text: unknown, needle: unknown) =>
    Number(typeof text === 'string' && fold(text).includes(String(needle))),
  );
}

/** True when one of `texts` (SQL) contains the folded needle. SQLite itself can say so of ASCII, three times as fast. */
export function has(texts: readonly string[], needle: string): Part {
  const one = (text: string): string =>
    `instr(lower(${text}), ?) > 0 OR (octet_length(${text}) <> length(${text}) AND folded_has(${text}, ?))`;
  return { sql: texts.map(one).join(' OR '), values: texts.flatMap(() => [needle, needle]) };
}

/**
 * Numbers of the rows of `table` whose text contains `needle` (folded, not empty), in no order; null when there may be
 * more than `FEW`.
 */
export function matchingRows(sqlite: Sqlite, table: Searched, needle: string): readonly number[] | null {
  const rows = likelyRows(sqlite, table, needle, FEW);
  if (rows === null) return null;
  const { row, texts } = SEARCHED[table];
  const told = has(texts, needle);
  return numbers(
    sqlite,
    `SELECT ${row} FROM ${table} WHERE ${row} IN (SELECT value FROM json_each(?)) AND (${told.sql})`,
    JSON.stringify(rows),
    ...told.values,
  );
}

/**
 * The same and perhaps some that do not: an index may still say what a row once said, and pieces may stand apart. Only
 * the text decides. Needs no transaction: what is not covered is asked for first, so that a row which the index takes
 * up meanwhile is seen twice and not missed. Null when there may be more than `most`.
 */
export function likelyRows(sqlite: Sqlite, table: Searched, needle: string, most: number): readonly number[] | null {
  const { row, texts } = SEARCHED[table];
  const told = has(texts, needle);
  const upto = numbers(sqlite, 'SELECT upto FROM search_progress WHERE name = ?', table)[0] ?? 0;
  const stale = numbers(sqlite, 'SELECT row FROM search_stale WHERE name = ?', table);
  const query = queryFor(sqlite, table, needle, most);
  if (query === null) return null;
  const match = `SELECT rowid FROM ${table}_terms WHERE ${table}_terms MATCH ? LIMIT ?`;
  const indexed = query === '' ? [] : numbers(sqlite, match, query, most + 1);
  if (indexed.length > most) return null;
  const tail = `SELECT ${row} FROM ${table} WHERE ${row} > ? AND (${told.sql}) LIMIT ?`;
  const uncovered = numbers(sqlite, tail, upto, ...told.values, most + 1);
  if (indexed.length + uncovered.length > most) return null;
  return [...new Set([...indexed, ...uncovered, ...stale])];
}

/** Ids of the people one of whose names contains `needle`; null when there may be too many. */
export function matchingPeople(sqlite: Sqlite, needle: string): readonly string[] | null {
  const rows = matchingRows(sqlite, 'user', needle);
  if (rows === null) return null;
  return sqlite
    .prepare<[string], string>('SELECT id FROM user WHERE rowid IN (SELECT value FROM json_each(?))')
    .pluck()
    .all(JSON.stringify(rows));
}

function numbers(sqlite: Sqlite, sql: string, ...values: readonly unknown[]): number[] {
  return sqlite
    .prepare<unknown[], number>(sql)
    .pluck()
    .all(...values);
}

/** What to ask the index: every piece of the needle, or any piece that begins with it. '' = nothing there, null = too much. */
function queryFor(sqlite: Sqlite, table: Searched, needle: string, most: number): string | null {
  // A NUL would end the query.
  if (needle.includes('\0')) return null;
  const characters = Array.from(needle);
  const quoted = (pieces: readonly string[]): readonly string[] =>
    [...new Set(pieces)].map((piece) => `"${piece.replaceAll('"', '""')}"`);
  if (characters.length >= PIECE) {
    const pieces = characters.slice(PIECE - 1).map((_, at) => characters.slice(at, at + PIECE).join(''));
    return quoted(pieces).join(' AND ');
  }
  const found: string[] = [];
  let rows = 0;
  // One by one: to know in how many rows a piece is, SQLite goes through them all.
  const pieces = sqlite.prepare<[string, string], { term: string; doc: number }>(
    `SELECT term, doc FROM ${table}_pieces WHERE term >= ? AND term < ?`,
  );
  for (const { term, doc } of pieces.iterate(needle, `${needle}\u{10FFFF}`)) {
    rows += doc;
    if (found.push(term) > MOST_PIECES || rows > most) return null;
  }
  return quoted(found).join(' OR ');
}
