// Twurple's own client for what EventSub needs of Helix (creating and deleting subscriptions). One per account, so that
// no account waits in another's queue. Everything else goes through client.ts.
import { ApiClient } from '@twurple/api';
import type { TwitchAuth } from './auth.ts';

/** Gives an account's client, the same one each time. */
export function createLiveApi(auth: TwitchAuth): (accountId: string) => ApiClient {
  const clients = new Map<string, ApiClient>();
  return (accountId) => {
    const known = clients.get(accountId);
    if (known) return known;
    const client = new ApiClient({ authProvider: auth.provider, logger: { minLevel: 'critical' } });
    clients.set(accountId, client);
    return client;
  };
}
