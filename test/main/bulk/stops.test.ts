// What ends, holds or slows a running bulk job: the kill switch, the flag, a person, Twitch, a lost answer.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import type { TestCore } from '../../helpers/core.ts';
import { actsByPerson, rowsOf, startBroadcaster, until, untilState } from './world.ts';

let simulator: TestSimulator;
let core: TestCore;
let channelId: string;
let counter = 0;
const ACTS = { path: 'moderation/bans' };
const QUICK = { max: 100_000, windowMs: 1_000 };

async function begin(): Promise<void> {
  simulator = await startTestSimulator({ world: 'size:5', rateLimit: 100_000 });
  channelId = simulator.world.broadcaster!.id;
  core = await startBroadcaster(simulator);
}
async function end(): Promise<void> {
  await core.stop();
  await simulator.stop();
}
beforeAll(begin);
afterAll(end);
beforeEach(async () => {
  await simulator.control.setBanLimit(QUICK);
  await simulator.control.clearJournal();
});
afterEach(async () => {
  await simulator.control.clearFaults();
  await simulator.control.setDelays({ helixMs: 0 });
  await core.call('killSwitch.set', { on: false });
});

async function planOf(count: number): Promise<{ bulkId: string; userIds: string[] }> {
  const people = await Promise.all(
    Array.from({ length: count }, () => simulator.control.addUser({ login: `stop_stranger${(counter += 1)}` })),
  );
  const userIds = people.map(({ id }) => id);
  const { bulk } = await core.call('bulk.prepare', {
    channelId,
    source: { kind: 'selection', userIds },
    act: { kind: 'ban' },
  });
  await untilState(core, bulk.id, 'planned');
  return { bulkId: bulk.id, userIds };
}
const requests = async () => (await simulator.control.requests(ACTS)).filter((request) => request.method !== 'GET');
const actedOn = (bulkId: string, least: number) =>
  until(
    async () => (await core.call('bulk.get', { bulkId })).bulk,
    (bulk) => (bulk.results.done ?? 0) >= least,
  );
async function expectEachOnce(userIds: readonly string[]): Promise<void> {
  const acts = await actsByPerson(simulator);
  expect(userIds.map((id) => acts.get(id))).toEqual(userIds.map(() => ['ban']));
}

test.each([
  ['kill_switch', () => core.call('killSwitch.set', { on: true })],
  ['channel_off', () => core.call('settings.set', { actingChannels: [] })],
])('%s stops it within a second, and it goes on from there', async (why, stop) => {
  await simulator.control.setDelays({ helixMs: 30 });
  const { bulkId, userIds } = await planOf(40);
  await core.call('bulk.start', { bulkId, count: 40 });
  await actedOn(bulkId, 5);
  const stoppedAt = performance.now();
  await stop();
  const bulk = await untilState(core, bulkId, 'paused');
  expect(performance.now() - stoppedAt).toBeLessThan(1_000);
  expect(bulk).toMatchObject({ halted: why });
  const sent = (await requests()).length;
  expect(sent).toBeLessThan(40);
  expect(await core.refused('bulk.resume', { bulkId })).toMatchObject({
    code: 'FEATURE_DISABLED',
    details: { reason: why },
  });
  const { jobs } = await core.call('jobs.list', {});
  expect(jobs[0]).toMatchObject({ kind: 'bulk', status: 'failed', error: { code: 'FEATURE_DISABLED' } });
  await core.call('killSwitch.set', { on: false });
  await core.call('settings.set', { actingChannels: null });
  expect((await requests()).length).toBe(sent);
  await core.call('bulk.resume', { bulkId });
  expect(await untilState(core, bulkId, 'completed')).toMatchObject({ results: { done: 40 } });
  await expectEachOnce(userIds);
});

test('a stop is said within a second also while an answer is outstanding, and that answer still counts', async () => {
  const { bulkId, userIds } = await planOf(3);
  await simulator.control.addFault({ match: { ...ACTS, method: 'POST' }, delayMs: 2_500, times: 1 });
  await core.call('bulk.start', { bulkId });
  await until(requests, (found) => found.length === 1);
  await core.call('killSwitch.set', { on: true });
  await until(
    async () => (await core.call('bulk.get', { bulkId })).bulk,
    (bulk) => bulk.state === 'paused',
    1_000,
  );
  await untilState(core, bulkId, 'paused');
  expect((await rowsOf(core, bulkId)).map((row) => row.state)).toEqual(['done', 'waiting', 'waiting']);
  expect([...(await actsByPerson(simulator)).keys()]).toEqual([userIds[0]]);
});

