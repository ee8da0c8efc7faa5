// What the state of an update is called. Pure; knows no screen.
import { assertNever, type AppError } from '../../shared/errors.ts';
import type { UpdatesOff, UpdateView } from '../../shared/contract/updates.ts';
import { formatBytes } from './format.ts';

const OFF: Readonly<Record<UpdatesOff, string>> = {
  browser: 'This is the browser shell: it is updated where it was installed from.',
  demo: 'The demo does not look for newer versions.',
  development: 'This Modkeep was not installed by its installer, so it does not update itself.',
  package: 'This Modkeep was installed from a package. Install the newer package when there is one.',
  no_address: 'This Modkeep was built without an address to ask for newer versions.',
};

const WORK: Readonly<Record<UpdateView['waitsFor'][number], string>> = {
  sync: 'a sync',
  'sign-in': 'a sign-in',
  export: 'an export',
  bulk: 'a bulk job',
  verify: 'a verification of the audit log',
  purge: 'a clearing of the audit log',
  backup: 'a backup',
  import: 'an import',
  restore: 'a restore at the next start',
};

/** One sentence: how it stands. */
export function updateSentence(update: UpdateView): string {
  switch (update.status) {
    case 'off':
      return OFF[update.off ?? 'development'];
    case 'idle':
      return update.checkedAt === null ? 'Nobody has looked yet.' : 'This is the newest version.';
    case 'checking':
      return 'Looking for a newer version…';
    case 'available':
      return `${version(update)} is out.`;
    case 'downloading':
      return `${version(update)} is being fetched${share(update)}.`;
    case 'ready':
      return `${version(update)} is fetched and checked.`;
    case 'installing':
      return `Modkeep ends now, and starts again as ${version(update)}.`;
    default:
      return assertNever(update.status);
  }
}

/** Why it may not be installed this moment; empty when it may. */
export function waitSentence({ waitsFor }: UpdateView): string {
  if (waitsFor.length === 0) return '';
  return `It waits for ${waitsFor.map((kind) => WORK[kind]).join(' and ')}, which installing would cut off.`;
}

/** A failure in words, with its code for whoever is asked for help. */
export function updateFailure({ code, error, details }: AppError): string {
  const reason = 'reason' in details ? details.reason : undefined;
  return `${error} (${code}${typeof reason === 'string' ? ` · ${reason}` : ''})`;
}

function version({ found }: UpdateView): string {
  return found === null ? 'A newer version' : `Modkeep ${found.version}`;
}

function share({ progress }: UpdateView): string {
  if (progress === null || progress.total <= 0) return '';
  const percent = Math.floor((progress.bytes / progress.total) * 100);
  return `: ${percent} %, ${formatBytes(progress.bytes)} of ${formatBytes(progress.total)}`;
}
