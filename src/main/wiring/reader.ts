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

/**
 * The reader of the app. A question that looks at every row of a long list is one statement, and cannot let others in
 * between: a second thread answers those, begun with the first of them.
 */
export function openReader(deps: OpenReaderDeps): AppReader {
  const quick = start(deps, LISTS_CACHE_MB);
  if (deps.db.path === ':memory:') return quick;
  const patient = start(deps);
  const isLong = createIsLong(deps.db);
  return {
    run: (task, input, options) => (isLong(task, input) ? patient : quick).run(task, input, options),
    async close() {
      await Promise.all([quick.close(), patient.close()]);
    },
  };
}

/** Rows that are looked at within a moment. */
const SHORT_ROWS = 50_000;

/** True for a list that is to be counted to its end by its words, or that has no order of its own to be read in. */
export function createIsLong({ sqlite }: Pick<Database, 'sqlite'>): (task: string, input: unknown) => boolean {
  const last = (sql: string): (() => number) => {
    const statement = sqlite.prepare<[], number | null>(sql).pluck();
    return () => statement.get() ?? 0;
  };
  const rows: Readonly<Record<string, () => number>> = {
    'audit.list': last('SELECT max(seq) FROM audit'),
    'history.list': last('SELECT max(seq) FROM entry'),
    'bans.list': last('SELECT max(row) FROM ban'),
  };
  return (task, input) => {
    const count = rows[task];
    if (count === undefined) return false;
    const asked = (task === 'bans.list' ? (input as { input: object }).input : input) as ListAsked;
    const isCounted = asked.count !== 'bounded' && (asked.search?.trim() ?? '') !== '';
    const isUnordered = task === 'history.list' && asked.found === true && asked.userId === undefined;
    return (isCounted || isUnordered) && count() > SHORT_ROWS;
  };
}

interface ListAsked {
  readonly count?: string | undefined;
  readonly search?: string | undefined;
  readonly found?: boolean | undefined;
  readonly userId?: string | undefined;
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
