// Finds what retention may remove: the longest beginning of the log in which every row is older. Runs in the reader.
import type { ReaderTask } from '../db/reader-task.ts';
import { createEnds } from './chain.ts';

/** A beginning of the log; nothing in it when `count` is 0. Times are epoch ms. */
export interface Prefix {
  readonly count: number;
  readonly fromSeq: number;
  readonly toSeq: number;
  /** Hash of the last row in it. */
  readonly hash: string;
  /** When the oldest and the newest of its rows happened. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** When the first row that stays happened; null when none stays. */
  readonly keptAt: number | null;
}

interface Row {
  readonly seq: number;
  readonly at: number;
  readonly hash: string;
}

const WINDOW = 5000;

/** `before` is epoch ms: a row of exactly that time stays. Rows are in the order they were written, not that of `at`. */
export const findPrefix: ReaderTask<{ readonly before: number }, Prefix> = async (sqlite, { before }, controls) => {
  const next = sqlite.prepare<[number, number], Row>(
    'SELECT seq, at, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?',
  );
  const { seq, hash } = createEnds({ sqlite }).base();
  const found = {
    count: 0,
    fromSeq: seq + 1,
    toSeq: seq,
    hash,
    firstAt: null as number | null,
    lastAt: null as number | null,
  };
  for (;;) {
    const rows = next.all(found.toSeq, WINDOW);
    for (const row of rows) {
      if (row.at >= before) return { ...found, keptAt: row.at };
      found.count += 1;
      found.toSeq = row.seq;
      found.hash = row.hash;
      found.firstAt = Math.min(found.firstAt ?? row.at, row.at);
      found.lastAt = Math.max(found.lastAt ?? row.at, row.at);
    }
    if (rows.length < WINDOW) return { ...found, keptAt: null };
    controls.progress({ done: found.count, phase: 'looking' });
    await controls.pause();
  }
};
