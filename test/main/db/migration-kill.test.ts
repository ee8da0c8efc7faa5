// Fault 28: a database of every shipped version is brought up to date and killed before each statement on the way: it is
// the old one or the new one, never between, and goes on at the next start. A newer one is refused by every older Modkeep
// and not touched. MODKEEP_LONG=1 tries every statement.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listBackups } from '../../../src/main/db/backup.ts';
import { inspect, openForLocking } from '../../../src/main/db/connection.ts';
import { appliedMigrations, readMigrations } from '../../../src/main/db/guards.ts';
import { bundleChild, type Bundled } from '../../helpers/bundled.ts';
import { createTempDir, MIGRATIONS_DIR, openTestDatabase } from '../../helpers/db.ts';
import { score } from '../../helpers/score.ts';
import { copyMigrations } from './migrations-builder.ts';

const IS_LONG = process.env['MODKEEP_LONG'] === '1';
const MIGRATIONS = readMigrations(MIGRATIONS_DIR);
/** Of the ways from each version; every one in the long form. */
const SAMPLE_PER_VERSION = 1;
const ROWS = 20;

const temp = createTempDir();
let child: Bundled;
let newest: readonly string[];
/** A database of each version, the newest too, by how many migrations it has. */
const shipped: string[] = [];

beforeAll(async () => {
  child = await bundleChild(join(import.meta.dirname, 'child-migrator.ts'));
  for (let count = 1; count <= MIGRATIONS.length; count += 1) shipped[count] = buildVersion(count);
  newest = schemaOf(shipped[MIGRATIONS.length]!);
}, 60_000);
afterAll(() => {
  child.remove();
  temp.remove();
});

/** The migrations as Modkeep had them when there were `count`. */
function folderOf(count: number): string {
  const folder = copyMigrations(temp.dir, `migrations-${count}`);
  folder.keep(count);
  return folder.dir;
}

/** A database as that Modkeep left it, with rows in the tables that there have always been. */
function buildVersion(count: number): string {
  const path = join(temp.dir, `version-${count}.db`);
  const db = openTestDatabase({ path, migrationsDir: folderOf(count) });
  const audit = db.sqlite.prepare(`INSERT INTO audit (seq, id, at, action, content_type, content_id, reason, metadata,
    prev_hash, hash) VALUES (?, ?, 1, 'ban_user', 'user', '1', 'reason', '{}', '', '')`);
  db.immediate(() => {
    for (let row = 1; row <= ROWS; row += 1) {
      audit.run(row, `id-${row}`);
      db.sqlite.prepare('INSERT INTO setting VALUES (?, ?, 1)').run(`name-${row}`, 'value');
    }
    db.sqlite.exec("INSERT INTO channel (id, login, display_name, is_watched) VALUES ('1', 'owner', 'Owner', 1)");
  });
  db.close();
  return path;
}

function schemaOf(path: string): readonly string[] {
  return inspect(path, (sqlite) =>
    sqlite
      .prepare<[], string>("SELECT name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name")
      .pluck()
      .all(),
  );
}

/** Statements of the migrations that version `count` lacks. */
function statementsAfter(count: number): number {
  return MIGRATIONS.slice(count).reduce((sum, migration) => sum + migration.statements.length, 0);
}

interface Found {
  readonly applied: number;
  readonly rows: readonly number[];
}

function look(path: string): Found {
  const sqlite = openForLocking(path);
  try {
    const count = (table: string): number => sqlite.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!;
    return { applied: appliedMigrations(sqlite).length, rows: [count('audit'), count('setting'), count('channel')] };
  } finally {
    sqlite.close();
  }
}

/** Kills the way from version `count` before its `nth` statement; what is wrong afterwards, null when nothing is. */
function killAt(count: number, nth: number, fault = 'none'): string | null {
  const folder = join(temp.dir, 'round');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const path = join(folder, 'modkeep.db');
  copyFileSync(shipped[count]!, path);
  const { signal } = spawnSync(process.execPath, [child.path, path, String(nth), fault], { stdio: 'ignore' });
  if (signal !== 'SIGKILL') return `was not killed at statement ${nth}`;
  const where = `version ${count}, statement ${nth}`;
  const left = look(path);
  if (left.applied !== count || schemaOf(path).join() !== schemaOf(shipped[count]!).join())
    return `${where}: half migrated`;
  if (listBackups(path).length !== 1) return `${where}: no backup was made before`;
  const db = openTestDatabase({ path });
  const { recovery } = db;
  db.close();
  if (recovery !== null) return `${where}: a repair was needed`;
  const done = look(path);
  if (done.applied !== MIGRATIONS.length || schemaOf(path).join() !== newest.join())
    return `${where}: not brought up to date`;
  return done.rows.join() === [ROWS, ROWS, 1].join() ? null : `${where}: rows were lost`;
}

test(
  'a kill before any statement of the way from any version leaves the old one, which goes on',
  { timeout: 3_600_000 },
  () => {
    const problems: string[] = [];
    let killed = 0;
    for (let count = 1; count < MIGRATIONS.length; count += 1) {
      const statements = statementsAfter(count);
      const step = IS_LONG ? 1 : Math.ceil(statements / SAMPLE_PER_VERSION);
      for (let nth = 1 + ((count * 7) % step); nth <= statements; nth += step) {
        const problem = killAt(count, nth);
        killed += 1;
        if (problem !== null) problems.push(problem);
      }
    }
    score('migrations', { bad: problems.length, of: killed });
    expect(problems).toEqual([]);
    expect(killed).toBeGreaterThanOrEqual(MIGRATIONS.length - 1);
  },
);

test('a way that is not one transaction is found out, so the test can tell', () => {
  expect(killAt(1, statementsAfter(1), 'piecemeal')).toContain('half migrated');
});

test('a newer database is refused by every older Modkeep, and no byte of it changes', () => {
  let refused = 0;
  for (let count = 1; count < MIGRATIONS.length; count += 1) {
    for (let newer = count + 1; newer <= MIGRATIONS.length; newer += IS_LONG ? 1 : MIGRATIONS.length) {
      const before = readFileSync(shipped[newer]!);
      expect(() =>
        openTestDatabase({ path: shipped[newer]!, migrationsDir: join(temp.dir, `migrations-${count}`) }),
      ).toThrow('DATABASE_NEWER');
      expect(readFileSync(shipped[newer]!).equals(before)).toBe(true);
      expect(existsSync(`${shipped[newer]!}-open`)).toBe(false);
      refused += 1;
    }
  }
  score('newer-refused', { bad: 0, of: refused });
  expect(readdirSync(temp.dir).filter((name) => name.includes('corrupt'))).toEqual([]);
});