test('pause, resume and cancel', async () => {
  await simulator.control.setDelays({ helixMs: 20 });
  const { bulkId, userIds } = await planOf(30);
  expect(await core.refused('bulk.pause', { bulkId })).toMatchObject({ code: 'CONFLICT' });
  await core.call('bulk.start', { bulkId, count: 30 });
  await actedOn(bulkId, 3);
  expect((await core.call('bulk.pause', { bulkId })).bulk).toMatchObject({
    state: 'paused',
    halted: 'user',
    jobId: null,
  });
  const sent = (await requests()).length;
  expect(sent).toBeLessThan(30);
  await core.call('bulk.resume', { bulkId });
  await actedOn(bulkId, sent + 3);
  const { bulk } = await core.call('bulk.cancel', { bulkId });
  expect(bulk).toMatchObject({ state: 'cancelled' });
  const acts = await actsByPerson(simulator);
  expect(acts.size).toBe(bulk.results.done);
  expect([...acts.values()].every((kinds) => kinds.length === 1)).toBe(true);
  for (const wish of ['bulk.resume', 'bulk.cancel', 'bulk.start', 'bulk.check'] as const) {
    expect(await core.refused(wish, { bulkId })).toMatchObject({ code: 'CONFLICT' });
  }
  expect(acts.size).toBeLessThan(userIds.length);
});

interface SlowDown {
  readonly count: number;
  /** The n-th act is refused; or the limit as it really is. */
  readonly nth?: number;
  readonly limit?: { readonly max: number; readonly windowMs: number };
}
const LONG: readonly SlowDown[] = [
  { count: 220, limit: { max: 100, windowMs: 30_000 } },
  { count: 40, limit: { max: 15, windowMs: 30_000 } },
];
const SLOW_DOWNS: readonly SlowDown[] = [{ count: 4, nth: 2 }, ...(process.env['MODKEEP_LONG'] === '1' ? LONG : [])];

test.each(SLOW_DOWNS)(
  'Twitch asks to slow down (%j): each row is done once, as late as asked',
  async ({ count, nth, limit }) => {
    if (limit !== undefined) {
      // Nothing sent and nothing learned before.
      await end().then(begin);
      await simulator.control.setBanLimit(limit);
    }
    const { bulkId, userIds } = await planOf(count);
    if (nth !== undefined) {
      const reset = String(Math.ceil(Date.now() / 1000) + 2);
      await simulator.control.addFault({
        match: { ...ACTS, method: 'POST' },
        nth,
        answer: { status: 429, body: {} },
        headers: { 'Ratelimit-Reset': reset, 'Ratelimit-Remaining': '0' },
      });
    }
    await core.call('bulk.start', { bulkId, count });
    const done = await until(
      async () => (await core.call('bulk.get', { bulkId })).bulk,
      (bulk) => bulk.state === 'completed',
      300_000,
    );
    expect(done).toMatchObject({ results: { done: count } });
    const all = await requests();
    const refused = all.filter((request) => request.status === 429);
    if (limit?.max === 100) expect(refused).toEqual([]);
    else {
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeLessThan(5);
      const next = all[all.indexOf(refused[0]!) + 1]!;
      expect(next.realMs - refused[0]!.realMs).toBeGreaterThan(900);
    }
    await expectEachOnce(userIds);
  },
  330_000,
);

test('a lost answer is looked up: what happened counts, what did not is done once', async () => {
  const { bulkId, userIds } = await planOf(4);
  await simulator.control.addFault({
    match: { ...ACTS, method: 'POST' },
    effect: 'perform',
    transport: 'reset',
    times: 1,
  });
  await core.call('bulk.start', { bulkId });
  await untilState(core, bulkId, 'completed');
  await expectEachOnce(userIds);
  expect(await requests()).toHaveLength(4);

  const other = await planOf(2);
  await simulator.control.addFault({
    match: { ...ACTS, method: 'POST' },
    effect: 'skip',
    transport: 'reset',
    times: 1,
  });
  await core.call('bulk.start', { bulkId: other.bulkId });
  expect(await untilState(core, other.bulkId, 'completed')).toMatchObject({ results: { done: 2 } });
  await expectEachOnce(other.userIds);
});

test('what changed since the dry run is left alone, and what the list shows otherwise in the end is marked', async () => {
  const { bulkId, userIds } = await planOf(4);
  await simulator.control.ban({ channelId, moderatorId: channelId, userId: userIds[0]! });
  await core.call('protected.add', { channelId, user: { id: userIds[1]! }, note: '' });
  await simulator.control.addFault({ match: { ...ACTS, method: 'POST' }, delayMs: 1_000, nth: 2 });
  await core.call('bulk.start', { bulkId });
  await actedOn(bulkId, 1);
  await simulator.control.unban({ channelId, moderatorId: channelId, userId: userIds[2]! });
  const done = await untilState(core, bulkId, 'completed');
  expect(done.differing).toBe(1);
  expect((await rowsOf(core, bulkId)).map((row) => [row.state, row.code, row.verified])).toEqual([
    ['skipped', 'already_banned', null],
    ['skipped', 'protected', null],
    ['done', null, false],
    ['done', null, true],
  ]);
});
