// Which vault keeps the sign-ins of this run, and where: beside the data they belong to. Knows no token.
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { createKeepingVault } from '../accounts/keeping-vault.ts';
import { createFileVault } from '../accounts/vault-file.ts';
import { createMemoryVault } from '../accounts/vault-memory.ts';
import type { Core } from '../core.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { followSetting, openDespiteDamage } from '../shell/keep-signed-in.ts';
import type { Flags } from './flags.ts';
import { openVault, type OpenedVault } from './vault-system.ts';

export interface ChooseVaultDeps extends Pick<Flags, 'isDemo' | 'keepSignedIn'> {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ChosenVault extends OpenedVault {
  /** Keeps following what the person decides in the settings, where there is something to decide. */
  readonly follow: (core: Core) => Promise<void>;
}

/** The demo keeps nothing. Elsewhere the system's vault, or a 0600 file if the person agreed to it, or memory. */
export async function chooseVault(deps: ChooseVaultDeps): Promise<ChosenVault> {
  const { isDemo, keepSignedIn: isKept, dataDir, clock, log } = deps;
  if (isDemo) return { vault: createMemoryVault(), notice: 'none', follow: async () => undefined };
  const memory = createMemoryVault();
  const agreed = createFileVault({ path: join(dataDir, 'vault.json'), clock, log });
  const fallback = await openDespiteDamage(
    () => createKeepingVault({ memory, file: agreed, isKept }),
    // The log has said it, and the page shows who is signed out.
    () => undefined,
  );
  const file = join(dataDir, 'vault.bin.json');
  const opened = await openVault({ safeStorage, file, platform: process.platform, clock, log, fallback });
  return {
    ...opened,
    follow: async (core) => {
      if (opened.vault === fallback) await followSetting(core, fallback, { isKept, log });
    },
  };
}
