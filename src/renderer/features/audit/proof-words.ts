// The audit log's proof in one line, with its hue and what is to be said beside it. Pure.
import type { Verification } from '../../../shared/contract/audit.ts';
import { plural } from '../../lib/format.ts';

export type ProofState = 'unknown' | 'anchored' | 'partly' | 'none' | 'broken';

export interface ProofWords {
  readonly state: ProofState;
  readonly text: string;
}

/** `verification` null: nobody has looked yet. */
export function proofWords(verification: Verification | null): ProofWords {
  if (verification === null) return { state: 'unknown', text: 'Not verified yet' };
  const { isUnbroken, rows, problem, anchoring } = verification;
  if (!isUnbroken || problem !== null) {
    const where = problem === null ? 'The log is broken' : `Row ${problem.seq} is wrong: ${problem.what}`;
    return { state: 'broken', text: where };
  }
  const verified = `Verified ${plural(rows, 'row', 'rows')}: chain unbroken`;
  if (anchoring === 'anchored') return { state: 'anchored', text: `${verified}, anchored` };
  if (anchoring === 'partly') return { state: 'partly', text: `${verified}, not all of it anchored` };
  return { state: 'none', text: `${verified}, not anchored` };
}
