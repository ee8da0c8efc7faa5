// Says once that an alert was raised, with what can be done, and once that it is over.
import type { AlertView } from '../../shared/contract/alerts.ts';
import { isAllowed } from '../../shared/permissions.ts';
import { plural } from './format.ts';
import type { Say } from './say.ts';
import { openHealth, type Store } from './store.ts';

/** More at once are told as a number. */
const MOST_TOLD = 2;

export interface AlertAnnouncer {
  readonly store: Store;
  readonly say: Say;
  readonly stop: () => void;
}

/** `before` null: the page has just been opened, so nothing of this is news; the count in the frame says it. */
export function announceAlerts(
  before: readonly AlertView[] | null,
  after: readonly AlertView[],
  { store, say, stop }: AlertAnnouncer,
): void {
  if (before === null) return;
  const look = { word: 'Look', run: () => openHealth(store, 'alerts') };
  const isIn = (list: readonly AlertView[], alert: AlertView): boolean => list.some(({ id }) => id === alert.id);
  const fresh = after.filter((alert) => alert.isTold && !isIn(before, alert));
  const gone = before.filter((alert) => alert.isTold && !isIn(after, alert));
  if (fresh.length > MOST_TOLD)
    say.offer(plural(fresh.length, 'alert', 'alerts'), fresh.map(({ title }) => title).join(' · '), look);
  else
    for (const { title, text, fix } of fresh) {
      const mayStop = fix?.kind === 'stop' && isAllowed(store.getState().caller, 'killSwitch.set');
      say.offer(title, text, mayStop ? { word: 'Stop everything', run: stop } : look);
    }
  if (gone.length > MOST_TOLD) say.note(`${plural(gone.length, 'alert is', 'alerts are')} over`);
  else for (const { title } of gone) say.note(`Over: ${title}`, 'It is right again.');
}
