// Starts the reader where it belongs: a thread beside a database file, this thread for one in memory.
import type { Database } from '../db/open.ts';
import { createInlineReader, createReader, type Reader } from '../db/reader.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { readerTasks, type Tasks } from './reader-tasks.ts';

export type AppReader = Reader<Tasks>;

export interface OpenReaderDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the one reader of all lists keeps of a large file: searches come back to the same pages of indexes and people. */
const LISTS_CACHE_MB = 48;

/** A thread of its own, for one thing that takes long: nobody who reads has to wait for it. */
export async function apart<T>(deps: OpenReaderDeps, run: (own: AppReader) => Promise<T>): Promise<T> {
  const own = start(deps);
  try {
    return await run(own);
  } finally {
    await own.close();
  }
}

export function openReader(deps: OpenReaderDeps): AppReader {
  return start(deps, LISTS_CACHE_MB);
}

function start({ db, clock, log }: OpenReaderDeps, cacheMb?: number): AppReader {
  if (db.path === ':memory:') return createInlineReader(db.sqlite, readerTasks, clock);
  const size = cacheMb === undefined ? {} : { cacheMb };
  const entry = entryBeside(import.meta.url);
  return createReader<Tasks>({ path: db.path, ...size, entry, clock, log, onDamage: db.suspect });
}

/** On a database that nobody has open yet. */
export function openReaderOn(path: string, { clock, log }: Pick<OpenReaderDeps, 'clock' | 'log'>): AppReader {
  return createReader<Tasks>({ path, entry: entryBeside(import.meta.url), clock, log, onDamage: () => undefined });
}

/** Sources run as they are; built programs lie beside the chunk that holds this file. */
function entryBeside(url: string): URL {
  return new URL(url.endsWith('.ts') ? '../reader.ts' : './reader.js', url);
}
