// The self-check against a simulated Twitch: well at first, then each thing broken in turn, and the test of the connection.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CheckName, HealthCheck } from '../../../src/shared/contract/health.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { createShiftedClock, type ShiftedClock } from '../../helpers/shifted-clock.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { openTwitchLine, type TwitchLine } from '../../helpers/twitch-line.ts';

const CHANNEL = '1000';
let simulator: TestSimulator;
let line: TwitchLine;
let core: TestCore;
let clock: ShiftedClock;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:30' });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  line = await openTwitchLine(simulator.port);
  clock = createShiftedClock();
  core = await startTestCore(simulator, { port: line.port, clock });
});
afterEach(async () => {
  await core.stop();
  await line.cut();
  await simulator.control.clearFaults();
});

const check = async (name: CheckName): Promise<HealthCheck> =>
  (await core.call('health.get', {})).checks.find((one) => one.name === name)!;
const until = (name: CheckName, state: HealthCheck['state']) =>
  core.until(
    () => check(name),
    (found) => found.state === state,
  );
/** What the diagnostic report says of the state as it is. */
const report = () => core.call('report.get', { test: false });
async function comeUp(): Promise<void> {
  await core.signIn('bigchannel');
  await until('live', 'ok');
  await until('list', 'ok');
}

test('before anybody is signed in it says so, with the way in; the test has nobody to ask with', async () => {
  expect(await check('signed_in')).toMatchObject({ state: 'bad', fix: { kind: 'sign-in', accountId: null } });
  expect(await check('connection')).toMatchObject({ state: 'note', fix: null });
  expect(await core.refused('health.test', {})).toMatchObject({ code: 'TWITCH_AUTH_FAILED' });
  const { status, services } = await core.call('health.get', {});
  expect({ status, services }).toEqual({
    status: 'degraded',
    services: { database: 'healthy', eventsub: 'healthy', twitch_api: 'degraded' },
  });
});

test('all is well: every check that can be told is fine, and each has at most one button', async () => {
  await comeUp();
  const view = await core.call('health.get', {});
  expect(view.checks.filter(({ state }) => state === 'bad')).toEqual([]);
  expect(view.status).toBe('healthy');
  const { name, text, severity } = await core.call('report.get', {});
  expect(name).toMatch(/^diagnostic-report-\d{8}-\d{6}\.txt$/);
  expect(severity).toEqual({ level: 'none', reasons: [] });
  expect(text).toMatch(/^=== Modkeep diagnostic report ===\nDate: \d{4}-\d{2}-\d{2}T[\d:.]+Z \(UTC\)\n/);
  for (const line of [
    'CAN readList',
    'Broadcaster ID: 1000 (bigchannel), broadcaster, watched',
    'validate: 200',
    'users: 200',
    'schema: ',
  ])
    expect(text).toContain(line);
  for (const name of ['signed_in', 'scopes', 'connection', 'list', 'live', 'clock', 'disk', 'rate_limit', 'acting'])
    expect(await check(name as CheckName), name).toMatchObject({ state: 'ok' });
  expect(Date.parse(view.tokens[0]!.expiresAt!)).toBeGreaterThan(clock.now() + 60_000);
  expect((await core.call('health.test', {})).calls).toMatchObject([
    { name: 'validate', status: 200, error: null },
    { name: 'users', status: 200, error: null },
  ]);
});

test('a scope that was not granted is named, with reconnecting for that feature', async () => {
  await core.signIn('bigchannel', ['moderation:read', 'user:read:moderated_channels']);
  const found = await until('scopes', 'bad');
  expect(found.sentence).toContain('moderator:manage:banned_users');
  expect(found.fix).toMatchObject({ kind: 'reconnect', accountId: CHANNEL, features: ['act', 'live'] });
  expect(await until('live', 'bad')).toMatchObject({ fix: { kind: 'reconnect', features: ['live'] } });
  const { text, severity } = await report();
  expect(text).toContain('CANNOT act: missing moderator:manage:banned_users');
  expect(text).toContain('granted: moderation:read, user:read:moderated_channels');
  expect(severity.reasons.join(' ')).toContain('has not granted');
});

