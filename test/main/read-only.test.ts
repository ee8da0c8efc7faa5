// Fault 24 from the outside: the disk is full under a running Modkeep. Nothing is asked of Twitch that could not be written
// down, nothing that happens there is lost, work that can wait does, and it all goes on by itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import type { Sqlite } from '../../src/main/db/connection.ts';
import { DEFAULT_FEATURES, scopesFor } from '../../src/main/twitch/scopes.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { fill, makeRoom, protect, watchWriters } from '../helpers/full-disk.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';
import { actsByPerson, rowsOf, until } from './bulk/world.ts';

const CHANNEL = '1000';
let simulator: TestSimulator;
let core: TestCore;
let writer: Sqlite;
let unwatch: () => void;
let next = 0;

beforeAll(async () => {
  const watched = watchWriters();
  unwatch = watched.unwatch;
  simulator = await startTestSimulator({ world: 'size:60', rateLimit: 100_000 });
  await simulator.control.setBanLimit({ max: 100_000, windowMs: 1_000 });
  core = await startTestCore(simulator);
  await core.signIn('bigchannel', scopesFor([...DEFAULT_FEATURES, 'manageModerators']));
  await core.until(status, ({ live, lastCompleteReadAt }) => live === 'live' && lastCompleteReadAt !== null);
  writer = watched.writers.at(-1)!;
});
afterAll(async () => {
  unwatch();
  await core.stop();
  await simulator.stop();
});
beforeEach(async () => {
  await simulator.control.clearJournal();
  core.events.length = 0;
});
afterEach(async () => {
  await simulator.control.setDelays({ helixMs: 0, pageMs: 0 });
  await mend();
});

const status = async () => (await core.call('channels.list', {})).channels.find(({ id }) => id === CHANNEL)!.status;
const since = async () => (await core.call('app.get', {})).readOnlySince;
const stranger = async () => (await simulator.control.addUser({ login: `stranger_${(next += 1)}` })).id;
const moderatorId = (): string => simulator.world.moderators[0]!.id;
const banAtTwitch = async (userId: string): Promise<unknown> =>
  simulator.control.ban({ channelId: CHANNEL, moderatorId: moderatorId(), userId, reason: 'x'.repeat(400) });

/** The disk is full, and Modkeep has come upon it. */
async function breakDisk(break_: (sqlite: Sqlite) => void): Promise<void> {
  break_(writer);
  await until(
    async () => {
      await core.core.dispatch({ kind: 'owner' }, 'settings.set', {
        reasonPresets: [`${'x'.repeat(490)} ${(next += 1)}`],
      });
      return since();
    },
    (at) => at !== null,
  );
}
const mend = async (): Promise<void> => {
  makeRoom(writer);
  await until(since, (at) => at === null);
};
const listed = async (): Promise<string[]> =>
  (await core.call('bans.list', { channelId: CHANNEL, limit: 500 })).bans.map(({ userId }) => userId).toSorted();
const truth = async (): Promise<string[]> =>
  (await simulator.control.truth(CHANNEL)).map(({ userId }) => userId).toSorted();
const told = async (ids: readonly string[]) =>
  (await core.call('history.list', { channelId: CHANNEL, limit: 500 })).entries.filter(({ userId }) =>
    ids.includes(userId),
  );

test('no act asks anything of Twitch, and the state is told once at both ends', async () => {
  const userId = await stranger();
  const banned = (await listed())[0]!;
  await breakDisk(fill);
  expect(core.events.filter(({ type }) => type === 'app.changed')).toHaveLength(1);
  await simulator.control.clearJournal();
  const actId = crypto.randomUUID();
  const ban = { channelId: CHANNEL, user: { id: userId }, actId };
  const attempts = [
    core.refused('bans.create', ban),
    core.refused('bans.create', { ...ban, actId: crypto.randomUUID(), durationSeconds: 60 }),
    core.refused('bans.revoke', { channelId: CHANNEL, userId: banned, expect: 'ban' }),
    core.refused('moderators.add', { channelId: CHANNEL, user: { id: userId } }),
  ];
  for (const refusal of await Promise.all(attempts)) {
    expect(refusal).toMatchObject({ code: 'DATABASE_FULL' });
    expect(refusal.details).not.toHaveProperty('happened');
  }
  const requests = (await simulator.control.requests({})).map(({ method, path }) => `${method} ${path}`);
  expect(requests.filter((line) => /moderation|users|moderators/.test(line))).toEqual([]);
  const { checks } = await core.call('health.get', {});
  expect(checks.find(({ name }) => name === 'database')).toMatchObject({
    state: 'bad',
    sentence: expect.stringContaining('disk is full'),
  });
  // Looking works.
  expect((await core.call('bans.list', { channelId: CHANNEL, limit: 10, search: 'a' })).bans).toBeDefined();

  await mend();
  expect(core.events.filter(({ type }) => type === 'app.changed')).toHaveLength(2);
  // The very same act may be asked for again.
  expect((await core.call('bans.create', ban)).ban).toMatchObject({ userId });
  const saved = (words: string): number => core.log.lines.filter((line) => line.includes(words)).length;
  expect([saved('nothing can be saved any more'), saved('saving works again')]).toEqual([1, 1]);
});

