// Looks through the database for damage once the page is there, and says so where it finds some. Repairs nothing: the
// next start sets the damaged file aside.
import type { Base } from './base.ts';

/** Long enough for a window to be there and the first lists to be read. */
const QUIET_MS = 10_000;

/** Checks once, in a while, and tells what was found; the returned function calls it off. */
export function checkLater(
  { clock, log, db, reader }: Pick<Base, 'clock' | 'log' | 'db' | 'reader'>,
  onChecked: (found: { readonly at: number; readonly damaged: readonly string[] }) => void,
): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  async function check(): Promise<void> {
    await clock.sleep(QUIET_MS, signal);
    const began = clock.monotonic();
    const { damaged, tables } = await reader.run('db.check', null, { signal });
    const ms = Math.round(clock.monotonic() - began);
    onChecked({ at: clock.now(), damaged });
    if (damaged.length === 0) return log.info('the database was checked', { tables, ms });
    db.suspect();
    log.error('the database is damaged; the next start sets it aside', { tables: damaged.join(' ') });
  }
  check().catch((error: unknown) => {
    if (!signal.aborted) log.warn('the database could not be checked', { error: String(error) });
  });
  return () => stopped.abort();
}
