// Acting against the simulated Twitch: what is asked, how often, and what is written of it.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIntents } from '../../../src/main/actions/intents.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { openTestDatabase, createTempDir } from '../../helpers/db.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

let simulator: TestSimulator;
let core: TestCore;
let channelId: string;
let counter = 0;
const vault = createMemoryVault();
const folder = createTempDir();
const actId = (): string => crypto.randomUUID();

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:20' });
  channelId = simulator.world.broadcaster!.id;
  core = await startTestCore(simulator, { dataDir: folder.dir, vault });
  await core.signIn(simulator.world.broadcaster!.login);
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels[0]?.status.lastCompleteReadAt != null,
  );
});
afterAll(async () => {
  await core.stop();
  await simulator.stop();
  folder.remove();
});
beforeEach(() => simulator.control.clearJournal());
afterEach(async () => {
  await simulator.control.clearFaults();
  await core.call('killSwitch.set', { on: false });
});

const stranger = () => simulator.control.addUser({ login: `stranger${(counter += 1)}` });
const posts = async (method = 'POST') => (await simulator.control.requests({ method, path: 'moderation/bans' })).length;
const auditOf = async (userId: string) => (await core.call('audit.list', { targetId: userId })).data;
const isListed = async (userId: string) =>
  (await core.call('bans.list', { channelId, limit: 500 })).bans.find((ban) => ban.userId === userId);
const banElsewhere = (userId: string, durationSeconds?: number) =>
  simulator.control.ban({
    channelId,
    moderatorId: channelId,
    userId,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  });

test('somebody already banned: said so, written down, and the list then shows them', async () => {
  const { id } = await stranger();
  await banElsewhere(id);
  expect(await core.refused('bans.create', { channelId, user: { id }, actId: actId() })).toMatchObject({
    code: 'CONFLICT',
    details: { reason: 'already_banned' },
  });
  expect(await isListed(id)).toMatchObject({ kind: 'ban' });
  expect(
    (await auditOf(id)).some((row) => row.metadata['outcome'] === 'failed' && row.metadata['code'] === 'CONFLICT'),
  ).toBe(true);
});

test('somebody no longer banned: not found, and the row is gone', async () => {
  const { id } = await stranger();
  const { ban } = await core.call('bans.create', { channelId, user: { id }, actId: actId() });
  await simulator.control.addFault({
    match: { path: 'moderation/bans', method: 'DELETE' },
    answer: { status: 400, body: { error: 'Bad Request', status: 400, message: 'user is not banned' } },
    effect: 'perform',
  });
  expect(await core.refused('bans.revoke', { banId: ban.id })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await isListed(id)).toBeUndefined();
});

test('the owner, yourself and nobody can be hit, and no request leaves', async () => {
  expect(await core.refused('bans.create', { channelId, user: { id: channelId }, actId: actId() })).toMatchObject({
    code: 'INVALID_REQUEST',
    details: { reason: 'owner' },
  });
  expect(
    await core.refused('bans.create', { channelId, user: { login: 'nobody_at_all' }, actId: actId() }),
  ).toMatchObject({ code: 'NOT_FOUND' });
  expect(await posts()).toBe(0);
});

test('somebody Twitch protects is refused, typed and logged', async () => {
  const { id } = await stranger();
  const message = 'The user specified in the user_id field may not be banned.';
  await simulator.control.addFault({
    match: { path: 'moderation/bans', method: 'POST' },
    answer: { status: 400, body: { error: 'Bad Request', status: 400, message } },
  });
  expect(await core.refused('bans.create', { channelId, user: { id }, actId: actId() })).toMatchObject({
    code: 'INVALID_REQUEST',
    details: { reason: 'protected_user' },
  });
  expect(await auditOf(id)).toHaveLength(1);
});

test('the same act id twice is one request and one answer, also for a refusal', async () => {
  const { id } = await stranger();
  const input = { channelId, user: { id }, actId: actId() };
  const [first, second] = [await core.call('bans.create', input), await core.call('bans.create', input)];
  expect(second.entryId).toBe(first.entryId);
  const refusal = { channelId, user: { id }, actId: actId() };
  expect(await core.refused('bans.create', refusal)).toEqual(await core.refused('bans.create', refusal));
  expect(await posts()).toBe(2);
});

test('ending a timeout never lifts a ban that the list does not show yet', async () => {
  const { id } = await stranger();
  await core.call('bans.create', { channelId, user: { id }, durationSeconds: 600, actId: actId() });
  await simulator.control.orderDelivery({ mode: 'lose', count: 1 });
  await banElsewhere(id);
  expect(await core.refused('bans.revoke', { channelId, userId: id, expect: 'timeout' })).toMatchObject({
    code: 'CONFLICT',
    details: { reason: 'is_ban' },
  });
  expect(await posts('DELETE')).toBe(0);
});

