// Asks what stands against acting on somebody, so that the composer says it before main does.
import { useMemo } from 'react';
import { actingAccount } from '../../lib/reconnect.ts';
import { accountWithout, NO_REFUSAL, type Refusal } from '../../lib/refusal.ts';
import { useApp, useMay } from '../../lib/services.tsx';
import { channelOf } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';

/** Nothing until the core has answered. A broadcaster's account may do everything, so nobody is asked then. */
export function useRefusal(channelId: string | null, userId: string | null): Refusal {
  const revision = useApp((state) => state.settingsRevision);
  const channel = useApp((state) => channelOf(state, channelId));
  const accountId = useApp((state) => (channelId === null ? null : actingAccount(state, channelId)));
  const mayRights = useMay('rights.list');
  const isBound = mayRights && channel?.mode === 'moderator';
  const rights = useQuery('rights.list', isBound ? {} : null, revision).value;
  const isKnown = channelId !== null && userId !== null;
  const list = useQuery('protected.list', isKnown ? { channelId, userId, limit: 1 } : null, revision).value;
  return useMemo(() => {
    if (rights === null && list === null) return NO_REFUSAL;
    return {
      ...NO_REFUSAL,
      without: accountWithout(rights?.subjects ?? [], accountId, channel),
      isProtected: (list?.total ?? 0) > 0,
    };
  }, [rights, list, accountId, channel]);
}
