// The browser shell as people and programs start it: what it says, how it refuses, how it ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openSocket, signedIn } from './fixture.ts';

const PROGRAM = fileURLToPath(new URL('serve-fixture.ts', import.meta.url));
let root = '';
let child: ChildProcess | null = null;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'modkeep-shell-'));
  await mkdir(join(root, 'out', 'renderer'), { recursive: true });
  await writeFile(join(root, 'out', 'renderer', 'index.html'), '<!doctype html>');
});
afterEach(() => void child?.kill('SIGKILL'));
afterAll(() => rm(root, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the shell; `line` is its first line on stdout, `ended` how it ended. */
function start(
  args: readonly string[],
  environment: Record<string, string> = {},
): { line: Promise<string>; ended: Promise<Ended> } {
  const started = spawn(process.execPath, [PROGRAM, '--data-dir', join(root, 'data'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', MODKEEP_TEST_ROOT: root, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child = started;
  const text = { out: '', err: '' };
  started.stderr?.on('data', (data: Buffer) => (text.err += data.toString()));
  const line = new Promise<string>((resolve) => {
    started.stdout?.on('data', (data: Buffer) => {
      text.out += data.toString();
      if (text.out.includes('\n')) resolve(text.out.split('\n')[0] ?? '');
    });
  });
  const ended = new Promise<Ended>((resolve) => {
    // `close` comes after the last output, but not at all once the channel was closed from this side.
    started.on('close', (code) => resolve({ code, ...text }));
    started.on('exit', (code) => started.connected || setImmediate(() => resolve({ code, ...text })));
  });
  return { line, ended };
}

test('--json says one line when ready, serves, and ends cleanly at SIGTERM', async () => {
  const { line, ended } = start(['--json', '--port', '0']);
  const ready = JSON.parse(await line) as { url: string; port: number; pid: number };
  expect(ready).toEqual({
    ready: true,
    url: expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:${ready.port}/#k=[\\w-]+\\.[\\w-]{43}$`)),
    pid: child?.pid,
    port: ready.port,
    dataDir: join(root, 'data'),
  });
  expect((await signedIn(ready.port, ready.url)).ready).toMatchObject({ rights: 'owner' });
  child?.kill('SIGTERM');
  const { code, out, err } = await ended;
  expect({ code, err }).toEqual({ code: 0, err: 'core closed\n' });
  expect(out.trimEnd().split('\n')).toHaveLength(1);
});

test('ends cleanly when its parent is gone', async () => {
  const { line, ended } = start(['--json']);
  await line;
  child?.disconnect();
  expect(await ended).toMatchObject({ code: 0, err: 'core closed\n' });
});

test('speaks to people without --json, and opens no browser where there is no display', async () => {
  const { line, ended } = start([]);
  expect(await line).toBe('Modkeep is running. Open this address in a browser or as an OBS dock:');
  child?.kill('SIGINT');
  const { code, out, err } = await ended;
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}http:\/\/127\.0\.0\.1:\d+\/#k=\S+$/m);
  expect(err).toContain('no browser could be opened here');
});

test.runIf(process.platform === 'linux')('gives the browser a code, never the key', async () => {
  const bin = join(root, 'bin');
  const seen = join(root, 'seen');
  await mkdir(bin);
  await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$*" > '${seen}'\n`);
  await chmod(join(bin, 'xdg-open'), 0o755);
  const { line, ended } = start([], { DISPLAY: ':9', PATH: `${bin}:${process.env['PATH'] ?? ''}` });
  await line;
  const [, port, code] = /^http:\/\/127\.0\.0\.1:(\d+)\/#c=([\w-]{43})$/.exec(await readFile(seen, 'utf8')) ?? [];
  const client = openSocket(Number(port));
  await client.next();
  client.ws.send(JSON.stringify({ code }));
  expect(await client.next()).toMatchObject({ ready: true, rights: 'owner' });
  child?.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, err: 'core closed\n' });
});

test.each([
  [['--nothing'], {}, 2, 'INVALID_REQUEST: There is no flag --nothing.'],
  [['--port', '70000'], {}, 2, 'INVALID_REQUEST: --port needs a number from 0 to 65535, not "70000".'],
  [
    ['--json'],
    { TWITCH_CLIENT_ID: 'No Client!' },
    2,
    'INVALID_REQUEST: TWITCH_CLIENT_ID must be a Twitch client id: 10 to 60 lower-case letters and digits.',
  ],
  [
    ['--json'],
    { MODKEEP_TEST_ROOT: '/nowhere' },
    1,
    'NOT_FOUND: The pages are not built yet: run `npm run build` first.',
  ],
  [['--demo', '--json'], {}, 1, 'INTERNAL_ERROR: Something unexpected happened (Error).'],
])('%j with %j ends with one sentence', async (args, environment, code, sentence) => {
  expect(await start(args, environment).ended).toEqual({ code, out: '', err: `modkeep: ${sentence}\n` });
});

test('a taken port ends it with one sentence, and what was open is closed', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  const ended = await start(['--json', '--port', String(port)]).ended;
  taken.close();
  expect(ended).toEqual({
    code: 1,
    out: '',
    err: `modkeep: CONFLICT: Port ${port} is already used by another program.\ncore closed\n`,
  });
});

test('a data folder that is a file is refused', async () => {
  const path = join(root, 'file');
  await writeFile(path, '');
  const environment = { MODKEEP_TEST_ROOT: root };
  const started = spawn(process.execPath, [PROGRAM, '--json', '--data-dir', path], {
    env: { PATH: '', ...environment },
  });
  let err = '';
  started.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const code = await new Promise((resolve) => started.on('close', resolve));
  expect({ code, err }).toEqual({
    code: 1,
    err: `modkeep: SERVICE_UNAVAILABLE: The data folder ${path} can’t be used (EEXIST).\n`,
  });
});
