// Taking acts back from the record: what each means, and that whatever has moved on stays as it is.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

let simulator: TestSimulator;
let core: TestCore;
let channelId: string;
let counter = 0;
const newAct = (): string => crypto.randomUUID();

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:20' });
  channelId = simulator.world.broadcaster!.id;
  core = await startTestCore(simulator);
  await core.signIn(simulator.world.broadcaster!.login);
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels[0]?.status.lastCompleteReadAt != null && channels[0].status.live === 'live',
  );
});
afterAll(async () => {
  await core.stop();
  await simulator.stop();
});

const stranger = () => simulator.control.addUser({ login: `undo${(counter += 1)}` });
const ban = async (id: string, more: { durationSeconds?: number; reason?: string; until?: string } = {}) =>
  (await core.call('bans.create', { channelId, user: { id }, actId: newAct(), ...more })).entryId;
const end = async (userId: string) => (await core.call('bans.revoke', { channelId, userId, actId: newAct() })).entryId;
const undo = (entryId: string) => core.call('acts.undo', { entryId, actId: newAct() });
const heldNow = async (userId: string) =>
  (await core.call('bans.list', { channelId, limit: 500 })).bans.find((row) => row.userId === userId);
const viewOf = async (entryId: string) => (await core.call('acts.undoable', { entryIds: [entryId] })).undos[0];
const requests = async () => (await simulator.control.requests({ path: 'moderation/bans' })).length;
/** Until the record has taken in what happened outside. */
const heard = (userId: string, kind: string | undefined) =>
  core.until(
    () => heldNow(userId),
    (row) => row?.kind === kind,
  );

describe('each kind', () => {
  test('a ban is lifted, and undoing that bans again with the same reason', async () => {
    const { id } = await stranger();
    const banned = await ban(id, { reason: 'link spam' });
    expect(await viewOf(banned)).toMatchObject({ does: 'unban', why: null });
    const first = await undo(banned);
    expect(first.did).toBe('unban');
    expect(await heldNow(id)).toBeUndefined();
    expect((await undo(first.entryId)).did).toBe('ban');
    expect(await heldNow(id)).toMatchObject({ kind: 'ban', reason: 'link spam' });
  });

  test('a timeout is ended, and undoing that sets its rest with the same end', async () => {
    const { id } = await stranger();
    const entryId = await ban(id, { durationSeconds: 600, reason: 'calm down' });
    const until = Date.parse((await heldNow(id))!.expiresAt!);
    const lifted = await undo(entryId);
    expect(lifted.did).toBe('untimeout');
    const view = await viewOf(lifted.entryId);
    expect(view).toMatchObject({ does: 'timeout' });
    expect(view!.durationSeconds).toBeGreaterThan(580);
    await undo(lifted.entryId);
    const now = await heldNow(id);
    expect(now).toMatchObject({ kind: 'timeout', reason: 'calm down' });
    expect(Math.abs(Date.parse(now!.expiresAt!) - until)).toBeLessThan(3_000);
  });

  test('an unban becomes the same ban again, with its date', async () => {
    const { id } = await stranger();
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
    await ban(id, { reason: 'until next month', until });
    const entryId = await end(id);
    await undo(entryId);
    expect(await heldNow(id)).toMatchObject({ kind: 'ban', reason: 'until next month' });
    const { lifts } = await core.call('schedule.list', { channelId, state: 'waiting' });
    expect(lifts.find((lift) => lift.userId === id)).toMatchObject({ dueAt: until });
  });

  test('a ban that replaced a timeout gives the timeout back', async () => {
    const { id } = await stranger();
    await ban(id, { durationSeconds: 3_600, reason: 'first' });
    const entryId = await ban(id, { reason: 'then' });
    await undo(entryId);
    expect(await heldNow(id)).toMatchObject({ kind: 'timeout', reason: 'first' });
  });

  test('a ban is lifted also when the timeout before it cannot be set again, and that is said', async () => {
    const { id } = await stranger();
    await ban(id, { durationSeconds: 3_600 });
    const entryId = await ban(id);
    const match = { path: 'moderation/bans', method: 'POST' };
    await simulator.control.addFault({ match, answer: { status: 403, body: {} } });
    expect(await undo(entryId)).toMatchObject({ did: 'unban', unset: { code: 'FORBIDDEN' } });
    expect(await heldNow(id)).toBeUndefined();
  });

  test('a timeout over a timeout gives way to the older one without a moment of freedom', async () => {
    const { id } = await stranger();
    await ban(id, { durationSeconds: 3_600, reason: 'first' });
    const entryId = await ban(id, { durationSeconds: 60, reason: 'then' });
    const before = (await simulator.control.acts()).length;
    await undo(entryId);
    expect((await simulator.control.acts()).slice(before).map(({ kind }) => kind)).toEqual(['timeout']);
    expect(await heldNow(id)).toMatchObject({ kind: 'timeout', reason: 'first' });
  });

  test('what is set again needs no reason where it had none', async () => {
    const { id } = await stranger();
    await ban(id);
    const entryId = await end(id);
    await core.call('settings.set', { requireReason: true });
    try {
      expect((await undo(entryId)).did).toBe('ban');
    } finally {
      await core.call('settings.set', { requireReason: false });
    }
  });
});

