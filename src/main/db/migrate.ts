// Brings a database to the newest schema: all pending migrations in one transaction, or none of them.
// Keeps drizzle's own table of applied migrations, so its tools stay usable on the file.
import { assertForeignKeys, assertObjects, type Migration } from './guards.ts';
import type { Sqlite } from './connection.ts';

const TABLE =
  'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)';

/**
 * Applies what `applied` lacks; `foreign_keys` is ON afterwards. Not drizzle's own loop, because that commits before
 * anyone can look: here rows without a parent and lost triggers are found inside the transaction, and undo it.
 * Foreign keys must be off meanwhile, or rebuilding a table deletes its children, and the switch only works
 * outside a transaction. Throws Error for a migration that breaks a rule; the database is then as before.
 */
export function migrate(sqlite: Sqlite, migrations: readonly Migration[], applied: readonly number[]): void {
  const pending = migrations.filter((migration) => !applied.includes(migration.when));
  sqlite.pragma('foreign_keys = OFF');
  if (pending.length > 0) sqlite.transaction(() => apply(sqlite, migrations, pending)).immediate();
  sqlite.pragma('foreign_keys = ON');
  if (sqlite.pragma('foreign_keys', { simple: true }) !== 1) throw new Error('foreign keys could not be switched on');
}

function apply(sqlite: Sqlite, migrations: readonly Migration[], pending: readonly Migration[]): void {
  sqlite.prepare(TABLE).run();
  const record = sqlite.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)');
  for (const migration of pending) {
    for (const statement of migration.statements) sqlite.exec(statement);
    record.run(migration.hash, migration.when);
  }
  assertForeignKeys(sqlite);
  assertObjects(sqlite, migrations);
}
