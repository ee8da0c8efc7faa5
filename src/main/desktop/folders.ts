// Where the desktop shell keeps things: the person's data, and apart from it Chromium's own files. Pure.
import { join } from 'node:path';

export interface Folders {
  /** modkeep.db, its lock, backups, logs and the vault: the same folder as the browser shell's, so one history. */
  readonly data: string;
  /** Chromium's profile and the window's place. Also decides which instances exclude each other. */
  readonly shell: string;
}

/** Both below `data`, so that the demo and every `--data-dir` may run beside the real one. */
export function desktopFolders(data: string): Folders {
  return { data, shell: join(data, 'shell') };
}
