// A clock that only moves when told. Due sleeps and intervals run in order of time, and whatever they set off
// settles before the next one.
import type { Clock } from '../../src/main/lib/clock.ts';

export interface FakeClock extends Clock {
  /** Moves both clocks by `ms`, running what falls due on the way. */
  advance(ms: number): Promise<void>;
  /** Changes the wall clock only, as a user or time server would: no timer notices. */
  jump(ms: number): void;
  /** Lets promises and I/O that are already under way go on, without moving time. */
  settle(): Promise<void>;
  /** Sleeps and intervals that are waiting. */
  pending(): number;
}

interface Timer {
  due: number;
  readonly every: number | null;
  readonly run: () => void;
}

/** Starts at `start` (epoch ms). `random` is drawn from `seed`, so a run can be repeated. */
export function createFakeClock(start = Date.UTC(2026, 10, 20, 12), seed = 1): FakeClock {
  const timers = new Set<Timer>();
  let wall = start;
  let steady = 0;
  let state = seed >>> 0;

  function add(timer: Timer): () => void {
    timers.add(timer);
    return () => void timers.delete(timer);
  }

  function nextDue(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) if (timer.due <= until && (!first || timer.due < first.due)) first = timer;
    return first;
  }

  function moveTo(time: number): void {
    wall += time - steady;
    steady = time;
  }

  return {
    now: () => wall,
    monotonic: () => steady,
    random: () => {
      // mulberry32
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(asError(signal.reason));
        const stop = (): void => {
          remove();
          reject(asError(signal?.reason));
        };
        const timer: Timer = {
          due: steady + Math.max(0, ms),
          every: null,
          run: () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        const remove = add(timer);
        signal?.addEventListener('abort', stop, { once: true });
      }),
    every: (ms, run) => add({ due: steady + Math.max(1, ms), every: Math.max(1, ms), run }),
    async advance(ms) {
      const target = steady + ms;
      await settle();
      for (let timer = nextDue(target); timer; timer = nextDue(target)) {
        moveTo(Math.max(steady, timer.due));
        if (timer.every === null) timers.delete(timer);
        else timer.due += timer.every;
        timer.run();
        await settle();
      }
      moveTo(target);
    },
    jump: (ms) => void (wall += ms),
    settle,
    pending: () => timers.size,
  };
}

/** Two turns of the event loop: promises first, then what they put on the next turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
