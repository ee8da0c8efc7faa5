// One SQLite connection with the settings that keep what was acknowledged. The only file that imports
// better-sqlite3; knows neither our tables nor the folder around the file.
import { existsSync, rmSync, statSync } from 'node:fs';
import BetterSqlite from 'better-sqlite3';
import { addFoldedHas } from './search.ts';

export type Sqlite = BetterSqlite.Database;

/** Up to 3.51.2 a write during a checkpoint could lose pages. https://www.sqlite.org/wal.html#walresetbug */
const OLDEST_SQLITE = [3, 51, 3] as const;
/** How long a write waits for another connection, in ms. */
const BUSY_TIMEOUT_MS = 5000;
/** What the write-ahead log is cut back to after a checkpoint, in bytes. */
const JOURNAL_LIMIT = 8 * 1024 * 1024;
/** Pages in the log at which a writing connection moves it itself: alone, and while a checkpointer does it. */
export const OWN_LOG_LIMIT_PAGES = 1_000;
export const LOG_LIMIT_PAGES = 2_000;

/**
 * Opens `path` (or `:memory:`) for writing and reads every setting back. Throws SqliteError from SQLite itself,
 * or Error when a setting did not take.
 */
export function openForWriting(path: string): Sqlite {
  return open(path, {}, (sqlite) => {
    sqlite.pragma('cell_size_check = ON');
    sqlite.pragma('trusted_schema = OFF');
    forceRead(sqlite);
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('recursive_triggers = ON');
    sqlite.pragma('checkpoint_fullfsync = ON');
    sqlite.pragma(`journal_size_limit = ${JOURNAL_LIMIT}`);
    sqlite.pragma(`wal_autocheckpoint = ${OWN_LOG_LIMIT_PAGES}`);
    assertSettings(sqlite);
  });
}

/**
 * Opens an existing file for reading only; a write through it throws SQLITE_READONLY. `cacheMb`: how much of a large file
 * it may keep, where it is asked again and again.
 */
export function openForReading(path: string, cacheMb?: number): Sqlite {
  return open(path, { readonly: true, fileMustExist: true }, (sqlite) => {
    if (cacheMb !== undefined) sqlite.pragma(`cache_size = ${-1024 * cacheMb}`);
    sqlite.pragma('cell_size_check = ON');
    sqlite.pragma('trusted_schema = OFF');
    sqlite.pragma('query_only = ON');
    forceRead(sqlite);
  });
}

/**
 * Runs `read` on a file that nobody has open, without leaving a trace: a connection that may not write can't take
 * away the empty log it brings along. Throws what `read` throws, and SqliteError.
 */
export function inspect<T>(path: string, read: (sqlite: Sqlite) => T): T {
  const hadLog = existsSync(`${path}-wal`);
  try {
    const sqlite = openForReading(path);
    try {
      return read(sqlite);
    } finally {
      sqlite.close();
    }
  } finally {
    const isOurs = !hadLog && existsSync(`${path}-wal`) && statSync(`${path}-wal`).size === 0;
    if (isOurs) for (const part of ['-wal', '-shm']) rmSync(path + part, { force: true });
  }
}

/** A bare connection to hold a lock on, that never waits. */
export function openForLocking(path: string): Sqlite {
  return new BetterSqlite(path, { timeout: 0 });
}

/**
 * What must hold for as long as the connection lives. better-sqlite3 is compiled so that WAL falls back to
 * `synchronous=NORMAL` at the first write unless FULL was set by hand, and NORMAL loses commits at power loss.
 * Without recursive triggers `INSERT OR REPLACE` deletes rows past the delete triggers.
 */
export function assertSettings(sqlite: Sqlite): void {
  const journal = sqlite.memory ? 'memory' : 'wal';
  const wanted = {
    journal_mode: journal,
    synchronous: 2,
    recursive_triggers: 1,
    checkpoint_fullfsync: 1,
    trusted_schema: 0,
    cell_size_check: 1,
    busy_timeout: BUSY_TIMEOUT_MS,
    journal_size_limit: JOURNAL_LIMIT,
  };
  for (const [name, value] of Object.entries(wanted)) {
    const found: unknown = sqlite.pragma(name, { simple: true });
    if (found !== value) throw new Error(`SQLite setting ${name} is ${String(found)} instead of ${value}`);
  }
}

/** Refuses a SQLite that is known to lose data. `version` is three numbers with dots. */
export function assertSqliteVersion(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [index, least] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (!(part >= least)) throw new Error(`SQLite ${version} is older than ${OLDEST_SQLITE.join('.')}`);
  }
}

/**
 * Moves the log into the main file and cuts it to nothing. For idle moments: gives up at once, with false, when
 * somebody still reads from the log.
 */
export function emptyLog(sqlite: Sqlite): boolean {
  const patience: unknown = sqlite.pragma('busy_timeout', { simple: true });
  sqlite.pragma('busy_timeout = 0');
  try {
    return sqlite.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  } finally {
    sqlite.pragma(`busy_timeout = ${String(patience)}`);
  }
}

/** Reads every page's structure, not its meaning. True when SQLite finds nothing wrong. */
export function isSound(sqlite: Sqlite): boolean {
  return sqlite.pragma('quick_check(1)', { simple: true }) === 'ok';
}

function open(path: string, options: BetterSqlite.Options, prepare: (sqlite: Sqlite) => void): Sqlite {
  const sqlite = new BetterSqlite(path, { timeout: BUSY_TIMEOUT_MS, ...options });
  try {
    prepare(sqlite);
    addFoldedHas(sqlite);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Opening garbage succeeds; only the first statement notices. */
function forceRead(sqlite: Sqlite): void {
  assertSqliteVersion(sqlite.prepare('SELECT sqlite_version()').pluck().get() as string);
  sqlite.prepare('SELECT count(*) FROM sqlite_schema').get();
}
