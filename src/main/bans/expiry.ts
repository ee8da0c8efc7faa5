// Ends timeouts on time, by one timer for all of them. Twitch sends no event when a timeout runs out.
import type { ReadOnly } from '../db/read-only.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Ledger } from './ledger.ts';

/** Looks at least this often (one indexed row), so that a new timeout, a jumped clock or a sleep needs no word. */
const LONGEST_WAIT_MS = 1_000;
const SHORTEST_WAIT_MS = 50;
const AT_ONCE = 50;

export interface Expiry {
  stop(): Promise<void>;
}

export function startExpiry(deps: {
  ledger: Ledger;
  readOnly: Pick<ReadOnly, 'writable'>;
  clock: Clock;
  log: Log;
  twitchNow: () => number;
}): Expiry {
  const { ledger, readOnly, clock, log, twitchNow } = deps;
  const stopping = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let wait = LONGEST_WAIT_MS;
      await readOnly.writable(stopping.signal).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        const isMore = ledger.expireDue(AT_ONCE) === AT_ONCE;
        const next = ledger.nextExpiry();
        if (isMore) wait = 1;
        else if (next !== null) wait = Math.min(wait, Math.max(SHORTEST_WAIT_MS, next - twitchNow()));
      } catch (error) {
        log.error('timeouts could not be ended', { error: String(error) });
      }
      await clock.sleep(wait, stopping.signal).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
