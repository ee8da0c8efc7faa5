// Each thing broken in turn, in a whole core beside a simulated Twitch: the right line in Health, the right alert once,
// its button, and its end. Time is passed for both clocks at once, so that minutes cost nothing.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openForLocking } from '../../../src/main/db/connection.ts';
import { MINUTE_MS } from '../../../src/main/lib/time.ts';
import type { AlertRule } from '../../../src/shared/alerts.ts';
import type { AlertRuleView, AlertView } from '../../../src/shared/contract/alerts.ts';
import type { CheckName, HealthCheck } from '../../../src/shared/contract/health.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { createShiftedClock, type ShiftedClock } from '../../helpers/shifted-clock.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

const CHANNEL = '1000';
let simulator: TestSimulator;
let core: TestCore;
let clock: ShiftedClock;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:30' });
  clock = createShiftedClock();
  core = await startTestCore(simulator, { clock });
  await core.signIn('bigchannel');
  await core.until(
    () => check('live'),
    ({ state }) => state === 'ok',
  );
  await core.until(
    () => check('list'),
    ({ state }) => state === 'ok',
  );
}, 30_000);
afterAll(async () => {
  await core.stop();
  await simulator.stop();
});

const check = async (name: CheckName): Promise<HealthCheck> =>
  (await core.call('health.get', {})).checks.find((one) => one.name === name)!;

/** Puts the rule's values in force and measures at once. */
const measure = async (rule: AlertRule, change: Partial<AlertRuleView> = {}): Promise<readonly AlertView[]> => {
  const { raise, clear } = change;
  await core.call('alerts.set', {
    rule,
    change: { holdSeconds: 0, ...(raise === undefined ? {} : { raise }), ...(clear === undefined ? {} : { clear }) },
  });
  return (await core.call('alerts.list', {})).alerts.filter((alert) => alert.rule === rule);
};
const untilRaised = async (rule: AlertRule, change: Partial<AlertRuleView> = {}): Promise<AlertView> =>
  (
    await core.until(
      () => measure(rule, change),
      (found) => found.length > 0,
    )
  )[0]!;
/** It is over, was raised exactly once, and nothing else is. */
async function isOver(rule: AlertRule, change: Partial<AlertRuleView> = {}): Promise<void> {
  await core.until(
    () => measure(rule, change),
    (found) => found.length === 0,
  );
  const { alerts, history } = await core.call('alerts.list', { history: 500 });
  expect(history.filter((alert) => alert.rule === rule)).toHaveLength(1);
  expect(alerts).toEqual([]);
  const { notices } = await core.call('notices.recent', {});
  const own = notices.filter(({ sameAs }) => sameAs?.startsWith(`alert ${rule} `) === true);
  expect(own.map(({ severity }) => severity === 'info')).toEqual([false, true]);
}
/** Minute after minute, for Modkeep and for Twitch. */
async function later(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.pass(MINUTE_MS);
    await simulator.control.advance(MINUTE_MS);
    await measure('disk');
  }
}
const test429 = { match: { path: 'users' }, answer: { status: 429, body: {} } } as const;

test('Twitch tells to slow down', async () => {
  await simulator.control.addFault({ ...test429, times: 6 });
  for (let round = 0; round < 6; round += 1) await core.call('health.test', {});
  expect(await check('rate_limit')).toMatchObject({ state: 'bad', fix: { kind: 'limits' } });
  expect(await untilRaised('rate_limited')).toMatchObject({ severity: 'warning', fix: { kind: 'limits' } });
  await measure('rate_limited');
  await later(12);
  expect(await check('rate_limit')).toMatchObject({ state: 'ok' });
  await isOver('rate_limited');
});

test('Twitch answers 5xx, and recovers', async () => {
  await simulator.control.addFault({ match: { path: 'users' }, times: 0, answer: { status: 503, body: {} } });
  for (let round = 0; round < 3; round += 1) await core.call('health.test', {});
  expect(await check('connection')).toMatchObject({ state: 'bad', fix: { kind: 'test' } });
  const values = { raise: 2, clear: 0.5 };
  expect(await untilRaised('twitch_errors', values)).toMatchObject({ fix: { kind: 'test' } });
  await simulator.control.clearFaults();
  // The button: the same test, which works again.
  const { calls } = await core.call('health.test', {});
  expect(calls.map(({ status }) => status)).toEqual([200, 200]);
  expect(await check('connection')).toMatchObject({ state: 'ok' });
  await later(12);
  await isOver('twitch_errors', values);
});

