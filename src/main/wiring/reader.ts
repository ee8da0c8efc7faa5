// Starts the reader where it belongs: a thread beside a database file, this thread for one in memory.
import type { Database } from '../db/open.ts';
import { createInlineReader, createReader, type Reader } from '../db/reader.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { readerTasks, type Tasks } from './reader-tasks.ts';

export type AppReader = Reader<Tasks>;

export function openReader(deps: { readonly db: Database; readonly clock: Clock; readonly log: Log }): AppReader {
  const { db, clock, log } = deps;
  if (db.path === ':memory:') return createInlineReader(db.sqlite, readerTasks, clock);
  return createReader<Tasks>({ path: db.path, entry: entryBeside(import.meta.url), clock, log, onDamage: db.suspect });
}

/** Sources run as they are; built programs lie beside the chunk that holds this file. */
function entryBeside(url: string): URL {
  return new URL(url.endsWith('.ts') ? '../reader.ts' : './reader.js', url);
}
