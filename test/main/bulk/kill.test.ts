// A file of 500 lines with 20 bad ones, killed with SIGKILL in the middle, again and again: after that every row was acted
// on once and none twice, by the journal of the simulated Twitch.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTempDir } from '../../helpers/db.ts';
import { startKillableCore, type KillableCore } from '../../helpers/killable-core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { actsByPerson, rowsOf, until, untilRead, untilState, wholeFile } from './world.ts';

const KILLS = process.env['MODKEEP_LONG'] === '1' ? 40 : 4;
const LINES = 500;
/** Below the pace that a job keeps, so that this takes seconds; the pace has tests of its own. */
const ACTING = 90;
const seed = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);

let simulator: TestSimulator;
const folder = createTempDir();
beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:10', rateLimit: 100_000 });
  await simulator.control.setBanLimit({ max: 100_000, windowMs: 1_000 });
});
afterAll(async () => {
  await simulator.stop();
  folder.remove();
});

async function start(): Promise<KillableCore> {
  const core = startKillableCore(simulator.port, folder.dir);
  await core.ready;
  return core;
}

/** 500 lines: `ACTING` people to act on, 20 lines that can't be used, the rest banned already. */
async function writeList(
  channelId: string,
): Promise<{ text: string; wanted: Map<string, string>; badLines: number[] }> {
  const wanted = new Map<string, string>();
  const badLines: number[] = [];
  const lines = ['id,duration,reason'];
  for (let index = 1; index <= LINES; index += 1) {
    const { id } = await simulator.control.crowd(1_000 + index);
    if (index % 25 === 0) {
      badLines.push(lines.length + 1);
      lines.push([`${id},forever,x`, 'not-a-user,,x', `"${id},60,x`, `${id},60,x,too,many`][(index / 25) % 4]!);
    } else if (wanted.size < ACTING) {
      wanted.set(id, index % 3 === 0 ? 'timeout' : 'ban');
      lines.push(`${id},${index % 3 === 0 ? '2h' : ''},"raid, line ${index}"`);
    } else {
      await simulator.control.ban({ channelId, moderatorId: channelId, userId: id });
      lines.push(`${id},,x`);
    }
  }
  return { text: `${lines.join('\r\n')}\r\n`, wanted, badLines };
}

test(
  `500 lines, 20 of them bad, ${KILLS} kills (seed ${seed})`,
  async () => {
    let state = seed >>> 0;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const { id: channelId, login } = simulator.world.broadcaster!;
    const { text, wanted, badLines } = await writeList(channelId);
    let core = await start();
    await simulator.control.setDeviceInterval(1);
    const { jobId, userCode } = await core.call('accounts.signIn', {});
    await simulator.control.approveDevice({ userCode, login });
    await until(
      () => core.call('jobs.list', {}),
      ({ jobs }) => jobs.some((job) => job.jobId === jobId && job.status === 'completed'),
    );
    await untilRead(core);

    const { bulk } = await core.call('bulk.prepare', {
      channelId,
      source: { kind: 'text', name: 'raid.csv', text },
      act: { kind: 'ban' },
    });
    const plan = await untilState(core, bulk.id, 'planned', 'failed', 'cancelled');
    expect(plan.plans).toMatchObject({ act: ACTING, bad_row: 20, already_banned: LINES - 20 - ACTING });
    const bad = (await rowsOf(core, bulk.id)).filter((row) => row.plan === 'bad_row');
    expect(bad.map((row) => row.line)).toEqual(badLines);
    expect(bad.every((row) => row.code !== null)).toBe(true);
    await simulator.control.clearJournal();

    await core.call('bulk.start', { bulkId: bulk.id, count: ACTING });
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const before = (await simulator.control.acts()).length;
      const goal = Math.min(ACTING - 1, before + 1 + Math.floor(random() * ((ACTING / KILLS) * 0.8)));
      await until(
        () => simulator.control.acts(),
        (acts) => acts.length >= goal,
      );
      await new Promise((resolve) => setTimeout(resolve, random() * 15));
      core.kill();
      await core.exited;
      core = await start();
      await until(
        () => core.call('accounts.list', {}),
        ({ accounts }) => accounts[0]?.state === 'signed-in',
      );
      const left = (await core.call('bulk.get', { bulkId: bulk.id })).bulk;
      if (left.state === 'completed') break;
      expect(left).toMatchObject({ state: 'paused', halted: 'interrupted', jobId: null });
      await core.call('bulk.resume', { bulkId: bulk.id });
    }
    const done = await untilState(core, bulk.id, 'completed');
    expect(done).toMatchObject({ differing: 0, results: { done: ACTING, sent: 0, waiting: 0 } });

    const acts = await actsByPerson(simulator);
    expect(acts.size).toBe(ACTING);
    for (const [id, kind] of wanted) expect(acts.get(id)).toEqual([kind]);
    const truth = new Map((await simulator.control.truth(channelId)).map((ban) => [ban.userId, ban.kind]));
    for (const [id, kind] of wanted) expect(truth.get(id)).toBe(kind);
    const file = await wholeFile((cursor) =>
      core.call('bulk.export', { bulkId: bulk.id, ...(cursor === undefined ? {} : { cursor }) }),
    );
    expect(file.trimEnd().split('\r\n')).toHaveLength(LINES + 1);
    expect(file.split('"done"').length - 1).toBe(ACTING);
    await core.close();
  },
  120_000 + KILLS * 15_000,
);
