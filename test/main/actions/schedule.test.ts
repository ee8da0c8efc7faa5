// Bans with a date: lifted then, that very ban and no other, whatever happened in between.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIntents } from '../../../src/main/actions/intents.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
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
  await isLive();
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

const isLive = () =>
  core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels.some(({ id, status }) => id === channelId && status.live === 'live'),
  );
const stranger = () => simulator.control.addUser({ login: `dated${(counter += 1)}` });
const lifts = async () => (await simulator.control.requests({ method: 'DELETE', path: 'moderation/bans' })).length;
const isBanned = async (userId: string) =>
  (await simulator.control.truth(channelId)).some((ban) => ban.userId === userId);
const banUntil = async (userId: string, ms: number) => {
  const until = new Date((await simulator.control.now()) + ms).toISOString();
  return core.call('bans.create', { channelId, user: { id: userId }, until, reason: 'dated', actId: actId() });
};
const liftOf = async (id: string | undefined) => {
  const lift = (await core.call('schedule.list', { channelId })).lifts.find((one) => one.id === id);
  if (lift === undefined) throw new Error('no such lift');
  return lift;
};
const ended = (id: string | undefined) =>
  core.until(
    () => liftOf(id),
    ({ state }) => state !== 'waiting',
  );
const auditOf = async (userId: string) =>
  (await core.call('audit.list', { targetId: userId, action: 'unban_user' })).data;

test('on its date the ban is lifted, once, and the log says that the schedule did it', async () => {
  const { id } = await stranger();
  const { ban, liftId } = await banUntil(id, 1_500);
  expect(ban).toMatchObject({ kind: 'ban', expiresAt: null });
  expect(await liftOf(liftId)).toMatchObject({ state: 'waiting', banId: ban.id, userId: id });
  expect((await core.call('audit.list', { targetId: id, action: 'ban_user' })).data[0]?.metadata['until']).toBe(
    (await liftOf(liftId)).dueAt,
  );
  expect(await ended(liftId)).toMatchObject({ state: 'done', error: null });
  expect(await isBanned(id)).toBe(false);
  expect(await lifts()).toBe(1);
  expect(await auditOf(id)).toMatchObject([
    {
      moderatorId: channelId,
      metadata: { scheduledLift: liftId, kind: 'unbanned', sources: expect.arrayContaining(['app']) },
    },
  ]);
});

test('ended by somebody before: cancelled, and a ban that came later stays', async () => {
  const { id } = await stranger();
  const { ban, liftId } = await banUntil(id, 2_000);
  await core.call('bans.revoke', { banId: ban.id });
  expect(await liftOf(liftId)).toMatchObject({ state: 'cancelled' });
  await core.call('bans.create', { channelId, user: { id }, actId: actId() });
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await isBanned(id)).toBe(true);
  expect((await auditOf(id)).some((row) => row.metadata['outcome'] === 'cancelled')).toBe(true);
});

test('a newer ban that nobody heard of is found by looking, and stays', async () => {
  const { id } = await stranger();
  const { liftId } = await banUntil(id, 20_000);
  await simulator.control.orderDelivery({ mode: 'lose', count: 2 });
  await simulator.control.advance(10_000);
  for (const undo of [true, false]) {
    const act = { channelId, moderatorId: channelId, userId: id };
    await (undo ? simulator.control.unban(act) : simulator.control.ban(act));
  }
  await simulator.control.advance(12_000);
  await core.call('channels.find', { query: 'dated1' });
  expect(await ended(liftId)).toMatchObject({ state: 'overtaken' });
  expect(await isBanned(id)).toBe(true);
  expect(await lifts()).toBe(0);
});

