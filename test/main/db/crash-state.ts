// What is left after a crash, held against what was acknowledged before it.
import { openForLocking, type Sqlite } from '../../../src/main/db/connection.ts';

/**
 * Says what is wrong with the database at `path`, or null. Every commit of child-writer wrote one audit row and one
 * setting with the same number; all numbers up to `acknowledged` must be there, none halfway, none missing between.
 * `attempted`: the highest number that can be there at all.
 */
export function problemAfterCrash(path: string, acknowledged: number, attempted: number): string | null {
  let sqlite: Sqlite | undefined;
  try {
    sqlite = openForLocking(path);
    // Only looking: its own writes need not last.
    sqlite.pragma('synchronous = OFF');
    const check = sqlite.pragma('quick_check', { simple: true }) as string;
    if (check !== 'ok') return `damaged: ${check}`;
    return problemWithRows(sqlite, acknowledged, attempted);
  } catch (error) {
    return String(error);
  } finally {
    sqlite?.close();
  }
}

function problemWithRows(sqlite: Sqlite, acknowledged: number, attempted: number): string | null {
  const hasTable = sqlite.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'audit'`).pluck().get() === 1;
  if (!hasTable) return acknowledged === 0 ? null : `lost everything up to ${acknowledged}`;
  const audit = sqlite.prepare('SELECT seq FROM audit ORDER BY seq').pluck().all() as number[];
  const rows = sqlite.prepare('SELECT CAST(substr(name, 5) AS integer) AS seq FROM setting ORDER BY seq').pluck().all();
  if (audit.length < acknowledged) return `lost: ${audit.length} of ${acknowledged} acknowledged`;
  if (audit.length > attempted) return `${audit.length} rows although only ${attempted} were ever written`;
  if (audit.some((seq, index) => seq !== index + 1)) return 'a commit is missing between others';
  return JSON.stringify(audit) === JSON.stringify(rows) ? null : 'half a commit';
}
