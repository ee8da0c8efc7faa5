// What electron-updater and the network throw, as what a person may be told. Codes decide, never messages, but for
// Chromium's network errors, which come as a message only.
import { fail, type AppFailure } from '../../shared/errors.ts';

type Reason = 'no_release' | 'checksum' | 'signature' | 'bad_release' | 'disk_full' | 'install' | 'update_failed';

const WORDS: Readonly<Record<Reason, string>> = {
  no_release: 'There is no release on this channel yet.',
  checksum: 'What was fetched is not what was published, so it was thrown away. Nothing was installed.',
  signature: 'What was fetched is not signed by the makers of Modkeep, so it was thrown away. Nothing was installed.',
  bad_release: 'The release that was found is not complete. Try again later.',
  disk_full: 'The disk is full. Make room, then try again.',
  install: 'The newer version could not be installed. This one goes on working.',
  update_failed: 'The newer version could not be fetched.',
};

const REASONS: Readonly<Record<string, Reason>> = {
  ERR_UPDATER_CHANNEL_FILE_NOT_FOUND: 'no_release',
  ERR_UPDATER_NO_PUBLISHED_VERSIONS: 'no_release',
  ERR_UPDATER_LATEST_VERSION_NOT_FOUND: 'no_release',
  HTTP_ERROR_404: 'no_release',
  ERR_CHECKSUM_MISMATCH: 'checksum',
  ERR_UPDATER_INVALID_SIGNATURE: 'signature',
  ERR_UPDATER_INVALID_UPDATE_INFO: 'bad_release',
  ERR_UPDATER_INVALID_VERSION: 'bad_release',
  ERR_UPDATER_NO_CHECKSUM: 'bad_release',
  ERR_UPDATER_NO_FILES_PROVIDED: 'bad_release',
  ERR_UPDATER_ZIP_FILE_NOT_FOUND: 'bad_release',
  ERR_UPDATER_INVALID_RELEASE_FEED: 'bad_release',
  ERR_UPDATER_WEB_INSTALLER_DISABLED: 'bad_release',
  ENOSPC: 'disk_full',
  ERR_UPDATER_OLD_FILE_NOT_FOUND: 'install',
};
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE']);

export function updateFailure(reason: Reason, cause?: unknown): AppFailure {
  return fail('SERVICE_UNAVAILABLE', WORDS[reason], { reason }, { cause });
}

/** `isCancelled`: the person stopped it. */
export function translateUpdateError(error: unknown, isCancelled: boolean): AppFailure {
  if (isCancelled) return fail('CANCELLED', 'The download was stopped.', {}, { cause: error });
  const code = codeOf(error);
  const reason = REASONS[code];
  if (reason !== undefined) return updateFailure(reason, error);
  const isNetwork = error instanceof Error && (NETWORK.has(code) || error.message.startsWith('net::ERR_'));
  if (isNetwork || code.startsWith('HTTP_ERROR_'))
    return fail('OFFLINE', 'The server for newer versions cannot be reached.', { reason: 'update' }, { cause: error });
  return updateFailure('update_failed', error);
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