test('acts fail: the kill switch is offered, and stops them', async () => {
  await simulator.control.addFault({ match: { path: 'moderation/bans' }, times: 0, answer: { status: 500, body: {} } });
  for (let round = 0; round < 5; round += 1) {
    const user = await simulator.control.addUser({ login: `failing_${round}` });
    await core.refused('bans.create', { channelId: CHANNEL, user: { id: user.id }, actId: `act-failing-${round}` });
  }
  expect(await untilRaised('error_rate')).toMatchObject({ severity: 'danger', fix: { kind: 'stop' }, value: 100 });
  expect(await untilRaised('failed_bans')).toMatchObject({ value: 5 });
  expect(await measure('error_rate_early')).toEqual([]);
  await core.call('killSwitch.set', { on: true });
  expect(await check('acting')).toMatchObject({ state: 'bad' });
  const [alert] = await measure('error_rate');
  expect(alert?.fix).toEqual({ kind: 'acting' });
  await core.call('killSwitch.set', { on: false });
  await simulator.control.clearFaults();
  await later(12);
  await measure('failed_bans');
  await isOver('error_rate');
  await isOver('failed_bans');
});

test('a wrong clock, set right', async () => {
  clock.skew(-190_000);
  expect(await check('clock')).toMatchObject({ state: 'bad' });
  expect((await untilRaised('clock')).text).toContain('3 min away');
  expect(await measure('clock')).toHaveLength(1);
  clock.skew(0);
  expect(await check('clock')).toMatchObject({ state: 'ok' });
  await isOver('clock');
});

test('quiet while streaming: it is raised, and told neither on the page nor by the system', async () => {
  await simulator.control.stream({ channelId: CHANNEL, isLive: true });
  await core.call('alerts.set', { rule: 'disk', change: { ways: { quietWhileStreaming: true } } });
  await core.until(
    async () => {
      await core.call('alerts.set', { rule: 'disk', change: { raise: 900_000_000, clear: 999_999_999 } });
      const { alerts } = await core.call('alerts.list', {});
      await core.call('alerts.set', { rule: 'disk', change: { raise: 500, clear: 501 } });
      return alerts[0];
    },
    (alert) => alert?.isTold === false,
  );
  await core.call('alerts.set', { rule: 'disk', change: null });
  await core.until(
    () => measure('disk'),
    (found) => found.length === 0,
  );
  await simulator.control.stream({ channelId: CHANNEL, isLive: false });
});

test('a dead socket, and a live one again', async () => {
  await simulator.control.configureSockets({ isAccepting: false });
  await simulator.control.closeSockets({});
  await core.until(
    () => check('live'),
    ({ state }) => state === 'bad',
  );
  await measure('live_down');
  await later(2);
  const alert = await untilRaised('live_down');
  expect(alert).toMatchObject({ channelId: CHANNEL, fix: { kind: 'reading', channelId: CHANNEL } });
  await simulator.control.configureSockets({ isAccepting: true });
  await core.until(
    () => check('live'),
    ({ state }) => state === 'ok',
  );
  await isOver('live_down');
}, 20_000);

test('a scope that is gone, and granted again', async () => {
  const raises = async (): Promise<number> =>
    (await core.call('alerts.list', { history: 500 })).history.filter(({ rule }) => rule === 'live_down').length;
  const before = await raises();
  await core.signIn('bigchannel', ['moderation:read', 'user:read:moderated_channels']);
  await core.until(
    () => check('scopes'),
    ({ state }) => state === 'bad',
  );
  await measure('live_down');
  await later(2);
  expect((await untilRaised('live_down')).fix).toMatchObject({ kind: 'reconnect', features: ['live'] });
  await core.signIn('bigchannel');
  await core.until(
    () => measure('live_down'),
    (found) => found.length === 0,
  );
  expect(await check('scopes')).toMatchObject({ state: 'ok' });
  expect(await raises()).toBe(before + 1);
}, 30_000);

test('another program holds the database; then it lets go', async () => {
  const other = openForLocking(join(core.dataDir, 'modkeep.db'));
  other.exec('BEGIN IMMEDIATE');
  const error = await core.refused('settings.set', { theme: 'dark' });
  other.exec('ROLLBACK');
  other.close();
  expect(error).toMatchObject({ code: 'DATABASE_BUSY' });
  expect(await check('database')).toMatchObject({ state: 'bad', fix: { kind: 'back-up' } });
  expect((await check('database')).sentence).toContain('another program holds the database');
  expect(await untilRaised('database')).toMatchObject({ severity: 'danger', fix: { kind: 'back-up' } });
  // The button.
  const { jobId } = await core.call('backups.create', {});
  await core.until(
    () => core.call('jobs.list', {}),
    ({ jobs }) => jobs.some((job) => job.jobId === jobId && job.status === 'completed'),
  );
  await later(12);
  await isOver('database');
}, 30_000);
