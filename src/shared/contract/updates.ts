// Newer versions of the app itself: what was found, how far it is, and what keeps it from being installed.
import type { AppError } from '../errors.ts';
import type { JobKind } from '../model.ts';
import { empty, output } from './fields.ts';

/** Why this installation does not update itself. */
export type UpdatesOff =
  /** The browser shell is updated by whoever installed it. */
  | 'browser'
  | 'demo'
  /** Started from its source, or unpacked by hand. */
  | 'development'
  /** Installed from a package that the system's own tools update. */
  | 'package'
  /** Built without an address to ask. */
  | 'no_address';

export type UpdateStatus = 'off' | 'idle' | 'checking' | 'available' | 'downloading' | 'ready' | 'installing';

export interface FoundUpdate {
  readonly version: string;
  /** Plain text, at most 8 000 characters; empty when there is none. */
  readonly notes: string;
  readonly releasedAt: string | null;
  readonly bytes: number | null;
}

export interface UpdateView {
  readonly status: UpdateStatus;
  /** Set while `status` is `off`. */
  readonly off: UpdatesOff | null;
  readonly current: string;
  /** The newer version on offer, being fetched, or fetched. */
  readonly found: FoundUpdate | null;
  readonly progress: { readonly bytes: number; readonly total: number; readonly bytesPerSecond: number } | null;
  /** When the last look came to an end, whatever it found. */
  readonly checkedAt: string | null;
  readonly nextCheckAt: string | null;
  /** What went wrong last; gone with the next try. */
  readonly error: AppError | null;
  /** Work under way that an installation would cut off; empty when it may begin. */
  readonly waitsFor: readonly (JobKind | 'restore')[];
  /** The installer of the version before this one, kept for going back. */
  readonly previous: { readonly version: string } | null;
  /** A version whose installation was begun at the end of an earlier run and is not the one that runs now. */
  readonly failedVersion: string | null;
}

export const updateCommands = {
  'updates.get': { input: empty, output: output<{ update: UpdateView }>() },
  /** Looks for a newer version on the channel of the settings; answers when the look is over. */
  'updates.check': { input: empty, output: output<{ update: UpdateView }>() },
  /** Begins to fetch what was found. Throws NOT_FOUND when nothing was. */
  'updates.download': { input: empty, output: output<{ update: UpdateView }>() },
  'updates.cancel': { input: empty, output: output<{ update: UpdateView }>() },
  /** Ends Modkeep, installs and starts it again. Throws CONFLICT (`busy`) while work is under way. */
  'updates.install': { input: empty, output: output<{ update: UpdateView }>() },
  /** Shows the kept installer in the system's file manager. */
  'updates.showPrevious': { input: empty, output: output<{ shown: boolean }>() },
};
