// A planted fault whose place has moved plants nothing: every edit finds its text exactly once, every suite is there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FAULTS } from './faults.ts';

const ROOT = join(import.meta.dirname, '..', '..');

it.each(FAULTS)('$name can still be planted', ({ edits, suites }) => {
  for (const { path, from, to } of edits) {
    expect(readFileSync(join(ROOT, path), 'utf8').split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  }
  for (const suite of suites) expect(existsSync(join(ROOT, suite))).toBe(true);
});

it('there are ten of them, each with a name of its own', () => {
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(10);
});
