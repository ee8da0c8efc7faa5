// Tells once, when the page opens, that a bulk job was cut off: it waits for a person, and nothing else would say so.
import type { Bridge } from '../../shared/contract.ts';
import { formatCount } from './format.ts';
import type { Say } from './say.ts';
import { openChannel, openScreen, type Store } from './store.ts';

export interface InterruptedDeps {
  readonly bridge: Bridge;
  readonly store: Store;
  readonly say: Say;
}

export async function tellInterrupted({ bridge, store, say }: InterruptedDeps): Promise<void> {
  const reply = await bridge.call('bulk.list', { limit: 20 });
  if (!reply.ok) return;
  const cut = reply.value.bulks.find(({ state, halted }) => state === 'paused' && halted === 'interrupted');
  if (cut === undefined) return;
  const [done, acts] = [cut.results.done ?? 0, cut.plans.act ?? 0].map(formatCount);
  say.offer('A bulk job was cut off', `Modkeep ended in the middle of it: ${done} of ${acts} done.`, {
    word: 'Open it',
    run: () => {
      openChannel(store, cut.channelId);
      store.setState({ bulkId: cut.id });
      openScreen(store, 'bulk');
    },
  });
}
