// What the live feed does when its connection misbehaves: every stretch without one is told, and ends in `live`.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { moderate, person, QUICK, soon } from './live-fake.ts';
import { createLiveWorld, LIVE, lost, type LiveWorld } from './live-world.ts';

let world: LiveWorld;
beforeEach(async () => void (world = await createLiveWorld()));
afterEach(() => world.close());

describe('a lost connection', () => {
  test.each([4000, 4002, 4003, 4004, 4005, 4006, 4007, 1001])(
    'closed with %i is lost, then live anew',
    async (code) => {
      const before = Date.now();
      const first = await world.watching();
      first.socket.close(code);
      await world.says(lost(`closed_${code}`), LIVE);
      const state = world.harness.states.at(-2);
      const since = state?.state === 'lost' ? state.since : 0;
      expect([since >= before, since <= Date.now()]).toEqual([true, true]);
      expect(world.fake.posts).toHaveLength(2);
      expect(world.fake.posts[1]?.sessionId).not.toBe(world.fake.posts[0]?.sessionId);
      world.fake.notify('channel.moderate', moderate('ban', person));
      await soon(() => expect(world.harness.acts).toHaveLength(1));
    },
  );

  test('broken without a word is lost', async () => {
    (await world.watching()).socket.terminate();
    await world.says(lost('closed_1006'), LIVE);
    expect(world.fake.connections).toHaveLength(2);
  });

  test('closed right after each welcome is tried again with growing pauses', async () => {
    world.fake.onConnect = (connection) => {
      world.fake.welcome(connection);
      connection.socket.close(4000);
    };
    world.start({ timing: { ...QUICK, minDelayMs: 50, maxDelayMs: 400 } });
    await soon(() => expect(world.fake.connections).toHaveLength(6));
    const gaps = world.fake.connections
      .slice(1)
      .map(({ openedAt }, index) => openedAt - (world.fake.connections[index]?.openedAt ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(49);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(200);
    world.fake.onConnect = (connection) => world.fake.welcome(connection);
    await soon(() => expect(world.fake.open()).toHaveLength(1));
    await world.says(lost('closed_4000'), LIVE);
    // Never lost twice, never live twice: what the caller reads in full is bounded by the pauses.
    const states = world.harness.states.map(({ state }) => state);
    expect(states.slice(1).filter((state, index) => state === states[index])).toEqual([]);
    expect(world.fake.mostOpen).toBeLessThanOrEqual(2);
  });

  test('that cannot be made at all is lost, and made as soon as it can be', async () => {
    let isDown = true;
    world.fake.onConnect = (connection) => (isDown ? connection.socket.terminate() : world.fake.welcome(connection));
    world.start();
    await world.says(lost('closed_1006'));
    isDown = false;
    await world.says(LIVE);
    expect(world.fake.open()).toHaveLength(1);
  });

  test('that never welcomes is given up', async () => {
    world.fake.onConnect = () => undefined;
    world.start({ timing: { ...QUICK, welcomeMs: 100 } });
    await world.says(lost('no_welcome'));
    await soon(() => expect(world.fake.connections.length).toBeGreaterThan(2));
    expect(world.fake.open().length).toBeLessThanOrEqual(1);
    world.fake.onConnect = (connection) => world.fake.welcome(connection);
    await world.says(LIVE);
  });

  test('that welcomes late is live nevertheless', async () => {
    world.fake.onConnect = (connection) => void setTimeout(() => world.fake.welcome(connection), 300);
    await world.watching();
    expect([world.fake.connections.length, world.harness.told.length]).toEqual([1, 2]);
  });

  test('whose session is gone by the time of subscribing is made anew', async () => {
    const gone = {
      status: 400,
      body: { message: 'websocket transport session does not exist or has already disconnected' },
    };
    world.fake.answer = () => (world.fake.posts.length === 1 ? gone : { status: 202 });
    world.start();
    await world.says(lost('session_gone'), LIVE);
    expect(world.fake.connections).toHaveLength(2);
  });
});

describe('silence', () => {
  test('for 1.2 keepalive intervals is death, and any frame is life', async () => {
    world.fake.keepaliveSeconds = 0.3;
    const first = await world.watching();
    const pulse = setInterval(() => first.isOpen && world.fake.frame(first, 'session_party', {}), 100);
    await soon(() => expect(performance.now() - first.openedAt).toBeGreaterThan(900));
    clearInterval(pulse);
    expect(world.harness.told).toHaveLength(2);
    const before = performance.now();
    await world.says(lost('keepalive'), LIVE);
    expect(performance.now() - before).toBeGreaterThan(200);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  test('of a half-open connection leaves no socket behind', async () => {
    world.fake.keepaliveSeconds = 0.2;
    const first = await world.watching();
    first.socket.pause();
    world.fake.keepaliveSeconds = 10;
    await world.says(lost('keepalive'), LIVE);
    first.socket.resume();
    // Ended by force: a goodbye would wait for the other side.
    await soon(() => expect(first.closeCode).toBe(1006));
  });

  test('of a half-open connection does not hold up stop', async () => {
    const first = await world.watching();
    first.socket.pause();
    const before = performance.now();
    await world.harness.live.stop();
    expect(performance.now() - before).toBeLessThan(1000);
    first.socket.resume();
  });
});

describe('restart', () => {
  test('tells the stretch since the last frame with its reason and connects at once, whatever the back-off', async () => {
    const since = 1_000_000;
    let now = since;
    await world.watching({ twitchNow: () => now, timing: { ...QUICK, minDelayMs: 60_000, maxDelayMs: 60_000 } });
    now = since + 3_600_000;
    world.harness.live.restart('sleep');
    await world.says(lost('sleep'), LIVE);
    expect(world.harness.states.at(-2)).toEqual({ state: 'lost', since, reason: 'sleep' });
    expect(world.harness.states.at(-1)).toEqual({ state: 'live', since: now });
    world.fake.open()[0]?.socket.terminate();
    await world.says(lost('closed_1006'));
    world.harness.live.restart('online');
    await world.says(LIVE);
  });

  test('many times in a row makes one connection at a time, as far apart as agreed', async () => {
    await world.watching({ timing: { ...QUICK, attemptGapMs: 400 } });
    for (let count = 0; count < 50; count += 1) world.harness.live.restart('online');
    await world.says(lost('online'), LIVE);
    for (let count = 0; count < 50; count += 1) world.harness.live.restart('online');
    await world.says(lost('online'), LIVE);
    const [one, two, three] = world.fake.connections.map(({ openedAt }) => openedAt);
    expect(world.fake.connections).toHaveLength(3);
    expect(Math.min((two ?? 0) - (one ?? 0), (three ?? 0) - (two ?? 0))).toBeGreaterThan(200);
  });
});
