// What of a move takes long, for a reader of its own: copying the database as it is, log included, and looking through
// the copy before it is trusted.
import { flush, isUsable } from './backup.ts';
import { openForWriting, type Sqlite } from './connection.ts';
import type { ReaderTask } from './reader-task.ts';

/** How many pages are copied at a stretch. */
const PAGES = 2_000;

/** Writes a copy to `target`, where nothing is yet. Durable when it resolves. Throws SqliteError. */
export const copyTo: ReaderTask<{ readonly target: string }, null> = async (sqlite, { target }, { progress }) => {
  await sqlite.backup(target, {
    progress({ totalPages, remainingPages }) {
      progress({ phase: 'database', done: totalPages - remainingPages, total: totalPages });
      return PAGES;
    },
  });
  flush(target);
  return null;
};

/** True when the file at `path` is sound, of a version we know, and can be written where it lies. Throws SqliteError. */
export const checkMoved: ReaderTask<{ readonly path: string; readonly known: readonly number[] }, boolean> = (
  _sqlite: Sqlite,
  { path, known },
) => {
  const migrations = known.map((when) => ({ when }));
  if (!isUsable(path, migrations)) return false;
  // Some file systems take a copy and refuse the log that SQLite writes beside it.
  const opened = openForWriting(path);
  opened.close();
  return true;
};
