// Twitch cannot be reached: what is there is shown, what is not is said, and everything goes on when it is back.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import type { ChannelView } from '../../src/shared/model.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { createTempDir } from '../helpers/db.ts';
import { expectManners } from '../helpers/manners.ts';
import { createShiftedClock } from '../helpers/shifted-clock.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';
import { openTwitchLine, type TwitchLine } from '../helpers/twitch-line.ts';

const CHANNEL = '1000';
const HOUR_MS = 3_600_000;
let simulator: TestSimulator;
let line: TwitchLine;
let core: TestCore;
let temp: ReturnType<typeof createTempDir>;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:150' });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  temp = createTempDir();
  line = await openTwitchLine(simulator.port);
});
afterEach(async () => {
  await core.stop();
  await line.cut();
  temp.remove();
  await expectManners(simulator);
});

const channel = async (): Promise<ChannelView> =>
  (await core.call('channels.list', {})).channels.find(({ id }) => id === CHANNEL)!;
const isUp = (found: ChannelView | undefined): boolean =>
  found?.status.live === 'live' && (found.mode === 'moderator' || ['idle', 'waiting'].includes(found.status.reading));

test('started without Twitch: everything recorded is there at once, the state is said, and it goes on by itself', async () => {
  const kept = { dataDir: temp.dir, vault: createMemoryVault(), port: line.port, clock: createShiftedClock() };
  core = await startTestCore(simulator, kept);
  await core.signIn('bigchannel');
  await core.until(channel, isUp);
  await core.stop();
  await line.cut();
  kept.clock.pass(HOUR_MS);
  await simulator.control.advance(HOUR_MS);
  const missed = await simulator.control.addUser({ login: 'missed_one' });
  await simulator.control.ban({ channelId: CHANNEL, moderatorId: CHANNEL, userId: missed.id });
  await simulator.control.clearJournal();

  core = await startTestCore(simulator, kept);
  const known = await core.call('bans.list', { channelId: CHANNEL });
  expect(known.total).toBeGreaterThan(0);
  const { status } = await core.until(channel, (found) => found.status.reading === 'failed');
  expect(status).toMatchObject({ explanation: 'Twitch cannot be reached.', canAct: true });
  expect(['connecting', 'lost']).toContain(status.live);
  expect(Date.parse(status.lastCompleteReadAt ?? '')).toBeLessThan(kept.clock.now() - HOUR_MS + 60_000);
  expect((await core.call('accounts.list', {})).accounts).toMatchObject([{ state: 'signed-in', reason: null }]);
  const act = { channelId: CHANNEL, user: { login: 'missed_one' }, actId: crypto.randomUUID() };
  expect(await core.refused('bans.create', act)).toMatchObject({ code: 'OFFLINE' });
  expect(await core.refused('channels.find', { query: 'mod_amber' })).toMatchObject({ code: 'OFFLINE' });

  await line.mend();
  await core.until(
    async () => (await core.call('bans.list', { channelId: CHANNEL, search: 'missed_one' })).total,
    (total) => total === 1,
  );
  await core.until(channel, isUp);
  const { gaps } = await core.call('history.list', { channelId: CHANNEL });
  expect(gaps).toMatchObject([{ channelId: CHANNEL, reason: 'app_closed' }]);
});

test('a first sign-in whose channels could not be asked: they are asked again soon', async () => {
  core = await startTestCore(simulator, { port: line.port });
  const id = await simulator.control.addFault({
    match: { path: 'moderation/channels' },
    times: 1,
    answer: { status: 503 },
  });
  await core.signIn('mod_bruno');
  expect(await channel()).toBeUndefined();
  await core.until(channel, isUp);
  expect((await simulator.control.faultHits())[id]).toBe(1);
});

test('the network fails while everything runs, for a broadcaster and a moderator: said, and mended', async () => {
  core = await startTestCore(simulator, { port: line.port });
  await core.signIn('mod_clara');
  await core.until(channel, isUp);
  await line.cut();
  await core.until(channel, ({ status }) => status.live === 'lost');
  const victim = await simulator.control.addUser({ login: 'in_the_dark' });
  await simulator.control.ban({ channelId: CHANNEL, moderatorId: CHANNEL, userId: victim.id });
  const act = { channelId: CHANNEL, user: { login: 'in_the_dark' }, actId: crypto.randomUUID() };
  expect(await core.refused('bans.create', act)).toMatchObject({ code: 'OFFLINE' });
  await line.mend();
  await core.until(channel, isUp);
  // A moderator never hears of what happened in between, and is not told that it is known.
  expect((await core.call('bans.list', { channelId: CHANNEL, search: 'in_the_dark' })).total).toBe(0);
  await core.signIn('bigchannel');
  await core.until(
    async () => (await core.call('bans.list', { channelId: CHANNEL, search: 'in_the_dark' })).total,
    (total) => total === 1,
  );
});

test('signing in without Twitch is refused as OFFLINE, and works when it is back', async () => {
  await line.cut();
  core = await startTestCore(simulator, { port: line.port });
  expect(await core.refused('accounts.signIn', {})).toMatchObject({ code: 'OFFLINE' });
  expect((await core.call('jobs.list', {})).jobs).toEqual([]);
  await line.mend();
  await core.signIn('mod_clara');
  // The network goes while the person confirms: the code is polled for on.
  const { jobId, userCode } = await core.call('accounts.signIn', {});
  await line.cut();
  await simulator.control.approveDevice({ userCode, login: 'bigchannel' });
  await line.mend();
  await core.until(
    () => core.call('jobs.list', {}),
    ({ jobs }) => jobs.some((job) => job.jobId === jobId && job.status === 'completed'),
  );
});
