// SQLite's refusals in Modkeep's words. Knows codes only, never message text, because that may hold SQL or values.
import { fail } from '../../shared/errors.ts';

/** Reads and writes that the disk refused; SQLite keeps these apart from a full disk, a person need not. */
const REFUSED_READ = /^SQLITE_IOERR_(READ|SHORT_READ|CORRUPTFS|DATA)$/;

/**
 * Turns an error of SQLite or of a file call into an AppFailure (DATABASE_FULL, DATABASE_BUSY or DATABASE_CORRUPT); anything else comes back as it was.
 * A write that the disk refused is DATABASE_FULL whatever the disk's reason, because what to do is the same:
 * keep reading, stop writing, try again later. https://www.sqlite.org/rescode.html
 */
export function translateSqlite(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === null) return isRefusedByDisk(error) ? diskRefused(error) : error;
  const cause = { cause: error };
  if (code === 'SQLITE_FULL') return fail('DATABASE_FULL', 'The disk is full: nothing more can be saved.', {}, cause);
  if (code.startsWith('SQLITE_READONLY')) return fail('DATABASE_FULL', 'The database is write-protected.', {}, cause);
  if (code.startsWith('SQLITE_CANTOPEN'))
    return fail('DATABASE_FULL', 'The database file could not be opened.', {}, cause);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return fail('DATABASE_BUSY', 'Another program holds the database.', {}, cause);
  }
  if (isDamage(error)) return fail('DATABASE_CORRUPT', 'The database is damaged.', {}, cause);
  if (REFUSED_READ.test(code)) return fail('DATABASE_CORRUPT', 'The disk could not read the database.', {}, cause);
  if (code.startsWith('SQLITE_IOERR')) return diskRefused(error);
  return error;
}

function diskRefused(error: unknown): unknown {
  return fail('DATABASE_FULL', 'The disk refused to save.', {}, { cause: error });
}

/** Node's own file calls, as around backups and the mark of an unclean exit. */
function isRefusedByDisk(error: unknown): boolean {
  const refusals = ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EPERM'];
  return error instanceof Error && 'syscall' in error && 'code' in error && refusals.includes(String(error.code));
}

/** True when the file itself is not, or no longer, a database. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== null && (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'));
}

/** SQLite's extended result code, e.g. `SQLITE_BUSY_SNAPSHOT`; null for errors from elsewhere. */
export function sqliteCode(error: unknown): string | null {
  const isSqlite = error instanceof Error && error.name === 'SqliteError' && 'code' in error;
  return isSqlite ? String(error.code) : null;
}
