// The simulator's clock: real unless driven. World time (expiries, tokens, limits, life) runs by it;
// socket keepalives and delays run in real time, because the client's own timers do.

export interface SimulatorClock {
  /** Epoch ms. */
  now(): number;
  /** Jumps to a time. Tasks that fall due on the way run in order, each seeing its own time. */
  set(at: number): void;
  advance(ms: number): void;
  /** Shifts what the clock shows, as a wrong clock would: nothing falls due because of it. */
  skew(ms: number): void;
  /** Stands still until `resume`, `set` or `advance`. */
  freeze(): void;
  resume(): void;
  /** Runs a task `ms` from now by this clock; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
  stop(): void;
}

interface Task {
  due: number;
  readonly run: () => void;
}

const LONGEST_TIMER_MS = 2_147_483_647;

/** A clock that runs with the machine's own, shifted by `offsetMs`. */
export function createSimulatorClock(offsetMs = 0): SimulatorClock {
  let offset = offsetMs;
  let frozenAt: number | null = null;
  let tasks: Task[] = [];
  let timer: NodeJS.Timeout | undefined;
  const now = (): number => frozenAt ?? Date.now() + offset;
  const put = (at: number): void => {
    if (frozenAt === null) offset = at - Date.now();
    else frozenAt = at;
  };

  function arm(): void {
    clearTimeout(timer);
    const next = tasks[0];
    if (!next || frozenAt !== null) return;
    timer = setTimeout(() => runUntil(now()), Math.min(Math.max(0, next.due - now()), LONGEST_TIMER_MS));
    timer.unref();
  }

  function runUntil(at: number): void {
    for (let next = tasks[0]; next && next.due <= at; next = tasks[0]) {
      tasks.shift();
      next.run();
    }
    arm();
  }

  function set(at: number): void {
    for (let next = tasks[0]; next && next.due <= at; next = tasks[0]) {
      if (next.due > now()) put(next.due);
      tasks.shift();
      next.run();
    }
    put(at);
    arm();
  }

  return {
    now,
    set,
    advance: (ms) => set(now() + ms),
    skew: (ms) => {
      put(now() + ms);
      for (const task of tasks) task.due += ms;
      arm();
    },
    freeze: () => {
      frozenAt = now();
      arm();
    },
    resume: () => {
      if (frozenAt !== null) offset = frozenAt - Date.now();
      frozenAt = null;
      arm();
    },
    after: (ms, run) => {
      const task = { due: now() + ms, run };
      const place = tasks.findIndex((other) => other.due > task.due);
      if (place < 0) tasks.push(task);
      else tasks.splice(place, 0, task);
      arm();
      return () => {
        tasks = tasks.filter((other) => other !== task);
        arm();
      };
    },
    stop: () => {
      tasks = [];
      clearTimeout(timer);
    },
  };
}
