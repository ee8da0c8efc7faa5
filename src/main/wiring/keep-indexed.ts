// Says when the indexes of the list's orders and of search follow: while nothing else is written, in stretches too short
// to be felt. What they do not cover yet is found all the same, only slower.
import { createSettler } from '../bans/settle.ts';
import { createSearchIndex } from '../db/search-index.ts';
import type { Base } from './base.ts';

/** Rows a step of search, about 2 ms of work and one commit. */
const STEP_ROWS = 400;
/** Nothing written for this long counts as quiet; after so much patience it goes on without quiet. */
const QUIET_MS = 1_000;
const PATIENCE_MS = 60_000;
/** Of the time, how much a step takes at most: one part in this many. */
const SHARE = 5;

/** Follows until the returned function is called; that resolves when no step is under way any more. */
export function keepIndexed({ db, bus, clock, log }: Pick<Base, 'db' | 'bus' | 'clock' | 'log'>): () => Promise<void> {
  const index = createSearchIndex(db, log);
  const settler = createSettler(db, clock);
  const stopped = new AbortController();
  const { signal } = stopped;
  let changedAt = clock.monotonic();
  let following: Promise<void> | null = null;

  async function follow(): Promise<void> {
    const began = clock.monotonic();
    for (let quietAt = began + QUIET_MS; quietAt > clock.monotonic(); quietAt = changedAt + QUIET_MS) {
      await clock.sleep(quietAt - clock.monotonic(), signal);
      if (clock.monotonic() - began > PATIENCE_MS) break;
    }
    for (let isMore = true; isMore;) {
      const from = clock.monotonic();
      isMore = settler.step() || index.step(STEP_ROWS);
      await clock.sleep(1 + SHARE * (clock.monotonic() - from), signal);
    }
  }

  function wake(): void {
    following ??= follow()
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn('the indexes fell behind', { error: String(error) });
      })
      .finally(() => (following = null));
  }

  const unsubscribe = bus.subscribe(({ type }) => {
    if (type !== 'history.changed' && type !== 'bans.changed' && type !== 'audit.changed') return;
    changedAt = clock.monotonic();
    wake();
  });
  wake();
  return async () => {
    unsubscribe();
    stopped.abort();
    await following;
  };
}
