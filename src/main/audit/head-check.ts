// Whether a copy of the database ends where the original did. A look at single rows, not a verification.
import type { Sqlite } from '../db/connection.ts';
import { createEnds } from './chain.ts';

/** True when the last row of the copy's audit log is, with the same hash, in the original, or was removed there since. */
export function isSameLog(copy: Sqlite, original: Sqlite): boolean {
  const head = createEnds({ sqlite: copy }).head();
  const { base } = createEnds({ sqlite: original });
  const there = original.prepare<[number], string>('SELECT hash FROM audit WHERE seq = ?').pluck().get(head.seq);
  return there === head.hash || (there === undefined && head.seq <= base().seq);
}
