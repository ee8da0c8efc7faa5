// Fault 26: another program takes the database's write lock over and over. Every write waits its turn or is refused by
// name, and none is half there. MODKEEP_LONG=1 makes 1 000 writes.
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../src/main/db/open.ts';
import type * as opens from '../../../src/main/db/open.ts';
import { AppFailure } from '../../../src/shared/errors.ts';
import { bundleChild, type Bundled } from '../../helpers/bundled.ts';
import { createTempDir, MIGRATIONS_DIR, openTestDatabase, silentLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { planted } from '../../helpers/planted.ts';
import { score } from '../../helpers/score.ts';

const WRITES = process.env['MODKEEP_LONG'] === '1' ? 1_000 : 60;
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);

const temp = createTempDir();
let locker: Bundled;
beforeAll(async () => void (locker = await bundleChild(join(import.meta.dirname, 'child-locker.ts'))));
afterAll(() => {
  locker.remove();
  temp.remove();
});

interface Fought {
  readonly problems: readonly string[];
  /** Writes that were refused by name, after waiting as long as they may. */
  readonly refused: number;
  /** Longest wait in ms. */
  readonly longest: number;
}

/** Writes `count` pairs of rows beside the locker, each after a look at what is there; or fewer, until it meets `enough`. */
async function fight(db: Database, count: number, enough?: string): Promise<Fought> {
  const child = spawn(process.execPath, [locker.path, db.path, String(SEED)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const insert = db.sqlite.prepare('INSERT INTO setting VALUES (?, ?, 1)');
  const look = db.sqlite.prepare<[], number>('SELECT count(*) FROM setting').pluck();
  const problems: string[] = [];
  let kept = 0;
  let refused = 0;
  let longest = 0;
  const isEnough = (): boolean => enough !== undefined && problems.some((problem) => problem.includes(enough));
  for (let row = 0; row < count && !isEnough(); row += 1) {
    const began = performance.now();
    try {
      db.immediate(() => {
        look.get();
        insert.run(`one-${row}`, 'value');
        insert.run(`other-${row}`, 'value');
      });
      kept += 2;
    } catch (error) {
      const code = error instanceof AppFailure ? error.failure.code : String(error);
      if (code === 'DATABASE_BUSY') refused += 1;
      if (code !== 'DATABASE_BUSY' || performance.now() - began < 1_000)
        problems.push(`write ${row}: ${code} too soon`);
    }
    longest = Math.max(longest, performance.now() - began);
  }
  child.kill('SIGKILL');
  await once(child, 'close');
  const rows = db.sqlite.prepare<[], number>("SELECT count(*) FROM setting WHERE name LIKE 'o%-%'").pluck().get();
  if (rows !== kept) problems.push(`${rows} rows are there instead of ${kept}`);
  db.close();
  return { problems, refused, longest };
}

test(`${WRITES} writes beside a hostile locker (seed ${SEED})`, { timeout: 600_000 }, async () => {
  const db = openTestDatabase({ path: join(temp.dir, 'honest.db') });
  const { problems, refused, longest } = await fight(db, WRITES);
  const note = `${refused} refused by name, longest wait ${Math.round(longest)} ms`;
  score('busy', { bad: problems.length, of: WRITES, note });
  expect(problems).toEqual([]);
});

test(
  'a transaction that begins with a read is overtaken at once, so the test can tell',
  { timeout: 600_000 },
  async () => {
    const { openDatabase } = await planted<typeof opens>(
      'src/main/db/open.ts',
      'transaction.immediate(',
      'transaction.deferred(',
    );
    const db = openDatabase({
      path: join(temp.dir, 'planted.db'),
      migrationsDir: MIGRATIONS_DIR,
      clock: createFakeClock(),
      log: silentLog(),
    });
    expect((await fight(db, 100_000, 'too soon')).problems.join()).toContain('too soon');
  },
);