describe('what has moved on', () => {
  const refused = async (entryId: string, why: string) => {
    const before = await requests();
    expect(await viewOf(entryId)).toMatchObject({ does: null, why });
    expect(await core.refused('acts.undo', { entryId, actId: newAct() })).toMatchObject({
      code: 'CONFLICT',
      details: { reason: 'moved_on', why },
    });
    expect(await requests()).toBe(before);
  };

  test('an older ban never lifts a newer one', async () => {
    const { id } = await stranger();
    const entryId = await ban(id);
    await simulator.control.unban({ channelId, moderatorId: channelId, userId: id });
    await heard(id, undefined);
    await simulator.control.ban({ channelId, moderatorId: channelId, userId: id });
    await heard(id, 'ban');
    await refused(entryId, 'newer_ban');
    expect(await heldNow(id)).toMatchObject({ kind: 'ban' });
  });

  test('somebody else has ended it', async () => {
    const { id } = await stranger();
    const entryId = await ban(id);
    await simulator.control.unban({ channelId, moderatorId: channelId, userId: id });
    await heard(id, undefined);
    await refused(entryId, 'ended');
  });

  test('a timeout that has run out, and one that would have', async () => {
    const { id } = await stranger();
    await ban(id, { durationSeconds: 1 });
    const lifted = await end(id);
    const other = await stranger();
    const entryId = await ban(other.id, { durationSeconds: 1 });
    await heard(other.id, undefined);
    await refused(entryId, 'expired');
    await refused(lifted, 'expired');
  });

  test('an unban is not taken back over a newer ban, nor after a newer unban', async () => {
    const { id } = await stranger();
    await ban(id, { reason: 'one' });
    const first = await end(id);
    await ban(id, { reason: 'two' });
    await refused(first, 'newer_ban');
    await end(id);
    await refused(first, 'newer_end');
  });

  test('what others did is not ours to take back', async () => {
    const { id } = await stranger();
    await simulator.control.ban({ channelId, moderatorId: channelId, userId: id });
    await heard(id, 'ban');
    const { entries } = await core.call('history.list', { channelId, userId: id });
    await refused(entries[0]!.id, 'not_ours');
  });

  test('an entry nobody knows', async () => {
    const entryId = '0192d0c0-0000-7000-8000-000000000000';
    expect(await core.refused('acts.undo', { entryId, actId: newAct() })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await core.call('acts.undoable', { entryIds: [entryId] })).undos).toEqual([]);
  });
});

test('the same act id twice is one request, and the audit log names what was taken back', async () => {
  const { id } = await stranger();
  const entryId = await ban(id);
  const before = await requests();
  const actId = newAct();
  const first = await core.call('acts.undo', { entryId, actId });
  expect(await core.call('acts.undo', { entryId, actId })).toEqual(first);
  expect(await requests()).toBe(before + 1);
  const { data } = await core.call('audit.list', { targetId: id });
  expect(data.some(({ metadata }) => metadata['undoes'] === entryId)).toBe(true);
});

test('undo passes the guards: with the kill switch on nothing leaves', async () => {
  const { id } = await stranger();
  const entryId = await ban(id);
  const before = await requests();
  await core.call('killSwitch.set', { on: true });
  expect(await core.refused('acts.undo', { entryId, actId: newAct() })).toMatchObject({ code: 'FEATURE_DISABLED' });
  await core.call('killSwitch.set', { on: false });
  expect(await requests()).toBe(before);
});
