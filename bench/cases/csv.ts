// A million rows of the audit log as a CSV file, against the sqlite3 tool writing the same rows and columns of the same
// database, folded in the same way. Ours also makes every cell harmless, says how far it is, and syncs the file.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openForReading } from '../../src/main/db/connection.ts';
import { openDatabase } from '../../src/main/db/open.ts';
import { createClock } from '../../src/main/lib/clock.ts';
import { apart } from '../../src/main/wiring/reader.ts';
import { createTempDir, MIGRATIONS_DIR, silentLog } from '../../test/helpers/db.ts';
import { NotRun, type BenchCase } from '../support/bench-case.ts';
import { alternately, median, ratios, round, timed } from '../support/numbers.ts';
import { canWatchProcesses, childrenCpuMs, cpuMs } from '../support/process.ts';

const ROWS = 1_000_000;
const MOST_GROWTH_MB = 64;
const BUILDER = new URL('../support/big-database.ts', import.meta.url).href;
/** What the list shows, in the words of the tool. */
const QUERY = `SELECT b.id, coalesce(a.moderator_id, b.moderator_id) AS moderator_id,
  coalesce(a.moderator_login, b.moderator_login) AS moderator_username, coalesce(a.action, b.action) AS action,
  b.content_type, b.content_id, coalesce(nullif(a.reason, ''), b.reason) AS reason,
  strftime('%Y-%m-%dT%H:%M:%fZ', b.at / 1000.0, 'unixepoch') AS created_at
  FROM audit b LEFT JOIN audit a ON a.seq = (SELECT max(seq) FROM audit WHERE amends = b.id)
  WHERE b.amends IS NULL ORDER BY b.seq`;

export const csvCase: BenchCase = {
  name: 'csv',
  unit: 'ratio',
  goal: 1,
  async run({ runs }) {
    if (spawnSync('sqlite3', ['--version']).status !== 0)
      throw new NotRun('the sqlite3 command line tool is missing; `apt-get install sqlite3` brings it');
    const folder = createTempDir();
    try {
      // In a process of its own: what it needs would hide what the export needs.
      const sizes = JSON.stringify({ bans: 20_000, entries: 20_000, audit: ROWS });
      const program = `(await import(${JSON.stringify(BUILDER)})).buildBigDatabase(${JSON.stringify(folder.dir)}, ${sizes})`;
      execFileSync(process.execPath, ['--input-type=module', '-e', program]);
      return await measure(folder.dir, runs);
    } finally {
      folder.remove();
    }
  },
};

async function measure(dir: string, runs: number): ReturnType<BenchCase['run']> {
  const path = join(dir, 'modkeep.db');
  const [mine, its] = [join(dir, 'ours.csv'), join(dir, 'theirs.csv')];
  const clock = createClock();
  const log = silentLog();
  const db = openDatabase({ path, migrationsDir: MIGRATIONS_DIR, clock, log });
  const before = process.memoryUsage.rss();
  let most = before;
  const stop = clock.every(10, () => void (most = Math.max(most, process.memoryUsage.rss())));
  try {
    const job = { filter: { folded: true }, format: 'csv', columns: 'seed', path: mine, after: 0, to: ROWS } as const;
    const cpu = { ours: [] as number[], theirs: [] as number[] };
    const watched = async (times: number[], used: (pid: number) => number, work: () => Promise<number>) => {
      const was = canWatchProcesses() ? used(process.pid) : Number.NaN;
      const took = await work();
      times.push(canWatchProcesses() ? used(process.pid) - was : Number.NaN);
      return took;
    };
    const pairs = await alternately(
      runs,
      () => {
        rmSync(mine, { force: true });
        return watched(cpu.ours, cpuMs, () =>
          timed(() => apart({ db, clock, log }, (own) => own.run('audit.export', job))),
        );
      },
      async () => {
        const file = openSync(its, 'w');
        const args = ['-readonly', '-csv', '-header', path, QUERY];
        const took = await watched(cpu.theirs, childrenCpuMs, () =>
          timed(() => void spawnSync('sqlite3', args, { stdio: ['ignore', file, 'inherit'] })),
        );
        closeSync(file);
        return took;
      },
    );
    const { value, runs: each, oursMs, theirsMs } = ratios(pairs);
    const growthMb = round((most - before) / 1024 / 1024, 1);
    const details = {
      rows: rowsOf(path),
      oursMs,
      theirsMs,
      // On a busy machine the waiting is not their own.
      oursCpuMs: median(cpu.ours),
      theirsCpuMs: median(cpu.theirs),
      bytes: statSync(mine).size,
      growthMb,
      mostGrowthMb: MOST_GROWTH_MB,
    };
    return { value, isMet: value <= csvCase.goal && growthMb <= MOST_GROWTH_MB, runs: each, details };
  } finally {
    stop();
    db.close();
  }
}

function rowsOf(path: string): number {
  const sqlite = openForReading(path);
  const rows = sqlite.prepare<[], number>('SELECT count(*) FROM audit WHERE amends IS NULL').pluck().get() ?? 0;
  sqlite.close();
  return rows;
}
