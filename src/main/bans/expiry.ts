// Ends timeouts on time, by one timer for all of them. Twitch sends no event when a timeout runs out.
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Ledger } from './ledger.ts';

/** Looks at least this often, so that a clock that jumped or slept is noticed. */
const LONGEST_WAIT_MS = 30_000;
const SHORTEST_WAIT_MS = 50;
const AT_ONCE = 50;

export interface Expiry {
  /** The list changed, or the clock did: look again. */
  wake(): void;
  stop(): Promise<void>;
}

export function startExpiry(deps: { ledger: Ledger; clock: Clock; log: Log; twitchNow: () => number }): Expiry {
  const { ledger, clock, log, twitchNow } = deps;
  const stopping = new AbortController();
  let nap = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let wait = LONGEST_WAIT_MS;
      try {
        const isMore = ledger.expireDue(AT_ONCE) === AT_ONCE;
        const next = ledger.nextExpiry();
        if (isMore) wait = 1;
        else if (next !== null) wait = Math.min(wait, Math.max(SHORTEST_WAIT_MS, next - twitchNow()));
      } catch (error) {
        log.error('timeouts could not be ended', { error: String(error) });
      }
      nap = new AbortController();
      await clock.sleep(wait, AbortSignal.any([stopping.signal, nap.signal])).catch(() => undefined);
    }
  }

  const running = run();
  return {
    wake: () => nap.abort(),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
