// Moves SQLite's log into the main file beside the main thread. Without it every few pages of a first read, and now and
// then a single ban, would make everything wait while a thousand pages are written in a thousand places and synced.
// The writing connection still does it itself when the log reaches its limit: a thread that dies costs time, not space,
// and one that is kept waiting in the middle of its work costs some megabytes until it is done.
import { Worker } from 'node:worker_threads';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { CheckpointerData, FromCheckpointer, ToCheckpointer } from './checkpointer-worker.ts';
import { LOG_LIMIT_PAGES, OWN_LOG_LIMIT_PAGES } from './connection.ts';
import type { Database } from './open.ts';

export interface Checkpointer {
  /** Empties the log if it was at work, and ends the thread. Safe to call twice. */
  close(): Promise<void>;
}

export interface CheckpointerDeps {
  readonly db: Database;
  /** The program checkpointer-worker.ts. */
  readonly entry: URL;
  readonly clock: Clock;
  readonly log: Log;
}

/** Pages in the log that nobody has moved yet from which on the thread is asked: one megabyte. */
const MOVE_FROM_PAGES = 256;
/** After this long without a write the log is emptied and the thread ends. */
const QUIET_MS = 5_000;
const CLOSE_MS = 2_000;

interface Thread {
  readonly worker: Worker;
  readonly exited: Promise<void>;
  /** Ends the wait for a quiet moment. */
  readonly over: AbortController;
  isBusy: boolean;
}

/** Watches the commits of `db`; the thread starts when there is enough to move. */
export function createCheckpointer({ db, entry, clock, log }: CheckpointerDeps): Checkpointer {
  const { sqlite } = db;
  // Only counts: takes no lock and moves nothing.
  const count = sqlite.prepare<[], [busy: number, written: number, moved: number]>('PRAGMA wal_checkpoint(NOOP)').raw();
  let thread: Thread | null = null;
  let isOff = db.path === ':memory:';
  let lastCommit = 0;

  function start(): Thread {
    const workerData: CheckpointerData = { path: db.path };
    const worker = new Worker(entry, { workerData, execArgv: [], name: 'checkpointer' });
    worker.unref();
    worker.on('message', take);
    worker.on('error', (error) => {
      isOff = true;
      log.warn('the checkpointer failed', { error: String(error) });
    });
    const over = new AbortController();
    const exited = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        over.abort();
        thread = null;
        if (sqlite.open) sqlite.pragma(`wal_autocheckpoint = ${OWN_LOG_LIMIT_PAGES}`);
        resolve();
      });
    });
    sqlite.pragma(`wal_autocheckpoint = ${LOG_LIMIT_PAGES}`);
    untilQuiet(over.signal).then(
      () => ask('end'),
      () => undefined,
    );
    return { worker, exited, over, isBusy: false };
  }

  function take(answer: FromCheckpointer): void {
    if (thread !== null) thread.isBusy = false;
    if (answer.ok) return;
    // From here on the writing connection does it: where something is wrong it meets the same, and says it.
    isOff = true;
    log.warn('the log could not be moved', { isDamage: answer.isDamage });
    if (answer.isDamage) db.suspect();
    ask('end');
  }

  function ask(what: ToCheckpointer): void {
    if (thread === null) return;
    thread.isBusy = true;
    if (what === 'end') thread.over.abort();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window: it has no origin
    thread.worker.postMessage(what);
  }

  async function untilQuiet(signal: AbortSignal): Promise<void> {
    for (;;) {
      const left = lastCommit + QUIET_MS - clock.monotonic();
      if (left <= 0) return;
      await clock.sleep(left, signal);
    }
  }

  /** Pages in the log that are not in the main file yet. What cannot be counted is not worth a failed write. */
  function waiting(): number {
    try {
      const [, written, moved] = count.get() ?? [0, 0, 0];
      return written - moved;
    } catch {
      return 0;
    }
  }

  db.onCommit(() => {
    lastCommit = clock.monotonic();
    if (isOff || thread?.isBusy === true || waiting() < MOVE_FROM_PAGES) return;
    try {
      thread ??= start();
      ask('move');
    } catch (error) {
      // What was written is written; whoever wrote it must not hear of this.
      isOff = true;
      log.warn('the checkpointer failed', { error: String(error) });
    }
  });

  return {
    async close() {
      isOff = true;
      if (thread === null) return;
      const { worker, exited } = thread;
      ask('end');
      const enough = new AbortController();
      await Promise.race([exited, clock.sleep(CLOSE_MS, enough.signal).catch(() => undefined)]);
      enough.abort();
      await worker.terminate();
      await exited;
    },
  };
}
