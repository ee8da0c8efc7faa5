// Lets the log's scrubber know every secret that passes through a vault, before anyone else holds it.
import type { Vault } from '../accounts/vault.ts';

/** The same vault; each value read from it or written to it is handed to `add` first. */
export function createScrubbedVault(vault: Vault, add: (value: string) => void): Vault {
  return {
    kind: vault.kind,
    names: vault.names,
    remove: vault.remove,
    async read(name) {
      const value = await vault.read(name);
      if (value !== null) add(value.reveal());
      return value;
    },
    async write(name, value) {
      add(value.reveal());
      await vault.write(name, value);
    },
  };
}
