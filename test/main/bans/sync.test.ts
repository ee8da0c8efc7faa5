// Syncs by hand, in virtual time: at once, one per channel, in turn, patient with what passes, and written down.
import { expect, onTestFinished, test } from 'vitest';
import type * as sync from '../../../src/main/bans/sync.ts';
import type { SyncView } from '../../../src/shared/contract/bans.ts';
import { fail, type AppFailure } from '../../../src/shared/errors.ts';
import { CHANNEL, person } from '../../helpers/ledger.ts';
import { planted } from '../../helpers/planted.ts';
import { createPollerWorld, type PollerWorld, type PollerWorldOptions } from './poller-world.ts';
import { createReadWorld } from './read-world.ts';
import { createSyncWorld, type SyncWorld } from './sync-world.ts';

const MINUTE_MS = 60_000;

function start(
  options: Partial<PollerWorldOptions> = {},
  more: { createSyncs?: typeof sync.createSyncs } = {},
): PollerWorld & SyncWorld {
  const world = createPollerWorld({ sizes: [100], limit: 1_000_000, ...options });
  onTestFinished(() => world.db.close());
  // One object, so that a fault that is set reaches the world.
  return Object.assign(world, createSyncWorld({ ...world, ...more }));
}

const begin = (world: SyncWorld, channelId = '1', force = true, actor: string | null = 'mia') =>
  world.syncs.start(channelId, { force, actor });
const busy =
  (status = 503) =>
  (): AppFailure =>
    fail('SERVICE_UNAVAILABLE', 'Trouble.', { status });

test('a sync answers at once, and a second one for the channel is the same', async () => {
  const world = start();
  const first = begin(world);
  expect(first).toMatchObject({ status: 'syncing', message: 'Ban sync started for channel 1' });
  expect(begin(world).jobId).toBe(first.jobId);
  await world.clock.advance(1_000);
  expect(world.syncs.get(first.jobId)).toMatchObject({
    status: 'completed',
    syncedCount: 100,
    totalCount: 100,
    actor: 'mia',
  });
  expect(world.channel('1').began).toHaveLength(1);
  expect(begin(world).jobId).not.toBe(first.jobId);
});

test('channels take turns in the order they were asked for, two at a time', async () => {
  const world = start({ sizes: [3_000, 3_000, 3_000, 3_000, 3_000] });
  const ids = ['3', '1', '5', '2', '4'];
  const started = ids.map((id) => begin(world, id));
  expect(started.map(({ status }) => status)).toEqual(['syncing', 'syncing', 'queued', 'queued', 'queued']);
  let most = 0;
  for (let time = 0; time < 100; time += 1) {
    await world.clock.advance(100);
    most = Math.max(most, [...world.channels.values()].filter(({ inFlight }) => inFlight > 0).length);
  }
  expect(most).toBe(2);
  const order = ids.toSorted((a, b) => world.channel(a).began[0]! - world.channel(b).began[0]!);
  expect(order).toEqual(ids);
});

test('within five minutes of a complete one its result is the answer, unless forced', async () => {
  const world = start();
  const { jobId } = begin(world);
  await world.clock.advance(2 * MINUTE_MS);
  expect(begin(world, '1', false)).toEqual({
    status: 'completed',
    jobId,
    message: 'Already synced 2 min ago; this is that result. Force to read again.',
  });
  expect(begin(world, '1', true).status).toBe('syncing');
  await world.clock.advance(1_000);
  await world.clock.advance(5 * MINUTE_MS);
  expect(begin(world, '1', false).status).toBe('syncing');
  await world.clock.advance(1_000);
  // A clock that was set back by years does not keep the channel from being read.
  world.clock.jump(-10 * 365 * 86_400_000);
  expect(begin(world, '1', false).status).toBe('syncing');
  await world.clock.advance(1_000);
});

test('a sync that failed is no reason not to read again', async () => {
  const world = start();
  world.fault = () => fail('FORBIDDEN', 'No.', {});
  begin(world);
  await world.clock.advance(1_000);
  expect(begin(world, '1', false).status).toBe('syncing');
  await world.clock.advance(1_000);
});

