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

interface State {
  offset: number;
  frozenAt: number | null;
  /** In the order in which they fall due. */
  tasks: Task[];
  timer: NodeJS.Timeout | undefined;
}

const LONGEST_TIMER_MS = 2_147_483_647;

/** A clock that runs with the machine's own, shifted by `offsetMs`. */
export function createSimulatorClock(offsetMs = 0): SimulatorClock {
  const state: State = { offset: offsetMs, frozenAt: null, tasks: [], timer: undefined };
  const now = (): number => nowOf(state);
  return {
    now,
    set: (at) => jump(state, at),
    advance: (ms) => jump(state, now() + ms),
    skew: (ms) => {
      put(state, now() + ms);
      for (const task of state.tasks) task.due += ms;
      arm(state);
    },
    freeze: () => {
      state.frozenAt = now();
      arm(state);
    },
    resume: () => {
      if (state.frozenAt !== null) state.offset = state.frozenAt - Date.now();
      state.frozenAt = null;
      arm(state);
    },
    after: (ms, run) => {
      const task = { due: now() + ms, run };
      const place = state.tasks.findIndex((other) => other.due > task.due);
      state.tasks.splice(place < 0 ? state.tasks.length : place, 0, task);
      arm(state);
      return () => {
        state.tasks = state.tasks.filter((other) => other !== task);
        arm(state);
      };
    },
    stop: () => {
      state.tasks = [];
      clearTimeout(state.timer);
    },
  };
}

function nowOf(state: State): number {
  return state.frozenAt ?? Date.now() + state.offset;
}

function put(state: State, at: number): void {
  if (state.frozenAt === null) state.offset = at - Date.now();
  else state.frozenAt = at;
}

/** Sets one real timer for the task that is due next; none while the clock stands still. */
function arm(state: State): void {
  clearTimeout(state.timer);
  const next = state.tasks[0];
  if (!next || state.frozenAt !== null) return;
  const ms = Math.min(Math.max(0, next.due - nowOf(state)), LONGEST_TIMER_MS);
  state.timer = setTimeout(() => {
    runDue(state, nowOf(state));
    arm(state);
  }, ms);
  state.timer.unref();
}

function runDue(state: State, at: number): void {
  for (let next = state.tasks[0]; next && next.due <= at; next = state.tasks[0]) {
    if (next.due > nowOf(state)) put(state, next.due);
    state.tasks.shift();
    next.run();
  }
}

function jump(state: State, at: number): void {
  runDue(state, at);
  put(state, at);
  arm(state);
}
