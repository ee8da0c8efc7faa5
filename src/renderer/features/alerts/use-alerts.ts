// Asks for alerts, rules and what was: again whenever one of them has changed, and every ten seconds for the values.
import { useMemo, useSyncExternalStore } from 'react';
import type { Output } from '../../../shared/contract.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { useQuery, type Query } from '../../lib/use-query.ts';

const STEP_MS = 10_000;

/** `history`: how many of those that are over. */
export function useAlerts(history: number): Query<Output<'alerts.list'>> {
  const { ticker } = useServices();
  const changed = useApp((state) => state.alerts);
  const step = useSyncExternalStore(ticker.subscribe, () => Math.floor(ticker.tick() / STEP_MS));
  const revision = useMemo(() => ({ changed, step }), [changed, step]);
  return useQuery('alerts.list', { history }, revision);
}
