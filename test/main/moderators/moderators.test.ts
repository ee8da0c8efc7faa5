// Moderators as far as the broadcaster's token allows: read, made, unmade, heard of; and what is said where it does not.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DEFAULT_FEATURES, scopesFor } from '../../../src/main/twitch/scopes.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';

let simulator: TestSimulator;
let channelId: string;
let counter = 0;
const cores: TestCore[] = [];

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:5' });
  channelId = simulator.world.broadcaster!.id;
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.control.clearJournal());
afterEach(async () => {
  for (const core of cores.splice(0)) await core.stop();
  await simulator.control.clearFaults();
});

async function start(login: string, scopes?: readonly string[]): Promise<TestCore> {
  const core = await startTestCore(simulator);
  cores.push(core);
  await core.signIn(login, scopes);
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels.some(({ id, status }) => id === channelId && status.live === 'live'),
  );
  return core;
}
const asOwner = () => start(simulator.world.broadcaster!.login, scopesFor([...DEFAULT_FEATURES, 'manageModerators']));
const stranger = () => simulator.control.addUser({ login: `candidate${(counter += 1)}` });
const list = (core: TestCore) => core.call('moderators.list', { channelId });
const find = async (core: TestCore, id: string) => (await list(core)).moderators.find(({ userId }) => userId === id);
const writes = async () =>
  (await simulator.control.requests({ path: 'moderation/moderators' })).filter(({ method }) => method !== 'GET').length;

test('the broadcaster reads the whole list, the owner first, with what nobody saw said to be unknown', async () => {
  const core = await asOwner();
  const { moderators, isComplete, canManage, explanation } = await list(core);
  expect([isComplete, canManage, explanation]).toEqual([true, true, '']);
  expect(moderators[0]).toMatchObject({ role: 'owner', userId: channelId, permissionsFrom: 'role' });
  const known = simulator.world.moderators.map(({ id }) => id).toSorted();
  expect(
    moderators
      .slice(1)
      .map(({ userId }) => userId)
      .toSorted(),
  ).toEqual(known);
  expect(moderators[1]).toMatchObject({ role: 'moderator', addedAt: null, addedBy: null, permissionsFrom: 'default' });
  // What was learned stands beside the person too, also where nothing ever happened to them; elsewhere it means nothing.
  const standing = async (input: { userId: string; channelId?: string }) =>
    (await core.call('people.get', input)).person.standing;
  expect(await standing({ userId: known[0]!, channelId })).toBe('moderator');
  expect(await standing({ userId: known[0]!, channelId: '1' })).toBeNull();
  expect(await standing({ userId: known[0]! })).toBeNull();
});

test('made and unmade: once at Twitch, one entry and one line of the log each, with reason and who', async () => {
  const core = await asOwner();
  const { id, login } = await stranger();
  const { moderator } = await core.call('moderators.add', { channelId, user: { login }, reason: 'trusted' });
  expect(moderator).toMatchObject({ userId: id, role: 'moderator', addedBy: channelId });
  expect(moderator.addedAt).not.toBeNull();
  // A colleague cannot be hit, and the guard knows at once.
  const ban = { channelId, user: { id }, actId: crypto.randomUUID() };
  expect(await core.refused('bans.create', ban)).toMatchObject({ details: { reason: 'moderator' } });
  await core.call('moderators.remove', { channelId, userId: id });
  expect(await find(core, id)).toBeUndefined();
  expect(await writes()).toBe(2);
  const { entries } = await core.until(
    () => core.call('history.list', { channelId, userId: id }),
    (found) => found.entries.length === 2 && found.entries.every(({ sources }) => sources.length === 2),
  );
  expect(entries.map(({ kind, reason, sources }) => [kind, reason, sources])).toEqual([
    ['moderator_removed', '', ['eventsub', 'app']],
    ['moderator_added', 'trusted', ['eventsub', 'app']],
  ]);
  const { data } = await core.call('audit.list', { targetId: id });
  expect(data.map(({ action, moderatorId }) => [action, moderatorId])).toEqual([
    ['remove_moderator', channelId],
    ['add_moderator', channelId],
  ]);
  await core.call('bans.create', { ...ban, actId: crypto.randomUUID() });
});

test('what is heard changes the list, without asking', async () => {
  const core = await asOwner();
  const { id } = await stranger();
  await list(core);
  await simulator.control.mod({ channelId, moderatorId: channelId, userId: id });
  const row = await core.until(
    () => find(core, id),
    (found) => found !== undefined,
  );
  expect(row).toMatchObject({ addedBy: channelId, addedByUsername: simulator.world.broadcaster!.login });
  await simulator.control.unmod({ channelId, moderatorId: channelId, userId: id });
  await core.until(
    () => find(core, id),
    (found) => found === undefined,
  );
  expect((await simulator.control.requests({ method: 'GET', path: 'moderation/moderators' })).length).toBeLessThan(4);
});

