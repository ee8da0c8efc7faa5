// What a process asked the disk to do, recorded by strace, and the files as a power cut would leave them.
// Models one file system: synced writes stay; of the others any part may be there, in 512-byte sectors. Folder
// entries are taken as kept. strace is Linux only.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type FileName = 'db' | 'wal';
export type DiskEvent =
  | { readonly kind: 'write'; readonly file: FileName; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'cut'; readonly file: FileName; readonly size: number }
  | { readonly kind: 'sync'; readonly file: FileName }
  /** The process said that this commit is done. */
  | { readonly kind: 'ack'; readonly seq: number };

export const CHILD_WRITER = join(import.meta.dirname, 'child-writer.ts');
const CALLS = 'trace=pwrite64,write,fsync,fdatasync,ftruncate';

/** True when strace is installed and may trace here. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-e', 'trace=none', 'true']).status === 0;
}

/** Runs `writer` (child-writer, bundled) on `path` and gives what it did to the disk, in order. */
export function recordWrites(writer: string, path: string, args: readonly string[]): readonly DiskEvent[] {
  const trace = `${path}.trace`;
  const command = ['-f', '-y', '-xx', '-s', '70000', '-e', CALLS, '-o', trace, process.execPath, writer, path];
  const run = spawnSync('strace', [...command, ...args], { encoding: 'utf8', maxBuffer: 1e8 });
  if (run.status !== 0) throw new Error(`the traced writer failed: ${run.stderr}`);
  const lines = readFileSync(trace, 'latin1').split('\n');
  return joined(lines).flatMap((line) => eventOf(line, path));
}

/** Puts the halves of calls back together that another thread's call came between. */
function joined(lines: readonly string[]): string[] {
  const open = new Map<string, string>();
  const whole: string[] = [];
  for (const line of lines) {
    const pid = line.slice(0, line.indexOf(' '));
    if (line.endsWith(' <unfinished ...>')) open.set(pid, line.slice(0, -' <unfinished ...>'.length));
    else if (line.includes(' resumed>'))
      whole.push(`${open.get(pid) ?? ''}${line.slice(line.indexOf(' resumed>') + 9)}`);
    else whole.push(line);
  }
  return whole;
}

const CALL = /^\d+ +(\w+)\((\d+)<([^>]*)>(?:, "([^"]*)", (\d+)(?:, (\d+))?|, (\d+))?\) += (-?\d+)/;

function eventOf(line: string, path: string): DiskEvent[] {
  const [, call, handle, name = '', text = '', length, at, size, result] = CALL.exec(line) ?? [];
  if (call === undefined || Number(result) < 0) return [];
  if (call === 'write' && handle === '1') return [{ kind: 'ack', seq: Number(bytesOf(text).toString().trim()) }];
  const target = bytesOf(name).toString();
  const file: FileName | null = target === path ? 'db' : target === `${path}-wal` ? 'wal' : null;
  if (file === null) return [];
  if (call === 'fsync' || call === 'fdatasync') return [{ kind: 'sync', file }];
  if (call === 'ftruncate') return [{ kind: 'cut', file, size: Number(size) }];
  const bytes = bytesOf(text);
  if (call !== 'pwrite64' || bytes.length !== Number(length) || bytes.length !== Number(result)) {
    throw new Error(`a write that can't be replayed: ${line.slice(0, 200)}`);
  }
  return [{ kind: 'write', file, at: Number(at), bytes }];
}

/** Every byte is written `\xhh` by `strace -xx`. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text.replaceAll(String.raw`\x`, ''), 'hex');
}

/** A file's content: the first `size` of `bytes`. */
interface Content {
  bytes: Buffer;
  size: number;
}

interface FileState {
  readonly synced: Content;
  pending: DiskEvent[];
}

export interface Disk {
  apply(event: DiskEvent): void;
  /** The files after a power cut now. Two calls may differ: what was not synced is there by chance. */
  image(random: () => number): Readonly<Record<FileName, Buffer>>;
}

/** A disk that has begun empty and has seen the events it was given. */
export function createDisk(): Disk {
  const files: Record<FileName, FileState> = {
    db: { synced: { bytes: Buffer.alloc(0), size: 0 }, pending: [] },
    wal: { synced: { bytes: Buffer.alloc(0), size: 0 }, pending: [] },
  };
  return {
    apply(event) {
      if (event.kind === 'ack') return;
      const state = files[event.file];
      if (event.kind === 'sync') {
        for (const pending of state.pending) perform(state.synced, pending);
        state.pending = [];
      } else state.pending.push(event);
    },
    image(random) {
      // Now all, now nothing, now some: each reaches corners that the others seldom do.
      const kept = [0, 0.5, 0.9, 1][Math.floor(random() * 4)] ?? 0;
      return { db: afterPowerCut(files.db, kept, random), wal: afterPowerCut(files.wal, kept, random) };
    },
  };
}

function afterPowerCut({ synced, pending }: FileState, kept: number, random: () => number): Buffer {
  const content: Content = { bytes: Buffer.from(synced.bytes), size: synced.size };
  for (const event of pending) {
    if (random() < kept) perform(content, event);
    else if (random() < 0.5) tear(content, event, random);
  }
  return content.bytes.subarray(0, content.size);
}

function perform(content: Content, event: DiskEvent): void {
  if (event.kind === 'cut') resize(content, event.size);
  if (event.kind !== 'write') return;
  resize(content, Math.max(content.size, event.at + event.bytes.length));
  event.bytes.copy(content.bytes, event.at);
}

const SECTOR = 512;

/** Any of the write's sectors. A cut is whole or not at all. */
function tear(content: Content, event: DiskEvent, random: () => number): void {
  if (event.kind !== 'write') return;
  for (let from = 0; from < event.bytes.length; from += SECTOR) {
    if (random() < 0.5) continue;
    perform(content, { ...event, at: event.at + from, bytes: event.bytes.subarray(from, from + SECTOR) });
  }
}

function resize(content: Content, size: number): void {
  if (size > content.bytes.length) {
    const bytes = Buffer.alloc(size * 2);
    content.bytes.copy(bytes);
    content.bytes = bytes;
  }
  // What lay beyond an earlier end reads as zeros.
  content.bytes.fill(0, Math.min(size, content.size), content.size);
  content.size = size;
}
