// What is left of the limit that is nearly used up; nothing at all while none is.
import { Gauge } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import type { BrakeView } from '../../../shared/contract/settings.ts';
import { BRAKE_WORDS, leftWords, limitWords, nearestLimit } from '../../lib/brakes.ts';
import { formatCount, formatRelative } from '../../lib/format.ts';
import { useApp, useNow, useServices } from '../../lib/services.tsx';
import { openSettings } from '../../lib/store.ts';

export function BrakeLeft({
  channelId,
  className = '',
}: {
  readonly channelId: string | null;
  readonly className?: string;
}) {
  const brakes = useApp((state) => state.brakes);
  const nearest = useMemo(() => nearestLimit(brakes, channelId), [brakes, channelId]);
  return nearest === null ? null : <Left brake={nearest} className={className} />;
}

function Left({ brake, className }: { readonly brake: BrakeView; readonly className: string }) {
  const { feed, store } = useServices();
  const now = useNow();
  const isDue = brake.resetAt !== null && Date.parse(brake.resetAt) <= now;
  // Time frees uses without an event. While the core's clock is a little behind, every second asks once more.
  const asking = isDue ? now : null;
  useEffect(() => {
    if (asking !== null) feed.limits();
  }, [feed, asking]);
  const next = brake.resetAt === null || isDue ? '' : `, next ${formatRelative(brake.resetAt, now)}`;
  return (
    <button
      type="button"
      onClick={() => openSettings(store, 'limits')}
      title={`${BRAKE_WORDS[brake.brake].title}: ${limitWords(brake)}, a limit of your own. Click to change it.`}
      className={`${brake.remaining === 0 ? 'text-danger' : 'text-warn'} ${className}`}
    >
      <Gauge size={12} className="shrink-0" aria-hidden="true" />
      <span className="truncate max-sm:sr-only">
        {leftWords(brake)}
        {next}
      </span>
      <span className="sm:hidden" aria-hidden="true">
        {formatCount(brake.remaining)}/{formatCount(brake.max)}
      </span>
    </button>
  );
}
