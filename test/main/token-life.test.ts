// The life of a sign-in through the whole core: checked, renewed, refused, revoked, kept and forgotten.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createFileVault } from '../../src/main/accounts/vault-file.ts';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import type { Vault } from '../../src/main/accounts/vault.ts';
import { createClock, type Clock } from '../../src/main/lib/clock.ts';
import { fail } from '../../src/shared/errors.ts';
import type { AccountView, ChannelView } from '../../src/shared/model.ts';
import { startTestCore, type TestCore, type TestCoreOptions } from '../helpers/core.ts';
import { createTempDir, silentLog } from '../helpers/db.ts';
import { expectManners } from '../helpers/manners.ts';
import { createShiftedClock } from '../helpers/shifted-clock.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

const CHANNEL = '1000';
const HOUR_MS = 3_600_000;
let simulator: TestSimulator;
let core: TestCore;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:450' });
});
afterAll(() => simulator.stop());
afterEach(async () => {
  await core.stop();
  await simulator.control.clearFaults();
  await simulator.control.setDelays({ pageMs: 0 });
  await expectManners(simulator);
});

async function start(options: TestCoreOptions = {}): Promise<TestCore> {
  core = await startTestCore(simulator, options);
  return core;
}
const actId = (): string => crypto.randomUUID();
const account = async (): Promise<AccountView> => (await core.call('accounts.list', {})).accounts[0]!;
const channel = async (): Promise<ChannelView> =>
  (await core.call('channels.list', {})).channels.find(({ id }) => id === CHANNEL)!;
const whenRead = (): Promise<ChannelView> =>
  core.until(channel, (found) => found?.status.lastCompleteReadAt != null && found.status.live === 'live');
const count = async (path: string): Promise<number> => (await simulator.control.requests({ path })).length;
const refreshes = async (): Promise<number> =>
  (await simulator.control.requests({ path: 'auth/token' }))
    .filter(({ query }) => query['grant_type'] === 'refresh_token')
    // Whether the client id is Public is asked with a made-up token before each sign-in.
    .filter(({ status }) => status === 200).length;
const signOuts = async () =>
  (await core.call('audit.list', { limit: 100 })).data.filter(({ action }) => action === 'sign_out');
/** What the vault keeps for accounts: it also has a key of the audit log. */
const tokens = async (): Promise<string[]> => (await core.vault.names()).filter((name) => name.startsWith('token:'));
const accessToken = async (): Promise<string> => {
  const [name] = await tokens();
  const stored = (await core.vault.read(name ?? ''))?.reveal() ?? '{}';
  return (JSON.parse(stored) as { accessToken: string }).accessToken;
};

test('a token that ends in the middle of a sync is renewed once, and the sync loses nothing', async () => {
  const { call, until, signIn } = await start();
  await signIn('bigchannel');
  await whenRead();
  await simulator.control.setDelays({ pageMs: 200 });
  const { jobId } = await call('sync.start', { channelId: CHANNEL, force: true });
  await until(
    () => call('sync.get', { jobId }),
    ({ pages }) => pages >= 2,
  );
  await simulator.control.expireTokens(CHANNEL);
  const job = await until(
    () => call('sync.get', { jobId }),
    ({ status }) => !['queued', 'syncing'].includes(status),
  );
  expect(job).toMatchObject({ status: 'completed', syncedCount: await simulator.control.count(CHANNEL) });
  expect(await refreshes()).toBe(1);
  const unauthorized = (await simulator.control.requests({ path: 'moderation/banned' })).filter(
    ({ status }) => status === 401,
  );
  expect(unauthorized).toHaveLength(1);
  expect((await account()).state).toBe('signed-in');
});

