// Keeps the installers of two versions, this one's and the one before, so that one can be gone back to. Knows no updater.
import { constants, copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Log } from '../lib/log.ts';

export interface Installers {
  /** The newest kept version that is older than this one, or null. */
  previous(): { readonly version: string; readonly path: string } | null;
  /**
   * Before `next` is installed: keeps its installer and that of this version (`current` is where it may be found),
   * and drops all others. Never throws: an installer that can't be kept is no reason not to update.
   */
  rotate(next: { readonly version: string; readonly file: string }, current: string | null): void;
}

const KEPT = /^modkeep-(\d+\.\d+\.\d+(?:-[0-9a-z.-]+)?)\.(?:AppImage|exe|zip|dmg)$/i;

export function createInstallers(deps: {
  readonly folder: string;
  readonly version: string;
  readonly log: Log;
}): Installers {
  const { folder, version, log } = deps;

  function list(): { version: string; path: string }[] {
    try {
      return readdirSync(folder).flatMap((name) => {
        const found = KEPT.exec(name)?.[1];
        return found === undefined ? [] : [{ version: found, path: join(folder, name) }];
      });
    } catch {
      return [];
    }
  }

  /** Under its name only when it is whole. */
  function keep(kept: string, file: string): void {
    try {
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `modkeep-${kept}${extname(file)}`);
      copyFileSync(file, `${path}.part`, constants.COPYFILE_FICLONE);
      renameSync(`${path}.part`, path);
    } catch (error) {
      log.warn('an installer could not be kept', { version: kept, error: String(error) });
    }
  }

  return {
    previous() {
      const older = list().filter((each) => compareVersions(each.version, version) < 0);
      return older.toSorted((one, two) => compareVersions(two.version, one.version))[0] ?? null;
    },
    rotate(next, current) {
      if (current !== null && !list().some((each) => each.version === version)) keep(version, current);
      keep(next.version, next.file);
      for (const each of list())
        if (each.version !== version && each.version !== next.version) rmSync(each.path, { force: true });
    },
  };
}

/** Below zero when `one` is older. As semver orders them: a version with a suffix comes before the one without. */
export function compareVersions(one: string, two: string): number {
  const [ours, theirs] = [split(one), split(two)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (ours.numbers[at] ?? 0) - (theirs.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (ours.suffix === theirs.suffix) return 0;
  if (ours.suffix === '') return 1;
  if (theirs.suffix === '') return -1;
  return ours.suffix.localeCompare(theirs.suffix, 'en', { numeric: true });
}

function split(version: string): { numbers: readonly number[]; suffix: string } {
  const [core = '', ...suffix] = version.split('-');
  return { numbers: core.split('.').map(Number), suffix: suffix.join('-') };
}