test('a token that was taken back is said, and the test shows 401 until then', async () => {
  await comeUp();
  await simulator.control.disconnectUser(CHANNEL);
  const { calls } = await core.call('health.test', {});
  expect(calls[0]).toMatchObject({ name: 'validate', status: 401, error: { code: 'TWITCH_AUTH_FAILED' } });
  expect(await until('signed_in', 'bad')).toMatchObject({ fix: { kind: 'sign-in', accountId: CHANNEL } });
  expect(await until('list', 'bad')).toMatchObject({ fix: { kind: 'reading', channelId: CHANNEL } });
  const { text, severity } = await report();
  expect(severity.level).toBe('P1');
  expect(text).toContain('bigchannel (1000): signed-out, revoked');
});

test('being told to slow down is said for five minutes, and counted', async () => {
  await comeUp();
  await simulator.control.addFault({ match: { path: 'users' }, times: 1, answer: { status: 429, body: {} } });
  const { calls } = await core.call('health.test', {});
  expect(calls[1]).toMatchObject({ status: 429, error: { code: 'RATE_LIMIT_EXCEEDED' } });
  expect(await check('rate_limit')).toMatchObject({ state: 'bad' });
  expect((await check('rate_limit')).sentence).toContain('once in the last five minutes');
  const { text, severity } = await report();
  expect(severity.level).toBe('P2');
  expect(text).toContain('PROBLEM rate_limit');
  expect(text).toContain('GET users 429 1');
  clock.pass(5 * 60_000);
  expect(await check('rate_limit')).toMatchObject({ state: 'ok' });
  const { twitch } = await core.call('metrics.get', { range: '1h' });
  expect(twitch.endpoints).toContainEqual({ endpoint: 'GET users', status: '429', count: 1 });
});

test('no network: nothing answers, the feed is lost, and both are said', async () => {
  await comeUp();
  await line.cut();
  expect(await until('live', 'bad')).toMatchObject({ fix: { kind: 'reading', channelId: CHANNEL } });
  const { calls } = await core.call('health.test', {});
  expect(calls.map(({ status }) => status)).toEqual([null, null]);
  expect(await check('connection')).toMatchObject({ state: 'bad', fix: { kind: 'test' } });
  const { text, severity } = await report();
  expect(severity.level).toBe('P1');
  expect(text).toContain('live: lost');
  expect(text).toContain('PROBLEM connection: Twitch did not answer');
  expect(await core.call('health.get', {})).toMatchObject({
    status: 'unhealthy',
    services: { eventsub: 'unhealthy', twitch_api: 'unhealthy', database: 'healthy' },
  });
});

test('a wrong clock and the kill switch are said', async () => {
  await comeUp();
  clock.skew(-190_000);
  expect(await check('clock')).toMatchObject({ state: 'bad' });
  expect((await check('clock')).sentence).toContain('3 min behind');
  expect((await report()).text).toContain('PROBLEM clock: This machine');
  clock.skew(0);
  await core.call('killSwitch.set', { on: true });
  expect(await check('acting')).toMatchObject({ state: 'bad', fix: { kind: 'acting' } });
});

test('acts, their codes and times, and what was refused are in the figures', async () => {
  await comeUp();
  const target = await simulator.control.addUser({ login: `counted_${clock.now()}` });
  const ban = { channelId: CHANNEL, user: { id: target.id } };
  await core.call('bans.create', { ...ban, actId: 'act-counted-1' });
  await core.refused('bans.create', { ...ban, actId: 'act-counted-2' });
  await core.call('bans.revoke', { channelId: CHANNEL, userId: target.id, expect: 'ban' });
  const figures = await core.call('metrics.get', { range: '1h' });
  expect(figures.acts).toContainEqual({ kind: 'ban', code: 'ok', count: 1 });
  expect(figures.acts).toContainEqual({ kind: 'ban', code: 'CONFLICT', count: 1 });
  expect(figures.acts).toContainEqual({ kind: 'unban', code: 'ok', count: 1 });
  expect(figures.counters).toMatchObject({ bans_created_total: 1, bans_revoked_total: 1 });
  expect(figures.counters.audit_logs_created_total).toBeGreaterThanOrEqual(3);
  expect(figures.latency.call.count).toBe(2);
  expect(figures.errors).toMatchObject([{ code: 'CONFLICT', count: 1, last: { where: 'bans.create' } }]);
  expect(figures.database.transaction.count).toBeGreaterThan(0);
  expect(figures.twitch.requests).toBeGreaterThan(3);
  expect(figures.syncs).toMatchObject({ completed: 1, failed: 0 });
  expect(await core.refused('metrics.get', {}, { kind: 'key', keyId: 'k', name: 'dock', rights: [] })).toMatchObject({
    code: 'FORBIDDEN',
    details: { required_right: 'view_analytics' },
  });
});
