// One instance per data folder: real processes race for it, die, and leave nothing stale.
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as locks from '../../../src/main/db/lock.ts';
import { lockFolder } from '../../../src/main/db/lock.ts';
import { bundleChild, type Bundled } from '../../helpers/bundled.ts';
import { createTempDir } from '../../helpers/db.ts';
import { planted } from '../../helpers/planted.ts';
import { score } from '../../helpers/score.ts';

const CHILD = join(import.meta.dirname, 'child-lock.ts');
const ROUNDS = process.env['MODKEEP_LONG'] === '1' ? 200 : 3;

const STARTS = 8;

let child: Bundled;
beforeAll(async () => void (child = await bundleChild(CHILD)));
afterAll(() => child.remove());
let temp: ReturnType<typeof createTempDir>;
let children: ChildProcess[];
beforeEach(() => {
  temp = createTempDir();
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => end(child)));
  temp.remove();
});

/** Starts a process that tries for the lock; resolves with `held` or the error's code. */
async function contend(): Promise<{ child: ChildProcess; said: string }> {
  const one = spawn(process.execPath, [child.path, temp.dir], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(one);
  const [first] = (await once(one.stdout, 'data')) as [Buffer];
  return { child: one, said: first.toString().trim() };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('lockFolder', () => {
  it('refuses a second instance clearly, and names the folder', async () => {
    expect((await contend()).said).toBe('held');
    expect(() => lockFolder(temp.dir)).toThrow('already running');
    const failure = { code: 'DATABASE_BUSY', details: { path: temp.dir } };
    expect(() => lockFolder(temp.dir)).toThrow(expect.objectContaining({ failure: expect.objectContaining(failure) }));
    expect((await contend()).said).toBe('DATABASE_BUSY');
  });

  it('lets the next one in after kill -9', async () => {
    const { child } = await contend();
    await end(child);
    const lock = lockFolder(temp.dir);
    expect((await contend()).said).toBe('DATABASE_BUSY');
    lock.release();
    lock.release();
    expect((await contend()).said).toBe('held');
  });

  it('holds within one process too, and per folder', () => {
    const lock = lockFolder(temp.dir);
    expect(() => lockFolder(temp.dir)).toThrow('already running');
    const other = createTempDir();
    lockFolder(other.dir).release();
    other.remove();
    lock.release();
  });

  it('says what to do about a lock file that is not ours', () => {
    writeFileSync(join(temp.dir, 'lock.db'), 'hello '.repeat(1000));
    expect(() => lockFolder(temp.dir)).toThrow('DATABASE_CORRUPT');
  });

  it(
    `lets exactly one of ${STARTS} simultaneous starts win, ${ROUNDS} times`,
    { timeout: ROUNDS * 30_000 },
    async () => {
      const wanted = [...Array.from({ length: STARTS - 1 }, () => 'DATABASE_BUSY'), 'held'].join();
      const wrong: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const outcomes = await Promise.all(Array.from({ length: STARTS }, contend));
        const said = outcomes
          .map((outcome) => outcome.said)
          .toSorted()
          .join();
        if (said !== wanted) wrong.push(`round ${round}: ${said}`);
        await Promise.all(outcomes.map((outcome) => end(outcome.child)));
      }
      score('instances', { bad: wrong.length, of: ROUNDS * STARTS });
      expect(wrong).toEqual([]);
    },
  );

  it('lets two in when the lock is not exclusive, so the test can tell', async () => {
    const lax = await planted<typeof locks>('src/main/db/lock.ts', "'BEGIN EXCLUSIVE'", "'BEGIN'");
    const both = [lax.lockFolder(temp.dir), lax.lockFolder(temp.dir)];
    for (const lock of both) lock.release();
  });
});
