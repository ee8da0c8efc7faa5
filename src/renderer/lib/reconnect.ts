// An act that Twitch refused for want of a permission: offers to reconnect, and does that act once more when the
// sign-in has brought the permission. Once: a second refusal is only said.
import type { JobView } from '../../shared/model.ts';
import type { Say } from './say.ts';
import { channelOf, openConnect, type State, type Store } from './store.ts';

export interface RefusedAct {
  readonly channelId: string;
  /** What will be done after the sign-in: `ban Cool_User`. */
  readonly words: string;
  /** Does it again, with an act id of its own. */
  readonly again: () => void;
}

export interface Reconnects {
  /** Says that a permission is missing, with the way to grant it. False where no account could be reconnected. */
  offer(act: RefusedAct): boolean;
  /** Hears that a sign-in has ended. */
  signInEnded(job: JobView): void;
}

export function createReconnects({ store, say }: { readonly store: Store; readonly say: Say }): Reconnects {
  return {
    offer: ({ channelId, words, again }) => {
      const accountId = actingAccount(store.getState(), channelId);
      if (accountId === null) return false;
      const reconnect = (): void => {
        openConnect(store, accountId, ['act']);
        store.setState({ repeat: { accountId, words, run: again } });
      };
      const text = `Twitch has not granted acting. Reconnect, and Modkeep will ${words} then.`;
      say.offer('A permission is missing', text, { word: 'Reconnect', run: reconnect });
      return true;
    },
    signInEnded: (job) => {
      const { repeat } = store.getState();
      if (repeat === null || job.status !== 'completed') return;
      // Somebody else signed in, then: the act waits for its own account no longer.
      store.setState({ repeat: null });
      if (job.summary['accountId'] === repeat.accountId) repeat.run();
    },
  };
}

/** The account that acts in a channel: the strongest that is signed in, as the core chooses it. */
export function actingAccount(state: State, channelId: string): string | null {
  const ids = channelOf(state, channelId)?.accountIds ?? [];
  const isIn = (id: string): boolean =>
    state.accounts.some((account) => account.id === id && account.state === 'signed-in');
  return ids.find(isIn) ?? ids[0] ?? null;
}
