// Where tokens go when the system protects nothing: memory, or a 0600 file for as long as the person agrees to it.
// Knows the setting, not the reasons.
import { AppFailure } from '../../shared/errors.ts';
import type { Output, Reply } from '../../shared/contract.ts';
import type { KeepingVault } from '../accounts/keeping-vault.ts';
import type { Core } from '../core.ts';
import type { Log } from '../lib/log.ts';

/**
 * What `open` opens. A damaged vault file throws once and has then been set aside: it is said through `onDamage`, and
 * the second try starts empty. Whatever else `open` throws goes on.
 */
export async function openDespiteDamage<V>(open: () => Promise<V>, onDamage: (error: AppFailure) => void): Promise<V> {
  try {
    return await open();
  } catch (error) {
    if (!isDamage(error)) throw error;
    onDamage(error);
    return open();
  }
}

/** Moves the vault to where the setting says, now and at every change of the settings. Returns what stops it. */
export async function followSetting(
  core: Pick<Core, 'dispatch' | 'subscribe'>,
  vault: Pick<KeepingVault, 'keep'>,
  { isKept, log }: { readonly isKept: boolean; readonly log: Log },
): Promise<() => void> {
  const follow = async (): Promise<void> => {
    const reply = (await core.dispatch({ kind: 'owner' }, 'settings.get', {})) as Reply<Output<'settings.get'>>;
    if (!reply.ok) return;
    await vault.keep(isKept || reply.value.settings.keepSignedIn).catch((error: unknown) => {
      const code = error instanceof AppFailure ? error.failure.code : 'INTERNAL_ERROR';
      log.error('the sign-ins could not be moved to where the setting says', { code });
    });
  };
  const stop = core.subscribe((event) => {
    if (event.type === 'settings.changed') void follow();
  });
  await follow();
  return stop;
}

function isDamage(error: unknown): error is AppFailure {
  if (!(error instanceof AppFailure) || error.failure.code !== 'SERVICE_UNAVAILABLE') return false;
  return error.failure.details.reason === 'vault_damaged';
}
