// Moves the data folder, between two runs: a whole copy beside its goal, looked through, put in place, and only then the
// pointer, in one step. Whatever happens before that leaves the old folder in use, and it is never changed but for a note.
import { constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { copyFile, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure, fail } from '../../shared/errors.ts';
import type { Progress } from '../lib/job.ts';
import { fileStamp } from '../lib/time.ts';
import { flush } from './backup.ts';
import { translateSqlite } from './errors.ts';
import { lockFolder } from './lock.ts';
import {
  databaseIn,
  leaveNote,
  removeNote,
  removePointer,
  stageMove,
  STAYS,
  unstageMove,
  writePointer,
  type StagedMove,
} from './place.ts';

export interface MoveDeps {
  /** The usual data folder. */
  readonly home: string;
  readonly staged: StagedMove;
  readonly now: number;
  /** Copies the database of `from` to `target`, its log included; durable when it resolves. */
  readonly copyDatabase: (target: string) => Promise<unknown>;
  /** True when the database at `path` can be opened and written by this version. */
  readonly isUsable: (path: string) => Promise<boolean>;
  /** Called before each step, which waits for it. */
  readonly onStep?: (step: MoveStep) => void | Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
}

export const MOVE_STEPS = ['begin', 'files', 'database', 'check', 'place', 'point', 'note', 'end'] as const;
export type MoveStep = (typeof MOVE_STEPS)[number];

/** What must stay free beside the copy, in bytes. */
const SPARE_BYTES = 64 * 1024 * 1024;

/** Does what is staged. Throws AppFailure when it could not be done; the data then are used where they were. */
export async function move(deps: MoveDeps): Promise<void> {
  const { home, staged, onStep } = deps;
  const { from, target, how } = staged;
  const step = async (name: MoveStep): Promise<void> => onStep?.(name);
  try {
    await step('begin');
    stageMove(home, { ...staged, isStarted: true });
    if (!isFolder(target)) throw gone();
    await withLocks([from, target], async () => {
      if (how === 'copy') await bringOver(deps, step);
      else if (!(await deps.isUsable(databaseIn(target)))) throw unusable();
      await step('point');
      if (target === home) removePointer(home);
      else writePointer(home, target, deps.now);
    });
  } catch (error) {
    rmSync(unfinishedIn(staged), { recursive: true, force: true });
    unstageMove(home);
    throw isFolder(target) ? explained(error) : gone(error);
  }
  await step('note');
  finishMove(deps);
  await step('end');
}

/** What is left to do once the pointer stands. Nothing depends on it. */
export function finishMove({ home, staged, now }: Pick<MoveDeps, 'home' | 'staged' | 'now'>): void {
  try {
    removeNote(staged.target);
    leaveNote(staged.from, staged.target, now);
  } catch {
    // The disk that the data have left may be gone or full: the note is a courtesy.
  }
  rmSync(unfinishedIn(staged), { recursive: true, force: true });
  unstageMove(home);
}

/** Takes away what a move that was cut off has left at its goal, as far as it was never put in place. */
export function abandonMove(home: string, staged: StagedMove): void {
  rmSync(unfinishedIn(staged), { recursive: true, force: true });
  unstageMove(home);
}

/** Bytes that a copy of the data folder needs. */
export function bytesToMove(dir: string): number {
  const database = ['', '-wal'].map((part) => databaseIn(dir) + part);
  return [...database, ...namesIn(dir).map((name) => join(dir, name))].reduce((sum, path) => sum + bytesOf(path), 0);
}

/** Null where the system does not say. */
export function bytesFree(dir: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** Throws DATABASE_FULL when `dir` has no room for `bytes` more. */
export function assertRoom(dir: string, bytes: number): void {
  const free = bytesFree(dir);
  if (free !== null && free < bytes + SPARE_BYTES)
    throw fail('DATABASE_FULL', 'There is not enough room for the data in the new folder.', {});
}

async function bringOver(deps: MoveDeps, step: (name: MoveStep) => Promise<void>): Promise<void> {
  const { staged, onProgress } = deps;
  const { from, target } = staged;
  const unfinished = unfinishedIn(staged);
  rmSync(unfinished, { recursive: true, force: true });
  assertRoom(target, bytesToMove(from));
  mkdirSync(unfinished, { mode: 0o700 });
  await step('files');
  const names = namesIn(from);
  for (const [done, name] of names.entries()) {
    onProgress?.({ phase: 'files', done, total: names.length });
    await copyEntry(join(from, name), join(unfinished, name));
  }
  await step('database');
  await deps.copyDatabase(databaseIn(unfinished));
  await step('check');
  onProgress?.({ phase: 'check' });
  if (!(await deps.isUsable(databaseIn(unfinished)))) throw unusable();
  flush(databaseIn(unfinished));
  flush(unfinished);
  await step('place');
  putInPlace(unfinished, target, join(target, `replaced-${fileStamp(deps.now)}`));
}

/** The database last: a folder without one is nothing that could be taken for ours. What was there goes aside, whole. */
function putInPlace(unfinished: string, target: string, aside: string): void {
  const done: { readonly from: string; readonly to: string }[] = [];
  const rename = (from: string, to: string): void => {
    renameSync(from, to);
    done.push({ from, to });
  };
  try {
    const former = [...databaseFilesIn(target), ...namesIn(target).filter((name) => !name.startsWith('replaced-'))];
    const inTheWay = former.filter((name) => join(target, name) !== unfinished);
    if (inTheWay.length > 0) mkdirSync(aside, { mode: 0o700 });
    for (const name of inTheWay) rename(join(target, name), join(aside, name));
    for (const name of [...namesIn(unfinished), ...databaseFilesIn(unfinished)])
      rename(join(unfinished, name), join(target, name));
    if (inTheWay.length > 0) flush(aside);
    flush(target);
  } catch (error) {
    for (const { from, to } of done.toReversed()) renameSync(to, from);
    throw error;
  }
}

/** What is moved beside the database: all but what stays, and what an earlier move put aside. */
function namesIn(dir: string): readonly string[] {
  return readdirSync(dir).filter(
    (name) =>
      !STAYS.includes(name) &&
      !name.startsWith('modkeep.db') &&
      !name.startsWith('moving-') &&
      !name.startsWith('replaced-') &&
      !name.endsWith('.part') &&
      !name.endsWith('.tmp'),
  );
}

/** The main file last. */
function databaseFilesIn(dir: string): readonly string[] {
  return ['-open', '-wal', '-shm', '-journal', '']
    .map((part) => `modkeep.db${part}`)
    .filter((name) => existsSync(join(dir, name)));
}

/** Files and folders; links and the like stay where they are. */
async function copyEntry(from: string, to: string): Promise<void> {
  const info = statSync(from);
  if (info.isDirectory()) {
    mkdirSync(to, { mode: 0o700 });
    for (const each of await readdir(from, { withFileTypes: true }))
      if (each.isDirectory() || each.isFile()) await copyEntry(join(from, each.name), join(to, each.name));
    return flush(to);
  }
  if (!info.isFile()) return;
  await copyFile(from, to, constants.COPYFILE_EXCL);
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function bytesOf(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return 0;
  if (!info.isDirectory()) return info.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

/** Nobody else may have either folder open while it is moved. */
async function withLocks(dirs: readonly string[], run: () => Promise<void>): Promise<void> {
  using locks = new DisposableStack();
  for (const dir of dirs) locks.adopt(lockFolder(dir), ({ release }) => release());
  await run();
}

/** Beside its goal, so that putting it in place is a matter of names. */
function unfinishedIn({ target, id }: StagedMove): string {
  return join(target, `moving-${id}`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function gone(cause?: unknown): AppFailure {
  return fail('NOT_FOUND', 'The new folder is not there any more.', { what: 'folder' }, { cause });
}

function unusable(): AppFailure {
  return fail('DATABASE_CORRUPT', 'The database in the new folder is damaged, or of a newer Modkeep.', {});
}

/** In words that name no path: a page shows them. */
function explained(error: unknown): AppFailure {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const told = translateSqlite(error);
  if (!(told instanceof AppFailure))
    return fail(
      'SERVICE_UNAVAILABLE',
      'The new folder could not be used.',
      { reason: code ?? 'unknown' },
      { cause: error },
    );
  const { code: name, error: words } = told.failure;
  if (name === 'DATABASE_BUSY') return fail(name, 'Another Modkeep is using one of the folders.', {}, { cause: error });
  if (name === 'DATABASE_FULL' || name === 'DATABASE_CORRUPT') return fail(name, words, {}, { cause: error });
  if (name === 'INVALID_REQUEST')
    return fail('SERVICE_UNAVAILABLE', 'The new folder could not be used.', {}, { cause: error });
  return told;
}
