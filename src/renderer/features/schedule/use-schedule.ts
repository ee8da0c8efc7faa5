// The bans with a date, of one channel or of all, kept fresh by what happens to the people on it.
import type { ScheduledLiftView } from '../../../shared/contract/acting.ts';
import { useApp } from '../../lib/services.tsx';
import { useQuery, type Query } from '../../lib/use-query.ts';

export function useSchedule(
  filter: { readonly channelId?: string; readonly state?: ScheduledLiftView['state'] } | null,
): Query<{ readonly lifts: readonly ScheduledLiftView[] }> {
  const revision = useApp((state) => Object.values(state.historyRevision).join());
  return useQuery('schedule.list', filter, revision);
}
