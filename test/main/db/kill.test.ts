// kill -9 in the middle of writing: what was acknowledged is there, nothing is half there. This alone would pass
// without any fsync, because the operating system survives; power-loss.test.ts is the other half.
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleChild, type Bundled } from '../../helpers/bundled.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { score } from '../../helpers/score.ts';
import { problemAfterCrash } from './crash-state.ts';
import { CHILD_WRITER } from './write-trace.ts';

const ROUNDS = process.env['MODKEEP_LONG'] === '1' ? 1000 : 8;
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);

let writer: Bundled;
const temp = createTempDir();
beforeAll(async () => void (writer = await bundleChild(CHILD_WRITER)));
afterAll(() => {
  temp.remove();
  writer.remove();
});

/** Lets a writer work for `ms` after its first commit (negative: so long after its start), then kills it. */
async function killWhileWriting(path: string, ms: number, fault = 'none'): Promise<readonly number[]> {
  const words = [writer.path, path, '1000000', 'FULL', '1000', fault];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(child, 'close');
  await (ms < 0 ? once(child, 'spawn') : once(child.stdout, 'data'));
  await sleep(Math.abs(ms));
  child.kill('SIGKILL');
  await closed;
  // A number that was cut off by the kill was not yet said.
  return said.split('\n').slice(0, -1).map(Number);
}

/** Kills `rounds` writers; what was wrong afterwards, and how many commits were acknowledged. */
async function torment(name: string, rounds: number, fault?: string): Promise<{ problems: string[]; total: number }> {
  const { random } = createFakeClock(0, SEED);
  const problems: string[] = [];
  let acknowledged = 0;
  let total = 0;
  for (let round = 0; round < rounds; round += 1) {
    // Begun anew now and then: every round reads all there is.
    if (round % 8 === 0) acknowledged = 0;
    const path = join(temp.dir, `${name}-${Math.floor(round / 8)}.db`);
    const said = await killWhileWriting(path, round % 4 === 3 ? -random() * 250 : random() * 60, fault);
    acknowledged = Math.max(acknowledged, ...said);
    total += said.length;
    // The way the app comes back: it sees the mark, checks every page, and finds nothing to recover.
    const db = openTestDatabase({ path });
    const kept = db.sqlite.prepare('SELECT count(*) FROM audit').pluck().get() as number;
    const problem = db.recovery === null ? null : 'a repair was needed';
    db.close();
    const found = problem ?? problemAfterCrash(path, acknowledged, kept);
    if (found !== null) problems.push(`round ${round}: ${found}`);
  }
  return { problems, total };
}

describe('kill -9', () => {
  it(`loses no acknowledged commit in ${ROUNDS} rounds (seed ${SEED})`, { timeout: ROUNDS * 5_000 }, async () => {
    const { problems, total } = await torment('honest', ROUNDS);
    score('kill', { bad: problems.length, of: ROUNDS });
    expect(problems).toEqual([]);
    expect(total).toBeGreaterThan(ROUNDS);
  });

  it('is found out when a row takes two commits, so the test can tell', async () => {
    let problems: string[] = [];
    for (let tries = 0; tries < 8 && problems.length === 0; tries += 1)
      ({ problems } = await torment(`halves-${tries}`, 3, 'halves'));
    expect(problems.join()).toContain('half a commit');
  });
});
