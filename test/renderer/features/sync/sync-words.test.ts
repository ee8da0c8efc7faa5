// The sync panel's words: only what is known, by whom it was asked for, and when another try makes sense.
import { describe, expect, it } from 'vitest';
import { describeRun, describeState } from '../../../../src/renderer/features/sync/sync-words.ts';
import { syncRuns } from '../../fixture-frame.ts';
import { iso, makeChannel, NOW } from '../../fixture-world.ts';

const owner = { kind: 'owner' } as const;
const key = { kind: 'key', keyId: 'k', name: 'dock', rights: [] } as const;
const runs = syncRuns('full');
const words = runs.map((run) => describeRun(run, owner));

describe('the last syncs', () => {
  it('say what they read and changed, and how long it took', () => {
    expect(words.map((one) => one.facts)).toEqual([
      '10\u202f000 read · 3 changes · 2 gone · 8s',
      '4\u202f200 read · 31s',
      '1\u202f200 read · 2s',
      '100 read · under 1s',
      '10\u202f000 read · 9\u202f800 found · 9s',
    ]);
  });

  it('say who asked', () => {
    expect(words.map((one) => one.by)).toEqual(['by you', 'by you', 'by itself', 'by obs dock', 'by itself']);
    expect(runs.slice(0, 1).map((run) => describeRun(run, key).by)).toEqual(['by the owner']);
  });

  it('can be retried when they failed or were interrupted, not when they were cancelled', () => {
    expect(words.map((one) => one.canRetry)).toEqual([false, true, true, false, false]);
  });

  it('say that nothing changed', () => {
    const [run] = runs;
    if (run !== undefined) expect(describeRun({ ...run, summary: {} }, owner).facts).toContain('no changes');
  });
});

describe('the state of the reading', () => {
  const lines = (change: Parameters<typeof makeChannel>[3], mode: 'broadcaster' | 'moderator' = 'broadcaster') =>
    Object.fromEntries(describeState(makeChannel('1', 'A', mode, change), NOW).map(({ word, text }) => [word, text]));

  it('names interval, next check and age', () => {
    expect(lines({ nextReadAt: iso(NOW + 6000), lastCompleteReadAt: iso(NOW - 4000) })).toEqual({
      Now: 'Waiting for the next check.',
      Why: 'Checked every 10 s.',
      Interval: '10s between two checks',
      'Next check': 'in 6 s',
      Complete: 'read in full 4 s ago',
    });
    expect(lines({ nextReadAt: iso(NOW - 1000) })['Next check']).toBe('any moment');
  });

  it('claims no list as a moderator', () => {
    expect(Object.keys(lines({}, 'moderator'))).toEqual(['List']);
  });
});
