// What was counted and measured in a stretch of time, as plain data that can be added up. Pure.
import type { AppError, ErrorCode } from '../../shared/errors.ts';

/** Series are named `name` or `name|label|label`. */
export interface Slice {
  readonly counts: Record<string, number>;
  /** The highest value seen. */
  readonly peaks: Record<string, number>;
  /** Histograms: bucket to count. */
  readonly times: Record<string, Record<string, number>>;
  /** The last example of each code. */
  readonly errors: Partial<Record<ErrorCode, ErrorExample>>;
}

export interface ErrorExample {
  /** Epoch ms. */
  readonly at: number;
  /** The command, job or act it came from. */
  readonly where: string;
  readonly error: AppError;
}

export function emptySlice(): Slice {
  return { counts: {}, peaks: {}, times: {}, errors: {} };
}

export function isEmptySlice({ counts, peaks, times, errors }: Slice): boolean {
  return [counts, peaks, times, errors].every((part) => Object.keys(part).length === 0);
}

/** Adds `more` to `into`, which is changed. */
export function addSlice(into: Slice, more: Slice): void {
  addCounts(into.counts, more.counts);
  for (const [name, value] of Object.entries(more.peaks)) into.peaks[name] = Math.max(into.peaks[name] ?? value, value);
  for (const [name, histogram] of Object.entries(more.times)) addCounts((into.times[name] ??= {}), histogram);
  for (const [name, example] of Object.entries(more.errors)) {
    const code = name as ErrorCode;
    if (example.at >= (into.errors[code]?.at ?? 0)) into.errors[code] = example;
  }
}

/** Reads what was stored; what cannot be read counts as nothing, because it is only figures. */
export function parseSlice(text: string): Slice {
  try {
    return { ...emptySlice(), ...(JSON.parse(text) as Partial<Slice>) };
  } catch {
    return emptySlice();
  }
}

/** The parts of a series name behind `name`, by what was counted: `[[labels], count]`. */
export function labelled(counts: Readonly<Record<string, number>>, name: string): readonly [string[], number][] {
  return Object.entries(counts).flatMap(([series, count]) => {
    const [own, ...labels] = series.split('|');
    return own === name ? [[labels, count] as [string[], number]] : [];
  });
}

function addCounts(into: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) into[name] = (into[name] ?? 0) + count;
}
