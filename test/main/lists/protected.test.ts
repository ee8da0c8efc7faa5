// The protected list through the whole core: kept, looked up at Twitch, checked before anything leaves.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

let simulator: TestSimulator;
let core: TestCore;
let channelId: string;
beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:5' });
  channelId = simulator.world.broadcaster!.id;
  core = await startTestCore(simulator);
  await core.signIn(simulator.world.broadcaster!.login);
});
afterAll(async () => {
  await core.stop();
  await simulator.stop();
});
afterEach(() => simulator.control.clearJournal());

const ban = (id: string) => ({ channelId, user: { id }, actId: crypto.randomUUID() });
const posts = async () => (await simulator.control.requests({ method: 'POST', path: 'moderation/bans' })).length;

test('whoever is on it cannot be hit, here or everywhere, until they are taken off', async () => {
  const friend = await simulator.control.addUser({ login: 'old_friend', displayName: 'Old_Friend' });
  const { person } = await core.call('protected.add', { user: { login: 'Old_Friend' }, note: ' since 2019 ' });
  expect(person).toMatchObject({ channelId: null, userId: friend.id, displayName: 'Old_Friend', note: 'since 2019' });
  expect(await core.refused('bans.create', ban(friend.id))).toMatchObject({
    code: 'INVALID_REQUEST',
    details: { field: 'user', reason: 'protected' },
  });
  const again = { user: { id: friend.id } };
  expect(await core.call('protected.add', again)).toMatchObject({
    change: 'unchanged',
    person: { note: 'since 2019' },
  });
  expect(await posts()).toBe(0);
  expect(await core.refused('protected.remove', { channelId, userId: friend.id })).toMatchObject({ code: 'NOT_FOUND' });
  await core.call('protected.remove', { userId: friend.id });
  await core.call('bans.create', ban(friend.id));
  const { data } = await core.call('audit.list', { targetId: friend.id, action: 'change_settings' });
  expect(data.map(({ metadata }) => metadata['change'])).toEqual(['removed', 'unchanged', 'added']);
});

test('one that is already banned may be freed all the same', async () => {
  const { id } = await simulator.control.addUser({ login: 'freed' });
  const { ban: made } = await core.call('bans.create', ban(id));
  await core.call('protected.add', { channelId, user: { id } });
  expect((await core.call('protected.list', { channelId, userId: id })).people).toMatchObject([
    { userId: id, channelId },
  ]);
  expect((await core.call('protected.list', { channelId, userId: '424242' })).total).toBe(0);
  await core.call('bans.revoke', { banId: made.id });
});

test('an import: looked at first, every bad line named, 100 look-ups a call, a second time nothing new', async () => {
  const people = Array.from({ length: 230 }, (_, index) => `guest${index}`);
  const ids: string[] = [];
  for (const login of people) ids.push((await simulator.control.addUser({ login })).id);
  const lines = people.map((login, index) => (index % 2 === 0 ? `${login},guest no. ${index}` : (ids[index] ?? '')));
  lines.splice(10, 0, 'not a name', 'nobody_at_all', ids[0] ?? '');
  const input = { channelId, text: ['login,note', ...lines].join('\n') };
  const problems = [
    { line: 12, given: 'not a name', reason: 'not_a_login_or_id' },
    { line: 13, given: 'nobody_at_all', reason: 'not_found' },
    { line: 14, given: ids[0], reason: 'duplicate' },
  ];
  const dry = await core.call('protected.import', { ...input, dryRun: true });
  expect(dry).toEqual({ dryRun: true, examined: 233, added: 230, updated: 0, unchanged: 0, problems });
  const before = (await core.call('protected.list', { channelId, search: 'guest' })).total;
  expect(before).toBe(0);
  expect(await core.call('protected.import', input)).toEqual({ ...dry, dryRun: false });
  const asked = await simulator.control.requests({ method: 'GET', path: 'users' });
  expect(asked).toHaveLength(6);
  expect(await core.call('protected.import', input)).toMatchObject({ added: 0, updated: 0, unchanged: 230, problems });
  expect(await core.call('protected.import', { ...input, text: 'guest0,another note' })).toMatchObject({ updated: 1 });
  const page = await core.call('protected.list', { channelId, search: 'GUEST', limit: 100, offset: 200 });
  expect([page.total, page.people.length]).toEqual([230, 30]);
  expect((await core.call('protected.list', { channelId: '42', search: 'guest' })).total).toBe(0);
  expect(await core.refused('bans.create', ban(ids[7] ?? ''))).toMatchObject({ details: { reason: 'protected' } });
});

test('a key needs manage_moderators to change it', async () => {
  const key = { kind: 'key', keyId: 'k', name: 'dock', rights: ['manage_bans'] } as const;
  expect(await core.refused('protected.add', { user: { login: 'freed' } }, key)).toMatchObject({ code: 'FORBIDDEN' });
  await core.call('protected.list', {}, key);
});
