// Keeps the search indexes up to the tables, a few rows at a time and behind them: a first read of 100 000 rows pays
// nothing for it, and search reads what is not covered yet as it is. The only writer of the indexes.
import { fold } from '../lib/fold.ts';
import type { Log } from '../lib/log.ts';
import type { Database } from './open.ts';
import { SEARCHED, type Searched } from './search.ts';

export interface SearchIndex {
  /** Covers at most `rows` more rows in one short transaction. False when everything is covered. Throws DATABASE_*. */
  step(rows: number): boolean;
}

/** What a step merges at most, so that none takes long: FTS5 on its own merges rarely, and much. */
const MERGE_PAGES = 32;
const TABLES = Object.keys(SEARCHED) as readonly Searched[];

/** Looks first whether the numbers of people are still those that the index knows; a copy of the file may renumber them. */
export function createSearchIndex(db: Database, log: Log): SearchIndex {
  const { sqlite } = db;
  const tables = TABLES.map((name) => createTable(db, name));
  const isRenumbered =
    sqlite
      .prepare(
        `SELECT 1 FROM search_progress WHERE name = 'user' AND upto > 0
           AND mark IS NOT (SELECT id FROM user WHERE rowid = upto)`,
      )
      .get() !== undefined;
  if (isRenumbered) {
    db.immediate(() => {
      sqlite.prepare(`INSERT INTO user_terms (user_terms) VALUES ('delete-all')`).run();
      sqlite.prepare(`UPDATE search_progress SET upto = 0, mark = NULL WHERE name = 'user'`).run();
    });
    log.info('people are numbered anew: their search index is built again');
  }
  return { step: (rows) => tables.some((table) => table(rows)) };
}

/**
 * Takes rows that are about to be removed out of the index, inside the transaction that removes them. Only for texts that
 * never change: the index has to be told what it was told before, word for word.
 */
export function createForget({ sqlite }: Database, name: Searched): (rows: readonly number[]) => void {
  const { row, texts } = SEARCHED[name];
  const covered = sqlite.prepare<[string, string], { row: number; text: string }>(
    `SELECT ${row} AS row, ${texts.join(' || char(10) || ')} AS text FROM ${name}
     WHERE ${row} IN (SELECT value FROM json_each(?)) AND ${row} <= (SELECT upto FROM search_progress WHERE name = ?)`,
  );
  const forget = sqlite.prepare(`INSERT INTO ${name}_terms (${name}_terms, rowid, text) VALUES ('delete', ?, ?)`);
  const merge = sqlite.prepare(`INSERT INTO ${name}_terms (${name}_terms, rank) VALUES ('merge', ${MERGE_PAGES})`);
  return (rows) => {
    for (const { row: number, text } of covered.all(JSON.stringify(rows), name))
      if (text !== '') forget.run(number, indexed(text));
    merge.run();
  };
}

/** A step of one table: true when there was something to do. */
function createTable(db: Database, name: Searched): (rows: number) => boolean {
  const { sqlite } = db;
  const { row, texts } = SEARCHED[name];
  const text = texts.join(' || char(10) || ');
  type Found = { readonly row: number; readonly text: string };
  const next = sqlite.prepare<[string, number], Found>(
    `SELECT ${row} AS row, ${text} AS text FROM ${name}
     WHERE ${row} > (SELECT upto FROM search_progress WHERE name = ?) ORDER BY ${row} LIMIT ?`,
  );
  const stale = sqlite.prepare<[string, number], { row: number; text: string | null }>(
    `SELECT s.row, (SELECT ${text} FROM ${name} WHERE ${row} = s.row) AS text FROM search_stale s
     WHERE s.name = ? ORDER BY s.row LIMIT ?`,
  );
  const add = sqlite.prepare(`INSERT INTO ${name}_terms (rowid, text) VALUES (?, ?)`);
  const merge = sqlite.prepare(`INSERT INTO ${name}_terms (${name}_terms, rank) VALUES ('merge', ${MERGE_PAGES})`);
  const forget = sqlite.prepare('DELETE FROM search_stale WHERE name = ? AND row = ?');
  const advance = sqlite.prepare(
    name === 'user'
      ? 'UPDATE search_progress SET upto = @upto, mark = (SELECT id FROM user WHERE rowid = @upto) WHERE name = @name'
      : 'UPDATE search_progress SET upto = @upto WHERE name = @name',
  );
  return (rows) => {
    const changed = stale.all(name, rows);
    const found = next.all(name, rows);
    if (changed.length + found.length === 0) return false;
    db.immediate(() => {
      // The index may hold a row twice: what an old text left in it is ruled out by the text itself.
      for (const { row: number, text: told } of changed) {
        if (told !== null && told !== '') add.run(number, indexed(told));
        forget.run(name, number);
      }
      for (const { row: number, text: told } of found) if (told !== '') add.run(number, indexed(told));
      const last = found.at(-1);
      if (last !== undefined) advance.run({ upto: last.row, name });
      merge.run();
    });
    return true;
  };
}

/** Two line feeds at the end, so that each character begins a piece: what shorter needles look for. */
function indexed(text: string): string {
  return `${fold(text)}\n\n`;
}
