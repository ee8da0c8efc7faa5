// What goes out of the core by its other doors holds no secret either: the dock's traffic, a page's heap, backups, exports,
// the log as it is shown, and what a crash would leave. Two accounts, keys of the dock, refusals of Twitch that echo tokens.
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFileVault } from '../../src/main/accounts/vault-file.ts';
import { startDock, type Dock } from '../../src/main/dock/dock.ts';
import { keyText } from '../../src/main/dock/keys.ts';
import { createClock } from '../../src/main/lib/clock.ts';
import { createLogFile, type LogFile } from '../../src/main/lib/log-file.ts';
import { createScrubber } from '../../src/main/lib/scrub.ts';
import { readPageFiles } from '../../src/main/shell/page-files.ts';
import { commands, type Command } from '../../src/shared/contract.ts';
import { ensureBuilt } from '../helpers/electron-double/built.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { createTempDir, silentLog } from '../helpers/db.ts';
import { WEBHOOK } from '../helpers/discord.ts';
import { startDiscordBox, type DiscordBox } from '../helpers/discord-box.ts';
import { score } from '../helpers/score.ts';
import { findSecrets, readFolder, watchedVault } from '../helpers/secret-scan.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';
import { raw, signedIn, statusOf, type TestClient } from './dock/fixture.ts';

