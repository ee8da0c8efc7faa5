// Says when the days that are over are packed for adding up: a minute after the start and every ten minutes, one after the
// other. What is not packed yet is counted all the same, only slower.
import { createStatsDays } from '../insight/stats-days.ts';
import { DAY_MS, MINUTE_MS } from '../lib/time.ts';
import type { Base } from './base.ts';

const EVERY_MS = 10 * MINUTE_MS;
/** What a step may take before its commit: some hundred words, on a slow or busy disk a few. */
const STEP_MS = 3;
const MOST_WORDS = 500;
/** Of the time, how much storing takes at most: one part in this many. */
const SHARE = 5;

/** Follows until the returned function is called; that resolves when no step is under way any more. */
export function keepCounted({ db, reader, clock, log, now }: Pick<Base, 'db' | 'reader' | 'clock' | 'log' | 'now'>) {
  const days = createStatsDays(db);
  const stopped = new AbortController();
  const { signal } = stopped;

  async function gently(step: () => void): Promise<void> {
    const from = clock.monotonic();
    step();
    await clock.sleep(1 + SHARE * (clock.monotonic() - from), signal);
  }

  async function packOne(channelDay: ReturnType<typeof days.stale>[number]): Promise<void> {
    let { unknown, acts, version } = await reader.run('insight.packDay', channelDay, { signal });
    for (let from = 0; from < unknown.length;)
      await gently(() => {
        const until = clock.monotonic() + STEP_MS;
        from += days.learn(unknown.slice(from, from + MOST_WORDS), () => clock.monotonic() > until);
      });
    if (acts === null) ({ acts, version } = await reader.run('insight.packDay', channelDay, { signal }));
    // Still null: words of entries that came meanwhile. The next round knows them.
    const packed = acts;
    if (packed !== null) await gently(() => void days.store(channelDay, version, packed));
  }

  async function follow(): Promise<void> {
    await clock.sleep(MINUTE_MS, signal);
    for (;;) {
      try {
        for (const channelDay of days.stale(Math.floor(now() / DAY_MS))) await packOne(channelDay);
      } catch (error) {
        if (signal.aborted) return;
        log.warn('a day could not be packed for the statistics', { error: String(error) });
      }
      await clock.sleep(EVERY_MS, signal);
    }
  }

  // Only the end of the sleep that was cut short arrives here.
  const following = follow().catch(() => undefined);
  return async (): Promise<void> => {
    stopped.abort();
    await following;
  };
}
