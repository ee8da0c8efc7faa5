// `npm run test:controls`: plants each fault in a copy of the project, runs the suites that have to notice, and says
// which test did. A fault that nobody notices, or a suite that fails without it, fails the run.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { countVitest } from '../../scripts/results.mjs';
import { score } from '../helpers/score.ts';
import { FAULTS, type PlantedFault } from './faults.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** What the suites need of the project, and nothing that could be changed by accident. */
const COPIED = [
  'src',
  'test',
  'drizzle',
  'scripts',
  'docs',
  'package.json',
  'tsconfig.json',
  'electron.vite.config.ts',
  'README.md',
  'CHANGELOG.md',
];
const LIMIT_MS = 10 * 60_000;

interface Result {
  readonly passed: number;
  readonly failed: readonly string[];
}

function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modkeep-controls-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

/** Replaces each edit's text; throws when it is not there exactly once, because then the control controls nothing. */
function plant(folder: string, fault: PlantedFault): () => void {
  const before = new Map<string, string>();
  for (const { path, from, to } of fault.edits) {
    const file = join(folder, path);
    const source = readFileSync(file, 'utf8');
    if (!before.has(file)) before.set(file, source);
    if (source.split(from).length !== 2) throw new Error(`${path} does not hold exactly one "${from}"`);
    writeFileSync(
      file,
      source.replace(from, () => to),
    );
  }
  return () => before.forEach((source, file) => writeFileSync(file, source));
}

function runSuites(folder: string, suites: readonly string[]): Result {
  const report = join(folder, 'results', 'report.json');
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const words = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--config=test/vitest.config.ts'];
  const run = spawnSync(process.execPath, [...words, '--reporter=json', `--outputFile=${report}`, ...suites], {
    cwd: folder,
    timeout: LIMIT_MS,
    stdio: 'ignore',
  });
  if (run.error) return { passed: 0, failed: [`the suites did not end: ${run.error.message}`] };
  return countVitest(JSON.parse(readFileSync(report, 'utf8')));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Returns how many faults were caught, or null when the suites fail by themselves. */
function runAll(folder: string, faults: readonly PlantedFault[]): number | null {
  const suites = [...new Set(faults.flatMap((fault) => fault.suites))];
  const whole = runSuites(folder, suites);
  say(`without a fault: ${whole.passed} passed, ${whole.failed.length} failed`);
  if (whole.failed.length > 0 || whole.passed === 0) {
    for (const title of whole.failed) say(`  FAILED  ${title}`);
    return null;
  }
  let caught = 0;
  for (const fault of faults) {
    const mend = plant(folder, fault);
    const { failed } = runSuites(folder, fault.suites);
    mend();
    if (failed.length > 0) caught += 1;
    say(`${failed.length > 0 ? 'caught' : 'MISSED'}  ${fault.name}: ${fault.harm}`);
    for (const title of failed.slice(0, 3)) say(`        by "${title}"`);
  }
  return caught;
}

const wanted = process.argv.slice(2);
const faults = FAULTS.filter((fault) => wanted.length === 0 || wanted.includes(fault.name));
const folder = copyProject();
try {
  const caught = runAll(folder, faults);
  const missed = caught === null ? faults.length : faults.length - caught;
  if (caught === null) say('the suites fail without a fault, so they prove nothing');
  say(`planted faults caught ${caught ?? 0}/${faults.length}`);
  score('planted', { bad: missed, of: faults.length });
  process.exitCode = missed === 0 && faults.length > 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