const CHANNEL = '1000';
const VAULT = 'vault.json';
const PAGES = join(import.meta.dirname, '..', '..', 'out', 'renderer');
const clock = createClock();
const scrubber = createScrubber();
const temp = createTempDir();
/** Tokens, device codes and the keys that only the vault may hold. */
const secrets = new Set<string>();
const traffic: string[] = [];
let simulator: TestSimulator;
let core: TestCore;
let log: LogFile;
let dock: Dock;
let box: DiscordBox;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  ensureBuilt();
  simulator = await startTestSimulator({ world: 'size:150' });
  log = createLogFile({ path: join(temp.dir, 'logs', 'modkeep.log'), clock, scrub: scrubber.scrub, level: 'debug' });
  const vault = watchedVault(createFileVault({ path: join(temp.dir, VAULT), clock, log: silentLog() }), secrets);
  box = await startDiscordBox({ speed: 100 });
  core = await startTestCore(simulator, {
    dataDir: temp.dir,
    appLog: log,
    protect: scrubber.add,
    vault,
    discordPort: box.port,
  });
  dock = await startDock({ core: core.core, vault, clock, log, files: await readPageFiles(PAGES), port: 0 });
  const executablePath = process.env['MODKEEP_CHROMIUM'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  page = await browser.newPage();
  page.on('websocket', (socket) => {
    const note = ({ payload }: { payload: string | Buffer }): void => void traffic.push(String(payload));
    socket.on('framesent', note);
    socket.on('framereceived', note);
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await dock?.close();
  await core?.stop();
  log?.close();
  await box?.stop();
  await simulator?.stop();
  temp.remove();
});

/** Everything that the page's JavaScript can reach, as Chromium writes it down. */
async function heapOf(of: Page): Promise<Buffer> {
  const session = await of.context().newCDPSession(of);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return Buffer.from(chunks.join(''));
}

/** Looks at every screen there is. */
async function walkThrough(of: Page): Promise<void> {
  const links = of.getByRole('navigation').first().locator('a, button');
  await links.first().waitFor();
  for (let index = 0; index < (await links.count()); index += 1) {
    await links.nth(index).click({ timeout: 5_000 });
    await of.locator('main, [role=main]').first().waitFor();
  }
}

async function askEverything(client: TestClient): Promise<void> {
  const channel = { channelId: CHANNEL };
  const inputs: Partial<Record<Command, unknown>> = {
    'channels.check': channel,
    'sync.start': { ...channel, force: true },
    'bans.list': channel,
    'bans.create': { ...channel, user: { login: 'secret_target' }, actId: crypto.randomUUID() },
    'bans.revoke': { ...channel, userId: '1002', expect: 'either' },
    'history.list': channel,
    'people.get': { userId: '1001' },
    'audit.export': { format: 'jsonl' },
    'history.export': { format: 'csv', columns: 'more' },
    'keys.remove': { keyId: 'none' },
    'accounts.signOut': { accountId: '31337' },
    'killSwitch.set': { on: false },
    'settings.set': {},
  };
  // A sign-in would leave a code waiting that nobody confirms; a new key is told to whoever makes it, once.
  const left = new Set<Command>(['accounts.signIn', 'keys.add', 'keys.addMetrics', 'keys.removeMetrics']);
  for (const command of (Object.keys(commands) as Command[]).filter((name) => !left.has(name)))
    traffic.push(JSON.stringify(await client.call(command, inputs[command] ?? {})));
}

/** A webhook whose Discord repeats the address in what it refuses, breaks the line, and takes one. */
async function tellDiscord(): Promise<void> {
  const hookOf = { name: 'log', channelId: null, kinds: ['ban' as const] };
  const { hook } = await core.call('discord.add', { ...hookOf, url: WEBHOOK });
  box.fault({ status: 400, body: { message: WEBHOOK } }, 'drop');
  for (let time = 0; time < 3; time += 1)
    traffic.push(JSON.stringify(await core.call('discord.test', { hookId: hook.hookId })));
  for (const wrong of [`${WEBHOOK}/messages`, WEBHOOK.replace('https', 'http'), `${WEBHOOK}?wait=false`])
    traffic.push(JSON.stringify(await core.refused('discord.add', { ...hookOf, url: wrong })));
  expect(box.statuses.length).toBeGreaterThanOrEqual(3);
}

/** The key for metrics, brought rightly and wrongly. */
async function readMetrics(): Promise<void> {
  const { text } = await core.call('keys.addMetrics', {});
  secrets.add(text);
  for (const word of [text, `${text}x`, text.slice(1), '']) {
    const head = `Host: 127.0.0.1:${dock.port}\r\nAuthorization: Bearer ${word}\r\nConnection: close`;
    const answer = await raw(dock.port, `GET /metrics HTTP/1.1\r\n${head}\r\n\r\n`);
    expect(statusOf(answer) === 200).toBe(word === text);
    traffic.push(answer);
  }
}

async function settled(): Promise<void> {
  await core.until(
    () => core.call('jobs.list', {}),
    ({ jobs }) => jobs.every((job) => job.finishedAt !== null),
  );
}

/** Asks for the files of the finished exports by their tickets, as the page does. */
async function fetchFiles(): Promise<void> {
  const { jobs } = await core.call('jobs.list', {});
  const done = jobs.filter((job) => job.kind === 'export' && job.status === 'completed');
  expect(done.length).toBeGreaterThanOrEqual(2);
  for (const { jobId } of done) {
    const { path } = await core.call('exports.ticket', { jobId });
    const head = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${dock.port}\r\nConnection: close\r\n\r\n`;
    traffic.push(await raw(dock.port, head));
  }
}

async function places(): Promise<Map<string, Buffer>> {
  const found = readFolder(temp.dir, [VAULT]);
  found.set('traffic of the dock', Buffer.from(traffic.join('\n')));
  found.set('events', Buffer.from(JSON.stringify(core.events)));
  found.set('heap of the page', await heapOf(page));
  return found;
}

test(
  'the dock, a page, backups, exports and what a crash leaves hold no token, code or key',
  { timeout: 120_000 },
  async () => {
    await simulator.control.addUser({ login: 'secret_target' });
    await page.goto(dock.address());
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
      ({ channels }) => channels.some(({ id, status }) => id === CHANNEL && status.lastCompleteReadAt !== null),
    );
    await core.call('keys.add', { name: 'Canary', permissions: ['manage_bans'] });
    const client = await signedIn(dock.port, keyText(dock.keys.startup));
    await askEverything(client);
    await tellDiscord();
    await readMetrics();
    const echo = { message: [...secrets].join(' '), url: `https://id.twitch.tv/?token=${[...secrets][0]}` };
    await simulator.control.addFault({ id: 'echo', match: {}, times: 0, answer: { status: 400, body: echo } });
    await askEverything(client);
    await walkThrough(page);
    await simulator.control.removeFault('echo');
    // A renewal while the page looks on.
    await simulator.control.expireTokens(CHANNEL);
    await core.call('sync.start', { channelId: CHANNEL, force: true });
    await core.call('backups.create', {});
    await settled();
    await fetchFiles();

    // The page has the start-up key, because it was opened with it; nothing else may.
    const { bytes } = dock.keys.startup;
    const ownKey = [bytes.toString('base64url'), bytes.toString('hex')];
    const found = await places();
    const names = [...found.keys()].join();
    for (const part of ['backups', 'exports', 'modkeep.db-wal', 'modkeep.log']) expect(names).toContain(part);
    expect(secrets.size).toBeGreaterThanOrEqual(10);
    // The diagnostic report went over the dock, too.
    expect(traffic.some((frame) => frame.includes('"severity"'))).toBe(true);
    expect(found.get('heap of the page')!.length).toBeGreaterThan(1e6);
    const finds = findSecrets([...secrets], found);
    found.delete('heap of the page');
    finds.push(...findSecrets(ownKey, found));
    score('secrets', {
      bad: finds.length,
      of: secrets.size * found.size,
      note: 'dock, metrics, report, webhook, a page’s heap, backups, exports',
    });
    expect(finds).toEqual([]);
    client.ws.terminate();
  },
);

test.each([
  [
    'heap of the page',
    async (secret: string) =>
      void (await page.evaluate((text) => Object.assign(globalThis, { kept: { text } }), secret)),
  ],
  [
    'traffic of the dock',
    async (secret: string) => void traffic.push(JSON.stringify({ url: encodeURIComponent(secret) })),
  ],
])('a secret planted in the %s is found, so the test can tell', async (place, plant) => {
  const secret = `planted ${crypto.randomUUID()}`;
  await plant(secret);
  expect(findSecrets([secret], await places())).toEqual([{ place, secret: 0 }]);
});
