// A reader's worker with tasks that only a test would want.
import { isMainThread } from 'node:worker_threads';
import type { ReaderTasks } from '../../../src/main/db/reader-task.ts';
import { serveReader } from '../../../src/main/db/reader-worker.ts';
import { fail } from '../../../src/shared/errors.ts';

export const testTasks = {
  count: (connection, table: string) =>
    connection.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0,
  write: (connection, _input: null) => void connection.prepare(`DELETE FROM setting`).run(),
  refuse: (_connection, id: string): never => {
    throw fail('NOT_FOUND', 'There is no such thing.', { id });
  },
  stumble: (_connection, _input: null): never => {
    throw new TypeError('a fault of ours');
  },
  die: (_connection, _input: null): never => process.exit(3),
  hoard: (_connection, _input: null) => {
    const all: number[][] = [];
    for (;;) all.push(Array.from<number>({ length: 1_000_000 }).fill(0.5));
  },
  /** Takes turns until nobody wants it any more; says how far it is at every turn. */
  turn: async (_connection, turns: number, { pause, progress }) => {
    for (let done = 1; done <= turns; done += 1) {
      progress({ done });
      await pause();
    }
    return turns;
  },
  /** Never pauses, only looks. */
  look: (_connection, _input: null, { isCancelled, progress }) => {
    progress({ done: 1 });
    while (!isCancelled());
    throw fail('CANCELLED', 'seen in the middle', {});
  },
} satisfies ReaderTasks;

if (!isMainThread) serveReader(testTasks);
