// Reads the log files backwards, newest line first, a piece at a time, so that a long log holds nothing up. Knows the
// shape of a line and nothing of what it means. A place in the log is a file's identity and an offset, which a rotation
// does not change.
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine } from '../../shared/contract/log.ts';
import { LOG_LEVELS } from '../../shared/log-levels.ts';

export interface LogQuestion {
  readonly level?: LogLine['level'] | undefined;
  readonly search?: string | undefined;
  readonly about?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface LogPage {
  readonly lines: readonly LogLine[];
  readonly next: string | null;
}

/** Bytes read at once, and for one page. */
const PIECE = 65_536;
const MOST = 4 * 1024 * 1024;
const IDS = ['request_id', 'job_id', 'act_id', 'id'];

/** `folder` holds `modkeep.log` and its older ones. Without any the page is empty. */
export async function readLog(folder: string, question: LogQuestion): Promise<LogPage> {
  const { limit, cursor } = question;
  const [wantedFile = '', wantedEnd = ''] = cursor?.split('.') ?? [];
  const matches = matcherOf(question);
  const lines: LogLine[] = [];
  let isBehind = cursor === undefined;
  let read = 0;
  for await (const { handle, file, size } of openFiles(folder)) {
    if (!isBehind && file !== wantedFile) continue;
    const end = isBehind ? size : Math.min(size, Number(wantedEnd));
    isBehind = true;
    for await (const { text, start } of backwards(handle, end)) {
      read += Buffer.byteLength(text) + 1;
      if (matches(text)) {
        const line = lineOf(`${file}.${start}`, text);
        if (isAbout(line, question)) lines.push(line);
      }
      if (lines.length >= limit || read >= MOST) return { lines, next: `${file}.${start}` };
    }
  }
  return { lines, next: null };
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly file: string;
  readonly size: number;
}

/** Newest first, each once also where they are being rotated meanwhile; each is closed when the next is asked for. */
async function* openFiles(folder: string): AsyncGenerator<OpenFile> {
  const seen = new Set<string>();
  for (const name of await namesIn(folder)) {
    const handle = await open(join(folder, name)).catch(() => null);
    if (handle === null) continue;
    try {
      const { ino, size } = await handle.stat({ bigint: true });
      const file = String(ino);
      if (!seen.has(file)) yield { handle, file, size: Number(size) };
      seen.add(file);
    } finally {
      await handle.close();
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const age = (name: string): number => Number(/\.(\d+)\.log$/.exec(name)?.[1] ?? 0);
  const all = await readdir(folder).catch(() => []);
  return all.filter((name) => /^modkeep(?:\.\d+)?\.log$/.test(name)).toSorted((one, other) => age(one) - age(other));
}

/** The whole lines before `end`, last first, with the offset at which each begins. */
async function* backwards(handle: FileHandle, end: number): AsyncGenerator<{ text: string; start: number }> {
  let rest = Buffer.alloc(0);
  for (let from = end; from > 0;) {
    const length = Math.min(PIECE, from);
    const piece = Buffer.alloc(length);
    await handle.read(piece, 0, length, from - length);
    from -= length;
    let bytes = Buffer.concat([piece, rest]);
    for (let at = lastFeed(bytes); at >= 0; at = lastFeed(bytes)) {
      yield { text: textOf(bytes.subarray(at + 1)), start: from + at + 1 };
      bytes = bytes.subarray(0, at + 1);
    }
    rest = bytes;
  }
  if (rest.length > 1) yield { text: textOf(rest), start: 0 };
}

/** The last line feed but the one that ends the bytes. */
function lastFeed(bytes: Buffer): number {
  return bytes.length < 2 ? -1 : bytes.lastIndexOf(10, bytes.length - 2);
}

function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').trimEnd();
}

/** A look at the line as text, so that few have to be parsed. */
function matcherOf({ level, search = '', about }: LogQuestion): (text: string) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const levels = LOG_LEVELS.slice(LOG_LEVELS.indexOf(level ?? 'debug')).map((one) => `"level":"${one}"`);
  return (text) => {
    if (about !== undefined && !text.includes(about)) return false;
    if (level !== undefined && !levels.some((one) => text.includes(one))) return false;
    if (words.length === 0) return true;
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  };
}

function isAbout({ fields, level }: LogLine, { about, level: least }: LogQuestion): boolean {
  if (least !== undefined && LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return false;
  return about === undefined || IDS.some((name) => fields[name] === about);
}

/** A line that a crash cut off is shown as it is. */
function lineOf(id: string, text: string): LogLine {
  try {
    const { time, level, message, ...rest } = JSON.parse(text) as Record<string, unknown>;
    const isLine = typeof time === 'string' && typeof message === 'string';
    const known = LOG_LEVELS.find((one) => one === level);
    if (isLine && known !== undefined) return { id, time, level: known, message, fields: plain(rest) };
  } catch {
    // Shown below.
  }
  return { id, time: '', level: 'warn', message: text.slice(0, 2_000), fields: {} };
}

function plain(fields: Readonly<Record<string, unknown>>): LogLine['fields'] {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value === null || ['string', 'number', 'boolean'].includes(typeof value)
        ? (value as string | number | boolean | null)
        : JSON.stringify(value),
    ]),
  );
}