test('the user disconnects Modkeep at Twitch: signed out once, with its reason; the data stays, nothing is asked any more', async () => {
  const { call, refused, until, signIn } = await start();
  await signIn('bigchannel');
  await whenRead();
  const { total } = await call('bans.list', { channelId: CHANNEL });
  core.events.length = 0;
  await simulator.control.disconnectUser(CHANNEL);
  await until(account, ({ state }) => state === 'signed-out');
  expect(await account()).toMatchObject({ state: 'signed-out', reason: 'revoked' });
  const { status } = await until(channel, (found) => found.status.live === 'off' && found.status.reading === 'off');
  expect(status).toMatchObject({ canAct: false, explanation: 'Sign in to Twitch again first.' });
  expect(status.lastCompleteReadAt).not.toBeNull();
  expect(core.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['accounts.changed', 'channel.status', 'audit.changed']),
  );
  expect(await signOuts()).toMatchObject([{ moderatorId: CHANNEL, metadata: { reason: 'revoked' } }]);
  expect((await call('bans.list', { channelId: CHANNEL })).total).toBe(total);
  expect(await tokens()).toEqual([]);

  const asked = (await simulator.control.requests()).length;
  const act = { channelId: CHANNEL, user: { login: 'mod_amber' }, actId: actId() };
  for (let time = 0; time < 3; time += 1) {
    expect(await refused('bans.create', act)).toMatchObject({
      code: 'TWITCH_AUTH_FAILED',
      details: { reason: 'signed_out' },
    });
    expect(await refused('sync.start', { channelId: CHANNEL })).toMatchObject({ code: 'TWITCH_AUTH_FAILED' });
  }
  // As long as the fastest reader and the first attempts of the feed would take.
  await createClock().sleep(3_500);
  expect((await simulator.control.requests()).slice(asked)).toEqual([]);
  expect(await signOuts()).toHaveLength(1);
});

test('a moderator disconnects Modkeep at Twitch: noticed within seconds, though nothing is ever read there', async () => {
  const { until, signIn } = await start();
  await signIn('mod_amber');
  await until(channel, (found) => found?.status.live === 'live');
  await simulator.control.disconnectUser('1001');
  await until(account, ({ state, reason }) => state === 'signed-out' && reason === 'revoked');
  expect((await channel()).status).toMatchObject({ live: 'off', canAct: false });
  expect(await signOuts()).toHaveLength(1);
});

test('trouble while renewing keeps the account, and it goes on by itself', async () => {
  const { call, refused, until, signIn } = await start();
  await signIn('bigchannel');
  await whenRead();
  await simulator.control.addUser({ login: 'trouble_target' });
  const act = () => ({ channelId: CHANNEL, user: { login: 'trouble_target' }, actId: actId() });
  const refresh = { path: 'auth/token', query: { grant_type: 'refresh_token' } };
  for (const fault of [
    { answer: { status: 503 } },
    { transport: 'reset' as const, effect: 'skip' as const },
    { answer: { status: 429, body: {} } },
  ]) {
    const id = await simulator.control.addFault({ match: refresh, times: 0, ...fault });
    await simulator.control.expireTokens(CHANNEL);
    const { code } = await refused('bans.create', act());
    expect(['SERVICE_UNAVAILABLE', 'RATE_LIMIT_EXCEEDED']).toContain(code);
    expect(await account()).toMatchObject({ state: 'signed-in', reason: null });
    await simulator.control.removeFault(id);
    // Its 401s are the fault's own.
    await simulator.control.clearJournal();
  }
  const { ban } = await until(
    () => call('bans.create', act()).catch(() => ({ ban: null })),
    (found) => found.ban !== null,
  );
  expect(ban).toMatchObject({ kind: 'ban' });
  expect(await signOuts()).toEqual([]);
});

test('signing out revokes the token at Twitch and forgets it here', async () => {
  const { call, until, signIn } = await start();
  await signIn('bigchannel');
  await whenRead();
  const token = await accessToken();
  expect((await simulator.auth('GET', 'validate', {}, `OAuth ${token}`)).status).toBe(200);
  await call('accounts.signOut', { accountId: CHANNEL });
  expect(await tokens()).toEqual([]);
  await until(
    () => count('auth/revoke'),
    (times) => times === 1,
  );
  await until(
    async () => (await simulator.auth('GET', 'validate', {}, `OAuth ${token}`)).status,
    (status) => status === 401,
  );
  expect(await signOuts()).toMatchObject([{ metadata: { reason: 'user' } }]);
  await simulator.control.clearJournal();
});

