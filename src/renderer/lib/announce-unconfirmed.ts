// Says once when an act was not shown by Twitch in time, and once when it was shown after all.
import type { UnconfirmedView } from '../../shared/contract/acting.ts';
import { confirmationWords } from './confirmation-words.ts';
import type { Say } from './say.ts';
import { channelOf, type Store } from './store.ts';

export type Unconfirmed = ReadonlyMap<string, UnconfirmedView>;

/** More at once are told as a number. */
const MOST_TOLD = 2;

/** `before` null: the page has just been opened, so nothing of this is news. */
export function announceUnconfirmed(
  before: Unconfirmed | null,
  after: Unconfirmed,
  { store, say }: { readonly store: Store; readonly say: Say },
): void {
  if (before === null) return;
  const isMissing = (act: UnconfirmedView): boolean => act.state === 'missing';
  const fresh = [...after.values()].filter((act) => isMissing(act) && before.get(act.entryId)?.state !== 'missing');
  // A timeout may also be over by now, which confirms nothing.
  const shown = [...before.values()].filter(
    (act) => isMissing(act) && act.kind !== 'timeout' && !after.has(act.entryId),
  );
  if (fresh.length > MOST_TOLD) {
    say.note(
      `${fresh.length} acts are not confirmed`,
      'Twitch said yes, but no events came. They are marked.',
      'failed',
    );
  } else {
    for (const act of fresh) {
      const { title, text } = confirmationWords(act, channelOf(store.getState(), act.channelId)?.mode ?? 'viewer');
      say.note(title, text, 'failed');
    }
  }
  if (shown.length > MOST_TOLD) say.note('Confirmed', `Twitch has shown ${shown.length} acts after all.`);
  else for (const { displayName } of shown) say.note('Confirmed', `What was done to ${displayName} holds.`);
}
