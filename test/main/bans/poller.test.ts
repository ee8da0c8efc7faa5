// When the silent reader reads: never beyond the budget, never two at once, and honest about what it missed.
import { expect, onTestFinished, test } from 'vitest';
import type * as cadence from '../../../src/main/bans/cadence.ts';
import type * as pollers from '../../../src/main/bans/poller.ts';
import { fail } from '../../../src/shared/errors.ts';
import { planted } from '../../helpers/planted.ts';
import { score } from '../../helpers/score.ts';
import { createPollerWorld, type PollerWorld, type PollerWorldOptions } from './poller-world.ts';

const LONG = process.env['MODKEEP_LONG'] === '1';
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const TIMEOUT = { timeout: LONG ? 3_600_000 : 120_000 };

/** Every channel is watched. */
async function start(options: PollerWorldOptions): Promise<PollerWorld> {
  const world = createPollerWorld(options);
  onTestFinished(async () => {
    const stopped = world.poller.stop();
    await world.clock.advance(0);
    await stopped;
    world.db.close();
  });
  for (const id of world.channels.keys()) world.poller.watch(id);
  await world.clock.settle();
  return world;
}

const broken = () => fail('SERVICE_UNAVAILABLE', 'Twitch has trouble.', { status: 503 });

test('an ordinary list is read every ten seconds, and the status says so', async () => {
  const world = await start({ sizes: [100] });
  await world.clock.advance(10 * MINUTE_MS);
  const { began } = world.channel('1');
  for (const [index, at] of began.slice(1).entries()) expect(at - began[index]!).toBeCloseTo(10_060, -2);
  expect(began.length).toBeGreaterThanOrEqual(59);
  expect(world.statuses.get('1')).toMatchObject({ reading: 'waiting', intervalMs: 10_000, explanation: 'Every 10 s.' });
});

const HOURS = LONG ? 24 : 3;
test(`${HOURS} virtual hours of lists of any size: no request beyond the budget`, TIMEOUT, async () => {
  const sizes = [100, 10_000, 100_000, 500_000];
  const world = await start({ sizes });
  await world.clock.advance(HOURS * HOUR_MS);
  const channels = sizes.map((_, index) => world.channel(String(index + 1)).twitch.requests);
  const all = channels.reduce((sum, { pages, lookUps }) => sum + pages + lookUps, 0);
  score('budget', {
    bad: channels.reduce((sum, { refused }) => sum + refused, 0),
    of: all,
    note: `${HOURS} virtual hours`,
  });
  for (const [index, size] of sizes.entries()) {
    const { twitch, completed, mostInFlight } = world.channel(String(index + 1));
    expect(twitch.requests.refused).toBe(0);
    expect(mostInFlight).toBe(1);
    // After the first read, which is not asked to be slow, at most half of what the token has.
    expect(twitch.requests.lookUps).toBeLessThanOrEqual(HOURS * 60 * 400 + size / 100 + 800);
    expect(completed).toBeGreaterThanOrEqual(HOURS);
    expect(world.statuses.get(String(index + 1)).explanation).toMatch(
      size === 100 ? /^Every 10 s\.$/ : /^Every \d+ (s|min): (\d+ requests a read may use at most half|one read took)/,
    );
  }
});

test('a healthy feed lets long lists be read less often', async () => {
  const world = await start({ sizes: [5_000] });
  world.statuses.set('1', { live: 'live' });
  await world.clock.advance(HOUR_MS);
  expect(world.channel('1').completed).toBeLessThan(75);
  expect(world.statuses.get('1').explanation).toContain('the live feed is healthy');
});

/** The most reads that began within any ten minutes. */
function mostInTenMinutes(began: readonly number[]): number {
  return Math.max(...began.map((at) => began.filter((other) => other >= at && other < at + 10 * MINUTE_MS).length));
}

