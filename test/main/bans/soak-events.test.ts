// A million events in 24 virtual hours on a real file: the list is the truth, no request too many, and memory, handles and
// the log stay as they are. Small here; MODKEEP_LONG=1 lives the whole day.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { driftInWords, driftProblems } from '../../helpers/drift.ts';
import { score } from '../../helpers/score.ts';
import type { Soaked } from './child-soak.ts';

const IS_LONG = process.env['MODKEEP_LONG'] === '1';
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const EVENTS = IS_LONG ? 1_000_000 : 800;
const HOURS = IS_LONG ? 24 : 0.02;

// What lasts is not asked here, so the file may lie where a million commits need no disk.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'modkeep-soak-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function soak(events: number, hours: number, fault = 'none'): Promise<Soaked> {
  const dir = mkdtempSync(join(folder, 'run-'));
  const child = join(import.meta.dirname, 'child-soak.ts');
  const words = ['--expose-gc', child, dir, String(events), String(hours), String(SEED), fault];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  rmSync(dir, { recursive: true });
  return JSON.parse(stdout) as Soaked;
}

test(`${EVENTS} events in ${HOURS} virtual hours (seed ${SEED})`, { timeout: 7_200_000 }, async () => {
  const { samples, largestLog, refused, isTrue, entries } = await soak(EVENTS, HOURS);
  const problems = driftProblems(samples, largestLog);
  score('soak-events', { bad: problems.length, of: EVENTS, note: driftInWords(samples, largestLog) });
  expect(problems).toEqual([]);
  expect({ refused, isTrue }).toEqual({ refused: 0, isTrue: true });
  expect(entries).toBeGreaterThanOrEqual(EVENTS);
});

test('a process that keeps what it saw is found out, so the test can tell', { timeout: 60_000 }, async () => {
  const { samples, largestLog } = await soak(1_500, 0.03, 'hoards');
  expect(driftProblems(samples, largestLog).join()).toContain('the heap grew');
});
