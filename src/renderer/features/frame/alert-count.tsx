// How many alerts are raised that nobody has seen yet; nothing at all while there is none.
import { CircleAlert } from 'lucide-react';
import { plural } from '../../lib/format.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { openHealth, type State } from '../../lib/store.ts';

/** Muted ones are not counted. */
export function countAlerts({ alerts }: Pick<State, 'alerts'>): number {
  return (alerts ?? []).filter(({ acknowledgedAt, isMuted }) => acknowledgedAt === null && !isMuted).length;
}

export function AlertCount({ className }: { readonly className: string }) {
  const { store } = useServices();
  const count = useApp(countAlerts);
  const titles = useApp(({ alerts }) => (alerts ?? []).map(({ title }) => title).join(' · '));
  if (count === 0) return null;
  return (
    <button
      type="button"
      title={`${titles}. Click for more.`}
      onClick={() => openHealth(store, 'alerts')}
      className={`${className} font-semibold text-danger`}
    >
      <CircleAlert size={12} className="shrink-0" aria-hidden="true" />
      {plural(count, 'alert', 'alerts')}
    </button>
  );
}
