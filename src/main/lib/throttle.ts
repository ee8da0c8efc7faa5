// Says something at most so often, and never forgets to say the last of it. Knows not what it says.
import type { Clock } from './clock.ts';

export interface Throttle {
  /** Runs now, or once the interval since the last run is over. */
  send(): void;
  /** Runs now whatever the interval, and never again after. */
  sendLast(): void;
}

/** Calls `run` at most once per `intervalMs`, plus the last one. */
export function createThrottle(clock: Clock, intervalMs: number, run: () => void): Throttle {
  const over = new AbortController();
  let sentAt = Number.NEGATIVE_INFINITY;
  let isDue = false;

  function send(): void {
    sentAt = clock.monotonic();
    run();
  }

  async function sendLater(ms: number): Promise<void> {
    isDue = true;
    await clock.sleep(ms, over.signal);
    isDue = false;
    send();
  }

  return {
    send() {
      if (isDue || over.signal.aborted) return;
      const rest = sentAt + intervalMs - clock.monotonic();
      if (rest <= 0) send();
      // The sleep only fails when the last one was sent.
      else sendLater(rest).catch(() => undefined);
    },
    sendLast() {
      over.abort();
      send();
    },
  };
}
