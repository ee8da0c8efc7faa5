// A lost answer where the list may not be asked: the event is waited for, then it is said to be unknown, and a second
// try tells. The half minute of waiting goes by in a hundredth of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { createClock } from '../../../src/main/lib/clock.ts';

let simulator: TestSimulator;
let core: TestCore;
let channelId: string;
let looks = 0;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'demo' });
  channelId = simulator.world.moderated[0]!.id;
  const clock = createClock();
  const sleep: typeof clock.sleep = (ms, signal) => {
    // So long the wait for an event pauses between two looks.
    if (ms === 500) looks += 1;
    return clock.sleep(ms === 500 ? 5 : ms, signal);
  };
  core = await startTestCore(simulator, { clock: { ...clock, sleep } });
  await core.signIn(simulator.world.broadcaster!.login);
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels.find(({ id }) => id === channelId)?.status.live === 'live',
  );
}, 30_000);
afterAll(async () => {
  await core.stop();
  await simulator.stop();
});

test('unknown after 30 s without an event, and “already banned” on the second try', async () => {
  const { id } = await simulator.control.addUser({ login: 'nobody_heard' });
  await simulator.control.addFault({
    match: { path: 'moderation/bans', method: 'POST' },
    effect: 'perform',
    transport: 'reset',
  });
  await simulator.control.orderDelivery({ mode: 'lose', count: 1 });
  const ban = () => ({ channelId, user: { id }, actId: crypto.randomUUID() });
  expect(await core.refused('bans.create', ban())).toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    details: { reason: 'outcome_unknown' },
  });
  expect(looks).toBeGreaterThanOrEqual(60);
  const { data } = await core.call('audit.list', { targetId: id });
  expect(data).toMatchObject([{ metadata: { outcome: 'unknown' } }]);
  expect(await core.refused('bans.create', ban())).toMatchObject({ details: { reason: 'already_banned' } });
  expect(await simulator.control.requests({ path: 'moderation/bans', method: 'POST' })).toHaveLength(2);
});

test('an event that comes in time settles it without a second request', async () => {
  const { id } = await simulator.control.addUser({ login: 'somebody_heard' });
  await simulator.control.clearJournal();
  await simulator.control.addFault({
    match: { path: 'moderation/bans', method: 'POST' },
    effect: 'perform',
    transport: 'reset',
  });
  const { ban } = await core.call('bans.create', { channelId, user: { id }, actId: crypto.randomUUID() });
  expect(ban).toMatchObject({ kind: 'ban', userId: id });
  expect(await simulator.control.requests({ path: 'moderation/bans', method: 'POST' })).toHaveLength(1);
  const { hour } = await core.call('acts.latency', {});
  // No answer came, so there is nothing to say of how long it took.
  expect(hour.call.count).toBe(0);
});
