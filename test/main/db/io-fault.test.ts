// The disk refuses, or the process dies, at one chosen disk call: opening, migrating and writing included. What was
// acknowledged stays, nothing is half there, the error has a name, and the next start needs no repair.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleChild, type Bundled } from '../../helpers/bundled.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { score } from '../../helpers/score.ts';
import { problemAfterCrash } from './crash-state.ts';
import { CHILD_WRITER, canTrace } from './write-trace.ts';

const isLong = process.env['MODKEEP_LONG'] === '1';
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const COMMITS = 8;

const isTraceable = canTrace();
if (!isTraceable) console.log('Refusing disks were not tested: strace is missing or may not trace here.');

const temp = createTempDir();
let writer: Bundled;
beforeAll(async () => void (writer = await bundleChild(CHILD_WRITER)));
afterAll(() => {
  temp.remove();
  writer.remove();
});

interface Fault {
  readonly name: string;
  readonly call: 'pwrite64' | 'fsync';
  readonly inject: string;
  /** Calls before which it happens: about as many as the whole run makes. */
  readonly calls: number;
  readonly rounds: number;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'a disk that is full from then on',
    call: 'pwrite64',
    inject: 'error=ENOSPC:when=#+',
    calls: 500,
    rounds: 300,
  },
  { name: 'one write that fails', call: 'pwrite64', inject: 'error=EIO:when=#', calls: 500, rounds: 300 },
  { name: 'one fsync that fails', call: 'fsync', inject: 'error=EIO:when=#', calls: 20, rounds: 100 },
  { name: 'kill -9 at a write', call: 'pwrite64', inject: 'signal=SIGKILL:when=#', calls: 500, rounds: 300 },
];

/** Runs the writer with the fault before call number `place`; what it said, line by line. */
function runWith(fault: Fault, place: number, path: string, planted = 'none'): readonly string[] {
  const inject = `inject=${fault.call}:${fault.inject.replace('#', String(place))}`;
  const command = ['-f', '-o', '/dev/null', '-e', `trace=${fault.call}`, '-e', inject, process.execPath, writer.path];
  const run = spawnSync('strace', [...command, path, String(COMMITS), 'FULL', '20', planted], { encoding: 'utf8' });
  if (run.stderr.includes('strace:')) throw new Error(run.stderr);
  return run.stdout.trim().split('\n').filter(Boolean);
}

function roundOf(fault: Fault, place: number, planted?: string): string[] {
  const dir = join(temp.dir, 'round');
  const path = join(dir, 'modkeep.db');
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  const said = runWith(fault, place, path, planted);
  const problems = said.filter((line) => !/^(\d+|DATABASE_FULL|DATABASE_CORRUPT)$/.test(line));
  const acknowledged = Math.max(0, ...said.map(Number).filter(Number.isInteger));
  const db = openTestDatabase({ path });
  if (db.recovery !== null) problems.push('a repair was needed');
  db.close();
  const problem = problemAfterCrash(path, acknowledged, Math.min(acknowledged + 1, COMMITS));
  return [...problems, ...(problem === null ? [] : [problem])].map((text) => `at call ${place}: ${text}`);
}

describe.skipIf(!isTraceable)(`refusing disks (seed ${SEED})`, () => {
  it.each(FAULTS)('$name', (fault) => {
    const { random } = createFakeClock(0, SEED);
    const rounds = isLong ? fault.rounds : 3;
    const places = Array.from({ length: rounds }, () => 1 + Math.floor(random() * fault.calls));
    const problems = places.flatMap((place) => roundOf(fault, place));
    score(fault.inject.startsWith('error') ? 'io-faults' : 'kill-writes', { bad: problems.length, of: rounds });
    expect(problems).toEqual([]);
  });

  it('find out a writer that says a refused commit is done, so the test can tell', () => {
    const [full] = FAULTS;
    expect(roundOf(full as Fault, 400, 'liar').join()).toContain('lost');
  });

  it('is felt by the writer, so the test can tell', () => {
    const [full] = FAULTS;
    expect(full).toBeDefined();
    mkdirSync(join(temp.dir, 'felt'));
    const said = runWith(full as Fault, 400, join(temp.dir, 'felt', 'modkeep.db'));
    expect(said).toContain('DATABASE_FULL');
    expect(said).toContain('1');
  });
});