test.each([
  ['503', busy()],
  ['a broken connection', () => fail('SERVICE_UNAVAILABLE', 'Broken off.', { reason: 'connection_lost' })],
  ['no network', () => fail('OFFLINE', 'Offline.', {})],
])('%s is tried five times, doubling from five seconds', async (_, fault) => {
  const world = start();
  world.fault = fault;
  const { jobId } = begin(world);
  await world.clock.advance(1_000);
  expect(world.syncs.get(jobId)).toMatchObject({ status: 'syncing', phase: 'waiting to try again (2 of 5)' });
  await world.clock.advance(5 * MINUTE_MS);
  const { began } = world.channel('1');
  expect(began).toHaveLength(5);
  for (const [index, at] of began.slice(1).entries()) {
    const pause = at - began[index]! - 60;
    expect(pause).toBeGreaterThanOrEqual(3_750 * 2 ** index);
    expect(pause).toBeLessThanOrEqual(6_250 * 2 ** index);
  }
  expect(world.syncs.get(jobId)).toMatchObject({ status: 'failed', error: { code: fault().failure.code } });
});

test.each([
  ['a refusal', () => fail('FORBIDDEN', 'No.', {})],
  ['a lost sign-in', () => fail('TWITCH_AUTH_FAILED', 'No.', { reason: 'refused' })],
  ['a broken list', () => fail('TWITCH_API_ERROR', 'Loop.', { status: 200, reason: 'cursor_loop' })],
  ['a fault of ours', () => new TypeError('x is undefined')],
])('%s is not tried again', async (_, fault) => {
  const world = start();
  world.fault = fault;
  const { jobId } = begin(world);
  await world.clock.advance(10 * MINUTE_MS);
  expect(world.channel('1').began).toHaveLength(1);
  expect(world.syncs.get(jobId).status).toBe('failed');
  expect(world.audited()).toEqual([]);
});

test('a planted fault is found out: everything is tried again', async () => {
  const { createSyncs } = await planted<typeof sync>('src/main/bans/sync.ts', '|| pause === null) throw', ') throw');
  const world = start({}, { createSyncs });
  world.fault = () => fail('FORBIDDEN', 'No.', {});
  begin(world);
  await world.clock.advance(10 * MINUTE_MS);
  expect(world.channel('1').began.length).toBeGreaterThan(1);
});

test.each([
  [30, 30],
  [0, 1],
  [86_400, 120],
])('a 429 that asks for %d s is given %d', async (retryAfter, seconds) => {
  const world = start();
  world.fault = () => fail('RATE_LIMIT_EXCEEDED', 'Slow down.', { retry_after: retryAfter });
  begin(world);
  await world.clock.advance(3 * MINUTE_MS);
  const [first, second] = world.channel('1').began;
  expect(second! - first! - 60).toBeGreaterThanOrEqual(seconds * 1_000);
  expect(second! - first! - 60).toBeLessThanOrEqual(seconds * 1_000 + 2_000);
});

test.each([
  ['a list of unknown size', undefined, 300_000],
  ['a list of 100 000', MINUTE_MS, 450_000],
])('the time limit of %s', async (_, lastReadAgoMs, limit) => {
  const world = start({
    sizes: [100_000],
    latencyMs: 3_600_000,
    ...(lastReadAgoMs === undefined ? {} : { lastReadAgoMs }),
  });
  const { jobId } = begin(world);
  await world.clock.advance(limit - 1_000);
  expect(world.syncs.get(jobId).status).toBe('syncing');
  await world.clock.advance(2_000);
  expect(world.syncs.get(jobId)).toMatchObject({
    status: 'failed',
    error: { code: 'SYNC_TIMEOUT', details: { duration_ms: limit, timeout_ms: limit } },
  });
  expect(world.clock.pending()).toBe(0);
});

test('a first read earns its time by the pages that come, so a very long list is read too', async () => {
  const world = start({ sizes: [500_000], limit: 800, latencyMs: 20 });
  const { jobId } = begin(world, '1', true, null);
  await world.clock.advance(12 * MINUTE_MS);
  expect(world.syncs.get(jobId)).toMatchObject({ status: 'completed', pages: 5_000 });
  expect(world.channel('1').twitch.requests.refused).toBe(0);
});

