// One moment by which something must have happened. Moving it later is free, so it can be moved with every frame.
import type { Clock } from '../lib/clock.ts';

export interface Deadline {
  /** Due in `ms` milliseconds from now; replaces the earlier moment. */
  set(ms: number): void;
  clear(): void;
}

/** Calls `onDue` once when a set moment passes, by the clock that never jumps. */
export function createDeadline(clock: Clock, onDue: () => void): Deadline {
  let dueAt: number | null = null;
  let sleeping: { readonly wakeAt: number; readonly controller: AbortController } | null = null;

  async function sleepUntil(wakeAt: number): Promise<void> {
    const mine = { wakeAt, controller: new AbortController() };
    sleeping = mine;
    try {
      await clock.sleep(Math.max(0, wakeAt - clock.monotonic()), mine.controller.signal);
    } catch {
      return; // cleared, or replaced by an earlier moment
    }
    if (sleeping !== mine) return;
    sleeping = null;
    if (dueAt === null) return;
    if (clock.monotonic() < dueAt) return void sleepUntil(dueAt);
    dueAt = null;
    onDue();
  }

  function stopSleeping(): void {
    const { controller } = sleeping ?? {};
    sleeping = null;
    controller?.abort();
  }

  return {
    set(ms) {
      dueAt = clock.monotonic() + ms;
      if (sleeping && sleeping.wakeAt <= dueAt) return;
      stopSleeping();
      void sleepUntil(dueAt);
    },
    clear() {
      dueAt = null;
      stopSleeping();
    },
  };
}
