// kill -9 in the middle of writing: what was acknowledged is there, nothing is half there. This alone would pass
// without any fsync, because the operating system survives; power-loss.test.ts is the other half.
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { problemAfterCrash } from './crash-state.ts';

const CHILD = join(import.meta.dirname, 'child-writer.ts');
const ROUNDS = process.env['MODKEEP_LONG'] === '1' ? 1000 : 8;
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);

/** Lets a writer work for `ms` after its first commit (none: kills while it opens), then kills it. */
async function killWhileWriting(path: string, ms: number | null): Promise<readonly number[]> {
  const child = spawn(process.execPath, [CHILD, path, '1000000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(child, 'close');
  if (ms === null) await once(child, 'spawn').then(() => sleep(100));
  else await once(child.stdout, 'data').then(() => sleep(ms));
  child.kill('SIGKILL');
  await closed;
  // A number that was cut off by the kill was not yet said.
  return said.split('\n').slice(0, -1).map(Number);
}

describe('kill -9', () => {
  it(`loses no acknowledged commit in ${ROUNDS} rounds (seed ${SEED})`, async () => {
    const { random } = createFakeClock(0, SEED);
    const temp = createTempDir();
    let acknowledged = 0;
    let total = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      // Begun anew now and then: every round reads all there is.
      if (round % 8 === 0) acknowledged = 0;
      const path = join(temp.dir, `modkeep-${Math.floor(round / 8)}.db`);
      const said = await killWhileWriting(path, round % 4 === 3 ? null : Math.floor(random() * 60));
      acknowledged = Math.max(acknowledged, ...said);
      total += said.length;
      // The way the app comes back: it sees the mark, checks every page, and finds nothing to recover.
      const db = openTestDatabase({ path });
      expect(db.recovery).toBeNull();
      const kept = db.sqlite.prepare('SELECT count(*) FROM audit').pluck().get() as number;
      db.close();
      expect(problemAfterCrash(path, acknowledged, kept)).toBeNull();
    }
    expect(total).toBeGreaterThan(ROUNDS);
    temp.remove();
  });
});