test('an answer lost after Twitch acted is settled by looking, without a second request', async () => {
  const { id } = await stranger();
  await simulator.control.addFault({
    match: { path: 'moderation/bans', method: 'POST' },
    effect: 'perform',
    transport: 'reset',
  });
  const { ban } = await core.call('bans.create', { channelId, user: { id }, reason: 'once', actId: actId() });
  expect(ban).toMatchObject({ kind: 'ban', reason: 'once' });
  expect(await posts()).toBe(1);
});

test('an answer lost before Twitch acted is a failure, and says so in the audit log', async () => {
  const { id } = await stranger();
  await simulator.control.addFault({
    match: { path: 'moderation/bans', method: 'POST' },
    effect: 'skip',
    transport: 'reset',
  });
  expect(await core.refused('bans.create', { channelId, user: { id }, actId: actId() })).toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
  expect(await posts()).toBe(1);
  expect(await isListed(id)).toBeUndefined();
  expect(await auditOf(id)).toMatchObject([{ action: 'ban_user', metadata: { outcome: 'failed' } }]);
});

test.each([
  [600, 'failed'],
  [2, 'unknown'],
])('a timeout of %i s that is not there after a lost answer: %s', async (durationSeconds, outcome) => {
  // Nobody can tell one that never was from one that has run out by Twitch's clock.
  const { id } = await stranger();
  const match = { path: 'moderation/bans', method: 'POST' };
  await simulator.control.addFault({ match, effect: 'skip', transport: 'reset' });
  const timeout = { channelId, user: { id }, durationSeconds, actId: actId() };
  expect(await core.refused('bans.create', timeout)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(await auditOf(id)).toMatchObject([{ action: 'timeout_user', metadata: { outcome } }]);
});

test('with the kill switch on nothing leaves, and both turns are in the audit log', async () => {
  const { id } = await stranger();
  await core.call('killSwitch.set', { on: true });
  expect(await core.refused('bans.create', { channelId, user: { id }, actId: actId() })).toMatchObject({
    code: 'FEATURE_DISABLED',
    details: { reason: 'kill_switch' },
  });
  expect(await core.refused('bans.revoke', { channelId, userId: id })).toMatchObject({ code: 'FEATURE_DISABLED' });
  expect(await posts()).toBe(0);
  expect((await core.call('audit.list', { action: 'kill_switch' })).data[0]).toMatchObject({ metadata: { on: true } });
});

test.each([
  [{ reason: 'x'.repeat(501) }, 'reason'],
  [{ durationSeconds: 0 }, 'durationSeconds'],
  [{ durationSeconds: 1_209_601 }, 'durationSeconds'],
  [{ durationSeconds: 1.5 }, 'durationSeconds'],
  [{ actId: 'short' }, 'actId'],
  [{ surprise: true }, 'surprise'],
])('%j is refused with its field', async (more, field) => {
  const input = { channelId, user: { id: '12345' }, actId: actId(), ...more };
  expect(await core.refused('bans.create', input)).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
});

test('acts cut off by the end of the program are settled at the next start by looking', async () => {
  const [happened, never, lifted] = [await stranger(), await stranger(), await stranger()];
  await core.call('bans.create', { channelId, user: { id: lifted.id }, actId: actId() });
  await core.stop();
  await banElsewhere(happened.id);
  const db = openTestDatabase({ path: `${folder.dir}/modkeep.db` });
  const intents = createIntents(db);
  const cutOff = (id: string, kind: 'ban' | 'unban') => {
    const intent = {
      actId: actId(),
      channelId,
      userId: id,
      kind,
      accountId: channelId,
      durationSeconds: null,
      reason: 'cut off',
      ...intents.starting(channelId, id, Date.now()),
    } as const;
    intents.begin(intent);
    return intent.actId;
  };
  const ids = [cutOff(happened.id, 'ban'), cutOff(never.id, 'ban'), cutOff(lifted.id, 'unban')];
  db.close();
  await simulator.control.unban({ channelId, moderatorId: channelId, userId: lifted.id });
  await simulator.control.clearJournal();
  core = await startTestCore(simulator, { dataDir: folder.dir, vault });
  const states = () => {
    const reader = openTestDatabase({ path: `${folder.dir}/modkeep.db` });
    const found = ids.map((id) => createIntents(reader).find(id)?.state);
    reader.close();
    return found;
  };
  expect(await core.until(states, (found) => !found.includes('sent'))).toEqual(['done', 'failed', 'done']);
  expect(await posts()).toBe(0);
  expect(await posts('DELETE')).toBe(0);
  expect(
    (await core.call('history.list', { channelId, userId: lifted.id })).entries.map((entry) => entry.kind),
  ).toEqual(['unbanned', 'ban']);
});
