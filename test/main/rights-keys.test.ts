// Local rights of accounts and dock keys, per channel: enforced in main, and named where they are unknown.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import { openKeys } from '../../src/main/dock/keys.ts';
import { createMetricsKey } from '../../src/main/dock/metrics-key.ts';
import { createClock } from '../../src/main/lib/clock.ts';
import type { Caller } from '../../src/shared/permissions.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { silentLog } from '../helpers/db.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

let simulator: TestSimulator;
let core: TestCore;
let channelId: string;
let counter = 0;
const moderator = () => simulator.world.moderators[0]!;
const stranger = () => simulator.control.addUser({ login: `righted${(counter += 1)}` });
const ban = async () => ({ channelId, user: { id: (await stranger()).id }, actId: crypto.randomUUID() });

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:5' });
  channelId = simulator.world.broadcaster!.id;
  core = await startTestCore(simulator, { protect: (word) => hidden.push(word) });
  await core.signIn(moderator().login);
});
afterAll(async () => {
  await core.stop();
  await simulator.stop();
});

/** What no log may show. */
const hidden: string[] = [];

const keyStore = async (vault = createMemoryVault()) => {
  const deps = { vault, clock: createClock(), log: silentLog() };
  return { ...(await openKeys(deps)), metrics: await createMetricsKey(deps) };
};

test('an account that may not ban is refused, also for the owner; given back, it may', async () => {
  const set = (permissions: string[], more = {}) =>
    core.call('moderators.setPermissions', { userId: moderator().id, permissions, ...more });
  await core.call('bans.create', await ban());
  const reply = await set(['view_reports', 'fly', 'manage_everything']);
  expect(reply).toMatchObject({
    moderator: { permissions: ['view_reports'], channelId: null },
    ignored: ['fly', 'manage_everything'],
  });
  expect(reply.message).toContain('fly');
  const refused = await ban();
  expect(await core.refused('bans.create', refused)).toMatchObject({
    code: 'FORBIDDEN',
    details: { required_right: 'manage_bans', reason: 'account_rights' },
  });
  const { moderators } = await core.call('moderators.list', { channelId });
  expect(moderators.find(({ userId }) => userId === moderator().id)).toMatchObject({
    permissions: ['view_reports'],
    permissionsFrom: 'all_channels',
  });
  await set(['manage_bans'], { channelId });
  await core.call('bans.create', refused);
  const { data } = await core.call('audit.list', { action: 'update_permissions' });
  expect(data).toHaveLength(2);
  expect(data[1]?.metadata).toMatchObject({ permissions: ['view_reports'], ignored: ['fly', 'manage_everything'] });
  const { subjects } = await core.call('rights.list', {});
  expect(subjects).toMatchObject([
    { kind: 'account', permissions: ['view_reports'], channels: [{ channelId, permissions: ['manage_bans'] }] },
  ]);
});

test('a row taken back: the channel goes by all channels again, and those by what is usual', async () => {
  const set = (permissions: string[] | null, more = {}) =>
    core.call('moderators.setPermissions', { userId: moderator().id, permissions, ...more });
  const subject = async () => (await core.call('rights.list', {})).subjects[0]!;
  await set(['view_reports']);
  await set(['manage_bans'], { channelId });
  expect((await set(null, { channelId })).moderator.permissions).toEqual(['view_reports']);
  expect(await subject()).toMatchObject({ isChanged: true, channels: [] });
  expect((await set(null)).moderator.permissions).toEqual((await subject()).permissions);
  expect(await subject()).toMatchObject({ isChanged: false, channels: [] });
  expect((await subject()).permissions).toContain('manage_bans');
  await core.call('bans.create', await ban());
  const { data } = await core.call('audit.list', { action: 'update_permissions' });
  expect(data[0]?.metadata).toMatchObject({ isReset: true, before: ['view_reports'] });
});

test('nobody’s rights, and the owner’s, cannot be set', async () => {
  const set = (userId: string) =>
    core.refused('moderators.setPermissions', { userId, channelId, permissions: ['manage_bans'] });
  expect(await set('424242')).toMatchObject({ code: 'NOT_FOUND' });
  expect(await set(channelId)).toMatchObject({ code: 'INVALID_REQUEST', details: { reason: 'owner' } });
});

test('keys: none where nobody has handed them in; made, narrowed in one channel, removed', async () => {
  expect(await core.refused('keys.add', { name: 'dock', permissions: [] })).toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    details: { reason: 'no_dock' },
  });
  const detach = core.core.attachKeys(await keyStore());
  const { key, text, ignored } = await core.call('keys.add', { name: 'dock', permissions: ['manage_bans', 'fly'] });
  expect(ignored).toEqual(['fly']);
  expect(text).toMatch(new RegExp(`^${key.keyId}\\.[\\w-]{43}$`));
  const caller: Caller = { kind: 'key', keyId: key.keyId, name: 'dock', rights: ['manage_bans'] };
  const made = await core.call('bans.create', await ban(), caller);
  await core.call('moderators.setPermissions', { keyId: key.keyId, channelId, permissions: [] });
  const refusal = { code: 'FORBIDDEN', details: { required_right: 'manage_bans' } };
  expect(await core.refused('bans.create', await ban(), caller)).toMatchObject(refusal);
  // By the ban's own id as well: its channel is looked up.
  expect(await core.refused('bans.revoke', { banId: made.ban.id }, caller)).toMatchObject(refusal);
  expect(await core.refused('keys.list', {}, caller)).toMatchObject({ code: 'FORBIDDEN' });
  expect((await core.call('keys.list', {})).keys).toMatchObject([
    { keyId: key.keyId, permissions: ['manage_bans'], channels: [{ channelId, permissions: [] }] },
  ]);
  const narrowed = await core.call('moderators.setPermissions', { keyId: key.keyId, permissions: ['view_reports'] });
  expect(narrowed.moderator.permissions).toEqual(['view_reports']);
  const asGiven = await core.call('moderators.setPermissions', { keyId: key.keyId, permissions: null });
  expect(asGiven.moderator.permissions).toEqual(['manage_bans']);
  await core.call('keys.remove', { keyId: key.keyId });
  expect((await core.call('keys.list', {})).keys).toEqual([]);
  expect(await core.refused('keys.remove', { keyId: key.keyId })).toMatchObject({ code: 'NOT_FOUND' });
  detach();
});

test('a right in one channel opens that channel and no other', async () => {
  const detach = core.core.attachKeys(await keyStore());
  const { key } = await core.call('keys.add', { name: 'one', permissions: [] });
  await core.call('moderators.setPermissions', { keyId: key.keyId, channelId, permissions: ['view_reports'] });
  const caller: Caller = { kind: 'key', keyId: key.keyId, name: 'one', rights: [] };
  await core.call('audit.list', { channelId }, caller);
  expect(await core.refused('audit.list', { channelId: '42' }, caller)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await core.refused('audit.list', {}, caller)).toMatchObject({ code: 'FORBIDDEN' });
  detach();
});

test('a key is hidden from the log when it is made, and when it is read again at the next start', async () => {
  const vault = createMemoryVault();
  const detach = core.core.attachKeys(await keyStore(vault));
  const { text } = await core.call('keys.add', { name: 'kept', permissions: [] });
  expect(hidden).toContain(text);
  detach();
  hidden.length = 0;
  core.core.attachKeys(await keyStore(vault))();
  expect(hidden).toEqual([text.split('.')[1]]);
});
