// The reader's side of the thread: its own read-only connection, requests in, results out. Several tasks may be under
// way, taking turns where they pause. Knows neither the tasks nor who asks.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { AppFailure, type AppError } from '../../shared/errors.ts';
import { createClock } from '../lib/clock.ts';
import type { Progress } from '../lib/job.ts';
import { openForReading, type Sqlite } from './connection.ts';
import { translateSqlite } from './errors.ts';
import { runTask, type ReaderTasks } from './reader-task.ts';

export interface ReaderData {
  readonly path: string;
  /** See openForReading. */
  readonly cacheMb: number | undefined;
}

/** `cancelled` is shared memory: a flag in it is seen in the middle of a window. */
export type ToReader =
  | { readonly id: number; readonly task: string; readonly input: unknown; readonly cancelled: Int32Array }
  | { readonly close: true };

export type FromReader =
  | { readonly id: number; readonly progress: Progress }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: AppError }
  | { readonly id: number; readonly unexpected: { readonly message: string; readonly stack: string } };

/** Answers until told to close. Call it once, in a worker that was started with `ReaderData`. */
export function serveReader(tasks: ReaderTasks): void {
  const port = parentPort;
  if (port === null) throw new Error('the reader runs as a worker');
  const { path, cacheMb } = workerData as ReaderData;
  const clock = createClock();
  const running = new Set<Promise<void>>();
  let connection: Sqlite | null = null;
  const open = (): Sqlite => (connection ??= openForReading(path, cacheMb));

  async function answer({ id, task, input, cancelled }: Exclude<ToReader, { close: true }>): Promise<void> {
    try {
      const value = await runTask(tasks, open, clock, {
        task,
        input,
        isCancelled: () => Atomics.load(cancelled, 0) === 1,
        onProgress: (progress) => say(port!, { id, progress }),
      });
      say(port!, { id, value });
    } catch (error) {
      say(port!, { id, ...told(translateSqlite(error)) });
    }
  }

  port.on('message', (message: ToReader) => {
    if ('close' in message) {
      // What still reads was cancelled by whoever closes; the connection goes when the last of it is over.
      void Promise.allSettled(running).then(() => {
        connection?.close();
        port.close();
      });
      return;
    }
    const run = answer(message).finally(() => running.delete(run));
    running.add(run);
  });
}

function say(port: MessagePort, message: FromReader): void {
  port.postMessage(message);
}

function told(
  error: unknown,
): { readonly error: AppError } | { readonly unexpected: { readonly message: string; readonly stack: string } } {
  if (error instanceof AppFailure) return { error: error.failure };
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { unexpected: { message, stack } };
}
