// What each kind of account can do in a channel, through the whole core: broadcaster, moderator, both, neither.
// After every test Twitch's journal is read: no foreign list was asked for and no refusal was provoked twice.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ChannelView } from '../../src/shared/model.ts';
import { startTestCore, type TestCore, type TestCoreOptions } from '../helpers/core.ts';
import { createTempDir } from '../helpers/db.ts';
import { breaches, expectManners } from '../helpers/manners.ts';
import { createShiftedClock } from '../helpers/shifted-clock.ts';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

const CHANNEL = '1000';
const AMBER = '1001';
const BRUNO = '1002';
let simulator: TestSimulator;
let core: TestCore;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:120' });
});
afterAll(() => simulator.stop());
afterEach(async () => {
  await core.stop();
  await simulator.control.clearFaults();
  await simulator.control.configureSockets({ isAccepting: true });
  await expectManners(simulator);
});

async function start(options: TestCoreOptions = {}): Promise<TestCore> {
  core = await startTestCore(simulator, options);
  return core;
}
const actId = (): string => crypto.randomUUID();
const newPerson = (login: string) => simulator.control.addUser({ login, displayName: login });

/** The channel as soon as it is so. */
async function channelWhen(isTrue: (channel: ChannelView) => boolean, id = CHANNEL): Promise<ChannelView> {
  const { channels } = await core.until(
    () => core.call('channels.list', {}),
    (found) => found.channels.some((channel) => channel.id === id && isTrue(channel)),
  );
  return channels.find((channel) => channel.id === id)!;
}
const whenLive = (): Promise<ChannelView> => channelWhen(({ status }) => status.live === 'live');
const searched = async (search: string) => (await core.call('bans.list', { channelId: CHANNEL, search })).bans;

test('the manners of requests: planted breaches are seen', async () => {
  await start();
  const token = await simulator.tokenFor(AMBER, ['moderation:read']);
  await simulator.auth('POST', 'device', { client_id: 'x', scopes: 'channel:read:banned_users moderation:read' });
  for (let time = 0; time < 2; time += 1) {
    await simulator.helix('GET', 'moderation/banned', { token, query: { broadcaster_id: CHANNEL } });
  }
  const found = breaches(await simulator.control.requests());
  expect(found).toHaveLength(4);
  expect(found.join('\n')).toMatch(
    /1001 asked for the list of 1000[^]*no scope channel:read:banned_users[^]*2 times refused/,
  );
  await simulator.control.clearJournal();
});

test('the broadcaster alone: complete list, live, acts', async () => {
  const { call, signIn } = await start();
  await signIn('bigchannel');
  const channel = await channelWhen(({ status }) => status.lastCompleteReadAt !== null && status.live === 'live');
  expect(channel).toMatchObject({ mode: 'broadcaster', accountIds: [CHANNEL], status: { canAct: true } });
  const { accounts } = await call('accounts.scopes', {});
  expect(accounts[0]?.features.map(({ can }) => can)).toEqual([true, true, true, true]);
  await newPerson('owner_target');
  await call('bans.create', { channelId: CHANNEL, user: { login: 'owner_target' }, actId: actId() });
  expect(await searched('owner_target')).toHaveLength(1);
});

test('a moderator alone: ledger from events and own acts, known since it is live', async () => {
  const { call, refused, signIn } = await start();
  const hidden = (await simulator.control.truth(CHANNEL)).find(({ kind }) => kind === 'timeout')!;
  const before = Date.now();
  await signIn('mod_amber');
  const channel = await whenLive();
  expect(channel).toMatchObject({ mode: 'moderator', accountIds: [AMBER], status: { canAct: true, reading: 'off' } });
  expect(channel.status.explanation).toBe('Twitch lets only the broadcaster read this list.');
  expect(channel.status.lastCompleteReadAt).toBeNull();
  expect(Date.parse(channel.status.firstWatchedAt ?? '')).toBeGreaterThanOrEqual(before - 2_000);
  expect((await call('bans.list', { channelId: CHANNEL })).total).toBe(0);

  const heard = await newPerson('heard_of');
  await simulator.control.ban({ channelId: CHANNEL, moderatorId: BRUNO, userId: heard.id, reason: 'noise' });
  await core.until(
    () => searched('heard_of'),
    (bans) => bans.length === 1,
  );
  const own = await newPerson('own_act');
  const { ban } = await call('bans.create', {
    channelId: CHANNEL,
    user: { login: 'own_act' },
    durationSeconds: 600,
    actId: actId(),
  });
  expect(ban).toMatchObject({ kind: 'timeout', bannedByUsername: 'mod_amber' });
  const { entries } = await call('history.list', { channelId: CHANNEL });
  expect(entries.map(({ kind, userId }) => [kind, userId])).toEqual([
    ['timeout', own.id],
    ['ban', heard.id],
  ]);
  expect(await refused('sync.start', { channelId: CHANNEL })).toMatchObject({ code: 'SITE_MODERATORS_READ_ONLY' });

  // Held out since before anybody watched: which of the two it is, Twitch will not say.
  const end = { channelId: CHANNEL, userId: hidden.userId };
  const unknown = await refused('bans.revoke', { ...end, expect: 'timeout' });
  expect(unknown).toMatchObject({ code: 'CONFLICT', details: { reason: 'unknown_state' } });
  await call('bans.revoke', { ...end, expect: 'either' });
  expect((await simulator.control.truth(CHANNEL)).some(({ userId }) => userId === hidden.userId)).toBe(false);
});

