// Where the desktop shell keeps things: the person's data apart from Chromium's own files. Pure.
import { join } from 'node:path';
import type { Flags } from './flags.ts';

export interface Folders {
  /** modkeep.db, its lock, backups, logs and the vault. */
  readonly data: string;
  /** Chromium's profile and the window's place. Also decides which instances exclude each other. */
  readonly shell: string;
}

/** The demo and every `--data-dir` get folders of their own, so that each may run beside the real one. */
export function desktopFolders(userData: string, flags: Pick<Flags, 'dataDir' | 'isDemo'>): Folders {
  const base = flags.dataDir ?? (flags.isDemo ? join(userData, 'demo') : userData);
  return { data: join(base, 'data'), shell: join(base, 'shell') };
}
