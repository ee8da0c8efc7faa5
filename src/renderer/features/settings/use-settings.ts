// Changes settings through the core; the answer comes back as an event like any other change.
import { useCallback } from 'react';
import type { Input } from '../../../shared/contract.ts';
import { useServices } from '../../lib/services.tsx';

/** Resolves to true when the change was taken; a refusal is said in a toast. */
export function useSetSettings(): (change: Input<'settings.set'>) => Promise<boolean> {
  const { bridge, store, say } = useServices();
  return useCallback(
    async (change) => {
      const reply = await bridge.call('settings.set', change);
      if (reply.ok) store.setState({ settings: reply.value.settings });
      else say.failed(reply.error);
      return reply.ok;
    },
    [bridge, store, say],
  );
}
