// Rights that come and go while Modkeep runs: moderators made and unmade, feeds taken back, scopes missing and granted.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { featuresOf } from '../../src/main/accounts/features.ts';
import type { Input } from '../../src/shared/contract.ts';
import type { ChannelView } from '../../src/shared/model.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { expectManners, scopesAsked } from '../helpers/manners.ts';
import { createShiftedClock, type ShiftedClock } from '../helpers/shifted-clock.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

const CHANNEL = '1000';
const CLARA = '1003';
const DMITRI = '1004';
const ELIF = '1005';
let simulator: TestSimulator;
let core: TestCore;
let clock: ShiftedClock;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:40' });
});
afterAll(() => simulator.stop());
afterEach(async () => {
  await core.stop();
  await expectManners(simulator);
});

async function start(): Promise<TestCore> {
  clock = createShiftedClock();
  core = await startTestCore(simulator, { clock });
  return core;
}
const actId = (): string => crypto.randomUUID();
async function channelWhen(isTrue: (channel: ChannelView) => boolean): Promise<ChannelView> {
  const { channels } = await core.until(
    () => core.call('channels.list', {}),
    (found) => found.channels.some((channel) => channel.id === CHANNEL && isTrue(channel)),
  );
  return channels.find(({ id }) => id === CHANNEL)!;
}
const whenLive = (): Promise<ChannelView> => channelWhen(({ status }) => status.live === 'live');
async function signInWith(login: string, input: Input<'accounts.signIn'>): Promise<void> {
  const { jobId, userCode } = await core.call('accounts.signIn', input);
  await simulator.control.approveDevice({ userCode, login });
  await core.until(
    () => core.call('jobs.list', {}),
    ({ jobs }) => jobs.some((job) => job.jobId === jobId && job.status === 'completed'),
  );
}
/** How often the channel's feed was asked for. */
const subscribed = async (): Promise<number> => {
  const requests = await simulator.control.requests({ method: 'POST', path: 'eventsub/subscriptions' });
  return requests.filter(({ body }) => JSON.stringify(body).includes(`"broadcaster_user_id":"${CHANNEL}"`)).length;
};

test('heard by the broadcaster: our other account is made a moderator, and unmade, within seconds', async () => {
  await start();
  await core.signIn('bigchannel');
  await core.signIn('mod_clara');
  await channelWhen(({ accountIds, status }) => accountIds.length === 2 && status.live === 'live');
  const act = { channelId: CHANNEL, moderatorId: CHANNEL, userId: CLARA };
  await simulator.control.unmod(act);
  await channelWhen(({ accountIds }) => accountIds.join() === CHANNEL);
  core.events.length = 0;
  await simulator.control.mod(act);
  await channelWhen(({ accountIds }) => accountIds.join() === `${CHANNEL},${CLARA}`);
  expect(core.events.map(({ type }) => type)).toContain('accounts.changed');
});

test('a moderator who is unmade can read on and act no more', async () => {
  const { refused } = await start();
  await core.signIn('mod_dmitri');
  await whenLive();
  await simulator.control.unmod({ channelId: CHANNEL, moderatorId: CHANNEL, userId: DMITRI });
  await simulator.control.revokeSubscriptions({ userId: DMITRI, status: 'moderator_removed' });
  const channel = await channelWhen(({ mode }) => mode === 'viewer');
  expect(channel).toMatchObject({ accountIds: [], status: { canAct: false, live: 'off' } });
  const act = { channelId: CHANNEL, user: { login: 'mod_clara' }, actId: actId() };
  expect(await refused('bans.create', act)).toMatchObject({ code: 'SITE_MODERATORS_READ_ONLY' });
  expect(await simulator.control.requests({ path: 'moderation/bans' })).toEqual([]);
});

test('a feed that Twitch took back is asked for again after an hour, not before', async () => {
  const { call } = await start();
  await core.signIn('mod_elif');
  await whenLive();
  const before = await subscribed();
  await simulator.control.revokeSubscriptions({ userId: ELIF, status: 'version_removed' });
  await channelWhen(({ status }) => status.live === 'refused');
  const asked = async (): Promise<number> => (await simulator.control.requests({ path: 'moderation/channels' })).length;
  const looked = await asked();
  // The account's standing is looked at again, and found to be what it was.
  await core.until(asked, (count) => count > looked);
  for (const isWatched of [true, true]) await call('channels.watch', { channelId: CHANNEL, isWatched });
  expect((await channelWhen(() => true)).status.live).toBe('refused');
  expect(await subscribed()).toBe(before);
  clock.pass(3_600_000);
  await simulator.control.advance(3_600_000);
  await call('channels.watch', { channelId: CHANNEL, isWatched: true });
  await whenLive();
  expect(await subscribed()).toBe(before + 1);
  expect((await call('history.list', { channelId: CHANNEL })).gaps).toMatchObject([{ reason: 'connection' }]);
});

