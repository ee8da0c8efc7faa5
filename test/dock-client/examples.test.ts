// The programs of docs/dock-examples.md, as they are printed there, run against a real core: each does what its heading
// says. Where python3 or curl is missing theirs are skipped, and that is the reason.
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import { startDock, type Dock } from '../../src/main/dock/dock.ts';
import { createClock } from '../../src/main/lib/clock.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { createTempDir } from '../helpers/db.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';
import { FILES, memoryLog } from '../main/dock/fixture.ts';

const run = promisify(execFile);
const page = readFileSync(new URL('../../docs/dock-examples.md', import.meta.url), 'utf8');
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const temp = createTempDir();
const children: ChildProcess[] = [];
let simulator: TestSimulator;
let core: TestCore;
let dock: Dock;

/** Every block that begins with its own name in a comment, by that name. */
const programs = new Map(
  [...page.matchAll(/^```(?:js|python|sh)\n(?:\/\/|#) ([\w-]+\.\w+).*\n([\s\S]*?)^```$/gm)].map(
    ([, name = '', text = '']) => [name, text],
  ),
);
/** The address with a key that has these rights. */
async function addressOf(...permissions: string[]): Promise<string> {
  const { text } = await core.call('keys.add', { name: 'example', permissions });
  return `http://127.0.0.1:${dock.port}/#k=${text}`;
}
const surroundings = (address: string): NodeJS.ProcessEnv => ({ ...process.env, MODKEEP_ADDRESS: address });
/** Starts a program that goes on, and gives its lines one by one. */
function start(program: string, args: string[], address: string): AsyncIterator<string> {
  const child = spawn(program, args, {
    cwd: temp.dir,
    env: surroundings(address),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}
const act = (command: 'bans.create', login: string, reason: string) =>
  core.call(command, { channelId: '1000', user: { login }, reason, actId: crypto.randomUUID() });

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:130' });
  core = await startTestCore(simulator);
  dock = await startDock({
    core: core.core,
    vault: createMemoryVault(),
    clock: createClock(),
    log: memoryLog(),
    files: FILES,
    port: 0,
  });
  for (const [name, text] of programs) writeFileSync(join(temp.dir, name), text);
  await core.signIn('bigchannel');
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels.some(({ id, status }) => id === '1000' && status.lastCompleteReadAt !== null),
  );
  for (const login of ['example_one', 'example_two', 'example_three']) await simulator.control.addUser({ login });
});
afterAll(async () => {
  for (const child of children) child.kill();
  await dock.close();
  await core.stop();
  await simulator.stop();
  temp.remove();
});

test('every program of the page is here, under its heading', () => {
  const headings = [...page.matchAll(/^### `([\w.-]+)`/gm)].map(([, name]) => name);
  expect([...programs.keys()]).toEqual(headings);
  expect(headings).toHaveLength(7);
});

test('list-bans.mjs prints the whole list, over more than one page', async () => {
  const { stdout } = await run(process.execPath, ['list-bans.mjs'], {
    cwd: temp.dir,
    env: surroundings(await addressOf()),
  });
  const lines = stdout.trimEnd().split('\r\n');
  const { total } = await core.call('bans.list', { channelId: '1000' });
  expect(total).toBeGreaterThan(100);
  expect(lines).toHaveLength(total + 1);
  expect(new Set(lines).size).toBe(total + 1);
});

test('ban.mjs bans, says so a second time, and is refused without the right', async () => {
  const ban = async (address: string): Promise<string> =>
    (await run(process.execPath, ['ban.mjs', 'example_one', 'spam'], { cwd: temp.dir, env: surroundings(address) }))
      .stdout;
  expect(await ban(await addressOf())).toMatch(/^FORBIDDEN: /);
  const address = await addressOf('manage_bans');
  expect(await ban(address)).toBe('example_one is banned: spam\n');
  expect(await ban(address)).toBe('example_one was banned already.\n');
});

test('obs-dock.mjs serves its page and passes on what happens; a wrong key ends it', async () => {
  const lines = start(process.execPath, ['obs-dock.mjs'], await addressOf());
  const { value: own } = (await lines.next()) as { value: string };
  expect(await (await fetch(own)).text()).toContain("new EventSource('/events')");
  const events = (await fetch(`${own}events`)).body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await events.read()).value).toBe(': here\n\n');
  await act('bans.create', 'example_two', 'links');
  let text = '';
  while (!text.includes('example_two')) text += (await events.read()).value ?? '';
  expect(text).toMatch(/^data: \{"text":"example_two was banned by [^\n]+: links"\}\n\n$/i);
  const wrong = run(process.execPath, ['obs-dock.mjs'], {
    cwd: temp.dir,
    env: surroundings(`${dock.address().slice(0, -43)}${'A'.repeat(43)}`),
  });
  await expect(wrong).rejects.toMatchObject({ stderr: expect.stringContaining('closed with 4401') });
});

test.skipIf(!has('python3'))('watch.py prints what happens (needs python3)', async () => {
  const lines = start('python3', ['-B', 'watch.py', '1'], await addressOf());
  expect((await lines.next()).value).toBe('let in as example');
  await act('bans.create', 'example_three', 'hate');
  expect((await lines.next()).value).toMatch(/^20[\d-]+T[\d:.]+Z ban example_three hate$/);
  expect((await lines.next()).done).toBe(true);
});

test.skipIf(!has('curl'))('metrics.sh and fetch.sh get what they are for (need curl)', async () => {
  const { text } = await core.call('keys.addMetrics', {});
  writeFileSync(join(temp.dir, 'key'), text, { mode: 0o600 });
  const { stdout } = await run('bash', ['metrics.sh', String(dock.port), 'key'], { cwd: temp.dir });
  expect(stdout).toMatch(/^modkeep_moderation_bans_created_total \d+$/m);
  const { jobId } = await core.call('audit.export', { format: 'csv' });
  await core.until(
    () => core.call('jobs.list', {}),
    ({ jobs }) => jobs.some((job) => job.jobId === jobId && job.status === 'completed'),
  );
  const { path } = await core.call('exports.ticket', { jobId: jobId ?? '' });
  mkdirSync(join(temp.dir, 'files'));
  await run('bash', ['fetch.sh', String(dock.port), path, 'files/audit.csv'], { cwd: temp.dir });
  expect(readFileSync(join(temp.dir, 'files/audit.csv'), 'utf8')).toMatch(/^id,moderator_id,/);
});
