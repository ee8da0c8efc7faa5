// Finds the rows whose text contains a needle, in any script, from indexes of three-letter pieces (FTS5 trigram). The
// indexes follow the tables behind search-index.ts; what they do not cover yet is read as it is, so nothing is missed.
// Reads only; knows where the texts are, not what they mean.
import { fold } from '../lib/fold.ts';
import type { Sqlite } from './connection.ts';

export type Searched = 'user' | 'ban' | 'entry' | 'audit';

interface Source {
  /** The row's number: the rowid of its index. */
  readonly row: string;
  readonly text: string;
}

/** What of each table is searched. */
export const SEARCHED: Readonly<Record<Searched, Source>> = {
  user: { row: 'rowid', text: 'names_text' },
  ban: { row: 'row', text: 'search_text' },
  entry: { row: 'seq', text: 'reason' },
  audit: {
    row: 'seq',
    text: `reason || char(10) || coalesce(content_name, '') || char(10) || coalesce(moderator_login, '')`,
  },
};

/** Above this many, rows that match are so dense that walking the list in its order finds a page sooner. */
export const FEW = 5_000;

/** A text to look for, or null when there is nothing in it. */
export function needleOf(search: string | undefined): string | null {
  const needle = fold(search?.trim() ?? '');
  return needle === '' ? null : needle;
}

/** `folded_has(text, needle)` for SQL: true when the folded text contains the folded needle. */
export function addFoldedHas(sqlite: Sqlite): void {
  sqlite.function('folded_has', { deterministic: true }, (text: unknown, needle: unknown) =>
    Number(typeof text === 'string' && fold(text).includes(String(needle))),
  );
}

/**
 * Numbers of the rows of `table` whose text contains `needle` (folded), in no order; null when there are more than `FEW`,
 * or the needle is too short for the index. Call it inside one read transaction with what uses the rows.
 */
export function matchingRows(sqlite: Sqlite, table: Searched, needle: string): readonly number[] | null {
  const pieces = piecesOf(needle);
  if (pieces.length === 0) return null;
  const { row, text } = SEARCHED[table];
  const indexed = sqlite
    .prepare<[string, number], number>(`SELECT rowid FROM ${table}_terms WHERE ${table}_terms MATCH ? LIMIT ?`)
    .pluck()
    .all(pieces.map((piece) => `"${piece.replaceAll('"', '""')}"`).join(' AND '), FEW + 1);
  if (indexed.length > FEW) return null;
  const uncovered = sqlite
    .prepare<[string, string, number], number>(
      `SELECT ${row} FROM ${table} WHERE ${row} > (SELECT upto FROM search_progress WHERE name = ?)
         AND folded_has(${text}, ?) LIMIT ?`,
    )
    .pluck()
    .all(table, needle, FEW + 1);
  if (indexed.length + uncovered.length > FEW) return null;
  const stale = sqlite.prepare<[string], number>('SELECT row FROM search_stale WHERE name = ?').pluck().all(table);
  // An index may still say what a row once said, and pieces may stand apart: the text decides.
  return sqlite
    .prepare<[string, string], number>(
      `SELECT ${row} FROM ${table} WHERE ${row} IN (SELECT value FROM json_each(?)) AND folded_has(${text}, ?)`,
    )
    .pluck()
    .all(JSON.stringify([...indexed, ...uncovered, ...stale]), needle);
}

/** Ids of the people one of whose names contains `needle`; null when they are many, or it is short. */
export function matchingPeople(sqlite: Sqlite, needle: string): readonly string[] | null {
  const rows = matchingRows(sqlite, 'user', needle);
  if (rows === null) return null;
  return sqlite
    .prepare<[string], string>('SELECT id FROM user WHERE rowid IN (SELECT value FROM json_each(?))')
    .pluck()
    .all(JSON.stringify(rows));
}

/** All runs of three characters, each once. None can hold a NUL, which would end the query. */
function piecesOf(needle: string): readonly string[] {
  const characters = Array.from(needle);
  const pieces = characters.slice(2).map((_, index) => characters.slice(index, index + 3).join(''));
  return [...new Set(pieces)].filter((piece) => !piece.includes('\0'));
}
