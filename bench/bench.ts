// The command line of the benchmarks: which cases run, how often, and where the results go. A goal that is missed is
// a result; only a crash makes the run fail.
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { actCase } from './cases/act.ts';
import { clickCase } from './cases/click.ts';
import { csvCase } from './cases/csv.ts';
import { diffCase } from './cases/diff.ts';
import { idleCase } from './cases/idle.ts';
import { listCase } from './cases/list.ts';
import { liveCase } from './cases/live.ts';
import { startCase } from './cases/start.ts';
import { searchCase } from './cases/search.ts';
import { stallCase } from './cases/stall.ts';
import { statsCase } from './cases/stats.ts';
import { syncCase, syncCpuCase } from './cases/sync.ts';
import { tickCase } from './cases/tick.ts';
import { describeMachine, tableLine, tableHead, type CaseResult } from './report.ts';
import { NotRun, type BenchCase, type BenchOptions } from './support/bench-case.ts';

const CASES: readonly BenchCase[] = [
  syncCase,
  syncCpuCase,
  tickCase,
  diffCase,
  stallCase,
  liveCase,
  listCase,
  startCase,
  searchCase,
  statsCase,
  clickCase,
  idleCase,
  actCase,
  csvCase,
];

const DEFAULTS = { runs: 5, rows: 100_000, idleSeconds: 60 };

interface Wanted {
  readonly cases: readonly BenchCase[];
  readonly json: string | null;
  readonly options: BenchOptions;
}

/** Runs what the arguments ask for. Resolves to the exit status: 0, 1 when a case crashed, 2 for a bad argument. */
export async function bench(argv: readonly string[]): Promise<number> {
  let wanted: Wanted;
  try {
    wanted = readArguments(argv);
  } catch (error) {
    process.stderr.write(`bench: ${sentenceOf(error)}\n`);
    return 2;
  }
  const machine = describeMachine();
  process.stdout.write(`${machine}\n`);
  const isBusy = (loadavg()[0] ?? 0) > availableParallelism() / 2;
  if (isBusy)
    process.stdout.write('The machine is busy with something else: times and ratios below are worse than they are.\n');
  process.stdout.write(`\n${tableHead()}\n`);
  const cases: CaseResult[] = [];
  let status = 0;
  for (const one of wanted.cases) {
    try {
      const result = await runCase(one, wanted.options);
      cases.push(result);
      process.stdout.write(`${tableLine(result)}\n`);
    } catch (error) {
      status = 1;
      process.stderr.write(`bench: ${one.name} crashed: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
    if (wanted.json !== null) writeFileSync(wanted.json, `${JSON.stringify({ machine, cases }, null, 2)}\n`);
  }
  return status;
}

async function runCase({ name, unit, goal, run }: BenchCase, options: BenchOptions): Promise<CaseResult> {
  try {
    const { value, isMet, runs, details } = await run(options);
    // A busy machine measures itself: who reads the figures must be able to tell.
    const load = Math.round((loadavg()[0] ?? 0) * 10) / 10;
    return { name, unit, value, goal, met: isMet ?? value <= goal, runs, details: { ...details, load } };
  } catch (error) {
    if (!(error instanceof NotRun)) throw error;
    return { name, unit, value: null, goal, met: null, runs: [], details: { notRun: error.message } };
  }
}

function readArguments(argv: readonly string[]): Wanted {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      case: { type: 'string', multiple: true },
      json: text,
      runs: text,
      rows: text,
      seconds: text,
      full: { type: 'boolean' },
    },
  });
  const names = values.case ?? CASES.map((one) => one.name);
  const cases = names.map((name) => {
    const found = CASES.find((one) => one.name === name);
    if (found) return found;
    throw new Error(`there is no case "${name}"; there are ${CASES.map((one) => one.name).join(', ')}`);
  });
  return {
    cases,
    json: values.json ?? null,
    options: {
      runs: whole('runs', values.runs, 1, 100, DEFAULTS.runs),
      rows: whole('rows', values.rows, 1_000, 500_000, DEFAULTS.rows),
      idleSeconds: whole('seconds', values.seconds, 5, 3_600, DEFAULTS.idleSeconds),
      isFull: values.full ?? false,
    },
  };
}

function whole(name: string, raw: string | undefined, least: number, most: number, fallback: number): number {
  if (raw === undefined) return fallback;
  const value = Number(raw);
  if (/^\d+$/.test(raw) && value >= least && value <= most) return value;
  throw new Error(`--${name} must be a whole number from ${least} to ${most}, not "${raw}"`);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
