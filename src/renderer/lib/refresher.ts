// Runs one asynchronous job at a time, at once when asked, and again when asked meanwhile. Nothing is starved:
// a stream of requests leads to a steady run every `gap`, never to endless postponing.

export interface Refresher {
  /** Asks for a run; many requests become one. */
  request(): void;
  stop(): void;
}

/** `gap`: least time between two starts (ms). `run` must not throw. */
export function createRefresher(run: () => Promise<void>, gap: number): Refresher {
  let lastStart = Number.NEGATIVE_INFINITY;
  let isRunning = false;
  let isWanted = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function start(): Promise<void> {
    timer = undefined;
    isRunning = true;
    isWanted = false;
    lastStart = performance.now();
    await run();
    isRunning = false;
    if (isWanted) request();
  }

  function request(): void {
    if (isStopped || timer !== undefined) return;
    if (isRunning) {
      isWanted = true;
      return;
    }
    const wait = lastStart + gap - performance.now();
    if (wait <= 0) void start();
    else timer = setTimeout(() => void start(), wait);
  }

  return {
    request,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
