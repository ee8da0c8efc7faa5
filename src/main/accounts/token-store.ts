// The vault as the token store of twitch/: one name per account.
import type { TokenStore } from '../twitch/renewals.ts';
import type { Vault } from './vault.ts';

/** Tokens live in the vault under `token:<accountId>`. */
export function createTokenStore(vault: Vault): TokenStore {
  const nameOf = (accountId: string): string => `token:${accountId}`;
  return {
    read: (accountId) => vault.read(nameOf(accountId)),
    write: (accountId, value) => vault.write(nameOf(accountId), value),
    remove: (accountId) => vault.remove(nameOf(accountId)),
  };
}
