// Writes rows to a file, in the reader's thread, window by window in the order of their numbers. A window is formatted by
// SQL and reaches the file as bytes; only one is ever in memory. Knows no table: a room says what its rows are.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { fail } from '../../shared/errors.ts';
import type { Sqlite } from './connection.ts';
import { createCsvCells, type CellColumn } from './csv-cells.ts';
import type { ListPlan } from './listing.ts';
import type { ReaderTask } from './reader-task.ts';
import type { Part } from './search.ts';

export const EXPORT_FORMATS = ['csv', 'excel', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The rows of one file. SQL speaks in the plan's aliases. */
export interface ExportSource {
  readonly plan: Pick<ListPlan, 'table' | 'joins' | 'row' | 'scope' | 'filters' | 'set'>;
  /** When the row's act was, epoch ms. */
  readonly at: string;
  /** The row's place in the chain; null where there is no chain. */
  readonly hash: string | null;
  readonly columns: readonly CellColumn[];
  /** One row as a JSON object. */
  readonly json: string;
}

export interface FileInput<Filter> {
  readonly filter: Filter;
  readonly format: ExportFormat;
  readonly columns: 'seed' | 'more';
  /** A new file; whoever asks gives it its name when all is well, and removes it when not. */
  readonly path: string;
  /** Rows with numbers above `after`, up to `to`. */
  readonly after: number;
  readonly to: number;
}

/** What stands in the file. Times are epoch ms; everything but `rows` and `bytes` is null for an empty one. */
export interface Written {
  readonly rows: number;
  readonly bytes: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
  readonly firstHash: string | null;
  readonly lastHash: string | null;
}

interface Window {
  readonly text: Uint8Array | null;
  readonly rows: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
}

/** Rows looked at in one go: some milliseconds. */
const WINDOW = 2_000;
const BOM = '\uFEFF';
const OWNER_ONLY = 0o600;

/** The file's system calls; a test lets them fail. */
export interface FileCalls {
  readonly open: (path: string) => number;
  readonly write: (file: number, bytes: Uint8Array, from: number) => number;
  readonly sync: (file: number) => void;
  readonly close: (file: number) => void;
}

const CALLS: FileCalls = {
  open: (path) => openSync(path, 'wx', OWNER_ONLY),
  write: (file, bytes, from) => writeSync(file, bytes, from),
  sync: fsyncSync,
  close: closeSync,
};

/**
 * A task that writes what `sourceOf` describes. Rejects with CANCELLED, and with SERVICE_UNAVAILABLE (`disk_full` or
 * `not_writable`) when the file can't be written. What it was writing is then left to whoever asked.
 */
export function createFileTask<Filter>(
  sourceOf: (sqlite: Sqlite, filter: Filter, columns: 'seed' | 'more') => ExportSource,
  calls: FileCalls = CALLS,
): ReaderTask<FileInput<Filter>, Written> {
  return async (sqlite, input, { progress, pause }) => {
    const source = sourceOf(sqlite, input.filter, input.columns);
    const windows = prepareWindows(sqlite, source, input.format);
    let bytes = 0;
    let written: Omit<Written, 'bytes' | 'lastHash'> = EMPTY;
    const file = trying(() => calls.open(input.path));
    const put = (text: Uint8Array): void => {
      for (let from = 0; from < text.length;) from += trying(() => calls.write(file, text, from));
      bytes += text.length;
    };
    try {
      put(Buffer.from(headOf(source, input.format)));
      const total = windows.count(input);
      for (let done = 0; done < total; await pause()) {
        const { window, next } = windows.read(input, done);
        if (window.text !== null) put(window.text);
        written = add(written, window, windows.hashOf);
        done = next;
        progress({ done, total, phase: 'writing', summary: { rows: written.rows, bytes } });
      }
      trying(() => calls.sync(file));
    } finally {
      calls.close(file);
    }
    return { ...written, bytes, lastHash: windows.hashOf(written.lastSeq) };
  };
}

const EMPTY = { rows: 0, firstAt: null, lastAt: null, firstSeq: null, lastSeq: null, firstHash: null };

function add(
  sum: Omit<Written, 'bytes' | 'lastHash'>,
  window: Window,
  hashOf: (seq: number | null) => string | null,
): Omit<Written, 'bytes' | 'lastHash'> {
  if (window.rows === 0) return sum;
  const { rows, firstAt, lastAt, firstSeq, lastSeq } = window;
  return {
    rows: sum.rows + rows,
    firstAt: sum.firstAt === null ? firstAt : Math.min(sum.firstAt, firstAt ?? sum.firstAt),
    lastAt: Math.max(sum.lastAt ?? 0, lastAt ?? 0),
    firstSeq: sum.firstSeq ?? firstSeq,
    lastSeq,
    // Asked for at once: retention may take the row away while the rest is written.
    firstHash: sum.firstSeq === null ? hashOf(firstSeq) : sum.firstHash,
  };
}

function headOf({ columns }: ExportSource, format: ExportFormat): string {
  if (format === 'jsonl') return '';
  return `${format === 'excel' ? BOM : ''}${columns.map(({ name }) => name).join(',')}\r\n`;
}

interface Windows {
  /** How much there is to look at: rows of a known set, else numbers. */
  count(input: Pick<FileInput<unknown>, 'after' | 'to'>): number;
  /** The window after `done`, and how far it reaches. */
  read(
    input: Pick<FileInput<unknown>, 'after' | 'to'>,
    done: number,
  ): { readonly window: Window; readonly next: number };
  hashOf(seq: number | null): string | null;
}

function prepareWindows(sqlite: Sqlite, source: ExportSource, format: ExportFormat): Windows {
  const { plan } = source;
  const set = plan.set?.toSorted((one, other) => one - other) ?? null;
  const values = [...plan.scope, ...plan.filters].flatMap((part: Part) => part.values);
  const windowOf = createWindowOf(sqlite, source, format, set !== null);
  const hash =
    source.hash === null
      ? null
      : sqlite.prepare<[number], string>(`SELECT ${source.hash} FROM ${plan.table} WHERE ${plan.row} = ?`).pluck();
  return {
    count: ({ after, to }) => set?.length ?? Math.max(0, to - after),
    read({ after, to }, done) {
      if (set !== null) {
        const some = set.slice(done, done + WINDOW);
        return { window: windowOf([JSON.stringify(some), after, to, ...values]), next: done + some.length };
      }
      const from = after + done;
      const until = Math.min(to, from + WINDOW);
      return { window: windowOf([from, until, ...values]), next: until - after };
    },
    hashOf: (seq) => (seq === null ? null : (hash?.get(seq) ?? null)),
  };
}

/** Reads a window by its values: a set and a range of numbers, or the range alone. */
function createWindowOf(
  sqlite: Sqlite,
  source: ExportSource,
  format: ExportFormat,
  isSet: boolean,
): (values: readonly unknown[]) => Window {
  const { plan, at } = source;
  const where = [...plan.scope, ...plan.filters].map(({ sql }) => ` AND (${sql})`).join('');
  const set = isSet ? `(SELECT value AS _row FROM json_each(?)) s CROSS JOIN` : '';
  const on = isSet ? `ON ${plan.row} = s._row` : '';
  const rows = `FROM ${set} ${plan.table} ${on} ${plan.joins} WHERE ${plan.row} > ? AND ${plan.row} <= ?${where}`;
  const prepare = (line: string) =>
    sqlite.prepare<unknown[], Window>(
      `SELECT CAST(group_concat(line, '') AS BLOB) AS text, count(*) AS rows, min(at) AS firstAt, max(at) AS lastAt,
         min(seq) AS firstSeq, max(seq) AS lastSeq
       FROM (SELECT ${line} AS line, ${at} AS at, ${plan.row} AS seq ${rows} ORDER BY ${plan.row})`,
    );
  if (format === 'jsonl') {
    const lines = prepare(`concat(${source.json}, char(10))`);
    return (values) => lines.get(...values)!;
  }
  const cells = createCsvCells(sqlite, source.columns);
  const plainly = prepare(cells.line);
  const coded = prepare(cells.codedLine);
  return (values) => {
    const window = plainly.get(...values)!;
    if (window.text === null) return window;
    const text = cells.lines(window.text, window.rows);
    if (text !== null) return { ...window, text };
    const again = coded.get(...values)!;
    return { ...again, text: cells.codedLines(again.text ?? Buffer.alloc(0), again.rows) };
  };
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'EIO', 'ENAMETOOLONG']);

/** Runs a system call; what a person can do something about becomes SERVICE_UNAVAILABLE with a reason. */
export function trying<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw told(error);
  }
}

/** What a failed system call on an export's file means; anything else as it is. */
export function told(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = { cause: error };
  if (FULL.has(code))
    return fail('SERVICE_UNAVAILABLE', 'The disk is full: the file was not written.', { reason: 'disk_full' }, cause);
  if (REFUSED.has(code))
    return fail(
      'SERVICE_UNAVAILABLE',
      'The system does not let Modkeep write into that folder: the file was not written.',
      { reason: 'not_writable' },
      cause,
    );
  return error;
}
