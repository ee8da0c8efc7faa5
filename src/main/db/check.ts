// Looks through a whole database for damage, table by table, so that others can read in between. Reads only.
import type { TaskControls } from './reader-task.ts';
import type { Sqlite } from './connection.ts';

export interface CheckResult {
  /** Names of the tables that SQLite found something wrong with. */
  readonly damaged: readonly string[];
  readonly tables: number;
}

/** SQLite's `quick_check` of each table and its indexes. Throws SqliteError when even that is impossible. */
export async function checkDatabase(connection: Sqlite, _input: null, controls: TaskControls): Promise<CheckResult> {
  const tables = connection
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`)
    .pluck()
    .all();
  const check = connection.prepare<[string], string>('SELECT quick_check FROM pragma_quick_check(?)').pluck();
  const damaged: string[] = [];
  for (const [done, table] of tables.entries()) {
    if (check.get(table) !== 'ok') damaged.push(table);
    controls.progress({ done: done + 1, total: tables.length });
    await controls.pause();
  }
  return { damaged, tables: tables.length };
}
