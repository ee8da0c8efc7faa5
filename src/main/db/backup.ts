// Verified copies of a database, and what to do with a damaged one: set it aside, put the newest sound copy in its
// place. Never deletes a user's file; only its own oldest copies make room for newer ones.
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileStamp } from '../lib/time.ts';
import { inspect, isSound, openForReading, type Sqlite } from './connection.ts';
import { appliedMigrations, assertKnown, type Migration } from './guards.ts';

/** Days of which a copy is kept, the newest of each. */
const KEPT_DAYS = 3;
/** How many characters of a copy's time stamp are its day. */
const DAY_LENGTH = 8;

/** Where the copies of the database at `path` live. */
export function backupDir(path: string): string {
  return join(dirname(path), 'backups');
}

/** The copies of this database, newest first. */
export function listBackups(path: string): readonly string[] {
  const dir = backupDir(path);
  if (!existsSync(dir)) return [];
  const prefix = `${basename(path, extname(path))}-`;
  const names = readdirSync(dir).filter((name) => name.startsWith(prefix) && name.endsWith('.db'));
  return names
    .toSorted()
    .toReversed()
    .map((name) => join(dir, name));
}

/**
 * Writes a copy through a connection of its own and gives it its name only once it is verified and on the disk.
 * Takes seconds for large files: call it in the worker, or before the window. Returns the copy's path.
 * `isRight` looks into the copy before it counts. Throws SqliteError (disk full and the like), or Error when the copy is
 * not sound; older copies are then untouched.
 */
export function backUp(path: string, now: number, isRight: (copy: Sqlite) => boolean = () => true): string {
  const dir = backupDir(path);
  mkdirSync(dir, { recursive: true });
  const target = join(dir, `${basename(path, extname(path))}-${fileStamp(now)}.db`);
  const draft = `${target}.part`;
  rmSync(draft, { force: true });
  try {
    const source = openForReading(path);
    try {
      source.pragma('query_only = OFF');
      source.prepare('VACUUM INTO ?').run(draft);
    } finally {
      source.close();
    }
    if (!isUsable(draft) || !inspect(draft, isRight)) throw new Error('the backup could not be read back');
    flush(draft);
    renameSync(draft, target);
    flush(dir);
  } finally {
    for (const name of [draft, `${draft}-wal`, `${draft}-shm`, `${draft}-journal`]) rmSync(name, { force: true });
  }
  for (const old of outdated(path)) rmSync(old, { force: true });
  return target;
}

/** Copies that a newer one of the same day has replaced, or three newer days. */
function outdated(path: string): readonly string[] {
  const prefix = `${basename(path, extname(path))}-`.length;
  const days = new Set<string>();
  return listBackups(path).filter((copy) => {
    const day = basename(copy).slice(prefix, prefix + DAY_LENGTH);
    const isNewest = !days.has(day) && days.size < KEPT_DAYS;
    days.add(day);
    return !isNewest;
  });
}

/** Renames the database with its -wal and -shm to `*.corrupt-<time>`; returns the new path of the main file. */
export function quarantine(path: string, now: number): string {
  const kept = `${path}.corrupt-${fileStamp(now)}`;
  for (const part of ['-wal', '-shm', '-journal', '']) {
    if (existsSync(path + part)) renameSync(path + part, kept + part);
  }
  flush(dirname(path));
  return kept;
}

/** Puts the newest sound copy that this version understands in place of `path`; its path, or null without one. */
export function restoreNewest(path: string, migrations: readonly Migration[]): string | null {
  const found = listBackups(path).find((copy) => isUsable(copy, migrations));
  if (found === undefined) return null;
  const draft = `${path}.part`;
  copyFileSync(found, draft);
  flush(draft);
  renameSync(draft, path);
  flush(dirname(path));
  return found;
}

/** Forces a file's content, or a folder's names, to the disk. Windows can't do that for folders, and need not. */
export function flush(path: string): void {
  const isWindows = process.platform === 'win32';
  if (isWindows && statSync(path).isDirectory()) return;
  const handle = openSync(path, isWindows ? 'r+' : 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** True when the file is a sound database of ours, and of a version that `migrations` know. Reads all of it. */
export function isUsable(path: string, migrations?: readonly Pick<Migration, 'when'>[]): boolean {
  try {
    return inspect(path, (sqlite) => {
      const applied = appliedMigrations(sqlite);
      if (migrations) assertKnown(applied, migrations);
      return applied.length > 0 && isSound(sqlite);
    });
  } catch {
    return false;
  }
}
