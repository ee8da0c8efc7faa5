// What the desktop shell itself has to say to the person, where no page can say it. Knows codes, not causes.
import { AppFailure, assertNever, type AppError, type ErrorCode } from '../../shared/errors.ts';
import type { VaultNotice } from './vault-system.ts';

const WORDS: Partial<Record<ErrorCode, string>> = {
  DATABASE_BUSY: 'Another Modkeep is using the same data folder. Close it, then start again.',
  DATABASE_NEWER: 'The data was written by a newer Modkeep. Install that version; nothing was changed.',
  DATABASE_CORRUPT: 'The database is damaged and was kept as it is. Nothing was deleted.',
  DATABASE_FULL: 'The disk is full. Free some space, then start again; nothing was lost.',
};

/** Why the app can't start. Failures that are not ours are named by their kind only: messages may hold paths. */
export function startFailureWords(error: unknown): string {
  if (error instanceof AppFailure) return WORDS[error.failure.code] ?? error.failure.error;
  const kind = error instanceof Error ? error.name : typeof error;
  return `Modkeep could not start (${kind}). The log says more.`;
}

/** Why the data are still where they were. */
export function moveFailureWords({ error }: AppError): string {
  return `The data were not moved. ${error} They are used where they were, and nothing of them was changed.`;
}

/** Why a packaged app ends before it begins. The AppImage's own starter adds `--no-sandbox` on systems that forbid user namespaces. */
export function refusedSwitchWords(name: string): string {
  const refused = `Modkeep does not start with --${name}.`;
  if (name !== 'no-sandbox') return refused;
  return `${refused} If you did not ask for it, this system keeps AppImages from using a sandbox: install the .deb instead, which brings a profile for it.`;
}

/** What is said when something failed that nobody had foreseen. */
export function surpriseWords(error: unknown): string {
  const kind = error instanceof Error ? error.name : typeof error;
  return `Modkeep has to stop: something unexpected happened (${kind}). Nothing that was saved is lost; the log says more.`;
}

/** What happened to kept sign-ins, or null when there is nothing the page does not already say. */
export function vaultNoticeWords(notice: VaultNotice): string | null {
  switch (notice) {
    case 'none':
    case 'unprotected':
      return null;
    case 'unavailable':
      return 'The system keychain does not answer. Sign-ins are kept where they are and tried again; unlock the keychain or start again later.';
    case 'protection_lost':
      return 'The system keychain that protected your sign-ins is not there any more. They are kept, but cannot be used now: sign in again, or bring the keychain back.';
    case 'file_damaged':
      return 'The file that keeps sign-ins was damaged and has been set aside. Sign in again.';
    default:
      return assertNever(notice);
  }
}

/** Said once, when the window was closed and Modkeep goes on. The second button quits. */
export function closedToTrayWords(platform: NodeJS.Platform): {
  readonly message: string;
  readonly detail: string;
  readonly buttons: string[];
} {
  const place = platform === 'darwin' ? 'menu bar' : 'tray';
  return {
    message: 'Modkeep keeps watching',
    detail: `Its window is closed, and its icon in the ${place} stays: from there it opens again, or quits. Where no such icon is to be seen, starting Modkeep once more opens the window. Settings → General changes this.`,
    buttons: ['Keep watching', 'Quit Modkeep'],
  };
}
