// The log's only sink: JSON lines in a file that is rotated by size, scrubbed as the very last step. Never throws,
// whatever happens to the disk. Lines are written at once, so those before a crash are there; one costs microseconds.
import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import type { LogLevel } from '../../shared/log-levels.ts';
import type { Clock } from './clock.ts';
import type { Log, LogControl, LogFields } from './log.ts';
import { toIso } from './time.ts';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
const STDERR = 2;
/** A single line longer than this, in characters, is replaced by a note of its length. */
const LONGEST_LINE = 65_536;

export interface LogFileOptions {
  /** `…/modkeep.log`; older ones become `modkeep.1.log` (newest) and so on. The folder is made when missing. */
  readonly path: string;
  readonly clock: Clock;
  /** Sees every whole line before anyone else does and returns what may be kept. */
  readonly scrub: (line: string) => string;
  /** The least level that is kept; `info` when left out. */
  readonly level?: LogLevel;
  /** Bytes after which a new file is begun; 5 MiB when left out. */
  readonly maxBytes?: number;
  /** Files kept, the current one included, 2 or more; 5 when left out. */
  readonly files?: number;
  /** Also writes every line to standard error. */
  readonly mirror?: boolean;
}

export interface LogFile extends Log, LogControl {
  /** Forces everything to the disk and lets go of the file; later lines reach only the mirror. Safe to call twice. */
  close(): void;
}

/** Opens the file at the first line, not before. Lines that the disk refuses are counted and said later. */
export function createLogFile(options: LogFileOptions): LogFile {
  let least = RANK[options.level ?? 'info'];
  const around = new AsyncLocalStorage<Work>();
  const fieldsAround = (): LogFields => {
    const work = around.getStore();
    return work === undefined || work.isOver ? {} : work.fields;
  };
  const file = createRotatingFile(options.path, options.maxBytes ?? 5 * 1024 * 1024, options.files ?? 5);
  let lost = 0;

  function write(level: LogLevel, message: string, fields: LogFields | undefined): void {
    const all = { ...fieldsAround(), ...fields };
    const line = scrubbed({ time: options.clock.now(), level, message, fields: all }, options.scrub);
    if (options.mirror) attempt(() => void writeSync(STDERR, line));
    if (attempt(() => file.append(line))) return;
    lost += 1;
  }

  function log(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (RANK[level] < least) return;
    write(level, message, fields);
    if (lost === 0 || file.isClosed()) return;
    const count = lost;
    lost = 0;
    const note = {
      time: options.clock.now(),
      level: 'warn',
      message: 'log lines were lost',
      fields: { count },
    } as const;
    if (!attempt(() => file.append(scrubbed(note, options.scrub)))) lost = count;
  }

  return {
    debug: (message, fields) => log('debug', message, fields),
    info: (message, fields) => log('info', message, fields),
    warn: (message, fields) => log('warn', message, fields),
    error: (message, fields) => log('error', message, fields),
    folder: dirname(options.path),
    setLevel: (level) => void (least = RANK[level]),
    within: (fields, run) => {
      const work: Work = { fields: { ...fieldsAround(), ...fields }, isOver: false };
      return ending(around.run(work, run), () => void (work.isOver = true));
    },
    close: () => void attempt(file.close),
  };
}

/** Something that lines are logged for. What it has started and left behind, a loop or a socket, is no part of it. */
interface Work {
  readonly fields: LogFields;
  isOver: boolean;
}

/** `result`, with `onEnd` called once it is there. */
function ending<T>(result: T, onEnd: () => void): T {
  if (result instanceof Promise) return result.finally(onEnd) as T;
  onEnd();
  return result;
}

interface Line {
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** One line of JSON with its line feed. What can't be scrubbed is not kept. */
function scrubbed({ time, level, message, fields }: Line, scrub: (line: string) => string): string {
  try {
    const head = { time: toIso(time), level, message };
    const named = Object.entries(fields ?? {}).map(([name, value]) => [snakeCase(name), value]);
    const text = scrub(JSON.stringify({ ...head, ...Object.fromEntries(named), ...head })).replaceAll(/[\r\n]+/g, ' ');
    if (text.length <= LONGEST_LINE) return `${text}\n`;
    return `${JSON.stringify({ ...head, message: 'a line too long to keep', length: text.length })}\n`;
  } catch {
    return `{"level":"${level}","message":"a line that could not be written down"}\n`;
  }
}

/** Fields are called in the file as in the CSV and the metrics: `channelId` is `channel_id`. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

interface RotatingFile {
  append(line: string): void;
  isClosed(): boolean;
  close(): void;
}

function createRotatingFile(path: string, maxBytes: number, files: number): RotatingFile {
  let handle: number | null = null;
  let size = 0;
  let isClosed = false;

  function open(): number {
    mkdirSync(dirname(path), { recursive: true });
    const opened = openSync(path, 'a', 0o600);
    size = fstatSync(opened).size;
    return opened;
  }

  function rotate(): void {
    if (handle !== null) closeSync(handle);
    handle = null;
    const nth = (index: number): string =>
      index === 0 ? path : `${path.slice(0, path.length - extname(path).length)}.${index}${extname(path)}`;
    // Renaming onto the oldest replaces it.
    for (let index = files - 2; index >= 0; index -= 1) attempt(() => renameSync(nth(index), nth(index + 1)));
  }

  return {
    append(line) {
      if (isClosed) throw new Error('the log is closed');
      handle ??= open();
      const bytes = Buffer.byteLength(line);
      if (size > 0 && size + bytes > maxBytes) {
        rotate();
        handle = open();
      }
      writeSync(handle, line);
      size += bytes;
    },
    isClosed: () => isClosed,
    close() {
      isClosed = true;
      if (handle === null) return;
      const closing = handle;
      handle = null;
      fsyncSync(closing);
      closeSync(closing);
    },
  };
}

function attempt(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}
