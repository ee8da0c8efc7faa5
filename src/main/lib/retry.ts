// Trying again, with growing pauses that many clients do not take in step. Knows nothing of what it repeats;
// what must not happen twice must not be handed in here.
import type { Clock } from './clock.ts';

export interface Backoff {
  /** Upper bound of the first pause, in ms. It doubles with each try. */
  readonly firstDelayMs: number;
  /** Upper bound of any pause, in ms. */
  readonly maxDelayMs: number;
}

/**
 * The pause after the failed try number `attempt` (from 1), in ms: anything from 0 to the bound, evenly
 * ("full jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). `random` in [0, 1).
 */
export function backoffMs(attempt: number, { firstDelayMs, maxDelayMs }: Backoff, random: number): number {
  return Math.floor(random * Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(attempt - 1, 52)));
}

export interface RetryOptions {
  /** How often to run at most, the first time included; 1 or more. */
  readonly tries: number;
  readonly firstDelayMs: number;
  /** 60 000 when left out. */
  readonly maxDelayMs?: number;
  /** False: give up with this error. `afterMs`: the other side named a pause; jitter is added, never taken off. */
  readonly isWorth: (error: unknown) => false | { readonly afterMs?: number };
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Runs `run` until it succeeds, and returns what it gave. Throws its last error when tries are used up or
 * `isWorth` says no, and the signal's reason as soon as that is aborted, in a pause too.
 */
export async function retry<T>(run: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, signal, tries, firstDelayMs, maxDelayMs = 60_000 } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await run(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      const worth = attempt < tries && options.isWorth(error);
      if (worth === false) throw error;
      const jitter = backoffMs(attempt, { firstDelayMs, maxDelayMs }, clock.random());
      await clock.sleep((worth.afterMs ?? 0) + jitter, signal);
    }
  }
}
