// What the reader runs: a task reads through one connection, in windows, and lets others in between. Knows no thread and
// no table; the tasks themselves live in the rooms and are gathered in wiring/reader-tasks.ts.
import { fail } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Progress } from '../lib/job.ts';
import { createThrottle } from '../lib/throttle.ts';
import type { Sqlite } from './connection.ts';

/** How a task speaks with whoever asked. */
export interface TaskControls {
  /** How far it is; passed on at most five times a second, the last one always. */
  progress(progress: Progress): void;
  /** True as soon as nobody wants the result any more; seen inside a window too. */
  isCancelled(): boolean;
  /** Between two windows: lets other tasks read. Throws CANCELLED when nobody wants the result any more. */
  pause(): Promise<void>;
}

/** `input` and the result cross a thread: plain data only. */
export type ReaderTask<Input, Result> = (
  connection: Sqlite,
  input: Input,
  controls: TaskControls,
) => Result | Promise<Result>;

/** Tasks by name. */
export type ReaderTasks = Readonly<Record<string, ReaderTask<never, unknown>>>;
export type InputOf<Task> = Task extends (connection: Sqlite, input: infer Input, ...rest: never[]) => unknown
  ? Input
  : never;
export type ResultOf<Task> = Task extends (...rest: never[]) => infer Result ? Awaited<Result> : never;

export interface Ask {
  readonly task: string;
  readonly input: unknown;
  readonly isCancelled: () => boolean;
  readonly onProgress: (progress: Progress) => void;
}

const PROGRESS_MS = 200;

/** Runs one task to its end. Throws what the task throws, and CANCELLED when it was not wanted before it began. */
export async function runTask(tasks: ReaderTasks, connection: () => Sqlite, clock: Clock, ask: Ask): Promise<unknown> {
  const { isCancelled } = ask;
  const assertWanted = (): void => {
    if (isCancelled()) throw fail('CANCELLED', 'The reading was cancelled.', {});
  };
  assertWanted();
  if (!Object.hasOwn(tasks, ask.task)) throw new Error(`there is no reader task ${ask.task}`);
  const task = tasks[ask.task] as ReaderTask<unknown, unknown>;
  let last: Progress | null = null;
  const throttle = createThrottle(clock, PROGRESS_MS, () => {
    if (last !== null) ask.onProgress(last);
  });
  try {
    return await task(connection(), ask.input, {
      progress(progress) {
        last = progress;
        throttle.send();
      },
      isCancelled,
      async pause() {
        await new Promise<void>((resolve) => setImmediate(resolve));
        assertWanted();
      },
    });
  } finally {
    throttle.sendLast();
  }
}