test(`failures back off from one second to a minute, at most ten tries in ten minutes (seed ${SEED})`, async () => {
  for (let seed = SEED; seed < SEED + (LONG ? 1_000 : 10); seed += 1) {
    const world = await start({ sizes: [100], lastReadAgoMs: 30_000, seed });
    world.fault = broken;
    const hours = 2;
    for (let minute = 0; minute < hours * 60; minute += 1) {
      await world.clock.advance(MINUTE_MS);
      // The feed comes and goes all the while and asks for reads.
      if (seed % 2 === 0) world.poller.hurry('1');
    }
    const { began } = world.channel('1');
    expect(mostInTenMinutes(began)).toBeLessThanOrEqual(10);
    expect(began.length).toBeGreaterThan(hours * 6 * 6);
    if (seed % 2 !== 0) {
      const pauses = began.slice(1, 7).map((at, index) => at - began[index]! - 60);
      for (const [index, pause] of pauses.entries()) {
        expect(pause).toBeGreaterThanOrEqual(500 * 2 ** index);
        expect(pause).toBeLessThanOrEqual(1_000 * 2 ** index + 1);
      }
    }
    expect(world.statuses.get('1').explanation).toBe('Twitch has trouble.');
    await world.clock.advance(300);
    expect(world.statuses.get('1').reading).toBe('failed');
    world.fault = null;
    await world.clock.advance(4 * MINUTE_MS);
    expect(world.statuses.get('1').explanation).toBe('Every 10 s.');
  }
});

test('a planted fault is found out: back-off without its cap', async () => {
  const capless = await planted<typeof cadence>(
    'src/main/bans/cadence.ts',
    'if (left > SPREAD_FROM ||',
    'if (left > -1_000 ||',
  );
  let now = 0;
  const failedAt: number[] = [];
  for (
    ;
    now < HOUR_MS;
    now += capless.failurePause({ intervalMs: 60_000, failedAt, now, retryAfter: null, random: 0.1 })
  )
    failedAt.push(now);
  expect(mostInTenMinutes(failedAt)).toBeGreaterThan(10);
});

test.each([
  [30, 30_000],
  [0.001, 1_000],
  [1e9, 120_000],
])('a refusal that asks for %d s is obeyed within reason', async (retryAfter, least) => {
  const world = await start({ sizes: [100], lastReadAgoMs: 30_000 });
  world.fault = () => fail('RATE_LIMIT_EXCEEDED', 'Slow down.', { retry_after: retryAfter });
  await world.clock.advance(1_000);
  for (let time = 0; time < 120; time += 1) {
    world.poller.hurry('1');
    await world.clock.advance(1_000);
  }
  const [first, second] = world.channel('1').began;
  expect(second! - first!).toBeGreaterThanOrEqual(least);
  expect(second! - first!).toBeLessThanOrEqual(least + 2_000);
});

test('a sync by hand takes the turn of the silent read, and the silent one goes on after it', async () => {
  const world = await start({ sizes: [5_000], lastReadAgoMs: 30_000 });
  const channel = world.channel('1');
  await world.clock.advance(1_000);
  expect(channel.inFlight).toBe(1);
  const order: string[] = [];
  const sync = world.poller.exclusively('1', async () => {
    order.push(`begins with ${channel.inFlight} reads`);
    const result = await world.readList('1', new AbortController().signal);
    world.poller.completed('1', result);
    return 'done';
  });
  await world.clock.advance(500);
  expect(channel.completed).toBe(0);
  expect(world.statuses.get('1').reading).toBe('reading');
  await world.clock.advance(3_000);
  expect(await sync).toBe('done');
  expect(order).toEqual(['begins with 0 reads']);
  await world.clock.advance(MINUTE_MS);
  expect(channel.completed).toBeGreaterThan(2);
  expect(channel.mostInFlight).toBe(1);
});

test('syncs that come all at once, with silent reads between, are never two at a time', async () => {
  const world = await start({ sizes: [2_000], lastReadAgoMs: 30_000 });
  const syncs: Promise<unknown>[] = [];
  for (let index = 0; index < 40; index += 1) {
    syncs.push(world.poller.exclusively('1', () => world.readList('1', new AbortController().signal)));
    if (index % 3 === 0) world.poller.hurry('1');
    await world.clock.advance(index * 137);
  }
  await world.clock.advance(5 * MINUTE_MS);
  await Promise.all(syncs);
  expect(world.channel('1').mostInFlight).toBe(1);
  expect(world.log.lines).toEqual([]);
});

test('a planted fault is found out: reads that do not queue', async () => {
  const { createPoller } = await planted<typeof pollers>(
    'src/main/bans/poller.ts',
    '(queues.get(channelId) ?? Promise.resolve()).then(run)',
    'run()',
  );
  const world = await start({ sizes: [2_000], lastReadAgoMs: 30_000, createPoller });
  const syncs = [1, 2].map(() =>
    world.poller.exclusively('1', () => world.readList('1', new AbortController().signal)),
  );
  await world.clock.advance(MINUTE_MS);
  await Promise.all(syncs);
  expect(world.channel('1').mostInFlight).toBeGreaterThan(1);
});

