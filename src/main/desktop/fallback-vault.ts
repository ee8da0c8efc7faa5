// Where tokens go when the system protects nothing: memory, or a 0600 file for as long as the person agrees to it.
// Knows the setting, not the reasons.
import { AppFailure } from '../../shared/errors.ts';
import type { Output, Reply } from '../../shared/contract.ts';
import type { Vault } from '../accounts/vault.ts';
import type { Core } from '../core.ts';
import type { Log } from '../lib/log.ts';

/** A vault that can be moved to the file and back while it is in use. */
export type MovableVault = Vault & { keep(isKept: boolean): Promise<void> };

/** What `open` opens. A damaged file throws once and has then been set aside: the second try starts empty. */
export async function openFallback<V>(open: () => Promise<V>): Promise<V> {
  try {
    return await open();
  } catch (error) {
    if (!isDamage(error)) throw error;
    return open();
  }
}

/** Moves the vault to where the setting says, now and at every change of the settings. */
export async function followSetting(
  core: Pick<Core, 'dispatch' | 'subscribe'>,
  vault: MovableVault,
  { isKept, log }: { readonly isKept: boolean; readonly log: Log },
): Promise<void> {
  const follow = async (): Promise<void> => {
    const reply = (await core.dispatch({ kind: 'owner' }, 'settings.get', {})) as Reply<Output<'settings.get'>>;
    if (!reply.ok) return;
    await vault.keep(isKept || reply.value.settings.keepSignedIn).catch(() => {
      log.error('the sign-ins could not be moved to where the setting says');
    });
  };
  core.subscribe((event) => {
    if (event.type === 'settings.changed') void follow();
  });
  await follow();
}

function isDamage(error: unknown): boolean {
  if (!(error instanceof AppFailure) || error.failure.code !== 'SERVICE_UNAVAILABLE') return false;
  return error.failure.details.reason === 'vault_damaged';
}
