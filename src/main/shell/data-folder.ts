// Where Modkeep keeps its data, by the custom of each system, and whether that place can be used. Both shells use the
// same one, so one history.
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, posix, win32 } from 'node:path';
import { fail } from '../../shared/errors.ts';

export interface FolderFacts {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The usual data folder; the demo has one of its own beside it. */
export function defaultDataDir({ platform, home, environment }: FolderFacts, isDemo: boolean): string {
  const suffix = isDemo ? '-demo' : '';
  if (platform === 'win32')
    return win32.join(environment['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), `Modkeep${suffix}`);
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', `Modkeep${suffix}`);
  // https://specifications.freedesktop.org/basedir-spec: a relative path there is to be ignored.
  const data = environment['XDG_DATA_HOME'];
  return posix.join(data?.startsWith('/') ? data : posix.join(home, '.local', 'share'), `modkeep${suffix}`);
}

/**
 * Makes the folder (for its owner only) unless it is there. Throws SERVICE_UNAVAILABLE (`data_folder`) when it can't be
 * used. Synchronous, because Electron becomes ready only for a main module that awaits nothing.
 */
export function prepareDataDir(path: string): void {
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw fail(
      'SERVICE_UNAVAILABLE',
      `The data folder ${path} can’t be used (${code}).`,
      { reason: 'data_folder' },
      { cause: error },
    );
  }
}

/** Step by step: Node's own `recursive` never returns where nothing can be made in a parent that is there (/proc). */
function makeFolder(path: string, hasParent = false): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (hasParent || (error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    makeFolder(path, true);
  }
}
