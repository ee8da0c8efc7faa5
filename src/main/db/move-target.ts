// Whether a folder that a person chose can take the data: looked at before anything is promised. Reads, and writes one
// small file that it takes away again.
import {
  accessSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, isAbsolute, sep } from 'node:path';
import { fail, type AppFailure } from '../../shared/errors.ts';
import { assertRoom, bytesFree, bytesToMove } from './move.ts';
import { holdsDatabase } from './place.ts';

export interface MoveTarget {
  /** The folder itself; it is there. */
  readonly path: string;
  /** It was made for the data just now. */
  readonly isMade: boolean;
  /** A database of Modkeep lies in it. */
  readonly holdsDatabase: boolean;
  readonly bytesFree: number | null;
  readonly bytesNeeded: number;
  /** By its path it lies on something that can be unplugged. */
  readonly isRemovable: boolean;
}

/** What statfs says of network file systems on Linux: NFS, SMB, CIFS, SMB2, AFS, Ceph, 9P. */
const NETWORK_TYPES: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x00c36400, 0x01021997,
]);
const OWN_NAME = 'Modkeep';

/**
 * The folder in which the data would lie: `chosen` itself when it is empty or a data folder, else `Modkeep` in it, which
 * is made. Throws INVALID_REQUEST (`folder`) with what is wrong, and DATABASE_FULL for want of room.
 */
export function inspectTarget(chosen: string, { home, from }: { home: string; from: string }): MoveTarget {
  const { path, isMade } = settle(chosen, home);
  try {
    if (isSame(path, from)) throw wrong('That is where the data are now.');
    // The usual folder holds others of Modkeep's own: nothing may lie inside either.
    if ([home, from].some((dir) => isInside(path, dir)))
      throw wrong('The new folder must not lie inside the one that the data are in now.');
    if (isNetwork(path))
      throw wrong('SQLite’s log does not work on a network drive. Choose a folder on a disk of this computer.');
    assertWritable(path);
    const bytesNeeded = bytesToMove(from);
    assertRoom(path, bytesNeeded);
    const free = bytesFree(path);
    return {
      path,
      isMade,
      holdsDatabase: holdsDatabase(path),
      bytesFree: free,
      bytesNeeded,
      isRemovable: isRemovable(path),
    };
  } catch (error) {
    if (isMade) leaveTarget(path);
    throw error;
  }
}

/** Takes away a folder that was made for the data and stayed empty. */
export function leaveTarget(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Not empty, or not ours to remove.
  }
}

function settle(chosen: string, home: string): { readonly path: string; readonly isMade: boolean } {
  let real: string;
  try {
    real = realpathSync(chosen);
    if (!statSync(real).isDirectory()) throw wrong('That is not a folder.');
    // The usual folder keeps the name it is known by, and holds more than the data.
    if (isSame(real, home)) return { path: home, isMade: false };
    accessSync(real);
    const names = readdirSync(real);
    if (names.length === 0 || names.includes('modkeep.db') || isOurs(names)) return { path: real, isMade: false };
    const own = join(real, OWN_NAME);
    const isMade = makeFolder(own);
    if (isSame(own, home)) return { path: home, isMade };
    const inside = readdirSync(own);
    if (inside.length === 0 || inside.includes('modkeep.db') || isOurs(inside)) return { path: own, isMade };
  } catch (error) {
    throw asWrong(error);
  }
  throw wrong(`There is a folder “${OWN_NAME}” with something else in it. Choose another place.`);
}

/** False when it is there already. Not `recursive`, with which Node never returns where nothing can be made (/proc). */
function makeFolder(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  mkdirSync(path, { mode: 0o700 });
  return true;
}

/** What a move that failed has left. */
function isOurs(names: readonly string[]): boolean {
  return names.every((name) => name.startsWith('lock.db') || name.startsWith('replaced-') || name === 'MOVED.txt');
}

function assertWritable(path: string): void {
  const probe = join(path, 'modkeep-probe.part');
  try {
    writeFileSync(probe, 'x', { mode: 0o600, flush: true });
  } catch (error) {
    throw asWrong(error);
  } finally {
    rmSync(probe, { force: true });
  }
}

function isInside(path: string, dir: string): boolean {
  if (isSame(path, dir)) return false;
  const way = relative(realpathSync(dir), realpathSync(path));
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** By what the file system says, because one folder has many names where case does not count. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

function isNetwork(path: string): boolean {
  if (process.platform === 'win32') return path.startsWith('\\\\');
  return process.platform === 'linux' && NETWORK_TYPES.has(statfsSync(path).type);
}

function isRemovable(path: string): boolean {
  if (process.platform === 'darwin') return path.startsWith('/Volumes/');
  return process.platform === 'linux' && /^\/(?:run\/)?media\//.test(path);
}

function wrong(words: string): AppFailure {
  return fail('INVALID_REQUEST', words, { field: 'folder' });
}

function asWrong(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined || !('syscall' in (error as object))) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return fail('DATABASE_FULL', 'There is no room in that folder.', {});
  return wrong(`That folder cannot be used (${code}). Choose one that you may write to.`);
}
