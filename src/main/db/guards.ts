// What must be true of the migrations and of a migrated database before anything else may use it.
// Reads, compares and refuses; changes nothing but missing triggers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { fail } from '../../shared/errors.ts';
import type { Sqlite } from './connection.ts';

/** One migration of the journal, oldest first. `when` is the epoch ms that drizzle orders by. */
export interface Migration {
  readonly when: number;
  readonly hash: string;
  readonly statements: readonly string[];
}

/**
 * Reads the folder's journal and SQL. Throws when the journal does not strictly rise: drizzle compares times, so
 * an entry that is not newer than the one before would be skipped on some machines, without a word.
 */
export function readMigrations(migrationsDir: string): readonly Migration[] {
  assertRising(JSON.parse(readFileSync(join(migrationsDir, 'meta', '_journal.json'), 'utf8')));
  return readMigrationFiles({ migrationsFolder: migrationsDir }).map((file) => ({
    when: file.folderMillis,
    hash: file.hash,
    statements: file.sql,
  }));
}

/** Throws unless index and time of the journal's entries rise, entry by entry. */
export function assertRising(journal: { entries: readonly { idx: number; when: number; tag: string }[] }): void {
  if (journal.entries.length === 0) throw new Error('the migration journal is empty');
  let before = 0;
  for (const [index, entry] of journal.entries.entries()) {
    if (entry.idx !== index) throw new Error(`migration ${entry.tag} has index ${entry.idx} in place ${index}`);
    if (!(entry.when > before)) throw new Error(`migration ${entry.tag} is not newer than the one before it`);
    before = entry.when;
  }
}

/** The times of the migrations that this database has seen, oldest first; empty for a new file. */
export function appliedMigrations(sqlite: Sqlite): readonly number[] {
  const table = `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '__drizzle_migrations'`;
  if (sqlite.prepare(table).get() === undefined) return [];
  const times = sqlite.prepare('SELECT created_at FROM __drizzle_migrations ORDER BY created_at').pluck().all();
  return times.map(Number);
}

/** Throws DATABASE_NEWER when a migration was applied that this version has never heard of. */
export function assertKnown(applied: readonly number[], migrations: readonly Pick<Migration, 'when'>[]): void {
  const known = new Set(migrations.map((migration) => migration.when));
  if (applied.every((when) => known.has(when))) return;
  throw fail(
    'DATABASE_NEWER',
    'This database was written by a newer Modkeep. It was left as it is; update Modkeep to open it.',
    { found: applied.length, known: migrations.length },
  );
}

/** Throws when a row points at a row that is not there, as a table rebuild under `foreign_keys=ON` would leave it. */
export function assertForeignKeys(sqlite: Sqlite): void {
  const broken = sqlite.pragma('foreign_key_check') as { table: string; parent: string }[];
  const first = broken[0];
  if (first) throw new Error(`${broken.length} rows miss their parent, first ${first.table} → ${first.parent}`);
}

const DECLARED =
  /^\s*(?:--[^\n]*\n\s*)*(CREATE|DROP)\s+(TRIGGER|VIRTUAL\s+TABLE|TABLE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[`"[]?(\w+)/i;

/** Triggers and virtual tables as the migrations declare them when run in order, each with its statement. */
export function declaredObjects(migrations: readonly Migration[]): ReadonlyMap<string, string> {
  const declared = new Map<string, string>();
  for (const statement of migrations.flatMap((migration) => migration.statements)) {
    const [, verb = '', kind = '', name = ''] = DECLARED.exec(statement) ?? [];
    const isPlainTable = kind.toUpperCase() === 'TABLE';
    if (verb.toUpperCase() === 'DROP') declared.delete(name);
    else if (name !== '' && !isPlainTable) declared.set(name, statement.trim());
  }
  return declared;
}

/** Names of the triggers and virtual tables that are in the database. */
export function presentObjects(sqlite: Sqlite): ReadonlySet<string> {
  const rows = `SELECT name FROM sqlite_schema WHERE type = 'trigger' OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%')`;
  return new Set(sqlite.prepare(rows).pluck().all() as string[]);
}

/** Throws unless the database has exactly the declared triggers and virtual tables. A table rebuild drops triggers. */
export function assertObjects(sqlite: Sqlite, migrations: readonly Migration[]): void {
  const declared = declaredObjects(migrations);
  const present = presentObjects(sqlite);
  const missing = [...declared.keys()].filter((name) => !present.has(name));
  const extra = [...present].filter((name) => !declared.has(name));
  if (missing.length + extra.length === 0) return;
  throw new Error(
    `triggers and virtual tables differ: missing ${missing.join(', ')}; not declared ${extra.join(', ')}`,
  );
}

/** Puts back declared triggers that somebody dropped by hand; the names of those put back. */
export function restoreTriggers(sqlite: Sqlite, migrations: readonly Migration[]): readonly string[] {
  const present = presentObjects(sqlite);
  const missing = [...declaredObjects(migrations)].filter(
    ([name, statement]) => !present.has(name) && /^CREATE\s+TRIGGER/i.test(statement),
  );
  for (const [, statement] of missing) sqlite.exec(statement);
  return missing.map(([name]) => name);
}
