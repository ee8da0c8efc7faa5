// Walks the audit log row by row and says where it breaks. Runs in the reader; knows no key, so what it finds is only
// half of the proof: judge.ts has the other.
import type { ReaderTask } from '../db/reader-task.ts';
import { createEnds, hashRow, ROW_COLUMNS, START, type AuditRow, type Checkpoint, type Place } from './chain.ts';

export interface WalkInput {
  /** The last row to look at. */
  readonly to: number;
  /** Rows whose hashes are wanted. */
  readonly marks: readonly number[];
}

export interface Walked {
  /** Rows looked at, and the first of them; null in an empty log. */
  readonly rows: number;
  readonly firstSeq: number | null;
  /** Where the walk began: what retention had removed. */
  readonly base: Checkpoint;
  /** The last row that was looked at. */
  readonly end: Place;
  readonly problem: Problem | null;
  /** Hash by sequence of the marked rows that are there. */
  readonly hashes: Readonly<Record<number, string>>;
}

/** `seq` is the first row that is not right. */
export interface Problem {
  readonly seq: number;
  readonly what: string;
}

const WINDOW = 1000;

/** Stops at the first break. A million rows take some seconds and never more than a window's memory. */
export const walkAudit: ReaderTask<WalkInput, Walked> = async (sqlite, { to, marks }, { progress, pause }) => {
  const ends = createEnds({ sqlite });
  const next = sqlite.prepare<[number, number, number], AuditRow>(
    `SELECT ${ROW_COLUMNS} FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
  );
  const isExact = createExactness(sqlite);
  const wanted = new Set(marks);
  const hashes: Record<number, string> = {};
  let base = ends.base();
  let before: Place = base;
  let rows = 0;
  let firstSeq: number | null = null;
  let problem: Problem | null = null;
  while (problem === null) {
    const some = next.all(before.seq, to, WINDOW);
    if (some.length === 0) break;
    // Retention goes on meanwhile: what it has let go is no gap.
    const now = ends.base();
    if (now.seq > before.seq && some[0]!.seq > before.seq + 1) {
      base = before = now;
      rows = 0;
      firstSeq = null;
      continue;
    }
    for (const row of some) {
      problem = breakBetween(before, row) ?? (isExact(row) ? null : { seq: row.seq, what: CHANGED });
      if (problem !== null) break;
      if (wanted.has(row.seq)) hashes[row.seq] = row.hash;
      firstSeq ??= row.seq;
      before = row;
      rows += 1;
    }
    progress({ done: rows, phase: 'verifying' });
    await pause();
  }
  return { rows, firstSeq, base, end: { seq: before.seq, hash: before.hash }, problem, hashes };
};

const CHANGED = 'its content was changed after it was written';

/** What is wrong with `row` as the one after `before`. */
export function breakBetween(before: Place, row: AuditRow): Problem | null {
  const expected = before.seq + 1;
  if (row.seq !== expected) {
    const last = row.seq - 1;
    const what = last === expected ? 'it is missing' : `rows ${expected} to ${last} are missing`;
    return { seq: expected, what };
  }
  if (hashRow(row) !== row.hash) return { seq: row.seq, what: CHANGED };
  if (row.prevHash === before.hash) return null;
  const isFirst = before.seq === START.seq;
  return {
    seq: row.seq,
    what: isFirst
      ? 'it is not the beginning of a log'
      : `it does not follow from row ${before.seq}: one of the two was replaced`,
  };
}

/**
 * Bytes that are no text are read as U+FFFD, like U+FFFD itself: where one shows up, the bytes are looked at.
 * Without this a few exchanged bytes would go unnoticed.
 */
function createExactness(sqlite: Parameters<typeof walkAudit>[0]): (row: AuditRow) => boolean {
  const names = ['moderator_login', 'content_id', 'content_name', 'reason', 'metadata'] as const;
  const bytes = sqlite.prepare<[number], Record<string, Buffer | null>>(
    `SELECT ${names.map((name) => `CAST(${name} AS BLOB) AS ${name}`).join(', ')} FROM audit WHERE seq = ?`,
  );
  return (row) => {
    const texts = [row.moderatorLogin, row.contentId, row.contentName, row.reason, row.metadata];
    if (!texts.some((text) => text?.includes('\uFFFD'))) return true;
    const stored = bytes.get(row.seq);
    return names.every((name, index) => {
      const text = texts[index];
      return text == null || stored?.[name]?.equals(Buffer.from(text)) === true;
    });
  };
}
