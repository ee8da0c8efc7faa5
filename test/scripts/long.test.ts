// What `npm run test:long` makes of its words and of what its parts report.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLong } from '../../scripts/flags.mjs';
import { intoReadme, outcomeOf, rowOf, tableOf } from '../../scripts/long-card.mjs';
import { PARTS } from '../../scripts/long-parts.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const NAMES = ['kill', 'csv'];
const part = { name: 'kill', minutes: 1, suites: [], rows: [] };

test('the words: all, some, again, in lanes', () => {
  const all = { isHelp: false, isList: false, isTable: false, isReadme: false, isResumed: false, only: null, lanes: 2 };
  expect(parseLong([], NAMES)).toEqual(all);
  expect(parseLong(['--only', 'csv,kill', '--resume'], NAMES)).toEqual({
    ...all,
    only: ['csv', 'kill'],
    isResumed: true,
  });
  expect(parseLong(['--only=csv', '--lanes=3'], NAMES)).toEqual({ ...all, only: ['csv'], lanes: 3 });
});

test.each([[['--only', 'all']], [['--only']], [['--lanes', '0']], [['--fast']], [['kill']]])('refuses %j', (words) => {
  expect(() => parseLong(words, NAMES)).toThrow(/part|lanes|flag/);
});

test('every part has suites that are there, minutes and at least one row', () => {
  for (const { name, suites, script, minutes, rows } of PARTS) {
    const missing = [...(suites ?? []), ...(script ?? []).slice(0, 1)].filter((path) => !existsSync(join(ROOT, path)));
    expect({ name, missing }).toEqual({ name, missing: [] });
    expect(minutes).toBeGreaterThan(0);
    expect(rows.length).toBeGreaterThan(0);
  }
  expect(new Set(PARTS.map(({ name }) => name)).size).toBe(PARTS.length);
});

const report = (...tests: [string, string][]) => ({
  testResults: [
    { name: 'a', status: 'x', assertionResults: tests.map(([fullName, status]) => ({ fullName, status })) },
  ],
});

test('figures are what the tests noted, added up, and a failure is said beside them', () => {
  const scores = [
    { name: 'kill', bad: 0, of: 600 },
    { name: 'kill', bad: 1, of: 400, note: 'slowly' },
    { name: 'other', bad: 5, of: 5 },
  ];
  const fine = outcomeOf(report(['one', 'passed']), scores);
  expect(rowOf(part, { what: 'w', from: 'kill' }, fine)).toEqual({
    what: 'w',
    figure: '1 / 1 000 (slowly)',
    command: 'npm run test:long -- --only kill',
  });
  expect(rowOf(part, { what: 'w', from: 'kill', isGood: true }, fine).figure).toBe('999 / 1 000 (slowly)');
  const failed = outcomeOf(report(['one', 'failed']), scores);
  expect(rowOf(part, { what: 'w', from: 'kill' }, failed).figure).toContain('FAILED: one');
});

test('titles are counted by what they are about', () => {
  const outcome = outcomeOf(
    report(['checklist 7: a', 'passed'], ['checklist 7: b', 'passed'], ['checklist 8', 'failed']),
    [],
  );
  const row = { what: 'w', titles: String.raw`checklist (\d+)`, of: 20 };
  expect(rowOf(part, row, outcome).figure).toBe('1 / 20; FAILED: checklist 8');
});

test('what was not run says why, and what crashed has failed', () => {
  const row = { what: 'w', from: 'kill' };
  expect(rowOf(part, row, undefined).figure).toBe('not run: not asked for yet');
  expect(rowOf({ ...part, isExtra: true }, row, undefined).figure).toContain('too long');
  expect(rowOf(part, row, { notRun: 'strace is not installed here', failed: [] }).figure).toMatch(/^not run: strace/);
  const without = { ...outcomeOf(report(['x', 'passed']), []), missing: ['soffice'] };
  expect(rowOf(part, { ...row, needs: 'soffice' }, without).figure).toBe('not run: soffice is not installed here');
  expect(outcomeOf(null, []).failed).toEqual(['crashed before it could report']);
  expect(outcomeOf(report(), []).failed).toEqual(['ran no test at all']);
  expect(rowOf(part, row, outcomeOf(report(['left', 'skipped'], ['x', 'passed']), [])).figure).toMatch(/^not run/);
  expect(tableOf([{ what: 'a', figure: '0 / 1', command: 'c' }])).toContain('| a | 0 / 1 | `c` |');
});

test('the table takes the place of the one in the README, which is there', () => {
  const page = 'a\n<!-- scorecard: npm run test:long -->\nold\n<!-- /scorecard -->\nb\n';
  const next = intoReadme(page, '| new $& |');
  expect(next).toBe('a\n<!-- scorecard: npm run test:long -->\n\n| new $& |\n\n<!-- /scorecard -->\nb\n');
  expect(intoReadme(next, '| new $& |')).toBe(next);
  expect(() => intoReadme('nothing', 'x')).toThrow('README');
  expect(intoReadme(readFileSync(join(ROOT, 'README.md'), 'utf8'), 'x')).toContain('## Scorecard');
});
