// Databases for tests, made by the real migrations: in memory, or as files in a folder of their own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/main/lib/clock.ts';
import type { Log } from '../../src/main/lib/log.ts';
import { openDatabase, type Database } from '../../src/main/db/open.ts';
import { createFakeClock } from './fake-clock.ts';

export const MIGRATIONS_DIR = join(import.meta.dirname, '..', '..', 'drizzle');

export interface TestDatabaseOptions {
  /** A file; in memory when left out. */
  readonly path?: string;
  readonly migrationsDir?: string;
  readonly clock?: Clock;
  readonly log?: Log;
}

/** Opens a database with the real schema. Close it; a file's folder is the caller's (see `createTempDir`). */
export function openTestDatabase(options: TestDatabaseOptions = {}): Database {
  return openDatabase({
    path: options.path ?? ':memory:',
    migrationsDir: options.migrationsDir ?? MIGRATIONS_DIR,
    clock: options.clock ?? createFakeClock(),
    log: options.log ?? silentLog(),
  });
}

/** A new folder that `remove` deletes with all it holds. */
export function createTempDir(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'modkeep-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function silentLog(): Log {
  return { debug() {}, info() {}, warn() {}, error() {} };
}

/** A log that remembers: `lines` are `level message`. */
export function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
}
