// How an update stands, in one sentence, and what a failure reads like.
import { expect, test } from 'vitest';
import type { UpdateView } from '../../../src/shared/contract/updates.ts';
import { updateFailure, updateSentence, waitSentence } from '../../../src/renderer/lib/update-words.ts';

const IDLE: UpdateView = {
  status: 'idle',
  off: null,
  current: '0.1.0',
  found: null,
  progress: null,
  checkedAt: null,
  nextCheckAt: null,
  error: null,
  waitsFor: [],
  previous: null,
  failedVersion: null,
};
const found = { version: '0.2.0', notes: '', releasedAt: null, bytes: null };

test.each<readonly [Partial<UpdateView>, string]>([
  [{}, 'Nobody has looked yet.'],
  [{ checkedAt: '2026-11-20T12:00:00Z' }, 'This is the newest version.'],
  [{ status: 'off', off: 'package' }, 'installed from a package'],
  [{ status: 'available', found }, 'Modkeep 0.2.0 is out.'],
  [{ status: 'downloading', found, progress: null }, 'Modkeep 0.2.0 is being fetched.'],
  [{ status: 'downloading', found, progress: { bytes: 0, total: 0, bytesPerSecond: 0 } }, 'being fetched.'],
  [{ status: 'downloading', found, progress: { bytes: 1, total: 3, bytesPerSecond: 1 } }, ': 33 %, '],
  [{ status: 'installing', found }, 'starts again as Modkeep 0.2.0'],
])('%j', (given, words) => {
  const sentence = updateSentence({ ...IDLE, ...given });
  expect(sentence).toContain(words);
  expect(sentence).not.toMatch(/NaN|undefined|null/);
});

test('what it waits for, and a failure with its code', () => {
  expect(waitSentence(IDLE)).toBe('');
  expect(waitSentence({ ...IDLE, waitsFor: ['bulk', 'restore'] })).toContain(
    'a bulk job and a restore at the next start',
  );
  expect(updateFailure({ code: 'OFFLINE', error: 'Nobody answers.', details: { reason: 'timeout' } })).toBe(
    'Nobody answers. (OFFLINE · timeout)',
  );
  expect(updateFailure({ code: 'INTERNAL_ERROR', error: 'Oh.', details: { id: '7' } })).toBe('Oh. (INTERNAL_ERROR)');
});
