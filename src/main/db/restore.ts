// Puts a copy in the place of the database between two runs. Staged while Modkeep runs, done at the next start, before
// anything is open; the file that was there is kept among the copies, so that this can be undone in the same way.
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { copyName } from '../../shared/contract/data.ts';
import type { Log } from '../lib/log.ts';
import { backupDir, flush, isUsable, quarantine } from './backup.ts';
import { openForWriting } from './connection.ts';
import type { Migration } from './guards.ts';

const shape = z.strictObject({ name: copyName, keepAs: copyName, by: z.string().max(100) });

/** What is to be done at the next start: `name` takes the place, what was there is kept as `keepAs`. */
export type StagedRestore = Readonly<z.infer<typeof shape>>;

/** What is staged for the database at `path`; null for nothing, and for a note that makes no sense. */
export function stagedRestore(path: string): StagedRestore | null {
  try {
    return shape.safeParse(JSON.parse(readFileSync(note(path), 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Durable when it returns. Throws the system's error. */
export function stageRestore(path: string, staged: StagedRestore): void {
  writeFileSync(`${note(path)}.part`, JSON.stringify(staged), { mode: 0o600 });
  flush(`${note(path)}.part`);
  renameSync(`${note(path)}.part`, note(path));
  flush(dirname(path));
}

export function unstageRestore(path: string): void {
  rmSync(note(path), { force: true });
}

/**
 * Does what is staged, with nothing open; null when nothing is. A crash at any point leaves it to be done, or done.
 * When the copy can't be used any more the database stays as it is and the log says so. Throws the system's error.
 */
export function applyRestore(
  path: string,
  migrations: readonly Migration[],
  now: number,
  log: Log,
): StagedRestore | null {
  const staged = stagedRestore(path);
  if (staged === null) return null;
  const copy = join(backupDir(path), staged.name);
  const keep = join(backupDir(path), staged.keepAs);
  const isDone = existsSync(keep) && existsSync(path);
  if (!isDone) {
    const draft = `${path}.part`;
    const problem = isUsable(copy, migrations) ? refusalOf(() => place(copy, draft)) : 'it is damaged or gone';
    if (problem !== null) {
      log.error('the copy that was to be restored cannot be used; the database stays as it is', {
        name: staged.name,
        problem,
      });
      rmSync(draft, { force: true, recursive: true });
      unstageRestore(path);
      return null;
    }
    setAside(path, keep, now);
    renameSync(draft, path);
    flush(dirname(path));
  }
  unstageRestore(path);
  flush(dirname(path));
  log.warn('a backup took the place of the database', { restored: staged.name, keptAs: basename(keep) });
  return staged;
}

function place(copy: string, draft: string): void {
  copyFileSync(copy, draft);
  flush(draft);
}

/** Why the disk would not; null when it did. */
function refusalOf(run: () => void): string | null {
  try {
    run();
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

/** Everything that is in its log goes into the file first: what is kept is one file. */
function setAside(path: string, keep: string, now: number): void {
  if (!existsSync(path)) return;
  try {
    const sqlite = openForWriting(path);
    try {
      sqlite.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      sqlite.close();
    }
  } catch {
    // Damaged: kept whole, with its log beside it, where damaged ones go.
    quarantine(path, now);
    return;
  }
  rmSync(`${path}-shm`, { force: true });
  for (const part of ['-wal', '']) if (existsSync(path + part)) renameSync(path + part, keep + part);
  flush(backupDir(path));
}

function note(path: string): string {
  return join(dirname(path), 'restore.json');
}