test('each refusal of Twitch has its own words', async () => {
  const core = await asOwner();
  const [vip, banned, nobody] = [await stranger(), await stranger(), await stranger()];
  await simulator.control.vip({ channelId, moderatorId: channelId, userId: vip.id, isVip: true });
  await simulator.control.ban({ channelId, moderatorId: channelId, userId: banned.id });
  const add = (id: string) => core.refused('moderators.add', { channelId, user: { id } });
  expect(await add(vip.id)).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'user', reason: 'vip' } });
  expect(await add(banned.id)).toMatchObject({ details: { reason: 'banned' } });
  expect(await add(simulator.world.moderators[0]!.id)).toMatchObject({ details: { reason: 'already_moderator' } });
  expect(await add(channelId)).toMatchObject({ details: { reason: 'owner' } });
  const remove = (userId: string) => core.refused('moderators.remove', { channelId, userId });
  expect(await remove(nobody.id)).toMatchObject({ code: 'NOT_FOUND', details: { what: 'moderator' } });
  expect(await remove(channelId)).toMatchObject({ code: 'INVALID_REQUEST', details: { reason: 'owner' } });
  const { data } = await core.call('audit.list', { targetId: vip.id, action: 'add_moderator' });
  expect(data).toMatchObject([{ metadata: { outcome: 'failed', code: 'INVALID_REQUEST' } }]);
});

test('a lost answer is looked up, never repeated', async () => {
  const core = await asOwner();
  const match = { path: 'moderation/moderators', method: 'POST' };
  for (const effect of ['perform', 'skip'] as const) {
    const { id } = await stranger();
    await simulator.control.clearJournal();
    await simulator.control.addFault({ match, effect, transport: 'reset' });
    const input = { channelId, user: { id } };
    if (effect === 'perform') await core.call('moderators.add', input);
    else expect(await core.refused('moderators.add', input)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await writes()).toBe(1);
    expect((await find(core, id)) !== undefined).toBe(effect === 'perform');
  }
});

test('ten changes an hour, none with the kill switch on', async () => {
  const core = await asOwner();
  await core.call('settings.set', { brakeOverrides: { moderators: { max: 1, windowSeconds: 3600 } } });
  const { id } = await stranger();
  await core.call('killSwitch.set', { on: true });
  expect(await core.refused('moderators.add', { channelId, user: { id } })).toMatchObject({ code: 'FEATURE_DISABLED' });
  await core.call('killSwitch.set', { on: false });
  await core.call('moderators.add', { channelId, user: { id } });
  expect(await core.refused('moderators.remove', { channelId, userId: id })).toMatchObject({
    code: 'RATE_LIMIT_EXCEEDED',
    details: { brake: 'moderators' },
  });
  expect(await writes()).toBe(1);
});

test('without the scope the list is read and nothing changed, and the scope is named', async () => {
  const core = await start(simulator.world.broadcaster!.login);
  expect(await list(core)).toMatchObject({
    isComplete: true,
    canManage: false,
    missingScopes: ['channel:manage:moderators'],
  });
  const { id } = await stranger();
  expect(await core.refused('moderators.add', { channelId, user: { id } })).toMatchObject({
    code: 'INSUFFICIENT_SCOPES',
    details: { required_scopes: ['channel:manage:moderators'] },
  });
  expect(await writes()).toBe(0);
});

test('a moderator sees what was heard, and is told that it is not all', async () => {
  const own = simulator.world.moderators[0]!;
  const core = await start(own.login);
  const { id } = await stranger();
  await simulator.control.mod({ channelId, moderatorId: channelId, userId: id });
  const row = await core.until(
    () => find(core, id),
    (found) => found !== undefined,
  );
  expect(row).toMatchObject({ addedBy: channelId });
  const { moderators, isComplete, checkedAt, explanation } = await list(core);
  expect([isComplete, checkedAt]).toEqual([false, null]);
  expect(explanation).toMatch(/only the broadcaster/);
  expect(moderators.find(({ userId }) => userId === own.id)).toMatchObject({ isSignedInHere: true });
  expect(await core.refused('moderators.add', { channelId, user: { id } })).toMatchObject({
    code: 'SITE_MODERATORS_READ_ONLY',
  });
});
