// The main job through every room: sign in, read, hear, act, and what is written of it.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

let simulator: TestSimulator;
const cores: TestCore[] = [];
beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:250' });
});
afterAll(() => simulator.stop());
afterEach(async () => {
  for (const core of cores.splice(0)) await core.stop();
  await simulator.control.clearFaults();
});
async function start(
  ...options: Parameters<typeof startTestCore> extends [unknown, ...infer Rest] ? Rest : never
): Promise<TestCore> {
  const core = await startTestCore(simulator, ...options);
  cores.push(core);
  return core;
}
const actId = (): string => crypto.randomUUID();

test('sign in, first sync, a ban in chat, acting, undoing: list, history and audit log say so', async () => {
  const owner = simulator.world.broadcaster!;
  const { call, signIn, until } = await start();
  await signIn(owner.login);
  const { channels } = await until(
    () => call('channels.list', {}),
    (found) => found.channels[0]?.status.lastCompleteReadAt != null,
  );
  expect(channels[0]).toMatchObject({ id: owner.id, mode: 'broadcaster' });
  const first = await call('bans.list', { channelId: owner.id });
  expect(first.total).toBe((await simulator.control.truth(owner.id)).length);
  expect((await call('history.list', { channelId: owner.id })).total).toBe(0);

  await until(
    () => call('channels.list', {}),
    (found) => found.channels[0]?.status.live === 'live',
  );
  const victim = await simulator.control.addUser({ login: 'loud_stranger', displayName: 'Loud_Stranger' });
  await simulator.control.ban({ channelId: owner.id, moderatorId: owner.id, userId: victim.id, reason: 'shouting' });
  const { ban } = await until(
    async () => (await call('bans.list', { channelId: owner.id, search: 'loud_str' })).bans[0] ?? null,
    (found) => found !== null,
  ).then((found) => ({ ban: found! }));
  expect(ban).toMatchObject({ kind: 'ban', reason: 'shouting', bannedByUsername: owner.login });

  await call('bans.revoke', { banId: ban.id, expect: 'ban' });
  expect((await call('bans.list', { channelId: owner.id, search: 'loud_str' })).total).toBe(0);
  const created = await call('bans.create', {
    channelId: owner.id,
    user: { login: 'loud_stranger' },
    durationSeconds: 600,
    reason: 'again',
    actId: actId(),
  });
  expect(created.ban).toMatchObject({ kind: 'timeout', reason: 'again', bannedByUsername: owner.login });
  const { entries } = await call('history.list', { channelId: owner.id });
  expect(entries.map((entry) => entry.kind)).toEqual(['timeout', 'unbanned', 'ban']);
  const { data } = await call('audit.list', { channelId: owner.id, targetId: victim.id });
  expect(new Set(data.filter((row) => row.amends === null).map((row) => row.action))).toEqual(
    new Set(['ban_user', 'unban_user', 'timeout_user']),
  );
  const journal = await simulator.control.acts();
  expect(journal).toHaveLength(3);
});
