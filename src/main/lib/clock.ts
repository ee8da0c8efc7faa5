// Time and chance as things that are handed in. With time.ts the only place on the main side
// that may touch Date, timers and Math.random.

export interface Clock {
  /** Epoch milliseconds by this machine's clock. */
  now(): number;
  /** Milliseconds of a clock that never jumps; only differences mean anything. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `run` every `ms` until the returned function is called. Does not keep the process alive. */
  every(ms: number, run: () => void): () => void;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

/** The machine's own clock. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(asError(signal.reason));
        const timer = setTimeout(done, Math.min(ms, 2_147_483_647));
        signal?.addEventListener('abort', stop, { once: true });
        function done(): void {
          signal?.removeEventListener('abort', stop);
          resolve();
        }
        function stop(): void {
          clearTimeout(timer);
          reject(asError(signal?.reason));
        }
      }),
    every: (ms, run) => {
      const timer = setInterval(run, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
    random: () => Math.random(),
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
