// The way from the list of bans to those that end on a date; there only while any waits.
import { CalendarClock } from 'lucide-react';
import { formatCount, plural } from '../../lib/format.ts';
import { useServices } from '../../lib/services.tsx';
import { openScreen } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { useSchedule } from './use-schedule.ts';

export function ScheduleButton({ channelId }: { readonly channelId: string }) {
  const { store } = useServices();
  const count = useSchedule({ channelId, state: 'waiting' }).value?.lifts.length ?? 0;
  if (count === 0) return null;
  return (
    <Button
      onClick={() => openScreen(store, 'schedule')}
      title={`Scheduled lifts: ${plural(count, 'ban ends', 'bans end')} on a date`}
      aria-label={plural(count, 'scheduled lift', 'scheduled lifts')}
    >
      <CalendarClock size={14} aria-hidden="true" /> {formatCount(count)}
    </Button>
  );
}