test('a moderator: a stretch in which nothing was heard is a gap, and what was known before it is no longer sure', async () => {
  const clock = createShiftedClock();
  const { call, refused, signIn } = await start({ clock });
  await signIn('mod_amber');
  await whenLive();
  const victim = await newPerson('before_the_gap');
  await simulator.control.ban({ channelId: CHANNEL, moderatorId: BRUNO, userId: victim.id, durationSeconds: 5_000 });
  await core.until(
    () => searched('before_the_gap'),
    (bans) => bans.length === 1,
  );
  expect((await call('history.list', { channelId: CHANNEL })).gaps).toEqual([]);

  await simulator.control.configureSockets({ isAccepting: false });
  await simulator.control.closeSockets();
  await channelWhen(({ status }) => status.live === 'lost');
  clock.pass(90_000);
  await simulator.control.advance(90_000);
  await simulator.control.ban({ channelId: CHANNEL, moderatorId: BRUNO, userId: victim.id, reason: 'unheard' });
  await simulator.control.configureSockets({ isAccepting: true });
  await whenLive();
  const { gaps } = await call('history.list', { channelId: CHANNEL });
  expect(gaps).toMatchObject([{ channelId: CHANNEL, reason: 'connection' }]);
  expect(Date.parse(gaps[0]!.to) - Date.parse(gaps[0]!.from)).toBeGreaterThanOrEqual(88_000);

  const unknown = await refused('bans.revoke', { channelId: CHANNEL, userId: victim.id, expect: 'timeout' });
  expect(unknown).toMatchObject({ code: 'CONFLICT', details: { reason: 'unknown_state' } });
  expect((await simulator.control.truth(CHANNEL)).some(({ userId }) => userId === victim.id)).toBe(true);
});

test('a moderator: what happened while Modkeep was closed is a gap too; a short break is none', async () => {
  const temp = createTempDir();
  const clock = createShiftedClock();
  const kept = { dataDir: temp.dir, vault: createMemoryVault(), clock };
  try {
    const { signIn } = await start(kept);
    await signIn('mod_amber');
    const { status } = await whenLive();
    await core.stop();
    await start(kept);
    expect((await whenLive()).status.firstWatchedAt).toBe(status.firstWatchedAt);
    expect((await core.call('history.list', { channelId: CHANNEL })).gaps).toEqual([]);
    await core.stop();
    clock.pass(7_200_000);
    await simulator.control.advance(7_200_000);
    await start(kept);
    await whenLive();
    const { gaps } = await core.call('history.list', { channelId: CHANNEL });
    expect(gaps).toMatchObject([{ reason: 'app_closed' }]);
    expect(Date.parse(gaps[0]!.to) - Date.parse(gaps[0]!.from)).toBeGreaterThan(7_190_000);
  } finally {
    temp.remove();
  }
});

test('broadcaster and moderator at once: one channel, the stronger token for everything; the other takes over', async () => {
  const { call, signIn } = await start();
  await signIn('mod_amber');
  await signIn('bigchannel');
  const both = await channelWhen(
    ({ accountIds, status }) => accountIds.length === 2 && status.live === 'live' && status.lastCompleteReadAt !== null,
  );
  expect(both).toMatchObject({ mode: 'broadcaster', accountIds: [CHANNEL, AMBER] });
  const { channels } = await call('channels.list', {});
  expect(channels.filter(({ id }) => id === CHANNEL)).toHaveLength(1);
  await newPerson('strong_target');
  await call('bans.create', { channelId: CHANNEL, user: { login: 'strong_target' }, actId: actId() });

  await call('accounts.signOut', { accountId: CHANNEL });
  const after = await channelWhen(({ mode, status }) => mode === 'moderator' && status.live === 'live');
  expect(after.status).toMatchObject({ canAct: true, reading: 'off' });
  await newPerson('weak_target');
  await call('bans.create', { channelId: CHANNEL, user: { login: 'weak_target' }, actId: actId() });
  expect(await searched('strong_target')).toHaveLength(1);
  const banners = (await simulator.control.requests({ path: 'moderation/bans' })).map(({ userId }) => userId);
  expect(banners).toEqual([CHANNEL, AMBER]);
  expect((await call('history.list', { channelId: CHANNEL })).gaps).toEqual([]);

  await call('accounts.signOut', { accountId: AMBER });
  const nobody = await channelWhen(({ status }) => status.live === 'off');
  expect(nobody).toMatchObject({ mode: 'broadcaster', status: { canAct: false, reading: 'off' } });
  expect(nobody.status.explanation).toBe('Sign in to Twitch again first.');
});

test('signed in without a role in the channel: everything is read only', async () => {
  const { call, refused, signIn } = await start();
  await newPerson('mere_viewer');
  await signIn('mere_viewer');
  const { channel } = await call('channels.add', { query: 'twitch.tv/bigchannel' });
  expect(channel).toMatchObject({
    id: CHANNEL,
    mode: 'viewer',
    accountIds: [],
    status: { canAct: false, live: 'off' },
  });
  const act = { channelId: CHANNEL, user: { login: 'mod_amber' }, actId: actId() };
  const readOnly = { code: 'SITE_MODERATORS_READ_ONLY', details: { channel_id: CHANNEL } };
  expect(await refused('bans.create', act)).toMatchObject(readOnly);
  expect(await refused('bans.revoke', { channelId: CHANNEL, userId: BRUNO, expect: 'ban' })).toMatchObject(readOnly);
  expect(await refused('sync.start', { channelId: CHANNEL })).toMatchObject(readOnly);
  expect(await simulator.control.requests({ path: 'moderation/bans' })).toEqual([]);
});
