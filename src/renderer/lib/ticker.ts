// The page's clock, set by the core's, and one shared tick per second for whatever counts down.
// Ticks only while something listens and the page is visible, so that an idle window costs nothing.

export interface Ticker {
  /** Milliseconds of the epoch by the core's clock. */
  now(): number;
  /** The same as of the last whole tick: a steady snapshot for rendering. */
  tick(): number;
  /** Learns the core's time (ms). Differences under a second are travel time and ignored. */
  setServerTime(now: number): void;
  subscribe(listener: () => void): () => void;
}

export function createTicker(): Ticker {
  const listeners = new Set<() => void>();
  let offset = 0;
  let last = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;

  const now = (): number => Date.now() + offset;
  function tell(): void {
    last = now();
    for (const listener of listeners) listener();
  }
  function arrange(): void {
    const isWanted = listeners.size > 0 && !document.hidden;
    if (isWanted && timer === undefined) timer = setInterval(tell, 1000);
    if (!isWanted && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  }
  document.addEventListener('visibilitychange', () => {
    arrange();
    if (!document.hidden) tell();
  });
  return {
    now,
    tick: () => last,
    setServerTime: (server) => {
      const difference = server - Date.now();
      if (!Number.isFinite(difference)) return;
      offset = Math.abs(difference) < 1000 ? 0 : difference;
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      arrange();
      return () => {
        listeners.delete(listener);
        arrange();
      };
    },
  };
}
