// The seam stands on Twurple's inside. This fails when Twurple changes, and shows what the seam is there for: each
// fault is seen on the bare listener, so that the tests of the live feed are known to be able to fail.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EventSubWsListener } from '@twurple/eventsub-ws';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock } from '../../../src/main/lib/clock.ts';
import { openWire } from '../../../src/main/twitch/live-seam.ts';
import { CHANNEL, MODERATOR, moderate, person, startFake, testClient, type Fake, soon } from './live-fake.ts';

const quiet = { custom: (): void => undefined };
const nothing = (): void => undefined;

describe('what the seam was written for', () => {
  test.each([
    ['@twurple/eventsub-ws', '8.1.4'],
    ['@twurple/eventsub-base', '8.1.4'],
    ['@d-fischer/connection', '10.0.1'],
    ['@d-fischer/typed-event-emitter', '3.3.3'],
  ])('%s is at %s: read live-seam.ts again before changing this', (name, version) => {
    const path = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
    expect((JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version).toBe(version);
  });

  const connection = {
    emit: nothing,
    _tryConnect: nothing,
    onReceive: nothing,
    onConnect: nothing,
    onDisconnect: nothing,
    _currentConnection: { emit: nothing, _socket: { terminate: nothing, once: nothing, readyState: 3 } },
  };

  function openOn(_sockets: unknown) {
    const stop = vi.fn<() => void>();
    const listener = { start: nothing, stop, _sockets } as unknown as EventSubWsListener;
    const input = { clock: createClock(), listener, accountId: '1', onText: () => null, onDrop: nothing };
    return { stop, open: () => openWire(input) };
  }

  test.each(Object.keys(connection))('without %s it refuses to work, and stops the listener', (missing) => {
    const whole = { _clearKeepaliveTimer: nothing, _connection: { ...connection, emit: vi.fn<() => void>() } };
    expect(openOn(new Map([['1', whole]])).open).not.toThrow();
    const part = { ...whole, _connection: { ...connection, [missing]: undefined } };
    const { open, stop } = openOn(new Map([['1', part]]));
    expect(open).toThrow('INTERNAL_ERROR');
    expect(stop).toHaveBeenCalledOnce();
  });

  test('without sockets by account it refuses to work', () => {
    expect(openOn(undefined).open).toThrow('INTERNAL_ERROR');
    expect(openOn(new Map()).open).toThrow('INTERNAL_ERROR');
    expect(openOn(new Map([['1', { _connection: connection }]])).open).toThrow('INTERNAL_ERROR');
  });
});

describe('Twurple without the seam', () => {
  let fake: Fake;
  let listener: EventSubWsListener;
  beforeEach(async () => {
    fake = await startFake();
    listener = new EventSubWsListener({ apiClient: testClient(MODERATOR), logger: quiet });
  });
  afterEach(async () => {
    listener.stop();
    await fake.close();
  });

  test('drops what is older than ten minutes by the local clock', async () => {
    const heard: string[] = [];
    fake.answer = () => ({ status: 202 });
    listener.onChannelModerate(CHANNEL, MODERATOR, ({ moderationAction }) => void heard.push(moderationAction));
    listener.onSubscriptionCreateSuccess((_, { id }) => {
      for (const [action, minutes] of [
        ['ban', 20],
        ['unban', 0],
      ] as const) {
        const timestamp = new Date(Date.now() - minutes * 60_000).toISOString();
        fake.notify('channel.moderate', moderate(action, person), { timestamp, subscriptionId: id });
      }
    });
    listener.start();
    await soon(() => expect(heard).toContain('unban'));
    expect(heard).toEqual(['unban']);
  });

  test('dials again and again without a pause when closed after the welcome', async () => {
    fake.onConnect = (connection) => {
      fake.welcome(connection);
      connection.socket.close(4000);
    };
    listener.onChannelModerate(CHANNEL, MODERATOR, nothing);
    listener.start();
    await soon(() => expect(fake.connections.length).toBeGreaterThan(5));
    const [first, last] = [fake.connections[0], fake.connections[5]];
    expect((last?.openedAt ?? 0) - (first?.openedAt ?? 0)).toBeLessThan(1000);
  });

  test('lets a broken frame end the process', async () => {
    const script = fileURLToPath(new URL('child-live-bare.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 20_000 });
    expect(stdout).toBe('SyntaxError');
  });
});
