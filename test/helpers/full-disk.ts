// A disk that is full, as far as one connection can tell: SQLite refuses every page that it would have to add.
import { openForLocking, type Sqlite } from '../../src/main/db/connection.ts';

const PLENTY = 1_000_000;

/** Notes every connection that is made durable from now on, the newest last, until `unwatch` is called. */
export function watchWriters(): { readonly writers: readonly Sqlite[]; readonly unwatch: () => void } {
  const writers: Sqlite[] = [];
  const probe = openForLocking(':memory:');
  const shared = Object.getPrototypeOf(probe) as { pragma: Sqlite['pragma'] };
  probe.close();
  const { pragma } = shared;
  shared.pragma = function noted(this: Sqlite, ...words) {
    if (words[0] === 'synchronous = FULL') writers.push(this);
    return pragma.apply(this, words);
  };
  return { writers, unwatch: () => void (shared.pragma = pragma) };
}

/** No more pages: what fits into those that are there is still written. */
export function fill(sqlite: Sqlite): void {
  sqlite.pragma(`max_page_count = ${String(sqlite.pragma('page_count', { simple: true }))}`);
}

/** Room for anything again. */
export function makeRoom(sqlite: Sqlite): void {
  sqlite.pragma(`max_page_count = ${PLENTY}`);
  sqlite.pragma('query_only = 0');
}

/** Not even that: write-protected, which Modkeep takes for the same. */
export function protect(sqlite: Sqlite): void {
  sqlite.pragma('query_only = 1');
}
