// Whatever reads more than a screenful happens in one worker thread with a read-only connection of its own.
//
// How to add a task:
// 1. Write it in its room (audit/, bans/, insight/ …) as a function `(connection, input, { progress, pause, isCancelled })`,
//    a `ReaderTask`. Input and result are plain data. Throw `fail(…)` as anywhere; SQLite's own errors are translated.
// 2. Give it a name in `readerTasks` of wiring/reader-tasks.ts, and in the wiring call
//    `reader.run('audit.verify', input, { signal, onProgress })`; both are typed by the table.
// 3. Long reads go in windows (`WHERE seq > ? ORDER BY seq LIMIT n`), each at most about 20 ms, with `.all()` and never
//    an iterator held open, and `await pause()` between them: then other tasks take turns, a cancelled one ends with
//    CANCELLED, and no read transaction holds back the write-ahead log.
// 4. Each window sees what was committed before it began. Nothing can be written here (`query_only`).
// 5. Tests call the function directly, or use `createInlineReader(connection, tasks)`, which a database in memory needs.
import { Worker } from 'node:worker_threads';
import { AppFailure, fail } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Progress } from '../lib/job.ts';
import type { Log } from '../lib/log.ts';
import type { Sqlite } from './connection.ts';
import { runTask, type InputOf, type ReaderTasks, type ResultOf } from './reader-task.ts';
import type { FromReader, ReaderData, ToReader } from './reader-worker.ts';

export interface RunOptions {
  /** Aborting it ends the task with CANCELLED at its next pause, or before it began. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Reader<Tasks extends ReaderTasks> {
  /**
   * Runs a task. Throws CANCELLED, what the task throws, DATABASE_* and, when the worker died or Modkeep is closing,
   * SERVICE_UNAVAILABLE; the next call then starts a new worker.
   */
  run<Name extends keyof Tasks & string>(
    task: Name,
    input: InputOf<Tasks[Name]>,
    options?: RunOptions,
  ): Promise<ResultOf<Tasks[Name]>>;
  /** Cancels what is under way and ends the worker. Safe to call twice. */
  close(): Promise<void>;
}

export interface ReaderDeps {
  /** The database file. */
  readonly path: string;
  /** How much of the file it may keep in memory; SQLite's own measure where not said. */
  readonly cacheMb?: number;
  /** The program that calls `serveReader`. */
  readonly entry: URL;
  readonly clock: Clock;
  readonly log: Log;
  /** The worker came upon damage in the file. */
  readonly onDamage: () => void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: RunOptions['onProgress'];
  readonly cancelled: Int32Array;
  /** Stops listening to the signal. */
  readonly release: () => void;
}

const CLOSE_MS = 2000;
/** A task that runs away takes the worker with it, not the app. In MB. */
const MEMORY_MB = 256;

/** Starts the worker with the first task that is asked for. */
export function createReader<Tasks extends ReaderTasks>(deps: ReaderDeps): Reader<Tasks> {
  const { path, cacheMb, entry, clock, log, onDamage } = deps;
  const waiting = new Map<number, Waiting>();
  let worker: { readonly thread: Worker; readonly exited: Promise<void> } | null = null;
  let lastId = 0;
  let isClosed = false;

  function start(): { readonly thread: Worker; readonly exited: Promise<void> } {
    const workerData: ReaderData = { path, cacheMb };
    const thread = new Worker(entry, {
      workerData,
      execArgv: [],
      name: 'reader',
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    // Whoever waits for an answer has a reason of its own to keep the process alive.
    thread.unref();
    thread.on('message', take);
    thread.on('error', (error) => log.error('the reader failed', { error: String(error) }));
    const exited = new Promise<void>((resolve) => {
      thread.once('exit', (code) => {
        worker = null;
        if (!isClosed) log.warn('the reader ended', { code });
        failAll(fail('SERVICE_UNAVAILABLE', 'Reading was interrupted. Try again.', { reason: 'reader_ended' }));
        resolve();
      });
    });
    return { thread, exited };
  }

  function take(message: FromReader): void {
    const asked = waiting.get(message.id);
    if (asked === undefined) return;
    if ('progress' in message) return asked.onProgress?.(message.progress);
    waiting.delete(message.id);
    asked.release();
    if ('value' in message) return asked.resolve(message.value);
    if ('unexpected' in message) return asked.reject(unexpected(message.unexpected));
    if (message.error.code === 'DATABASE_CORRUPT') onDamage();
    asked.reject(new AppFailure(message.error));
  }

  function failAll(error: unknown): void {
    for (const { reject, release } of waiting.values()) {
      release();
      reject(error);
    }
    waiting.clear();
  }

  return {
    run(task, input, { signal, onProgress } = {}) {
      return new Promise((resolve, reject) => {
        if (isClosed) return reject(closing());
        if (signal?.aborted) return reject(fail('CANCELLED', 'The reading was cancelled.', {}));
        const id = (lastId += 1);
        const cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
        const cancel = (): void => void Atomics.store(cancelled, 0, 1);
        signal?.addEventListener('abort', cancel, { once: true });
        const release = (): void => signal?.removeEventListener('abort', cancel);
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, onProgress, cancelled, release });
        worker ??= start();
        post(worker.thread, { id, task, input, cancelled });
      });
    },
    async close() {
      isClosed = true;
      if (worker === null) return;
      const { thread, exited } = worker;
      for (const { cancelled } of waiting.values()) Atomics.store(cancelled, 0, 1);
      post(thread, { close: true });
      const enough = new AbortController();
      await Promise.race([exited, clock.sleep(CLOSE_MS, enough.signal).catch(() => undefined)]);
      enough.abort();
      await thread.terminate();
      await exited;
    },
  };
}

/** The same without a thread, for a database that only this connection can see. */
export function createInlineReader<Tasks extends ReaderTasks>(
  connection: Sqlite,
  tasks: Tasks,
  clock: Clock,
): Reader<Tasks> {
  const closed = new AbortController();
  return {
    async run(task, input, { signal, onProgress } = {}) {
      if (closed.signal.aborted) throw closing();
      const isCancelled = (): boolean => closed.signal.aborted || signal?.aborted === true;
      const ask = { task, input, isCancelled, onProgress: (progress: Progress) => onProgress?.(progress) };
      return (await runTask(tasks, () => connection, clock, ask)) as never;
    },
    close() {
      closed.abort();
      return Promise.resolve();
    },
  };
}

function post(thread: Worker, message: ToReader): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window: it has no origin
  thread.postMessage(message);
}

function closing(): AppFailure {
  return fail('SERVICE_UNAVAILABLE', 'Modkeep is closing.', { reason: 'closing' });
}

/** An error of the worker's with its own stack: dispatch logs it and tells nobody else. */
function unexpected({ message, stack }: { readonly message: string; readonly stack: string }): Error {
  const error = new Error(message);
  error.stack = stack;
  return error;
}
