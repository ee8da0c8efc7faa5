// Random first frames: nothing but the key's answer to this very challenge lets anybody in.
// Small here; MODKEEP_LONG=1 tries 100 000 frames and 10 000 sockets. MODKEEP_SEED replays a run.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerTo, createHandshake, type Handshake } from '../../../src/main/dock/handshake.ts';
import { startHttp } from '../../../src/main/dock/http.ts';
import { openKeys } from '../../../src/main/dock/keys.ts';
import { LIMITS } from '../../../src/main/dock/protocol.ts';
import { createSockets } from '../../../src/main/dock/socket.ts';
import { withStartupKey } from '../../../src/main/dock/startup-key.ts';
import { score } from '../../helpers/score.ts';
import { FILES, memoryLog, memoryVault, openSocket, pushedClock, smallCore } from './fixture.ts';

const IS_LONG = process.env['MODKEEP_LONG'] === '1';
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);

interface FirstFrame {
  readonly keyId: string;
  readonly answer: string;
  readonly shape: string;
}
const frames: fc.Arbitrary<FirstFrame> = fc.record({
  keyId: fc.oneof(
    { weight: 3, arbitrary: fc.constant('right') },
    fc.constantFrom('', '__proto__', 'constructor', 'x'),
    fc.string(),
  ),
  answer: fc.oneof(
    { weight: 2, arbitrary: fc.constant('right') },
    fc.constantFrom('other-challenge', 'other-key', 'cut', 'longer', 'last-changed', 'first-changed', 'empty-key', ''),
    fc.string({ minLength: 43, maxLength: 43 }),
  ),
  shape: fc.oneof(
    { weight: 3, arbitrary: fc.constant('right') },
    fc.constantFrom('extra', 'array', 'number', 'no-id', 'as-code', 'garbage'),
  ),
});

/** The text to send for a frame, given what a client may know. */
function textFor(
  { keyId, answer, shape }: FirstFrame,
  key: { keyId: string; bytes: Buffer },
  challenge: Buffer,
): string {
  const good = answerTo(challenge, key.bytes);
  const changed = good.startsWith('A') ? 'B' : 'A';
  const answers: Record<string, string> = {
    right: good,
    'other-challenge': answerTo(Buffer.alloc(32, 7), key.bytes),
    'other-key': answerTo(challenge, Buffer.alloc(32, 7)),
    'empty-key': answerTo(challenge, Buffer.alloc(0)),
    cut: good.slice(0, -1),
    longer: `${good}A`,
    'last-changed': good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A'),
    'first-changed': changed + good.slice(1),
  };
  const whole = {
    keyId: keyId === 'right' ? key.keyId : keyId,
    answer: Object.hasOwn(answers, answer) ? answers[answer] : answer,
  };
  const shapes: Record<string, unknown> = {
    right: whole,
    extra: { ...whole, admin: true },
    array: [whole],
    number: { ...whole, answer: 1 },
    'no-id': { answer: whole.answer },
    'as-code': { code: whole.answer },
    garbage: `{"keyId":${whole.keyId}`,
  };
  return shape === 'garbage' ? String(shapes['garbage']) : JSON.stringify(shapes[shape]);
}

async function fuzzHandshakes(rounds: number, planted?: (honest: Handshake) => Handshake): Promise<number> {
  const clock = pushedClock();
  const keys = withStartupKey(await openKeys({ vault: memoryVault(), clock, log: memoryLog() }), clock);
  const honest = createHandshake({ keys, clock });
  const handshake = planted ? planted(honest) : honest;
  let wrongly = 0;
  for (const frame of fc.sample(frames, { seed: SEED, numRuns: rounds })) {
    clock.push(LIMITS.lockOutMs);
    const challenge = handshake.challenge();
    const isRight = frame.keyId === 'right' && frame.answer === 'right' && frame.shape === 'right';
    if (handshake.admit(textFor(frame, keys.startup, challenge), challenge).ok !== isRight) wrongly += 1;
  }
  return wrongly;
}

test(`random first frames open nothing but with the key (seed ${SEED})`, async () => {
  const rounds = IS_LONG ? 100_000 : 5_000;
  const wrongly = await fuzzHandshakes(rounds);
  score('dock-handshakes', { bad: wrongly, of: rounds });
  expect(wrongly).toBe(0);
});

test('the fuzz notices when the key check is replaced or the challenge stands still', async () => {
  const lax = (honest: Handshake): Handshake => ({
    ...honest,
    admit: (text, challenge) => {
      const admission = honest.admit(text, challenge);
      return admission.ok || !text?.includes('"keyId"') ? admission : { ok: true, newKey: null, key: {} as never };
    },
  });
  expect(await fuzzHandshakes(500, lax)).toBeGreaterThan(0);
  expect(await fuzzHandshakes(500, (honest) => ({ ...honest, challenge: () => Buffer.alloc(32, 7) }))).toBeGreaterThan(
    0,
  );
});

test(`random bytes on real sockets never yield a reply before the handshake (seed ${SEED})`, async () => {
  const clock = pushedClock();
  const log = memoryLog();
  const keys = await openKeys({ vault: memoryVault(), clock, log });
  const core = smallCore(log);
  const sockets = createSockets({ handshake: createHandshake({ keys, clock }), dispatch: core.dispatch, clock, log });
  const server = await startHttp({ files: FILES, port: 0, log, onSocket: sockets.accept });
  const rounds = IS_LONG ? 10_000 : 300;
  const bytes = fc.oneof(fc.string(), fc.json(), fc.uint8Array({ maxLength: 200 }));
  let answered = 0;
  for (const frame of fc.sample(bytes, { seed: SEED, numRuns: rounds })) {
    clock.push(LIMITS.lockOutMs);
    const client = openSocket(server.port);
    await client.next();
    client.ws.send(frame);
    client.ws.send('{"id":1,"command":"channels.list"}');
    expect([4401, 1006]).toContain((await client.closed).code);
    if ((await Promise.race([client.next(), Promise.resolve('nothing')])) !== 'nothing') answered += 1;
  }
  score('dock-sockets', { bad: answered, of: rounds });
  expect(answered).toBe(0);
  sockets.close();
  await server.close();
});
