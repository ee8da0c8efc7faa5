// What counts as passed and failed at the end of `npm test`.
import { expect, test } from 'vitest';
import { countChecks, countPlaywright, countVitest } from '../../scripts/results.mjs';

const CRASHED = { passed: 0, failed: ['crashed before it could report'], skipped: [] };

test.each([countChecks, countVitest, countPlaywright])('a suite without a report has failed', (count) => {
  expect(count(null)).toEqual(CRASHED);
  expect(count({})).toEqual(CRASHED);
});

test('checks are counted one by one', () => {
  const report = [
    { name: 'lint', isOk: true },
    { name: 'types', isOk: false },
  ];
  expect(countChecks(report)).toEqual({ passed: 1, failed: ['types'], skipped: [] });
});

test('a test file that can not be loaded counts as one failure', () => {
  const report = {
    testResults: [
      { name: 'broken.test.ts', status: 'failed', assertionResults: [] },
      {
        name: 'fine.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'a' },
          { status: 'failed', fullName: 'b' },
          { status: 'skipped', fullName: 'c' },
        ],
      },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 1, failed: ['broken.test.ts', 'b'], skipped: ['c'] });
});

test('a page test that passes only at the second try has failed', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const report = {
    errors: [{ message: 'no browser\nstack' }],
    suites: [
      {
        title: 'a.spec.ts',
        specs: [spec('works', 'expected'), spec('limps', 'flaky')],
        suites: [{ title: 'inner', specs: [spec('breaks', 'unexpected'), spec('waits', 'skipped')] }],
      },
    ],
  };
  expect(countPlaywright(report)).toEqual({
    passed: 1,
    failed: ['no browser', 'a.spec.ts > limps', 'a.spec.ts > inner > breaks'],
    skipped: ['a.spec.ts > inner > waits'],
  });
});
