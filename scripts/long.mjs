// `npm run test:long`: every figure of the scorecard in one go, in two lanes. Each part is a process of its own, so
// that no suite's memory or mistakes are another's. Keeps what each part came to in results/long/, so that a run can
// be gone on with, and writes the scorecard as JSON and as a table.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { getChromium } from './browser.mjs';
import { ask, runTool } from './child.mjs';
import { LONG_HELP, parseLong } from './flags.mjs';
import { intoReadme, outcomeOf, rowOf, tableOf } from './long-card.mjs';
import { PARTS } from './long-parts.mjs';
import { ROOT, toolEnvironment } from './root.mjs';
import { Refusal, say, seconds } from './say.mjs';
import { prepare } from './setup.mjs';

const FOLDER = join(ROOT, 'results', 'long');
const README = join(ROOT, 'README.md');
const KEPT = join(FOLDER, 'outcomes.json');
/** A part that takes this many times its minutes (and five more) hangs. */
const PATIENCE = 3;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(`${error.code}: ${error.message}`);
  process.exitCode = error.exitCode;
}

async function main(words) {
  const flags = parseLong(
    words,
    PARTS.map(({ name }) => name),
  );
  if (flags.isHelp) return show(LONG_HELP + list());
  if (flags.isList) return show(list());
  mkdirSync(FOLDER, { recursive: true });
  const kept = readKept();
  // What had no tool may have it now.
  const hasPassed = (outcome) => outcome?.failed.length === 0 && outcome.notRun === undefined;
  const isDone = (part) => flags.isResumed && hasPassed(kept[part.name]);
  const chosen = PARTS.filter((part) => (flags.only === null ? !part.isExtra : flags.only.includes(part.name)));
  if (!flags.isTable)
    await runAll(
      chosen.filter((part) => !isDone(part)),
      kept,
      flags.lanes,
    );
  return report(kept, flags.isTable ? PARTS : chosen, flags.isReadme);
}

/** Lanes take parts from one queue, longest first; a part that only waits (`isIdle`) runs beside them. */
async function runAll(parts, kept, lanes) {
  const node = await prepare();
  const tools = { node, chromium: await getChromium(node) };
  const queue = parts.toSorted((one, other) => other.minutes - one.minutes);
  const idle = queue.filter((part) => part.isIdle);
  const busy = queue.filter((part) => !part.isIdle);
  say(`${parts.length} parts, about ${estimate(busy, lanes)} minutes in ${lanes} lanes`);
  const state = { isStopped: false };
  const take = async (from) => {
    for (let part = from.shift(); part !== undefined && !state.isStopped; part = from.shift()) {
      const outcome = await runPart(part, tools);
      if (outcome === null) state.isStopped = true;
      else keep(kept, part, outcome);
    }
  };
  await Promise.all([...Array.from({ length: lanes }, () => take(busy)), take(idle)]);
  if (state.isStopped) throw new Refusal('CANCELLED', 'Stopped; --resume goes on with what is missing.', 130);
}