test('the act that comes upon it is not sent, and may be asked for again', async () => {
  const ban = { channelId: CHANNEL, user: { id: await stranger() }, actId: crypto.randomUUID() };
  protect(writer);
  expect(await core.refused('bans.create', ban)).toMatchObject({ code: 'DATABASE_FULL', details: {} });
  const sent = await simulator.control.requests({ path: 'moderation/bans' });
  expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
  await mend();
  expect((await core.call('bans.create', ban)).ban).toMatchObject({ userId: ban.user.id });
});

test(
  'what happens meanwhile is in the record afterwards, as Twitch’s journal has it',
  { timeout: 60_000 },
  async () => {
    await breakDisk(fill);
    const people = await Promise.all(Array.from({ length: 40 }, stranger));
    for (const userId of people) await banAtTwitch(userId);
    for (const userId of people.slice(0, 10))
      await simulator.control.unban({ channelId: CHANNEL, moderatorId: moderatorId(), userId });
    await core.until(status, ({ live }) => live === 'lost');
    // A suspicion pulls a read forward, but not one whose findings nobody could keep.
    await sleep(300);
    const reads = async () => (await simulator.control.requests({ path: 'moderation/banned' })).length;
    const asked = await reads();
    await sleep(2_000);
    expect(await reads()).toBe(asked);
    expect(await status()).toMatchObject({ reading: 'failed', explanation: expect.stringContaining('disk is full') });
    expect((await told(people)).length).toBeLessThan(50);
    const lastRead = (await status()).lastCompleteReadAt;
    await mend();
    await core.until(status, ({ live, lastCompleteReadAt }) => live === 'live' && lastCompleteReadAt !== lastRead);
    expect(await listed()).toEqual(await truth());
    const entries = await told(people);
    const journal = (await simulator.control.acts()).filter(({ userId }) => people.includes(userId));
    const asLines = (acts: readonly { userId: string; kind: string }[]): string[] =>
      acts.map(({ userId, kind }) => `${userId} ${kind === 'unban' ? 'unbanned' : kind}`).toSorted();
    expect(asLines(entries)).toEqual(asLines(journal));
    expect(new Set(entries.map((entry) => entry.moderatorId))).toEqual(new Set([moderatorId()]));
  },
);

test('a bulk job waits, goes on, and has asked Twitch once for each', { timeout: 60_000 }, async () => {
  const people = await Promise.all(Array.from({ length: 60 }, stranger));
  const { bulk } = await core.call('bulk.prepare', {
    channelId: CHANNEL,
    source: { kind: 'selection', userIds: people },
    act: { kind: 'ban' },
  });
  const now = async () => (await core.call('bulk.get', { bulkId: bulk.id })).bulk;
  await until(now, ({ state }) => state === 'planned');
  await simulator.control.setDelays({ helixMs: 20 });
  await core.call('bulk.start', { bulkId: bulk.id, count: 60 });
  await until(now, ({ results }) => (results.done ?? 0) >= 5);
  protect(writer);
  await until(since, (at) => at !== null);
  await until(
    async () => (await core.call('jobs.list', { active: true })).jobs,
    (jobs) => jobs.some(({ kind, phase }) => kind === 'bulk' && phase === 'waiting for room on the disk'),
  );
  const done = (await actsByPerson(simulator)).size;
  await sleep(500);
  expect((await actsByPerson(simulator)).size).toBe(done);
  expect(done).toBeLessThan(60);
  expect(await now()).toMatchObject({ state: 'running' });
  await mend();
  await until(now, ({ state }) => state === 'completed');
  await simulator.control.setDelays({ helixMs: 0 });
  expect((await rowsOf(core, bulk.id)).map(({ state }) => state)).toEqual(people.map(() => 'done'));
  const acts = await actsByPerson(simulator);
  expect(people.map((id) => acts.get(id))).toEqual(people.map(() => ['ban']));
});

