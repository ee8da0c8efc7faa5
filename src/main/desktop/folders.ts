// Where the desktop shell keeps things on this machine: its own folder, and in it Chromium's files. Pure.
import { join } from 'node:path';

export interface Folders {
  /** What belongs to this machine: the log, the word where the data are and, unless they were moved, the data themselves. */
  readonly home: string;
  /** Chromium's profile and the window's place. Also decides which instances exclude each other. */
  readonly shell: string;
}

/**
 * Both below `home`, so that the demo and every `--data-dir` may run beside the real one. Chromium's profile does not move
 * with the data: it holds the key that opens the vault on Windows, and excludes a second instance.
 */
export function desktopFolders(home: string): Folders {
  return { home, shell: join(home, 'shell') };
}
