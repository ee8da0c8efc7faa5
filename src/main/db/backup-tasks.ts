// What of backups takes long, for a reader of its own: making a copy, and looking through one before it is trusted.
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { AppFailure, fail } from '../../shared/errors.ts';
import { backUp, isUsable } from './backup.ts';
import type { Sqlite } from './connection.ts';
import { translateSqlite } from './errors.ts';
import type { ReaderTask } from './reader-task.ts';

/** Bytes of the finished copy, and its file name. */
export interface MadeBackup {
  readonly name: string;
  readonly bytes: number;
}

/** `isRight` holds the copy against the original. Throws DATABASE_FULL when the disk has no room or refuses, and leaves no half copy. */
export function createBackupTask(
  isRight: (copy: Sqlite, original: Sqlite) => boolean,
): ReaderTask<{ readonly now: number }, MadeBackup> {
  return (sqlite, { now }) => {
    try {
      const copy = backUp(sqlite.name, now, (made) => isRight(made, sqlite));
      return { name: basename(copy), bytes: statSync(copy).size };
    } catch (error) {
      throw refused(error);
    }
  };
}

/** True when the copy at `path` can take the database's place. `known` are the times of the migrations we have. */
export const checkCopy: ReaderTask<{ readonly path: string; readonly known: readonly number[] }, boolean> = (
  _sqlite,
  { path, known },
) =>
  isUsable(
    path,
    known.map((when) => ({ when })),
  );

function refused(error: unknown): unknown {
  const translated = translateSqlite(error);
  if (translated instanceof AppFailure && translated.failure.code === 'DATABASE_FULL')
    return fail('DATABASE_FULL', 'The disk has no room for a backup, or refuses it. Older copies are untouched.', {});
  const isFileCall = error instanceof Error && 'syscall' in error;
  if (isFileCall) return fail('DATABASE_FULL', 'The backups folder cannot be written.', {});
  return translated;
}
