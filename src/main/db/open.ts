// The one way to the database: checks, repairs and migrates it, then hands it out ready for use.
// Knows no domain; every step that can refuse leaves the file as it found it, or keeps the original beside it.
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { backUp, flush, quarantine, restoreNewest } from './backup.ts';
import { assertSettings, inspect, isSound, openForWriting, type Sqlite } from './connection.ts';
import { isDamage, sqliteCode, translateSqlite } from './errors.ts';
import { appliedMigrations, assertKnown, readMigrations, restoreTriggers, type Migration } from './guards.ts';
import { migrate } from './migrate.ts';
import { applyRestore, type StagedRestore } from './restore.ts';

export interface DatabaseDeps {
  /** The file, or `:memory:` for tests. Its folder exists. */
  readonly path: string;
  readonly migrationsDir: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Database {
  readonly sqlite: Sqlite;
  readonly orm: BetterSQLite3Database;
  readonly path: string;
  /** What happened to a damaged database on the way in; null when there was none. */
  readonly recovery: Recovery | null;
  /**
   * Runs `run` in a BEGIN IMMEDIATE transaction (a savepoint when already in one) and commits; whatever it throws
   * rolls back. `run` must not be async. Throws DATABASE_BUSY, DATABASE_FULL or DATABASE_CORRUPT for SQLite's own.
   */
  immediate<T>(run: () => T): T;
  /** Has `participant` take part in every transaction of `immediate`. A second takes its place. */
  join(participant: Participant): void;
  /** Calls `listener`, which must not throw, after every kept transaction of `immediate`. A second takes its place. */
  onCommit(listener: () => void): void;
  /** Calls `listener`, which must not throw, with how long (ms) each transaction of `immediate` took. */
  onTransaction(listener: (ms: number) => void): void;
  /** Calls `listener`, which must not throw, with every DATABASE_* error that a transaction of `immediate` ended with. */
  onFailure(listener: (error: AppError) => void): void;
  /** Damage was noticed while running: the next start checks the whole file before it is used. */
  suspect(): void;
  /** Safe to call twice. */
  close(): void;
}

/** Somebody who has something to write once for each transaction. */
export interface Participant {
  /** A transaction begins, or a savepoint in one (`isOuter` false). Returns what is called when it is rolled back. */
  enter(isOuter: boolean): () => void;
  /** Inside the transaction, last. What it throws rolls everything back. */
  commit(): void;
}

/** `keptAs`: where the damaged file is now. `restoredFrom`: the backup in its place, null = begun anew. */
export interface Recovery {
  readonly keptAs: string;
  readonly restoredFrom: string | null;
}

/**
 * Opens, verifies and migrates. The caller holds the folder's lock. Throws DATABASE_BUSY, DATABASE_FULL,
 * DATABASE_NEWER (file untouched), DATABASE_CORRUPT when even setting it aside failed, and Error when a setting
 * did not take or a migration breaks a rule.
 */
export function openDatabase(deps: DatabaseDeps): Database {
  const migrations = readMigrations(deps.migrationsDir);
  const isFile = deps.path !== ':memory:';
  try {
    const problem = isFile ? findProblem(deps.path, migrations) : null;
    const recovery = problem === null ? null : recover(deps, migrations, problem);
    try {
      return openSound(deps, migrations, recovery);
    } catch (error) {
      // Damage that only the first writes came upon, as when a migration reads a table nobody had looked at.
      if (!isFile || recovery !== null || !isDamage(error)) throw error;
      return openSound(deps, migrations, recover(deps, migrations, 'damage was found while preparing it'));
    }
  } catch (error) {
    throw withPath(translateSqlite(error), deps.path);
  }
}

/** Puts the backup that a person chose in the last run in the place of the database; null when they chose none. */
export function restoreStaged({ path, migrationsDir, clock, log }: DatabaseDeps): StagedRestore | null {
  try {
    return applyRestore(path, readMigrations(migrationsDir), clock.now(), log);
  } catch (error) {
    throw withPath(translateSqlite(error), path);
  }
}

function openSound(deps: DatabaseDeps, migrations: readonly Migration[], recovery: Recovery | null): Database {
  const sqlite = openForWriting(deps.path);
  try {
    prepare(sqlite, deps, migrations);
    return wrap(sqlite, deps, recovery);
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function prepare(sqlite: Sqlite, deps: DatabaseDeps, migrations: readonly Migration[]): void {
  if (deps.path !== ':memory:') markUnclean(deps.path);
  const applied = appliedMigrations(sqlite);
  if (applied.length > 0 && applied.length < migrations.length) {
    const copy = backUp(deps.path, deps.clock.now());
    deps.log.info('backed up before migrating', { copy: copy.slice(dirname(deps.path).length + 1) });
  }
  migrate(sqlite, migrations, applied);
  const restored = restoreTriggers(sqlite, migrations);
  if (restored.length > 0) deps.log.warn('missing triggers put back', { names: restored.join(' ') });
  assertSettings(sqlite);
}

/** Sets the damaged file aside and restores. `problem` is for the log. */
function recover(deps: DatabaseDeps, migrations: readonly Migration[], problem: string): Recovery {
  try {
    const keptAs = quarantine(deps.path, deps.clock.now());
    const restoredFrom = restoreNewest(deps.path, migrations);
    deps.log.error('damaged database set aside', { problem, restored: restoredFrom !== null });
    return { keptAs, restoredFrom };
  } catch (error) {
    throw fail('DATABASE_CORRUPT', 'The database is damaged and could not be set aside.', {}, { cause: error });
  }
}

/** What is wrong with the file, null when nothing is. Throws DATABASE_NEWER. Looks without being able to write. */
function findProblem(path: string, migrations: readonly Migration[]): string | null {
  const size = existsSync(path) ? statSync(path).size : 0;
  // Without a main file SQLite would delete a log that may still hold everything.
  if (size === 0) return hasContent(`${path}-wal`) || existsSync(unclean(path)) ? 'the file is empty' : null;
  try {
    return inspect(path, (sqlite) => {
      const applied = appliedMigrations(sqlite);
      assertKnown(applied, migrations);
      if (applied.length === 0 && hasTables(sqlite)) return 'it is not a database of ours';
      return !existsSync(unclean(path)) || isSound(sqlite) ? null : 'the check after an unclean exit failed';
    });
  } catch (error) {
    // The statements here are ours and right: when SQLite can't make sense of one, the file is the reason.
    if (isDamage(error) || sqliteCode(error) === 'SQLITE_ERROR') return 'it is not readable as a database';
    throw error;
  }
}

function wrap(sqlite: Sqlite, { path, clock }: DatabaseDeps, recovery: Recovery | null): Database {
  let isSuspect = false;
  let onCommit: (() => void) | null = null;
  let participant: Participant | null = null;
  let onTransaction: ((ms: number) => void) | null = null;
  let onFailure: ((error: AppError) => void) | null = null;
  const transaction = sqlite.transaction((run: () => unknown) => run());
  return {
    sqlite,
    orm: drizzle({ client: sqlite }),
    path,
    recovery,
    immediate<T>(run: () => T): T {
      let result: T;
      const isOuter = !sqlite.inTransaction;
      const rolledBack = participant?.enter(isOuter);
      const began = clock.monotonic();
      try {
        result = transaction.immediate(() => {
          const value = run();
          if (isOuter) participant?.commit();
          return value;
        }) as T;
      } catch (error) {
        rolledBack?.();
        isSuspect ||= isDamage(error);
        const told = translateSqlite(error);
        if (isOuter && told instanceof AppFailure && told.failure.code.startsWith('DATABASE_'))
          onFailure?.(told.failure);
        throw told;
      }
      if (!isOuter) return result;
      onTransaction?.(clock.monotonic() - began);
      onCommit?.();
      return result;
    },
    join: (one) => void (participant = one),
    onCommit: (listener) => void (onCommit = listener),
    onTransaction: (listener) => void (onTransaction = listener),
    onFailure: (listener) => void (onFailure = listener),
    suspect: () => void (isSuspect = true),
    close() {
      if (!sqlite.open) return;
      sqlite.close();
      if (path !== ':memory:' && !isSuspect) rmSync(unclean(path), { force: true });
    },
  };
}

/** There while the database is open: found at start, the last exit was not clean. */
function unclean(path: string): string {
  return `${path}-open`;
}

function markUnclean(path: string): void {
  writeFileSync(unclean(path), '');
  flush(unclean(path));
  flush(dirname(path));
}

function hasTables(sqlite: Sqlite): boolean {
  return sqlite.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table'`).get() !== undefined;
}

function hasContent(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

function withPath(error: unknown, path: string): unknown {
  if (!(error instanceof AppFailure) || !error.failure.code.startsWith('DATABASE_')) return error;
  if (error.failure.code === 'DATABASE_NEWER') return error;
  return new AppFailure({ ...error.failure, details: { ...error.failure.details, path } } as never, {
    cause: error.cause,
  });
}