/** Runs one part and returns its outcome, or null when it was told to stop. */
async function runPart(part, { node, chromium }) {
  const missing = (part.needs?.split(' ') ?? []).find((tool) => !isThere(tool));
  if (missing !== undefined) return { notRun: `${missing} is not installed here`, failed: [] };
  say(`${part.name}: begins, about ${part.minutes} min`);
  const began = Date.now();
  const reportPath = join(FOLDER, `${part.name}.report.json`);
  const scoresPath = join(FOLDER, `${part.name}.scores.jsonl`);
  for (const path of [reportPath, scoresPath]) rmSync(path, { force: true });
  const env = toolEnvironment(node, {
    MODKEEP_LONG: '1',
    MODKEEP_CHROMIUM: chromium,
    MODKEEP_SCORES: scoresPath,
    ...part.env,
  });
  const timeoutMs = (part.minutes * PATIENCE + 5) * 60_000;
  const run = await runTool(node, wordsOf(part, reportPath), { cwd: ROOT, env, isQuiet: true, timeoutMs });
  writeFileSync(join(FOLDER, `${part.name}.log`), run.output);
  if (run.reason === 'signal') return null;
  const outcome =
    part.script === undefined ? outcomeOf(readJson(reportPath), readLines(scoresPath)) : scriptOutcome(run, scoresPath);
  if (run.reason === 'timeout') outcome.failed.push('took too long and was stopped');
  else if (run.code !== 0 && outcome.failed.length === 0) outcome.failed.push(`ended with code ${run.code}`);
  const word = outcome.failed.length === 0 ? 'ok' : `FAILED (${outcome.failed[0]})`;
  say(`${part.name}: ${word} after ${seconds(began)}`);
  const missingHere = part.rows.flatMap(({ needs }) => (needs === undefined || isThere(needs) ? [] : [needs]));
  return { ...outcome, missing: missingHere, seconds: Math.round((Date.now() - began) / 1000) };
}

function wordsOf({ script, suites }, reportPath) {
  if (script !== undefined) return script;
  const words = ['node_modules/vitest/vitest.mjs', 'run', '--config=test/vitest.config.ts', '--maxWorkers=1'];
  return [...words, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`, ...suites];
}

function scriptOutcome({ code, output }, scoresPath) {
  const last = output.trim().split('\n').at(-1) ?? '';
  return { passed: [], skipped: [], failed: code === 0 ? [] : [last], scores: readLines(scoresPath) };
}

function keep(kept, part, outcome) {
  kept[part.name] = { ...outcome, at: new Date().toISOString(), commit: ask('git', ['rev-parse', '--short', 'HEAD']) };
  writeFileSync(KEPT, JSON.stringify(kept, null, 1));
}

/** Writes the whole scorecard, shows it, and says what failed. */
function report(kept, chosen, isForReadme) {
  const rows = PARTS.flatMap((part) => part.rows.map((row) => rowOf(part, row, kept[part.name])));
  const machine = { cores: cpus().length, model: cpus()[0]?.model, platform: process.platform, node: process.version };
  writeFileSync(join(FOLDER, 'scorecard.json'), JSON.stringify({ machine, rows, parts: kept }, null, 1));
  writeFileSync(join(FOLDER, 'scorecard.md'), `${tableOf(rows)}\n`);
  if (isForReadme) writeFileSync(README, intoReadme(readFileSync(README, 'utf8'), tableOf(rows)));
  show(`${tableOf(rows)}\n\n`);
  const bad = chosen.filter((part) => kept[part.name] !== undefined && kept[part.name].failed.length > 0);
  for (const part of bad) for (const title of kept[part.name].failed) show(`FAILED  ${part.name}: ${title}\n`);
  show(`${chosen.length - bad.length} of ${chosen.length} parts without a failure; details in results/long/\n`);
  return bad.length === 0 ? 0 : 1;
}

function list() {
  const lines = PARTS.map(
    ({ name, minutes, isExtra }) => `  ${name.padEnd(20)} ${minutes} min${isExtra ? ', only by name' : ''}`,
  );
  return `${lines.join('\n')}\n`;
}

/** Minutes until the last lane is done, when each takes the next longest part. */
function estimate(parts, lanes) {
  const ends = Array.from({ length: lanes }, () => 0);
  for (const { minutes } of parts) ends[ends.indexOf(Math.min(...ends))] += minutes;
  return Math.round(Math.max(...ends));
}

/** strace may be there and not be allowed to trace. */
function isThere(tool) {
  const words = tool === 'strace' ? ['-f', '-e', 'trace=none', 'true'] : ['--version'];
  return spawnSync(tool, words, { stdio: 'ignore' }).status === 0;
}

function readKept() {
  return readJson(KEPT) ?? {};
}

function readJson(path) {
  try {
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  } catch {
    return null;
  }
}

function readLines(path) {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function show(text) {
  process.stdout.write(text);
  return 0;
}
