// One Modkeep per data folder, whatever shell it runs in. The operating system drops the lock when the process
// dies, so nothing stale is ever left behind. Knows nothing of the real database.
import { join } from 'node:path';
import { fail } from '../../shared/errors.ts';
import { openForLocking } from './connection.ts';
import { isDamage, sqliteCode, translateSqlite } from './errors.ts';

export interface FolderLock {
  /** Lets the next instance in. Safe to call twice. */
  release(): void;
}

/**
 * Holds `lock.db` in `dataDir` with an exclusive transaction until released or the process ends.
 * Throws DATABASE_BUSY at once when another instance holds it, DATABASE_CORRUPT when the lock file is not ours.
 */
export function lockFolder(dataDir: string): FolderLock {
  const path = join(dataDir, 'lock.db');
  const sqlite = openLock(path);
  try {
    sqlite.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    sqlite.close();
    const cause = { cause: error };
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) {
      throw fail('DATABASE_BUSY', 'Modkeep is already running with this data folder.', { path: dataDir }, cause);
    }
    // A held lock answers BUSY before the content is read: nobody holds this file.
    if (isDamage(error)) throw fail('DATABASE_CORRUPT', 'The lock file is damaged: remove it.', { path }, cause);
    throw translateSqlite(error);
  }
  return { release: () => sqlite.close() };
}

function openLock(path: string): ReturnType<typeof openForLocking> {
  try {
    return openForLocking(path);
  } catch (error) {
    throw fail(
      'INVALID_REQUEST',
      'The data folder cannot be used: its lock file cannot be opened.',
      { field: 'dataDir', provided: path },
      { cause: error },
    );
  }
}
