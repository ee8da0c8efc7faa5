// Where the data lie when they do not lie in the usual folder: a pointer there, and the move that is to be done at the next
// start. Small files, each written whole and durably. Knows nothing of what is moved.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { fail } from '../../shared/errors.ts';
import { OWNER_ONLY } from '../lib/durable-file.ts';
import { toIso } from '../lib/time.ts';
import { flush } from './backup.ts';

const folder = z.string().min(1).max(4096).refine(isAbsolute);
const pointerShape = z.strictObject({ format: z.literal(1), path: folder, since: z.iso.datetime() });
const stagedShape = z.strictObject({
  format: z.literal(1),
  id: z.uuid(),
  from: folder,
  target: folder,
  how: z.enum(['copy', 'use']),
  by: z.string().max(100),
  isStarted: z.boolean(),
});

export type Pointer = Readonly<z.infer<typeof pointerShape>>;
/** The data go from folder `from` to folder `target`; `use`: nothing is copied, the database that lies there is taken. */
export type StagedMove = Readonly<Omit<z.infer<typeof stagedShape>, 'format'>>;

/** The database in a data folder. */
export function databaseIn(dir: string): string {
  return join(dir, 'modkeep.db');
}

/** What stands in the usual folder `home`; null when the data lie there. Throws SERVICE_UNAVAILABLE (`data_folder`). */
export function readPointer(home: string): Pointer | null {
  const text = read(pointerIn(home));
  if (text === null) return null;
  const pointer = pointerShape.safeParse(parse(text)).data;
  if (pointer !== undefined) return pointer;
  throw fail(
    'SERVICE_UNAVAILABLE',
    `The file ${pointerIn(home)}, which says where the data were moved to, cannot be read. Put it right, or remove it to use what lies beside it.`,
    { reason: 'data_folder' },
  );
}

/** Durable when it returns. Throws the system's error; the old word then still holds. */
export function writePointer(home: string, path: string, now: number): void {
  replace(pointerIn(home), { format: 1, path, since: toIso(now) } satisfies Pointer);
}

/** The data lie in the usual folder again. Durable when it returns. */
export function removePointer(home: string): void {
  rmSync(pointerIn(home), { force: true });
  flush(home);
}

/**
 * The folder that holds the data of the usual folder `home`. Throws SERVICE_UNAVAILABLE: `data_folder_missing` when they
 * were moved and are not there now, `data_folder` when that cannot be told.
 */
export function findData(home: string): string {
  const pointer = readPointer(home);
  if (pointer === null) return home;
  if (isDataFolder(pointer.path)) return pointer.path;
  throw fail(
    'SERVICE_UNAVAILABLE',
    `The data were moved to ${pointer.path} on ${pointer.since.slice(0, 10)} and are not there now. If they lie on a disk that is not connected, connect it and start Modkeep again. Nothing was begun anew. Without moved-to.json in ${home}, what was left there would be used.`,
    { reason: 'data_folder_missing' },
  );
}

/** The person gives up on the folder that the data were moved to: what was left in `home` counts again. Kept aside, not lost. */
export function forgetMove(home: string): void {
  renameSync(pointerIn(home), `${pointerIn(home)}.left`);
  flush(home);
}

export function holdsDatabase(dir: string): boolean {
  return existsSync(databaseIn(dir));
}

/** True where a Modkeep keeps its data, or has. An unplugged disk leaves an empty folder behind. */
export function isDataFolder(dir: string): boolean {
  return holdsDatabase(dir) || existsSync(join(dir, 'lock.db'));
}

/** What is staged in `home`; null for nothing, and for a note that makes no sense. */
export function readStagedMove(home: string): StagedMove | null {
  const found = stagedShape.safeParse(parse(read(stagedIn(home)) ?? '')).data;
  if (found === undefined) return null;
  const { format: _format, ...staged } = found;
  return staged;
}

/** Durable when it returns. Throws the system's error. */
export function stageMove(home: string, staged: StagedMove): void {
  replace(stagedIn(home), { format: 1, ...staged });
}

export function unstageMove(home: string): void {
  rmSync(stagedIn(home), { force: true });
}

/** Says in words, for whoever opens a folder that the data have left, where they are. */
export function leaveNote(dir: string, target: string, now: number): void {
  const words = `Modkeep moved its data from this folder to\n\n  ${target}\n\non ${toIso(now)}. What is here is as it was then, and is not used any more.\n`;
  writeFileSync(noteIn(dir), words, { mode: OWNER_ONLY });
}

export function removeNote(dir: string): void {
  rmSync(noteIn(dir), { force: true });
}

/** Names in a data folder that stay where they are: what belongs to this machine, and what only says where things lie. */
export const STAYS: readonly string[] = [
  'shell',
  'logs',
  'exports',
  'lock.db',
  'lock.db-journal',
  'moved-to.json',
  'moved-to.json.left',
  'move.json',
  'MOVED.txt',
];

function pointerIn(home: string): string {
  return join(home, 'moved-to.json');
}

function stagedIn(home: string): string {
  return join(home, 'move.json');
}

function noteIn(dir: string): string {
  return join(dir, 'MOVED.txt');
}

function replace(path: string, value: object): void {
  writeFileSync(`${path}.part`, JSON.stringify(value), { mode: OWNER_ONLY });
  flush(`${path}.part`);
  renameSync(`${path}.part`, path);
  flush(dirname(path));
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
