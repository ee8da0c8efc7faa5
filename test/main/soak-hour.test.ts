// The whole core in real time: ten bans and endings a second in a simulated Twitch, heard over the socket and read from the
// list, while memory, handles and the log stay as they are and the record stays the truth. Seconds here; with
// MODKEEP_LONG=1 an hour, or MODKEEP_SOAK_MINUTES.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openForReading } from '../../src/main/db/connection.ts';
import { createTempDir } from '../helpers/db.ts';
import { driftInWords, driftProblems, type Sample } from '../helpers/drift.ts';
import { createFakeClock } from '../helpers/fake-clock.ts';
import { startKillableCore } from '../helpers/killable-core.ts';
import { score } from '../helpers/score.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';
import { signIn, until } from './kill-rest.ts';

const IS_LONG = process.env['MODKEEP_LONG'] === '1';
const MINUTES = Number(process.env['MODKEEP_SOAK_MINUTES'] ?? 60);
const LASTS_MS = IS_LONG ? MINUTES * 60_000 : 2_000;
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const PER_SECOND = 10;
const SAMPLES = 60;

let simulator: TestSimulator;
const folder = createTempDir();
beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:150' });
});
afterAll(async () => {
  await simulator.stop();
  folder.remove();
});

/** Memory and handles of the core; null where /proc is missing. */
function sampleOf(pid: number): Sample | null {
  if (process.platform !== 'linux') return null;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rss = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  return { heap: 0, rss, handles: readdirSync(`/proc/${pid}/fd`).length };
}

const sortKey = ({ userId }: { userId: string }): string => userId;

/** Who is in the list of a database that is in use. */
function listed(dataDir: string): string {
  const sqlite = openForReading(join(dataDir, 'modkeep.db'));
  try {
    return sqlite.prepare<[], string>('SELECT user_id FROM ban').pluck().all().toSorted().join();
  } finally {
    sqlite.close();
  }
}

test(
  `${PER_SECOND} events a second for ${LASTS_MS / 60_000} minutes (seed ${SEED})`,
  { timeout: LASTS_MS + 180_000 },
  async () => {
    const { random } = createFakeClock(0, SEED);
    const { id: channelId, login } = simulator.world.broadcaster!;
    const core = startKillableCore(simulator.port, folder.dir);
    await core.ready;
    await signIn(simulator, core, login);
    const samples: Sample[] = [];
    let largestLog = 0;
    let acts = 0;
    const began = Date.now();
    const restricted = async (): Promise<string> =>
      (await simulator.control.truth(channelId)).map(sortKey).toSorted().join();
    const moderatorId = simulator.world.moderators[0]!.id;
    for (let beat = 0; Date.now() - began < LASTS_MS; beat += 1) {
      const userId = (await simulator.control.crowd(1_000 + Math.floor(random() * 5_000))).id;
      const who = { channelId, moderatorId, userId };
      const isEnding = random() < 0.3;
      const act = isEnding
        ? simulator.control.unban(who)
        : simulator.control.ban({
            ...who,
            ...(random() < 0.2 ? {} : { durationSeconds: 10 + Math.floor(random() * 300) }),
          });
      // Banned already, or not banned: no act.
      acts += await act.then(
        () => 1,
        () => 0,
      );
      if (Date.now() - began > (samples.length * LASTS_MS) / SAMPLES) {
        const sample = sampleOf(core.pid);
        if (sample !== null) samples.push(sample);
      }
      largestLog = Math.max(largestLog, statSync(join(folder.dir, 'modkeep.db-wal')).size);
      await sleep(Math.max(0, began + ((beat + 1) * 1_000) / PER_SECOND - Date.now()));
    }
    await until(async () => listed(folder.dir) === (await restricted()));
    await core.close();
    const problems = samples.length === 0 || !IS_LONG ? [] : driftProblems(samples, largestLog);
    const note = `${MINUTES} min, ${samples.length === 0 ? 'no /proc' : driftInWords(samples, largestLog)}`;
    score('soak-hour', { bad: problems.length, of: acts, note });
    expect(problems).toEqual([]);
    expect(acts).toBeGreaterThan((LASTS_MS / 1_000) * PER_SECOND * 0.2);
  },
);
