// What the lock file may hold, and how Electron's age is counted; and that the real lock file holds nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergeLicences } from '../../scripts/licences.mjs';
import { electronLag, lockProblems } from '../../scripts/supply.mjs';
import { readLicences } from '../../src/main/lib/licences.ts';

const ROOT = join(import.meta.dirname, '..', '..');

test('the lock file pins every package by hash, from one registry, without unknown install scripts', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, object>;
  };
  expect(lockProblems(lock)).toEqual([]);
  // The planted faults.
  const packages = {
    ...lock.packages,
    'node_modules/a': { integrity: 'sha512-x', resolved: 'git+ssh://git@example.org/a.git' },
    'node_modules/b': { resolved: 'https://registry.npmjs.org/b/-/b-1.0.0.tgz' },
    'node_modules/c/node_modules/d': { integrity: 'sha512-x', hasInstallScript: true },
  };
  expect(lockProblems({ packages })).toEqual([
    'a comes from git+ssh://git@example.org/a.git',
    'b has no hash',
    'd brings an install script that nobody looked at',
  ]);
});

test('Electron’s lag counts from the first newer patch of the same major', () => {
  const times = {
    '45.3.4': '2026-11-01T00:00:00Z',
    '45.3.5': '2026-11-03T00:00:00Z',
    '45.4.0': '2026-11-09T00:00:00Z',
    '46.0.0': '2026-11-02T00:00:00Z',
    '45.5.0-beta.1': '2026-11-02T00:00:00Z',
  };
  const now = Date.parse('2026-11-10T00:00:00Z');
  expect(electronLag('45.3.4', times, now)).toBe(7);
  expect(electronLag('45.4.0', times, now)).toBe(0);
});

test('a build without a list of licences says so, and a package without a licence is not shipped', async () => {
  await expect(readLicences(join(ROOT, 'docs'))).rejects.toThrow('runs from its sources');
  expect(() => mergeLicences(join(ROOT, 'docs'))).toThrow();
});
