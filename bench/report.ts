// Results as JSON for machines and as a table for people.
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface CaseResult {
  readonly name: string;
  readonly unit: string;
  /** Null when it was not run; `details.notRun` says why. */
  readonly value: number | null;
  readonly goal: number;
  readonly met: boolean | null;
  readonly runs: readonly number[];
  readonly details: Readonly<Record<string, unknown>>;
}

/** What the figures depend on, in one line. */
export function describeMachine(): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  const model = cores[0]?.model.trim() ?? 'unknown';
  return `${cores.length} × ${model}, ${memory} GB, ${platform()} ${release()} ${arch()}, Node ${process.version}, load ${load}`;
}

const WIDTHS = [10, 22, 12, 7] as const;

export function tableHead(): string {
  return row('case', 'value', 'goal', 'met', 'details');
}

export function tableLine({ name, unit, value, goal, met, details }: CaseResult): string {
  if (value === null) return row(name, 'not run', '', '', String(details['notRun']));
  const verdict = met === true ? 'yes' : 'NO';
  return row(name, `${value} ${unitWord(unit)}`, `≤ ${goal}`, verdict, JSON.stringify(details));
}

function unitWord(unit: string): string {
  return unit === 'ratio' ? '×' : unit;
}

function row(...cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join(' ')
    .trimEnd();
}