test('a bulk job that is stopped while nothing can be written stays stopped', { timeout: 60_000 }, async () => {
  const people = await Promise.all(Array.from({ length: 30 }, stranger));
  const { bulk } = await core.call('bulk.prepare', {
    channelId: CHANNEL,
    source: { kind: 'selection', userIds: people },
    act: { kind: 'ban' },
  });
  const now = async () => (await core.call('bulk.get', { bulkId: bulk.id })).bulk;
  await until(now, ({ state }) => state === 'planned');
  await simulator.control.setDelays({ helixMs: 30 });
  await core.call('bulk.start', { bulkId: bulk.id, count: 30 });
  await until(now, ({ results }) => (results.done ?? 0) >= 3);
  protect(writer);
  await until(since, (at) => at !== null);
  expect(await core.refused('bulk.cancel', { bulkId: bulk.id })).toMatchObject({ code: 'DATABASE_FULL' });
  const done = (await actsByPerson(simulator)).size;
  await mend();
  await simulator.control.setDelays({ helixMs: 0 });
  expect(await until(now, ({ state }) => state !== 'running')).toMatchObject({ state: 'paused', halted: 'user' });
  await sleep(500);
  expect((await actsByPerson(simulator)).size).toBe(done);
  await core.call('bulk.cancel', { bulkId: bulk.id });
});

test('a sync waits, and is not told to be complete before it is', { timeout: 60_000 }, async () => {
  await simulator.control.setDelays({ pageMs: 700 });
  const { jobId } = await core.call('sync.start', { channelId: CHANNEL, force: true });
  const job = async () => core.call('sync.get', { jobId });
  await until(
    async () => (await simulator.control.requests({ path: 'moderation/banned' })).length,
    (count) => count > 0,
  );
  protect(writer);
  await until(job, ({ phase }) => phase === 'waiting for room on the disk');
  await simulator.control.setDelays({ pageMs: 0 });
  const before = (await status()).lastCompleteReadAt;
  const asked = (await simulator.control.requests({ path: 'moderation/banned' })).length;
  await sleep(2_500);
  expect(await status()).toMatchObject({ lastCompleteReadAt: before });
  expect(await job()).toMatchObject({ status: 'syncing' });
  // Nor is Twitch asked for what could not be kept.
  expect((await simulator.control.requests({ path: 'moderation/banned' })).length).toBe(asked);
  await mend();
  expect(await until(job, ({ finishedAt }) => finishedAt !== null)).toMatchObject({ status: 'completed' });
  expect((await status()).lastCompleteReadAt).not.toBe(before);
});

test('an act that Twitch has done and nobody could write down is settled without a restart', async () => {
  const userId = await stranger();
  const actId = crypto.randomUUID();
  await simulator.control.setDelays({ helixMs: 300 });
  const refusal = core.refused('bans.create', { channelId: CHANNEL, user: { id: userId }, actId });
  await core.until(
    async () => (await simulator.control.requests({ path: 'moderation/bans' })).at(-1)?.body,
    (body) => JSON.stringify(body ?? '').includes(userId),
  );
  protect(writer);
  expect(await refusal).toMatchObject({ code: 'DATABASE_FULL', details: { happened: true } });
  await simulator.control.setDelays({ helixMs: 0 });
  await mend();
  const entry = await until(
    () => told([userId]),
    (entries) => entries.some(({ sources }) => sources.includes('app')),
  );
  expect(entry).toHaveLength(1);
  expect(await core.call('bans.create', { channelId: CHANNEL, user: { id: userId }, actId })).toMatchObject({ actId });
  expect((await simulator.control.acts()).filter((act) => act.userId === userId)).toHaveLength(1);
});

test('more than is kept leaves a gap, and a full read closes it', { timeout: 120_000 }, async () => {
  const people = await Promise.all(Array.from({ length: 1_050 }, stranger));
  const gaps = async () => (await core.call('history.list', { channelId: CHANNEL, limit: 1 })).gaps;
  const before = (await gaps()).length;
  await breakDisk(protect);
  for (const userId of people) await banAtTwitch(userId);
  await core.until(status, ({ live }) => live === 'lost');
  await mend();
  await until(gaps, (all) => all.length === before + 1);
  expect((await gaps()).map(({ reason }) => reason)).toContain('write_failed');
  const { total } = await core.call('bans.list', { channelId: CHANNEL, limit: 1 });
  expect(total).toBe((await truth()).length);
});
