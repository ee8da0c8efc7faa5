// What is said of the audit log's proof, in one line, and of work on the record when it has ended.
import { expect, test } from 'vitest';
import type { Verification } from '../../../../src/shared/contract/audit.ts';
import type { JobView } from '../../../../src/shared/model.ts';
import { proofWords } from '../../../../src/renderer/features/audit/proof-words.ts';
import { keptWords } from '../../../../src/renderer/lib/kept-words.ts';

const good: Verification = {
  isUnbroken: true,
  rows: 12_480,
  firstSeq: 1,
  lastSeq: 12_480,
  headHash: 'a',
  removed: 0,
  problem: null,
  anchoring: 'anchored',
  notes: [],
};
const broken: Verification = {
  ...good,
  isUnbroken: false,
  anchoring: 'none',
  problem: { seq: 7, what: 'it is missing' },
};

test.each([
  [null, 'unknown', 'Not verified yet'],
  [good, 'anchored', 'Verified 12\u202f480 rows: chain unbroken, anchored'],
  [{ ...good, anchoring: 'partly' }, 'partly', 'Verified 12\u202f480 rows: chain unbroken, not all of it anchored'],
  [{ ...good, anchoring: 'none' }, 'none', 'Verified 12\u202f480 rows: chain unbroken, not anchored'],
  [broken, 'broken', 'Row 7 is wrong: it is missing'],
] as const)('%#: %s is said as %s', (verification, state, text) => {
  expect(proofWords(verification)).toEqual({ state, text });
});

test.each([
  ['verify', { verification: good }, 'Audit log verified', 'ok'],
  ['verify', { verification: broken }, 'The audit log is broken', 'failed'],
  ['purge', { removed: 0 }, 'Old audit rows removed', 'ok'],
  ['backup', { bytes: 2_400_000 }, 'Backed up', 'ok'],
  ['import', { added: 1, read: 3 }, 'History imported', 'ok'],
] as const)('the end of %s %j is told as %s', (kind, summary, title, tone) => {
  expect(keptWords({ kind, summary } as unknown as JobView)).toMatchObject({ title, tone });
});
