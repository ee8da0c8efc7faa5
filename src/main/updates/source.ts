// What a shell that can update itself hands in. Knows neither Electron nor where versions come from.
import type { FoundUpdate, UpdateView } from '../../shared/contract/updates.ts';

export type Channel = 'stable' | 'beta';

/** How Modkeep is to end: installed and started again, installed without a word, or neither. */
export type Ending = 'restart' | 'quiet' | null;

export interface UpdateSource {
  /** The newest version on the channel if it is newer than this one, else null. Throws an AppFailure. */
  look(channel: Channel): Promise<FoundUpdate | null>;
  /** Fetches what `look` found last and checks it. Throws CANCELLED when aborted, and an AppFailure for anything else. */
  fetch(onProgress: (progress: NonNullable<UpdateView['progress']>) => void, signal: AbortSignal): Promise<void>;
  /** What is done once everything is closed; the last word counts. */
  arm(ending: Ending): void;
  /** Begins the orderly end. */
  quit(): void;
  previous(): UpdateView['previous'];
  /** False when there is none. */
  showPrevious(): boolean;
  failedVersion(): string | null;
}
