// The guards where they work: through the whole core, with a simulated Twitch that must see nothing of what is refused.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

let simulator: TestSimulator;
let channelId: string;
let counter = 0;
const cores: TestCore[] = [];
const actId = (): string => crypto.randomUUID();

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:20' });
  channelId = simulator.world.broadcaster!.id;
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.control.clearJournal());
afterEach(async () => {
  for (const core of cores.splice(0)) await core.stop();
  await simulator.control.clearFaults();
});

async function start(environment: Record<string, string> = {}, login?: string): Promise<TestCore> {
  const core = await startTestCore(simulator, { environment });
  cores.push(core);
  await core.signIn(login ?? simulator.world.broadcaster!.login);
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels.some(({ id, status }) => id === channelId && status.live === 'live'),
  );
  return core;
}
const stranger = () => simulator.control.addUser({ login: `guarded${(counter += 1)}` });
const writes = async () =>
  (await simulator.control.requests({ path: 'moderation/bans' })).filter(({ method }) => method !== 'GET').length;
const ban = async (core: TestCore, id: string) =>
  core.refused('bans.create', { channelId, user: { id }, actId: actId() });

test('a brake that is used up: refused with its numbers, nothing leaves, and limits.get shows it', async () => {
  const core = await start();
  const people = [await stranger(), await stranger(), await stranger()];
  await core.call('settings.set', { brakeOverrides: { ban: { max: 2, windowSeconds: 3600 } } });
  for (const { id } of people.slice(0, 2)) await core.call('bans.create', { channelId, user: { id }, actId: actId() });
  expect(await ban(core, people[2]!.id)).toMatchObject({
    code: 'RATE_LIMIT_EXCEEDED',
    details: { limit: 2, remaining: 0, brake: 'ban' },
  });
  expect(await writes()).toBe(2);
  const { brakes, refused } = await core.call('limits.get', { channelId });
  expect(brakes.find(({ brake }) => brake === 'ban')).toMatchObject({ channelId, max: 2, remaining: 0, isOn: true });
  expect(refused.brakes).toBe(1);
  await core.call('settings.set', { brakesEnabled: false });
  await core.call('bans.create', { channelId, user: { id: people[2]!.id }, actId: actId() });
});

test('many acts at once use up no more than there is', async () => {
  const core = await start();
  await core.call('settings.set', { brakeOverrides: { ban: { max: 3, windowSeconds: 3600 } } });
  const people = await Promise.all(Array.from({ length: 8 }, stranger));
  const replies = await Promise.all(
    people.map(({ id }) =>
      core.core.dispatch({ kind: 'owner' }, 'bans.create', { channelId, user: { id }, actId: actId() }),
    ),
  );
  expect(replies.filter(({ ok }) => ok)).toHaveLength(3);
  expect(await writes()).toBe(3);
});

test('RATE_LIMIT_ENABLED in the environment is the default, a setting comes after it', async () => {
  const core = await start({ RATE_LIMIT_ENABLED: 'false' });
  expect((await core.call('settings.get', {})).settings.brakesEnabled).toBe(false);
  expect((await core.call('settings.set', { brakesEnabled: true })).settings.brakesEnabled).toBe(true);
});

test('syncs by hand: five an hour, a forced one goes through and is counted', async () => {
  const core = await start();
  await core.call('settings.set', { brakeOverrides: { sync: { max: 1, windowSeconds: 3600 } } });
  const remaining = async () =>
    (await core.call('limits.get', { channelId })).brakes.find(({ brake }) => brake === 'sync')?.remaining;
  const done = async (jobId: string) =>
    core.until(
      () => core.call('sync.get', { jobId }),
      ({ status }) => status === 'completed',
    );
  expect(await remaining()).toBe(1);
  const { jobId } = await core.call('sync.start', { channelId, force: true });
  await done(jobId);
  expect(await remaining()).toBe(0);
  // Given back as it was read a moment ago: no use of anything.
  expect(await core.call('sync.start', { channelId })).toMatchObject({ status: 'completed' });
  expect(await core.refused('sync.retry', { jobId })).toMatchObject({
    code: 'RATE_LIMIT_EXCEEDED',
    details: { brake: 'sync' },
  });
  await done((await core.call('sync.start', { channelId, force: true })).jobId);
});

test('a channel that the environment leaves out can be read and not acted in', async () => {
  const core = await start({ FEATURE_TWITCH_MODERATION_ENABLED_USERS: '42' });
  expect(await ban(core, (await stranger()).id)).toMatchObject({
    code: 'FEATURE_DISABLED',
    details: { reason: 'channel_off' },
  });
  expect((await core.call('channels.list', {})).channels[0]?.status.canAct).toBe(false);
  expect((await core.call('bans.list', { channelId })).total).toBeGreaterThan(0);
  expect(await writes()).toBe(0);
});

test('thrown while a token is renewed, the kill switch holds the repeated request back', async () => {
  const core = await start();
  const { id } = await stranger();
  const unauthorized = { status: 401, body: { status: 401, message: 'Invalid OAuth token' } };
  const match = { path: 'moderation/bans', method: 'POST' };
  await simulator.control.addFault({ match, answer: unauthorized, effect: 'skip', answerDelayMs: 400 });
  const refused = ban(core, id);
  await core.until(writes, (count) => count === 1);
  await core.call('killSwitch.set', { on: true });
  expect(await refused).toMatchObject({ code: 'FEATURE_DISABLED', details: { reason: 'kill_switch' } });
  expect(await writes()).toBe(1);
  expect(await simulator.control.acts()).toHaveLength(0);
  expect((await core.call('audit.list', { targetId: id })).data).toMatchObject([
    { action: 'ban_user', metadata: { outcome: 'failed', code: 'FEATURE_DISABLED' } },
  ]);
});

test('thrown while an act waits for its event, the kill switch ends the waiting within a second', async () => {
  const moderator = simulator.world.moderators[0]!;
  const core = await start({}, moderator.login);
  const { id } = await stranger();
  const match = { path: 'moderation/bans', method: 'POST' };
  await simulator.control.addFault({ match, effect: 'skip', transport: 'reset' });
  const refused = ban(core, id);
  await core.until(writes, (count) => count === 1);
  const thrownAt = performance.now();
  await core.call('killSwitch.set', { on: true });
  expect(await refused).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'outcome_unknown' } });
  expect(performance.now() - thrownAt).toBeLessThan(1_000);
});

test('what is refused leaves no intent: a key without manage_bans, a colleague as the target', async () => {
  const moderator = simulator.world.moderators[0]!;
  const core = await start({}, moderator.login);
  const key = { kind: 'key', keyId: 'k', name: 'dock', rights: ['view_reports'] } as const;
  const input = { channelId, user: { id: (await stranger()).id }, actId: actId() };
  expect(await core.refused('bans.create', input, key)).toMatchObject({ code: 'FORBIDDEN' });
  // The same one-time id is free: nothing was written of the refused attempt.
  await core.call('bans.create', input);
  expect(await ban(core, simulator.world.moderators[1]?.id ?? channelId)).toMatchObject({ code: 'INVALID_REQUEST' });
});
