// A vault that ends with the process: what the browser shell uses unless told otherwise, and tests.
import type { Secret } from '../lib/secret.ts';
import type { Vault } from './vault.ts';

/** Starts empty. Never throws. */
export function createMemoryVault(): Vault {
  const secrets = new Map<string, Secret>();
  return {
    kind: 'memory',
    read: async (name) => secrets.get(name) ?? null,
    write: async (name, value) => void secrets.set(name, value),
    remove: async (name) => void secrets.delete(name),
    names: async () => [...secrets.keys()],
  };
}
