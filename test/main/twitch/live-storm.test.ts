// Storms: connections that end over and over, in every way. Real sockets; where minutes matter the feed runs on a
// clock that is many times as fast, with the delays it has in life. MODKEEP_LONG=1 runs the full sizes.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClock, type Clock } from '../../../src/main/lib/clock.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { CHANNEL, moderate, person, QUICK, type Connection, soon } from './live-fake.ts';
import { createLiveWorld, type LiveWorld } from './live-world.ts';

const isLong = process.env['MODKEEP_LONG'] === '1';
const CODES = [4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007];

let world: LiveWorld;
beforeEach(async () => void (world = await createLiveWorld()));
afterEach(() => world.close());

/** This machine's clock, `factor` times as fast. */
function fastClock(factor: number): Clock {
  const clock = createClock();
  return {
    ...clock,
    monotonic: () => clock.monotonic() * factor,
    sleep: (ms, signal) => clock.sleep(ms / factor, signal),
  };
}

/** Attempts per minute of the feed's own time: [in the first, the most in any later 60 s]. */
function attemptsPerMinute(factor: number): [number, number] {
  const minute = 60_000 / factor;
  const start = world.fake.connections[0]?.openedAt ?? 0;
  const times = world.fake.connections.map(({ openedAt }) => openedAt - start);
  const within = (from: number) => times.filter((time) => time >= from && time < from + minute).length;
  return [within(0), Math.max(...times.filter((time) => time > minute).map(within))];
}

/** After the storm: one socket, and it carries acts. States were told in turns throughout. */
async function expectRecovery(): Promise<void> {
  world.fake.onConnect = (connection) => world.fake.welcome(connection);
  await soon(() => expect(world.harness.live.states().get(CHANNEL)?.state).toBe('live'));
  await soon(() => expect(world.fake.open()).toHaveLength(1));
  // What is sent to a socket that is just closing is lost, as with Twitch: it is sent until it is heard.
  let sent = 0;
  await soon(() => {
    const isHeard = world.harness.acts.at(-1)?.messageId.startsWith('after the storm');
    if (!isHeard)
      world.fake.notify('channel.moderate', moderate('ban', person), { messageId: `after the storm ${++sent}` });
    expect(isHeard).toBe(true);
  });
  const turns = world.harness.states.slice(1).map(({ state }) => state);
  expect(turns).toEqual(turns.map((_, index) => (index % 2 === turns.indexOf('lost') % 2 ? 'lost' : 'live')));
}

describe('in the time of life', () => {
  test('closed with eight codes by turns: at most one attempt a second, few a minute, at most 3 sockets', async () => {
    const factor = 200;
    world.fake.onConnect = (connection) => {
      const index = world.fake.connections.length;
      if (index % 3 > 0) world.fake.welcome(connection);
      connection.socket.close(CODES[index % CODES.length] ?? 4000);
    };
    world.start({ clock: fastClock(factor), timing: {} });
    const closes = isLong ? 1000 : 24;
    await soon(() => expect(world.fake.connections.length).toBeGreaterThanOrEqual(closes), closes * 1000);
    const [first, later] = attemptsPerMinute(factor);
    expect(first).toBeLessThanOrEqual(10);
    expect(later).toBeLessThanOrEqual(6);
    expect(world.fake.mostOpen).toBeLessThanOrEqual(3);
    await expectRecovery();
  });

  test('a network that comes back all the time: never more than 12 attempts a minute', async () => {
    const factor = 100;
    world.fake.onConnect = (connection) => {
      world.fake.welcome(connection);
      world.harness.live.restart('online');
    };
    world.start({ clock: fastClock(factor), timing: {} });
    const attempts = isLong ? 1000 : 60;
    await soon(() => expect(world.fake.connections.length).toBeGreaterThanOrEqual(attempts), attempts * 1000);
    const [first, later] = attemptsPerMinute(factor);
    // One more than agreed may fall into a window of the server's clock.
    expect(Math.max(first, later)).toBeLessThanOrEqual(13);
    expect(later).toBeGreaterThan(8);
    expect(world.fake.mostOpen).toBeLessThanOrEqual(3);
    await expectRecovery();
  });
});

describe('faults at random', () => {
  /** Everything that can happen to a fresh connection. */
  const FAULTS: ((connection: Connection, random: number) => void)[] = [
    ({ socket }) => socket.terminate(),
    ({ socket }, random) => socket.close(CODES[Math.floor(random * CODES.length)]),
    () => undefined, // never welcomes
    (connection) => connection.socket.send('{"metadata":'),
    (connection) => {
      world.fake.welcome(connection);
      connection.socket.close(4000);
    },
    (connection) => {
      world.fake.welcome(connection);
      connection.socket.pause(); // half-open: hears nothing any more, says nothing
    },
    (connection) => {
      world.fake.welcome(connection);
      const reconnect_url = `ws://127.0.0.1:${world.fake.port}/ws?next`;
      world.fake.frame(connection, 'session_reconnect', {
        session: { id: 'x', status: 'reconnecting', reconnect_url },
      });
    },
    (connection) => {
      world.fake.welcome(connection);
      setTimeout(() => connection.socket.terminate(), 30);
    },
    (connection) => {
      world.fake.welcome(connection);
      for (const id of ['a', 'b', 'a'])
        world.fake.notify('channel.moderate', moderate('ban', person), { messageId: id, on: connection });
      connection.socket.send('{}');
      connection.socket.close(4006);
    },
  ];

  test.each(isLong ? Array.from({ length: 40 }, (_, index) => index + 1) : [1, 2, 3])(
    'never wedge it, leak a socket or hear an act twice (seed %i)',
    async (seed) => {
      const { random } = createFakeClock(0, seed);
      world.fake.keepaliveSeconds = 0.1;
      world.fake.onConnect = (connection) => FAULTS[Math.floor(random() * FAULTS.length)]?.(connection, random());
      world.fake.answer = () => ({ status: random() < 0.2 ? 429 : 202 });
      world.start({ timing: { ...QUICK, maxDelayMs: 40, welcomeMs: 80, reconnectMs: 80 } });
      await soon(() => expect(world.fake.connections.length).toBeGreaterThanOrEqual(40), 25_000);
      expect(world.fake.connections.reduce((sum, { received }) => sum + received, 0)).toBe(0);
      for (const { socket } of world.fake.connections) if (socket.isPaused) socket.resume();
      world.fake.keepaliveSeconds = 10;
      world.fake.answer = () => ({ status: 202 });
      for (const { socket } of world.fake.open()) socket.close(4000);
      await expectRecovery();
      const ids = world.harness.acts.map(({ messageId }) => messageId);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );
});
