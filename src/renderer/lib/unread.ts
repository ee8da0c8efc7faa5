// Counts, per channel, the entries that came in while nobody looked at it. For this session only: a restart begins at zero.
import type { Bridge } from '../../shared/contract.ts';
import { createRefresher, type Refresher } from './refresher.ts';
import type { State, Store } from './store.ts';

export interface UnreadDeps {
  readonly bridge: Bridge;
  readonly store: Store;
  /** The core's time in ms. */
  readonly now: () => number;
}

export function createUnread({ bridge, store, now }: UnreadDeps): void {
  const began = new Map<string, number>();
  const counters = new Map<string, Refresher>();
  let before = lookedAt(store.getState());

  function counterOf(channelId: string): Refresher {
    const known = counters.get(channelId);
    if (known !== undefined) return known;
    const fresh = createRefresher(() => count(channelId), 1000);
    counters.set(channelId, fresh);
    return fresh;
  }

  async function count(channelId: string): Promise<void> {
    const from = new Date(began.get(channelId) ?? now()).toISOString();
    const reply = await bridge.call('history.list', { channelId, from, limit: 1 });
    if (!reply.ok || lookedAt(store.getState()).has(channelId)) return;
    store.setState((state) => ({ unread: { ...state.unread, [channelId]: reply.value.total } }));
  }

  store.subscribe((state) => {
    for (const channel of state.channels ?? []) if (!began.has(channel.id)) began.set(channel.id, now());
    const looked = lookedAt(state);
    if (looked.size === before.size && [...looked].every((id) => before.has(id))) return;
    // Both what was left and what was come to is seen up to this moment.
    const seen = [...before, ...looked];
    before = looked;
    for (const id of seen) began.set(id, now());
    if (seen.some((id) => (state.unread[id] ?? 0) > 0))
      store.setState({ unread: { ...state.unread, ...Object.fromEntries(seen.map((id) => [id, 0])) } });
  });
  bridge.onEvent((event) => {
    if (event.type !== 'history.changed' || lookedAt(store.getState()).has(event.channelId)) return;
    if (began.has(event.channelId)) counterOf(event.channelId).request();
  });
}

/** The channels whose bans or activity are on screen now. */
export function lookedAt(
  state: Pick<State, 'screen' | 'isEverywhere' | 'channelId' | 'channels'>,
): ReadonlySet<string> {
  if (state.screen !== 'bans' && state.screen !== 'activity') return new Set();
  if (state.screen === 'activity' && state.isEverywhere) return new Set(state.channels?.map(({ id }) => id));
  return new Set(state.channelId === null ? [] : [state.channelId]);
}
