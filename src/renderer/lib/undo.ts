// Taking the last acts back for 10 s: one offer per person, each with its toast. Knows toasts and the store, not the acts.
import type { Say } from './say.ts';
import type { Store } from './store.ts';

export interface Offer {
  readonly actId: string;
  /** Channel and person: a newer act on the same person makes the older offer meaningless. */
  readonly who: string;
  /** What was done, as the toast says it. */
  readonly words: string;
  readonly text: string;
  /** Takes it back; resolves to whether it worked. */
  readonly undo: () => Promise<boolean>;
}

export interface Undo {
  offer(offer: Offer): void;
  /** Ends the offer for this person, if there is one. */
  withdraw(who: string): void;
  last(): Promise<void>;
}

export function createUndo(deps: { readonly store: Store; readonly say: Say }): Undo {
  const { store, say } = deps;
  const open = new Map<string, { readonly actId: string; readonly toast: string }>();

  function forget(who: string, actId: string): void {
    if (open.get(who)?.actId === actId) open.delete(who);
    if (store.getState().undoable?.actId === actId) store.setState({ undoable: null });
  }

  function withdraw(who: string): void {
    const old = open.get(who);
    if (old === undefined) return;
    forget(who, old.actId);
    say.close(old.toast);
  }

  return {
    withdraw,
    offer: ({ actId, who, words, text, undo }) => {
      withdraw(who);
      const run = async (): Promise<void> => {
        withdraw(who);
        if (await undo()) say.note('Undone', words);
      };
      const toast = say.undoable(words, text, { actId, undo: () => void run() }, () => forget(who, actId));
      open.set(who, { actId, toast });
      store.setState({ undoable: { actId, words, run } });
    },
    last: async () => {
      const undoable = store.getState().undoable;
      if (undoable === null) say.note('Nothing to undo', 'An act can be taken back for 10 seconds.', 'note');
      else await undoable.run();
    },
  };
}