test.each(['file', 'memory'] as const)('after a restart, with tokens in a %s vault', async (kind) => {
  const temp = createTempDir();
  const vaultOf = () =>
    kind === 'memory'
      ? createMemoryVault()
      : createFileVault({ path: join(temp.dir, 'vault.json'), clock: createClock(), log: silentLog() });
  try {
    const { signIn } = await start({ dataDir: temp.dir, vault: vaultOf() });
    await signIn('bigchannel');
    await whenRead();
    await core.stop();
    await simulator.control.clearJournal();
    await start({ dataDir: temp.dir, vault: vaultOf() });
    expect((await core.call('bans.list', { channelId: CHANNEL })).total).toBe(await simulator.control.count(CHANNEL));
    if (kind === 'file') {
      expect(await account()).toMatchObject({ state: 'signed-in', reason: null });
      await core.until(
        () => count('auth/validate'),
        (times) => times === 1,
      );
      await core.until(channel, ({ status }) => status.live === 'live');
    } else {
      expect(await account()).toMatchObject({ state: 'signed-out', reason: 'restart' });
      // A restart is nobody's act.
      expect(await signOuts()).toEqual([]);
      expect(await simulator.control.requests()).toEqual([]);
    }
  } finally {
    await core.stop();
    temp.remove();
  }
});

test('the vault is locked at the start: nobody is signed out, and everything begins once it opens', async () => {
  const temp = createTempDir();
  const inner = createMemoryVault();
  let isLocked = false;
  const vault: Vault = {
    ...inner,
    read: (name) =>
      isLocked ? Promise.reject(fail('SERVICE_UNAVAILABLE', 'locked', { reason: 'vault' })) : inner.read(name),
  };
  // The vault is tried again after 30 s.
  const real = createClock();
  const clock: Clock = { ...real, sleep: (ms, signal) => real.sleep(ms === 30_000 ? 1_500 : ms, signal) };
  try {
    const { signIn } = await start({ dataDir: temp.dir, vault });
    await signIn('bigchannel');
    await signIn('mod_amber');
    await whenRead();
    await core.stop();
    isLocked = true;
    await start({ dataDir: temp.dir, vault, clock });
    await simulator.control.clearJournal();
    expect((await core.call('bans.list', { channelId: CHANNEL })).total).toBe(await simulator.control.count(CHANNEL));
    expect((await core.call('accounts.list', {})).accounts.map(({ state }) => state)).toEqual([
      'signed-in',
      'signed-in',
    ]);
    expect((await channel()).status).toMatchObject({
      reading: 'off',
      explanation: 'The stored sign-in cannot be read yet.',
    });
    isLocked = false;
    await whenRead();
    await core.until(channel, ({ status }) => ['idle', 'waiting'].includes(status.reading));
    expect(await signOuts()).toEqual([]);
  } finally {
    await core.stop();
    temp.remove();
  }
});

test.each([10, -10])('the clock is wrong by %i h: signing in, acting, renewing and a restart go on', async (hours) => {
  const temp = createTempDir();
  const clock = createShiftedClock();
  const kept = { dataDir: temp.dir, vault: createMemoryVault(), clock };
  clock.skew(hours * HOUR_MS);
  try {
    await start(kept);
    await core.signIn('bigchannel');
    const { status } = await whenRead();
    const now = await simulator.control.now();
    expect(Math.abs(Date.parse(status.lastCompleteReadAt ?? '') - now)).toBeLessThan(60_000);
    await simulator.control.addUser({ login: 'clock_target' });
    const act = (seconds: number) => ({
      channelId: CHANNEL,
      user: { login: 'clock_target' },
      durationSeconds: seconds,
      actId: actId(),
    });
    const { ban } = await core.call('bans.create', act(600));
    expect(Math.abs(Date.parse(ban.expiresAt ?? '') - now - 600_000)).toBeLessThan(60_000);
    expect(await refreshes()).toBe(0);

    clock.pass(5 * HOUR_MS);
    await simulator.control.advance(5 * HOUR_MS);
    await core.call('bans.create', act(1_200));
    expect(await refreshes()).toBe(1);
    await core.stop();
    await start(kept);
    await core.until(channel, (found) => found.status.live === 'live');
    await core.call('bans.create', act(1_800));
    expect(await account()).toMatchObject({ state: 'signed-in' });
  } finally {
    await core.stop();
    temp.remove();
  }
});
