// What the live feed does when its connection misbehaves: every stretch without one is told, and ends in `live`.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  CHANNEL,
  MODERATOR,
  moderate,
  person,
  QUICK,
  startFake,
  startLive,
  type Connection,
  type Fake,
  type Harness,
  soon,
} from './live-fake.ts';

let fake: Fake;
let harness: Harness;
beforeEach(async () => void (fake = await startFake()));
afterEach(async () => {
  await harness.live.stop();
  await fake.isQuiet();
  await fake.close();
});

const asModerator = { channelId: CHANNEL, accountId: MODERATOR, role: 'moderator' } as const;
const LIVE = `${CHANNEL} live`;
const lost = (reason: string) => `${CHANNEL} lost ${reason}`;
const says = (...told: string[]) => soon(() => expect(harness.told.slice(-told.length)).toEqual(told));

async function watching(more = {}): Promise<Connection> {
  harness = startLive(fake, more);
  harness.live.watch(asModerator);
  await says(LIVE);
  return fake.connections[0] as Connection;
}

describe('a lost connection', () => {
  test.each([4000, 4002, 4003, 4004, 4005, 4006, 4007, 1001])(
    'closed with %i is lost, then live anew',
    async (code) => {
      const before = Date.now();
      const first = await watching();
      first.socket.close(code);
      await says(lost(`closed_${code}`), LIVE);
      const state = harness.states.at(-2);
      const since = state?.state === 'lost' ? state.since : 0;
      expect([since >= before, since <= Date.now()]).toEqual([true, true]);
      expect(fake.posts).toHaveLength(2);
      expect(fake.posts[1]?.sessionId).not.toBe(fake.posts[0]?.sessionId);
      fake.notify('channel.moderate', moderate('ban', person));
      await soon(() => expect(harness.acts).toHaveLength(1));
    },
  );

  test('broken without a word is lost', async () => {
    (await watching()).socket.terminate();
    await says(lost('closed_1006'), LIVE);
    expect(fake.connections).toHaveLength(2);
  });

  test('closed right after each welcome is tried again with growing pauses', async () => {
    fake.onConnect = (connection) => {
      fake.welcome(connection);
      connection.socket.close(4000);
    };
    harness = startLive(fake, { timing: { ...QUICK, minDelayMs: 50, maxDelayMs: 400 } });
    harness.live.watch(asModerator);
    await soon(() => expect(fake.connections).toHaveLength(6));
    const gaps = fake.connections
      .slice(1)
      .map(({ openedAt }, index) => openedAt - (fake.connections[index]?.openedAt ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(49);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(200);
    fake.onConnect = (connection) => fake.welcome(connection);
    await soon(() => expect(fake.open()).toHaveLength(1));
    await says(lost('closed_4000'), LIVE);
    // Never lost twice, never live twice: what the caller reads in full is bounded by the pauses.
    const states = harness.states.map(({ state }) => state);
    expect(states.slice(1).filter((state, index) => state === states[index])).toEqual([]);
    expect(fake.mostOpen).toBeLessThanOrEqual(2);
  });

  test('that cannot be made at all is lost, and made as soon as it can be', async () => {
    let isDown = true;
    fake.onConnect = (connection) => (isDown ? connection.socket.terminate() : fake.welcome(connection));
    harness = startLive(fake);
    harness.live.watch(asModerator);
    await says(lost('closed_1006'));
    isDown = false;
    await says(LIVE);
    expect(fake.open()).toHaveLength(1);
  });

  test('that never welcomes is given up', async () => {
    fake.onConnect = () => undefined;
    harness = startLive(fake, { timing: { ...QUICK, welcomeMs: 100 } });
    harness.live.watch(asModerator);
    await says(lost('no_welcome'));
    await soon(() => expect(fake.connections.length).toBeGreaterThan(2));
    expect(fake.open().length).toBeLessThanOrEqual(1);
    fake.onConnect = (connection) => fake.welcome(connection);
    await says(LIVE);
  });

  test('that welcomes late is live nevertheless', async () => {
    fake.onConnect = (connection) => void setTimeout(() => fake.welcome(connection), 300);
    await watching();
    expect([fake.connections.length, harness.told.length]).toEqual([1, 2]);
  });

  test('whose session is gone by the time of subscribing is made anew', async () => {
    const gone = {
      status: 400,
      body: { message: 'websocket transport session does not exist or has already disconnected' },
    };
    fake.answer = () => (fake.posts.length === 1 ? gone : { status: 202 });
    harness = startLive(fake);
    harness.live.watch(asModerator);
    await says(lost('session_gone'), LIVE);
    expect(fake.connections).toHaveLength(2);
  });
});

describe('silence', () => {
  test('for 1.2 keepalive intervals is death, and any frame is life', async () => {
    fake.keepaliveSeconds = 0.3;
    const first = await watching();
    const pulse = setInterval(() => first.isOpen && fake.frame(first, 'session_party', {}), 100);
    await soon(() => expect(performance.now() - first.openedAt).toBeGreaterThan(900));
    clearInterval(pulse);
    expect(harness.told).toHaveLength(2);
    const before = performance.now();
    await says(lost('keepalive'), LIVE);
    expect(performance.now() - before).toBeGreaterThan(200);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  test('of a half-open connection leaves no socket behind', async () => {
    fake.keepaliveSeconds = 0.2;
    const first = await watching();
    first.socket.pause();
    fake.keepaliveSeconds = 10;
    await says(lost('keepalive'), LIVE);
    first.socket.resume();
    // Ended by force: a goodbye would wait for the other side.
    await soon(() => expect(first.closeCode).toBe(1006));
  });

  test('of a half-open connection does not hold up stop', async () => {
    const first = await watching();
    first.socket.pause();
    const before = performance.now();
    await harness.live.stop();
    expect(performance.now() - before).toBeLessThan(1000);
    first.socket.resume();
  });
});

describe('restart', () => {
  test('tells the stretch since the last frame with its reason and connects at once, whatever the back-off', async () => {
    const since = 1_000_000;
    let now = since;
    await watching({ twitchNow: () => now, timing: { ...QUICK, minDelayMs: 60_000, maxDelayMs: 60_000 } });
    now = since + 3_600_000;
    harness.live.restart('sleep');
    await says(lost('sleep'), LIVE);
    expect(harness.states.at(-2)).toEqual({ state: 'lost', since, reason: 'sleep' });
    expect(harness.states.at(-1)).toEqual({ state: 'live', since: now });
    fake.open()[0]?.socket.terminate();
    await says(lost('closed_1006'));
    harness.live.restart('online');
    await says(LIVE);
  });

  test('many times in a row makes one connection at a time, as far apart as agreed', async () => {
    await watching({ timing: { ...QUICK, attemptGapMs: 400 } });
    for (let count = 0; count < 50; count += 1) harness.live.restart('online');
    await says(lost('online'), LIVE);
    for (let count = 0; count < 50; count += 1) harness.live.restart('online');
    await says(lost('online'), LIVE);
    const [one, two, three] = fake.connections.map(({ openedAt }) => openedAt);
    expect(fake.connections).toHaveLength(3);
    expect(Math.min((two ?? 0) - (one ?? 0), (three ?? 0) - (two ?? 0))).toBeGreaterThan(200);
  });
});
