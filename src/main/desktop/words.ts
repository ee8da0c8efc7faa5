// Why the app can't start, in words for the person in front of it. Knows codes, not causes.
import { AppFailure, type ErrorCode } from '../../shared/errors.ts';

const WORDS: Partial<Record<ErrorCode, string>> = {
  DATABASE_BUSY: 'Another Modkeep is using the same data folder. Close it, then start again.',
  DATABASE_NEWER: 'The data was written by a newer Modkeep. Install that version; nothing was changed.',
  DATABASE_CORRUPT: 'The database is damaged and was kept as it is. Nothing was deleted.',
  DATABASE_FULL: 'The disk is full. Free some space, then start again; nothing was lost.',
};

/** One sentence or two. Failures that are not ours are named by their kind only: messages may hold paths. */
export function startFailureWords(error: unknown): string {
  if (error instanceof AppFailure) return WORDS[error.failure.code] ?? error.failure.error;
  return `Modkeep could not start (${error instanceof Error ? error.name : typeof error}). The log in the data folder says more.`;
}