test('a cancelled sync ends, keeps its count, and can be started again', async () => {
  const world = start({ sizes: [10_000] });
  const { jobId } = begin(world);
  await world.clock.advance(1_000);
  const cancelled = world.syncs.cancel(jobId);
  await world.clock.advance(100);
  expect(await cancelled).toMatchObject({
    status: 'cancelled',
    error: { code: 'CANCELLED', details: { reason: 'cancelled' } },
  });
  expect((await cancelled).syncedCount).toBeGreaterThan(1_000);
  const again = world.syncs.retry(jobId, 'noa');
  await world.clock.advance(MINUTE_MS);
  expect(world.syncs.get(again.jobId)).toMatchObject({ status: 'completed', actor: 'noa' });
});

test('a sync cancelled while it waits to try again ends at once', async () => {
  const world = start();
  world.fault = busy();
  const { jobId } = begin(world);
  await world.clock.advance(1_000);
  const cancelled = world.syncs.cancel(jobId);
  await world.clock.advance(10);
  expect((await cancelled).status).toBe('cancelled');
  expect(world.channel('1').began).toHaveLength(1);
});

test('progress is told at most five times a second, and the last of it always', async () => {
  const world = start({ sizes: [50_000], latencyMs: 7 });
  const { jobId } = begin(world);
  await world.clock.advance(MINUTE_MS);
  const times = world.told.map(({ at }) => at);
  const perSecond = times.map((at) => times.filter((other) => other >= at && other < at + 1_000).length);
  // One for the start or the end may come on top.
  expect(Math.max(...perSecond)).toBeLessThanOrEqual(6);
  expect(times.length).toBeGreaterThan(15);
  const view: SyncView = world.syncs.get(jobId);
  expect(view).toMatchObject({ status: 'completed', syncedCount: 50_000, pages: 500 });
  expect(times.at(-1)).toBe(world.channel('1').began[0]! + 500 * 7);
});

test('the history tells who, how many and what went wrong; each complete sync is one row of the audit log', async () => {
  const world = start({ sizes: [250] });
  begin(world, '1', true, 'mia');
  await world.clock.advance(10_000);
  world.fault = () => fail('FORBIDDEN', 'No.', {});
  begin(world, '1', true, 'noa');
  await world.clock.advance(10_000);
  world.fault = null;
  begin(world, '1', true, null);
  await world.clock.advance(10_000);
  const runs = world.syncs.history('1', 5);
  expect(runs.map(({ actor, status, syncedCount }) => [actor, status, syncedCount])).toEqual([
    [null, 'completed', 250],
    ['noa', 'failed', 0],
    ['mia', 'completed', 250],
  ]);
  expect(runs[1]!.error).toMatchObject({ code: 'FORBIDDEN' });
  expect(runs[0]!.summary).toMatchObject({ count: 250, pages: 3 });
  expect(world.audited()).toEqual([
    { actor: 'mia', count: 250, found: 0 },
    { actor: null, count: 250, found: 0 },
  ]);
});

test('a baseline writes one row of the audit log, not one per person; an interrupted one keeps what it found', async () => {
  const world = createReadWorld({ latencyMs: 100 });
  onTestFinished(() => world.close());
  const at = world.clock.now() - 3_600_000;
  for (let index = 0; index < 950; index += 1) world.twitch.ban(person(index), { at });
  const poller = { exclusively: <T>(_: string, run: () => Promise<T>) => run(), completed: () => undefined };
  const alone = { ...world, poller: poller as never };
  const first = createSyncWorld(alone);
  const { jobId } = begin(first, CHANNEL);
  await world.clock.advance(450);
  // The process ends here; the next one finds what was written.
  const next = createSyncWorld(alone);
  expect(next.jobs.interruptDead()).toBe(1);
  expect(next.syncs.get(jobId)).toMatchObject({ status: 'interrupted', error: { details: { reason: 'interrupted' } } });
  expect(world.current()).toHaveLength(400);
  await first.jobs.close();
  const again = begin(next, CHANNEL);
  await world.clock.advance(10_000);
  expect(next.syncs.get(again.jobId)).toMatchObject({ status: 'completed', syncedCount: 950 });
  expect(world.current()).toEqual(world.truth());
  expect(next.audited()).toEqual([{ actor: 'mia', count: 950, found: 550 }]);
  expect(world.audit()).toHaveLength(1);
});