test('cancelled by hand: nothing is lifted, and it is told who did it', async () => {
  const { id } = await stranger();
  const { liftId } = await banUntil(id, 60_000);
  const key = { kind: 'key', keyId: 'k', name: 'dock', rights: ['manage_bans'] } as const;
  expect(await core.call('schedule.cancel', { id: liftId! }, key)).toMatchObject({ lift: { state: 'cancelled' } });
  expect((await auditOf(id))[0]).toMatchObject({ moderatorUsername: 'dock', metadata: { outcome: 'cancelled' } });
  expect(await core.refused('schedule.cancel', { id: liftId! })).toMatchObject({ code: 'CONFLICT' });
  expect(await isBanned(id)).toBe(true);
});

test('with the kill switch on it waits, and lifts once it is off', async () => {
  const { id } = await stranger();
  const { liftId } = await banUntil(id, 500);
  await core.call('killSwitch.set', { on: true });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await liftOf(liftId)).toMatchObject({ state: 'waiting' });
  expect(await lifts()).toBe(0);
  await core.call('killSwitch.set', { on: false });
  expect(await ended(liftId)).toMatchObject({ state: 'done' });
});

test('what fell due while Modkeep was closed is lifted at the next start; a ban that was cut off keeps its date', async () => {
  const [waiting, cutOff] = [await stranger(), await stranger()];
  const { liftId } = await banUntil(waiting.id, 1_000);
  await core.stop();
  await simulator.control.ban({ channelId, moderatorId: channelId, userId: cutOff.id, reason: 'dated' });
  const db = openTestDatabase({ path: `${folder.dir}/modkeep.db` });
  const startedAt = Date.now();
  createIntents(db).begin({
    actId: actId(),
    channelId,
    userId: cutOff.id,
    kind: 'ban',
    accountId: channelId,
    durationSeconds: 3600.25,
    reason: 'dated',
    startedAt,
  });
  db.close();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  core = await startTestCore(simulator, { dataDir: folder.dir, vault });
  expect(await ended(liftId)).toMatchObject({ state: 'done' });
  const kept = await core.until(
    async () =>
      (await core.call('schedule.list', { state: 'waiting' })).lifts.find(({ userId }) => userId === cutOff.id),
    (found) => found !== undefined,
  );
  expect(Date.parse(kept!.dueAt)).toBe(startedAt + 3_600_250);
});

test('a date makes sense or is refused', async () => {
  const { id } = await stranger();
  const input = { channelId, user: { id }, actId: actId() };
  const now = await simulator.control.now();
  for (const until of [now - 1_000, now + 20 * 365 * 86_400_000]) {
    expect(await core.refused('bans.create', { ...input, until: new Date(until).toISOString() })).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { field: 'until' },
    });
  }
  const until = new Date(now + 60_000).toISOString();
  expect(await core.refused('bans.create', { ...input, until, durationSeconds: 60 })).toMatchObject({
    details: { field: 'until' },
  });
  expect(await core.refused('bans.create', { ...input, until: 'soon' })).toMatchObject({ details: { field: 'until' } });
});

test('offences are counted and the next step suggested; reasons are counted', async () => {
  const { id } = await stranger();
  const suggestion = async () => (await core.call('people.get', { userId: id, channelId })).person.offences;
  await core.call('bans.create', { channelId, user: { id }, durationSeconds: 600, reason: 'Spam', actId: actId() });
  expect(await suggestion()).toEqual({ count: 1, suggestion: { kind: 'timeout', durationSeconds: 3_600 } });
  await core.call('settings.set', { ladder: [60, null] });
  expect(await suggestion()).toEqual({ count: 1, suggestion: { kind: 'ban' } });
  const { reasons } = await core.call('reasons.list', {});
  expect(reasons.find(({ reason }) => reason === 'Spam')).toMatchObject({ uses: 1, isPreset: true });
  expect(reasons.find(({ reason }) => reason === 'dated')).toMatchObject({ isPreset: false });
  expect(reasons.find(({ reason }) => reason === 'Link spam')).toMatchObject({ uses: 0, lastUsedAt: null });
});
