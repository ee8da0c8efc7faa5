// The socket half: who is let in, how calls and events cross, and what one client can't do to the rest.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from 'node:net';
import { answerTo, createHandshake } from '../../../src/main/dock/handshake.ts';
import { keyText } from '../../../src/main/dock/keys.ts';
import { LIMITS } from '../../../src/main/dock/protocol.ts';
import { CHANNEL, openSocket, signedIn, testDock } from './fixture.ts';

let made: Awaited<ReturnType<typeof testDock>>;
beforeEach(async () => void (made = await testDock()));
afterEach(() => made.dock.close());
const port = (): number => made.dock.port;
const owner = (): ReturnType<typeof signedIn> => signedIn(port(), made.dock.address());

/** Opens a socket, sends one first frame and gives back how it ended. */
async function firstFrame(frame: string | Buffer): Promise<number> {
  const client = openSocket(port());
  await client.next();
  client.ws.send(frame);
  return (await client.closed).code;
}

describe('the handshake', () => {
  test('lets the start-up key in as the owner', async () => {
    expect((await owner()).ready).toEqual({ ready: true, protocol: 1, name: 'Start-up key', rights: 'owner' });
  });

  test('lets a page of our own origin in and no other', async () => {
    expect(await openSocket(port(), { origin: `http://127.0.0.1:${port()}` }).next()).toHaveProperty('challenge');
    expect((await openSocket(port(), { origin: 'http://evil.example' }).closed).code).toBe(1006);
  });

  test('takes a single-use code once and hands over a key that works again', async () => {
    const code = made.dock.addressWithCode().split('#c=')[1];
    const client = openSocket(port());
    await client.next();
    client.ws.send(JSON.stringify({ code }));
    const ready = await client.next();
    expect(ready).toMatchObject({ ready: true, rights: 'owner' });
    expect((await signedIn(port(), String(ready['key']))).ready).toMatchObject({ ready: true });
    expect(await firstFrame(JSON.stringify({ code }))).toBe(4401);
  });

  test('refuses a code after a minute', async () => {
    const code = made.dock.addressWithCode().split('#c=')[1];
    made.clock.push(LIMITS.codeMs);
    expect(await firstFrame(JSON.stringify({ code }))).toBe(4401);
  });

  test('refuses an answer to another challenge', async () => {
    const [first, second] = [openSocket(port()), openSocket(port())];
    const { startup } = made.dock.keys;
    const { challenge } = await first.next();
    const handshake = createHandshake({ keys: made.dock.keys, clock: made.clock });
    const answer = answerTo(Buffer.from(String(challenge), 'base64url'), startup.bytes);
    expect(handshake.admit(JSON.stringify({ keyId: startup.keyId, answer }), handshake.challenge()).ok).toBe(false);
    await second.next();
    second.ws.send(JSON.stringify({ keyId: startup.keyId, answer }));
    expect((await second.closed).code).toBe(4401);
  });

  test('closes after two silent seconds with 4408', async () => {
    const started = performance.now();
    expect((await openSocket(port()).closed).code).toBe(4408);
    expect(performance.now() - started).toBeGreaterThan(1_900);
  });

  test.each([
    '',
    'null',
    '[]',
    '{}',
    '{"keyId":"a"}',
    '{"code":1}',
    '{"code":"a","keyId":"b","answer":"c"}',
    '{"id":1,"command":"app.get"}',
  ])('refuses %j as a first frame', async (frame) => expect(await firstFrame(frame)).toBe(4401));

  test('refuses a binary first frame, and one too large', async () => {
    expect(await firstFrame(Buffer.from('{}'))).toBe(4401);
    expect(await firstFrame('x'.repeat(LIMITS.frameBytes + 1))).toBe(1009);
  });

  test('locks everybody new out after ten failures, for a minute, and leaves open sockets alone', async () => {
    const before = await owner();
    for (let index = 0; index < LIMITS.failures; index += 1) expect(await firstFrame('{}')).toBe(4401);
    expect((await openSocket(port()).closed).code).toBe(4429);
    expect(await before.call('bans.list', { channelId: CHANNEL.id })).toMatchObject({ ok: true });
    made.clock.push(LIMITS.lockOutMs);
    expect((await owner()).ready).toMatchObject({ ready: true });
  });
});