test('a feed revoked though the token holds is asked for again after ten seconds, then after twenty', async () => {
  const { call } = await start();
  await core.signIn(simulator.world.broadcaster!.login);
  await whenLive();
  const before = await subscribed();
  const revoke = async (): Promise<void> => {
    await simulator.control.revokeSubscriptions({ userId: CHANNEL, status: 'authorization_revoked' });
    await channelWhen(({ status }) => status.live === 'refused');
  };
  await revoke();
  // Asking gives up after just these ten seconds.
  await whenLive().catch(whenLive);
  expect(await subscribed()).toBe(before + 1);
  await revoke();
  const look = (): Promise<unknown> => call('channels.watch', { channelId: CHANNEL, isWatched: true });
  clock.pass(15_000);
  await look();
  expect((await channelWhen(() => true)).status.live).toBe('refused');
  clock.pass(5_000);
  await look();
  await whenLive();
  expect(await subscribed()).toBe(before + 2);
});

test('signed out for two hours: a gap with that reason', async () => {
  const { call } = await start();
  await core.signIn('mod_elif');
  await whenLive();
  await call('accounts.signOut', { accountId: ELIF });
  clock.pass(7_200_000);
  await simulator.control.advance(7_200_000);
  await core.signIn('mod_elif');
  await whenLive();
  const { gaps } = await call('history.list', { channelId: CHANNEL });
  expect(gaps).toMatchObject([{ reason: 'signed_out' }]);
});

test('a missing scope: said before anything is sent, named everywhere, and granted by reconnecting', async () => {
  const { call, refused } = await start();
  const granted = ['moderation:read', 'user:read:moderated_channels'];
  await core.signIn('bigchannel', granted);
  const channel = await channelWhen(({ status }) => status.lastCompleteReadAt !== null);
  expect(channel.status).toMatchObject({ canAct: false, live: 'off' });
  await simulator.control.addUser({ login: 'scope_target' });
  const act = { channelId: CHANNEL, user: { login: 'scope_target' }, actId: actId() };
  expect(await refused('bans.create', act)).toMatchObject({
    code: 'INSUFFICIENT_SCOPES',
    details: { required_scopes: ['moderator:manage:banned_users'], current_scopes: granted },
  });
  const { accounts } = await call('accounts.scopes', {});
  expect(accounts[0]?.features.map(({ feature, can, missingScopes }) => [feature, can, missingScopes.length])).toEqual([
    ['readList', true, 0],
    ['act', false, 1],
    ['live', false, 8],
    ['moderatedChannels', true, 0],
  ]);

  const { jobId } = await call('accounts.signIn', { accountId: CHANNEL, features: ['act', 'live'] });
  const both = scopesAsked(await simulator.control.requests()).at(-1);
  // Acting's scope covers reading the bans, which the feed would do with.
  expect(both).toHaveLength(granted.length + 1 + 7);
  expect(both).not.toContain('moderator:read:banned_users');
  await call('accounts.cancelSignIn', { jobId });
  await signInWith('bigchannel', { accountId: CHANNEL, features: ['act'] });
  const afterwards = scopesAsked(await simulator.control.requests()).at(-1);
  expect(afterwards?.toSorted()).toEqual([...granted, 'moderator:manage:banned_users'].toSorted());
  const { ban } = await call('bans.create', act);
  expect(ban).toMatchObject({ kind: 'ban', bannedBy: CHANNEL });

  // With nothing said: everything that is still missing, no scope twice, none that a stronger one covers.
  await signInWith('bigchannel', { accountId: CHANNEL });
  const everything = scopesAsked(await simulator.control.requests()).at(-1) ?? [];
  expect(new Set(everything).size).toBe(everything.length);
  expect(everything).toEqual(expect.arrayContaining([...granted, 'moderator:manage:banned_users']));
  expect(everything).not.toContain('moderator:read:banned_users');
  await whenLive();
  expect(featuresOf((await call('accounts.list', {})).accounts)[0]?.features.every(({ can }) => can)).toBe(true);
});

test('a moderator without the scopes of the feed: not subscribed, acts all the same', async () => {
  const { call } = await start();
  await core.signIn('mod_elif', ['moderator:manage:banned_users', 'user:read:moderated_channels']);
  const channel = await channelWhen(({ status }) => status.canAct);
  expect(channel).toMatchObject({ mode: 'moderator', status: { live: 'off', reading: 'off' } });
  await simulator.control.addUser({ login: 'unheard_target' });
  await call('bans.create', { channelId: CHANNEL, user: { login: 'unheard_target' }, actId: actId() });
  expect(await subscribed()).toBe(0);
});

test('the broadcaster signed out and a moderator signed in: reading the list wants the broadcaster, not a scope', async () => {
  const { call, refused } = await start();
  await core.signIn('bigchannel');
  await core.signIn('mod_elif');
  await call('accounts.signOut', { accountId: CHANNEL });
  expect(await refused('sync.start', { channelId: CHANNEL })).toMatchObject({
    code: 'TWITCH_AUTH_FAILED',
    details: { reason: 'signed_out' },
  });
});