test('a suspicion pulls a read forward, also one that comes while a read is under way', async () => {
  const world = await start({ sizes: [3_000], lastReadAgoMs: 30_000 });
  const { began } = world.channel('1');
  world.statuses.set('1', { live: 'live' });
  await world.clock.advance(8_000);
  expect(began).toHaveLength(1);
  world.poller.hurry('1');
  await world.clock.advance(1_000);
  expect(began).toHaveLength(2);
  // Thirty pages take 1.8 s, and even a hurried read waits for its share: 4.5 s.
  world.poller.hurry('1');
  await world.clock.advance(6_000);
  expect(began).toHaveLength(3);
  await world.clock.advance(20_000);
  expect(began).toHaveLength(3);
});

test('an unwatched channel is read no more, and watching it again is one reader again', async () => {
  const world = await start({ sizes: [5_000], lastReadAgoMs: 30_000 });
  const channel = world.channel('1');
  await world.clock.advance(1_000);
  for (let time = 0; time < 5; time += 1) {
    world.poller.unwatch('1');
    world.poller.watch('1');
  }
  await world.clock.advance(5 * MINUTE_MS);
  expect(channel.mostInFlight).toBe(1);
  expect(channel.completed).toBeLessThan(31);
  world.poller.unwatch('1');
  const { length } = channel.began;
  await world.clock.advance(5 * MINUTE_MS);
  expect(channel.began).toHaveLength(length);
  expect(world.statuses.get('1')).toMatchObject({ reading: 'off', nextReadAt: null });
});

test.each([
  [2 * HOUR_MS, 1],
  [30_000, 0],
])('closed for %i ms: a gap is recorded when the first read is complete, not before', async (lastReadAgoMs, gaps) => {
  const world = createPollerWorld({ sizes: [100], lastReadAgoMs });
  onTestFinished(() => world.db.close());
  const closedAt = world.clock.now() - lastReadAgoMs;
  world.fault = broken;
  world.poller.watch('1');
  await world.clock.advance(20_000);
  expect(world.gaps()).toEqual([]);
  world.fault = null;
  const healedAt = world.clock.now();
  await world.clock.advance(40_000);
  if (gaps === 0) expect(world.gaps().filter(({ to }) => to < healedAt)).toEqual([]);
  else expect(world.gaps()).toMatchObject([{ channelId: '1', from: closedAt, reason: 'app_closed' }]);
  await world.poller.stop();
});

const SLEEPS = 500;
/** Sleeps at any moment, also in the middle of a read. Gives what was missed. */
async function sleepsAndWakes(world: PollerWorld): Promise<{ unrecorded: number; mostReads: number }> {
  const channel = world.channel('1');
  let unrecorded = 0;
  let mostReads = 0;
  for (let sleep = 0; sleep < SLEEPS; sleep += 1) {
    await world.clock.advance(world.clock.random() * 25_000);
    const since = world.clock.now();
    const away = sleep % 5 === 0 ? 20_000 : MINUTE_MS + world.clock.random() * 72 * HOUR_MS;
    // While a machine sleeps its wall clock goes on and its timers stand still.
    world.clock.jump(away);
    world.poller.markUnwatched('1', since, 'sleep');
    world.poller.hurry('1');
    const before = channel.began.length;
    await world.clock.advance(15_000);
    mostReads = Math.max(mostReads, channel.began.length - before);
    const gap = world.gaps().find(({ from }) => from === since);
    const isGap = away >= MINUTE_MS;
    if (isGap && (gap === undefined || gap.to < since + away)) unrecorded += 1;
  }
  return { unrecorded, mostReads };
}

test(`${SLEEPS} sleeps: one read at a time, no burst, and each gap is recorded (seed ${SEED})`, TIMEOUT, async () => {
  const world = await start({ sizes: [2_500], lastReadAgoMs: 30_000, seed: SEED });
  expect(await sleepsAndWakes(world)).toEqual({
    unrecorded: 0,
    mostReads: expect.toSatisfy((reads: number) => reads <= 4),
  });
  expect(world.channel('1').mostInFlight).toBe(1);
});

test('a planted fault is found out: a read that began before the sleep closes the gap', TIMEOUT, async () => {
  const { createPoller } = await planted<typeof pollers>(
    'src/main/bans/poller.ts',
    'watch.unwatched !== null && watch.unwatched.since <= result.startedAt',
    'watch.unwatched !== null',
  );
  const world = await start({ sizes: [2_500], lastReadAgoMs: 30_000, seed: SEED, createPoller });
  expect((await sleepsAndWakes(world)).unrecorded).toBeGreaterThan(0);
});
