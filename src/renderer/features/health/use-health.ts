// Asks how Modkeep is doing: again whenever something it depends on has changed, and every ten seconds.
import { useMemo, useSyncExternalStore } from 'react';
import type { Output } from '../../../shared/contract.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { useQuery, type Query } from '../../lib/use-query.ts';

const STEP_MS = 10_000;

/** `also`: whatever else makes the answer old. */
export function useHealth(also: unknown): Query<Output<'health.get'>> {
  const { ticker } = useServices();
  const accounts = useApp((state) => state.accounts);
  const channels = useApp((state) => state.channels);
  const limits = useApp((state) => state.limits);
  const jobs = useApp((state) => state.jobs.length);
  const acting = useApp((state) => state.app?.acting.reason);
  const step = useSyncExternalStore(ticker.subscribe, () => Math.floor(ticker.tick() / STEP_MS));
  // A new object whenever one of them is another.
  const revision = useMemo(
    () => ({ of: [accounts, channels, limits, jobs, acting, step, also] }),
    [accounts, channels, limits, jobs, acting, step, also],
  );
  return useQuery('health.get', {}, revision);
}
