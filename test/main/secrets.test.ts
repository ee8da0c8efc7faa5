// Tokens and device codes stay in the vault: a whole life of two accounts, with refusals that echo tokens, and then a
// search through every file, every answer and every event. The scan itself is shown to find what is planted.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFileVault } from '../../src/main/accounts/vault-file.ts';
import { createClock } from '../../src/main/lib/clock.ts';
import { createLogFile, type LogFile } from '../../src/main/lib/log-file.ts';
import { createScrubber } from '../../src/main/lib/scrub.ts';
import { commands, type Command } from '../../src/shared/contract.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { createTempDir, silentLog } from '../helpers/db.ts';
import { score } from '../helpers/score.ts';
import { findSecrets, readFolder, watchedVault } from '../helpers/secret-scan.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

const CHANNEL = '1000';
const VAULT = 'vault.json';
const clock = createClock();
const scrubber = createScrubber();
const temp = createTempDir();
const logPath = join(temp.dir, 'logs', 'modkeep.log');
const secrets = new Set<string>();
const answers: string[] = [];
const printed: string[] = [];
let simulator: TestSimulator;
let core: TestCore;
let log: LogFile;

/** Notes what the whole program prints, and lets it through. */
function overhear(stream: NodeJS.WriteStream): () => void {
  const { write } = stream;
  stream.write = (...words: unknown[]) => {
    printed.push(String(words[0]));
    return Reflect.apply(write, stream, words) as boolean;
  };
  return () => void (stream.write = write);
}
const unhear = [process.stdout, process.stderr].map(overhear);

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:150' });
  log = createLogFile({ path: logPath, clock, scrub: scrubber.scrub, level: 'debug' });
  core = await startTestCore(simulator, {
    dataDir: temp.dir,
    appLog: log,
    protect: scrubber.add,
    vault: watchedVault(createFileVault({ path: join(temp.dir, VAULT), clock, log: silentLog() }), secrets),
  });
});
afterAll(async () => {
  await core.stop();
  log.close();
  await simulator.stop();
  unhear.forEach((stop) => stop());
  temp.remove();
});

async function ask(command: Command, input: unknown): Promise<void> {
  answers.push(JSON.stringify(await core.core.dispatch({ kind: 'owner' }, command, input)));
}

/** Every command there is, with inputs that go as far as they can; a refusal is an answer too. */
async function askEverything(): Promise<void> {
  const channel = { channelId: CHANNEL };
  const inputs: Partial<Record<Command, unknown>> = {
    'accounts.cancelSignIn': { jobId: crypto.randomUUID() },
    'channels.find': { query: 'bigchannel' },
    'channels.add': { query: 'mod_clara' },
    'channels.check': channel,
    'channels.watch': { ...channel, isWatched: true },
    'sync.start': { ...channel, force: true },
    'sync.history': channel,
    'bans.list': channel,
    'bans.create': { ...channel, user: { login: 'secret_target' }, actId: crypto.randomUUID() },
    'bans.revoke': { ...channel, userId: '1002', expect: 'either' },
    'history.list': channel,
    'people.get': { userId: '1001' },
    'links.open': { kind: 'clientIdGuide' },
    'killSwitch.set': { on: false },
    'accounts.signOut': { accountId: '31337' },
  };
  for (const command of Object.keys(commands) as Command[]) await ask(command, inputs[command] ?? {});
}

function places(): Map<string, Buffer> {
  const found = readFolder(temp.dir, [VAULT]);
  found.set('answers', Buffer.from(answers.join('\n')));
  found.set('printed', Buffer.from(printed.join('')));
  found.set('events', Buffer.from(JSON.stringify(core.events)));
  return found;
}

test('a life of two accounts leaves no token and no device code anywhere but in the vault', async () => {
  await simulator.control.addUser({ login: 'secret_target' });
  const codes = setInterval(() => {
    simulator.control.devices().then(
      (devices) => devices.forEach(({ deviceCode }) => secrets.add(deviceCode)),
      () => undefined,
    );
  }, 50);
  await core.signIn('bigchannel');
  await core.signIn('mod_amber');
  clearInterval(codes);
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) =>
      channels.some(({ id, status }) => id === CHANNEL && status.lastCompleteReadAt !== null && status.live === 'live'),
  );
  await askEverything();

  // Twitch, or something that claims to be it, repeats what it was sent.
  const echo = { message: [...secrets].join(' '), url: `https://id.twitch.tv/?token=${[...secrets][0]}` };
  for (const [path, status] of [
    ['moderation/bans', 400],
    ['moderation/banned', 404],
    ['users', 418],
    ['auth/token', 400],
  ] as const) {
    await simulator.control.addFault({ id: path, match: { path }, times: 0, answer: { status, body: echo } });
    await askEverything();
    await simulator.control.removeFault(path);
  }
  await core.signIn('bigchannel');
  await simulator.control.expireTokens(CHANNEL);
  await askEverything();
  await ask('accounts.signOut', { accountId: CHANNEL });

  expect(secrets.size).toBeGreaterThanOrEqual(9);
  const found = findSecrets([...secrets], places());
  score('secrets', { bad: found.length, of: secrets.size * places().size, note: `${secrets.size} secrets` });
  expect(found).toEqual([]);
  const names = [...places().keys()];
  expect(names).toEqual(expect.arrayContaining(['modkeep.db', 'modkeep.db-wal', join('logs', 'modkeep.log')]));
  // What is in the vault is found there, and only its owner may read it.
  const vault = findSecrets([...secrets], new Map([...readFolder(temp.dir)].filter(([name]) => name === VAULT)));
  expect(vault.length).toBeGreaterThanOrEqual(2);
  expect(statSync(join(temp.dir, VAULT)).mode & 0o077).toBe(0);
});

test('the scan sees what is planted: a log line without the scrubber, a row, an answer, an event', async () => {
  const [secret = ''] = secrets;
  log.warn('planted', { authorization: `Bearer ${secret}` });
  expect(findSecrets([secret], places())).toEqual([]);
  const bare = createLogFile({ path: join(temp.dir, 'logs', 'bare.log'), clock, scrub: (line) => line });
  bare.warn('planted', { authorization: `Bearer ${secret}`, basic: Buffer.from(`x:${secret}`).toString('base64') });
  bare.close();
  expect(findSecrets([secret], places())).toEqual([{ place: join('logs', 'bare.log'), secret: 0 }]);

  await core.call('settings.set', { reasonPresets: [secret] });
  await ask('settings.get', {});
  const found = new Set(findSecrets([secret], places()).map(({ place }) => place));
  expect(found).toEqual(new Set([join('logs', 'bare.log'), 'modkeep.db-wal', 'answers']));
});

test.each([
  ['plain', (secret: string) => `x${secret}y`],
  ['hex', (secret: string) => Buffer.from(secret).toString('hex')],
  ['base64', (secret: string) => Buffer.from(secret).toString('base64')],
  ['base64 behind one byte', (secret: string) => Buffer.from(`a${secret}`).toString('base64')],
  ['base64 behind two bytes', (secret: string) => Buffer.from(`ab${secret}`).toString('base64')],
])('the scan knows a secret written as %s', (_, write) => {
  const secret = 'q7wer5tyui3opas1dfgh9jklzx';
  expect(findSecrets([secret, 'another'], new Map([['there', Buffer.from(write(secret))]]))).toEqual([
    { place: 'there', secret: 0 },
  ]);
});