describe('calls', () => {
  test('come back with the id they were sent with', async () => {
    const { ws, next } = await owner();
    ws.send('{"id":"a","command":"channels.list"}');
    expect(await next()).toMatchObject({ id: 'a', ok: true, value: { channels: [CHANNEL] } });
  });

  test('carry the errors of the contract', async () => {
    const { call } = await owner();
    expect(await call('nothing')).toMatchObject({
      ok: false,
      error: { code: 'INVALID_REQUEST', details: { field: 'command' } },
    });
    expect(await call('bans.list', { channelId: 'x' })).toMatchObject({ error: { details: { field: 'channelId' } } });
    expect(await call('toString')).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } });
  });

  test('obey the rights of a key', async () => {
    const read = await made.dock.keys.add({ name: 'OBS dock' });
    const act = await made.dock.keys.add({ name: 'Bot', rights: ['manage_bans'] });
    const reader = await signedIn(port(), read.text.reveal());
    const actor = await signedIn(port(), act.text.reveal());
    const ban = { channelId: CHANNEL.id, user: { login: 'spammer' }, actId: 'act-00001' };
    expect(reader.ready).toMatchObject({ name: 'OBS dock', rights: [] });
    expect(await reader.call('bans.create', ban)).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN', details: { required_right: 'manage_bans' } },
    });
    expect(await actor.call('bans.create', ban)).toMatchObject({ ok: true });
    expect(await actor.call('settings.set', { theme: 'dark' })).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN' },
    });
    expect(await reader.next((frame) => frame.event !== undefined)).toMatchObject({
      event: { type: 'bans.changed', channelId: CHANNEL.id },
    });
  });

  test.each([
    ['no JSON', 'hello', null],
    ['an array', '[1]', null],
    ['null', 'null', null],
    ['a string', '"x"', null],
    ['no id', '{"command":"app.get"}', null],
    ['a fraction as id', '{"id":1.5,"command":"app.get"}', null],
    ['an object as id', '{"id":{},"command":"app.get"}', null],
    ['a long id', JSON.stringify({ id: 'x'.repeat(65), command: 'app.get' }), null],
    ['no command', '{"id":7}', 7],
    ['a number as command', '{"id":7,"command":3}', 7],
    ['a stray field', '{"id":"z","command":"app.get","token":"t"}', 'z'],
    ['deep nesting', '['.repeat(30_000), null],
    [
      'a key of that name in a map',
      '{"id":"p","command":"settings.set","input":{"keys":{"__proto__":"b","act.ban":"q"}}}',
      'p',
    ],
  ])('%s is answered, not fatal', async (_name, text, id) => {
    const { ws, next } = await owner();
    ws.send(text);
    expect(await next()).toMatchObject({ id, ok: false, error: { code: 'INVALID_REQUEST' } });
    ws.send(Buffer.from([1, 2, 3]));
    expect(await next()).toMatchObject({ id: null, ok: false });
  });

  test('too large a frame closes the socket with 1009', async () => {
    const { ws, closed } = await owner();
    ws.send(JSON.stringify({ id: 1, command: 'x'.repeat(LIMITS.frameBytes) }));
    expect((await closed).code).toBe(1009);
  });

  test('beyond 200 in a second are refused until the second is over', async () => {
    const { ws, call, next } = await owner();
    for (let id = 1000; id < 1000 + LIMITS.callsPerSecond + 50; id += 1)
      ws.send(`{"id":${id},"command":"channels.list"}`);
    const refused = await next((frame) => frame['ok'] === false);
    expect(refused).toMatchObject({
      error: { code: 'RATE_LIMIT_EXCEEDED', details: { retry_after: 1, limit: 200, brake: 'dock' } },
    });
    await next((frame) => frame['id'] === 1000 + LIMITS.callsPerSecond + 49);
    made.clock.push(1_000);
    expect(await call('channels.list')).toMatchObject({ ok: true });
  });
});

describe('many clients', () => {
  test('a ninth socket is turned away, and there is room again when one goes', async () => {
    const clients = await Promise.all(Array.from({ length: LIMITS.sockets }, owner));
    expect((await openSocket(port()).closed).code).toBe(1013);
    clients[0]?.ws.close();
    await clients[0]?.closed;
    await expect.poll(() => made.dock.connected()).toBe(LIMITS.sockets - 1);
    expect((await owner()).ready).toMatchObject({ ready: true });
  });

  test('events reach everybody who is let in and nobody else', async () => {
    const [inside, outside] = [await owner(), openSocket(port())];
    await outside.next();
    made.core.bus.emit({ type: 'bans.changed', channelId: '5' });
    expect(await inside.next()).toEqual({ event: { type: 'bans.changed', channelId: '5', revision: 1 } });
    outside.ws.send('{}');
    const got = await Promise.race([outside.next().catch(() => null), outside.closed.then(() => null)]);
    expect(got).toBeNull();
  });

  test('a client that stops reading is dropped and the others go on', async () => {
    const [slow, quick] = [await owner(), await owner()];
    slow.ws.pause();
    for (let round = 0; made.dock.connected() === 2 && round < 400; round += 1) {
      for (let index = 0; index < 500; index += 1)
        made.core.bus.emit({ type: 'bans.changed', channelId: '9'.repeat(20) });
      await new Promise(setImmediate);
    }
    expect(made.dock.connected()).toBe(1);
    expect(await quick.call('channels.list')).toMatchObject({ ok: true });
    slow.ws.terminate();
  });

  test('removing a key closes its sockets at once and keeps it out', async () => {
    const { key, text } = await made.dock.keys.add({ name: 'Old dock' });
    const client = await signedIn(port(), text.reveal());
    await made.dock.keys.remove(key.keyId);
    expect((await client.closed).code).toBe(4401);
    await expect(signedIn(port(), text.reveal())).rejects.toThrow('4401');
  });

  test('closing says 1001 and ends within two seconds even with a dead client', async () => {
    const client = await owner();
    const dead = connect(port(), '127.0.0.1');
    dead.on('error', () => undefined);
    dead.write(
      `GET /socket HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    await new Promise((resolve) => dead.once('data', resolve));
    const started = performance.now();
    await made.dock.close();
    expect(performance.now() - started).toBeLessThan(2_000);
    expect((await client.closed).code).toBe(1001);
    dead.destroy();
  });
});

test('no key, code, answer or challenge ends up in the log', async () => {
  const code = made.dock.addressWithCode().split('#c=')[1] ?? '';
  const client = openSocket(port());
  const challenge = String((await client.next())['challenge']);
  client.ws.send(JSON.stringify({ code }));
  const key = String((await client.next())['key']);
  await (await owner()).call('nothing');
  await firstFrame(JSON.stringify({ code: 'wrong-code-in-the-log' }));
  const text = made.log.lines.map((line) => line.text).join('\n');
  expect(text).toContain('dock socket opened');
  for (const word of [
    code,
    challenge,
    key,
    key.split('.')[1] ?? '',
    keyText(made.dock.keys.startup),
    'wrong-code-in-the-log',
  ])
    expect(text).not.toContain(word);
});
