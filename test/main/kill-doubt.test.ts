// What may be doubted after a kill is told from what may not: the excuse covers what nobody can know, and nothing else.
import { expect, test } from 'vitest';
import type { Act } from '../../src/simulator/types.ts';
import { misjudged } from './kill-doubt.ts';
import { problemsOf } from './kill-judge.ts';
import type { Entry, Happened, IntentRow, Recorded } from './kill-record.ts';

const person = { userId: '7' };
const act = (kind: Act['kind'], at: number, more: Partial<Act> = {}): Act => ({
  ...person,
  sequence: at,
  at,
  kind,
  channelId: '1',
  moderatorId: '2',
  reason: '',
  expiresAt: null,
  source: 'control',
  extra: {},
  ...more,
});
const intent = (kind: string, state: string, more: Partial<IntentRow> = {}): IntentRow => ({
  ...person,
  actId: 'mine',
  reason: 'mine',
  kind,
  state,
  startedAt: 100_000,
  finishedAt: 104_000,
  code: state === 'failed' ? 'SERVICE_UNAVAILABLE' : null,
  ...more,
});
const entry = (kind: string, at: number, sources: number, evidence = '{"voices":[]}'): Entry => ({
  ...person,
  id: `${kind}-${at}`,
  kind,
  at,
  notBefore: null,
  expiresAt: null,
  sources,
  found: 0,
  evidence,
});
const nothing: Recorded = { entries: [], audit: [], list: [], intents: [] };
const world = (acts: readonly Act[]): Happened => ({ acts, truth: [], acked: [] });

/** An unban of ours, cut off and settled by looking, of somebody banned at 10 s. */
function lookedUp(): Recorded {
  const entries = [
    entry('ban', 10_000, 2),
    entry('unbanned', 100_000, 4, '{"voices":[{"type":"end","key":"app:mine"}]}'),
  ];
  const audit = entries.map(({ id }, index) => ({
    ...person,
    id,
    action: 'unban_user',
    amends: null,
    metadata: { entryId: id, ...(index === 1 ? { actId: 'mine', resolvedBy: 'looked' } : {}) },
  }));
  return { ...nothing, entries, audit, intents: [intent('unban', 'done')] };
}

test('an ending found by looking may be that of somebody else, if there was one meanwhile', () => {
  const ban = act('ban', 10_000);
  expect(problemsOf(lookedUp(), world([ban, act('unban', 102_000)]))).toEqual([]);
  // A short timeout in place of the ban, run out before anybody looked.
  expect(problemsOf(lookedUp(), world([ban, act('timeout', 101_000, { expiresAt: 103_000 })]))).toEqual([]);
  expect(problemsOf(lookedUp(), world([ban]))).toHaveLength(2);
  expect(problemsOf(lookedUp(), world([ban, act('unban', 140_000)]))).toHaveLength(2);
});

test('a ban that was undone before anybody looked may be said to have failed, unless its event was heard', () => {
  const made = act('ban', 101_000, { reason: 'mine', source: 'helix' });
  const undone = act('unban', 102_000);
  const failed = { ...nothing, intents: [intent('ban', 'failed')] };
  expect(misjudged(failed, world([made, undone]))).toEqual([]);
  expect(misjudged(failed, world([made]))).toHaveLength(1);
  const heard = { ...failed, entries: [entry('ban', 101_000, 2, '{"voices":[{"reason":"mine"}]}')] };
  expect(misjudged(heard, world([made, undone]))).toHaveLength(1);
});
