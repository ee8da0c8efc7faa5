// The real browser shell as a process: the demo with everything behind it, and what it refuses to share.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Output } from '../../src/shared/contract.ts';
import { openToOthers } from '../helpers/open-to-others.ts';
import { signedIn } from './dock/fixture.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
let root = '';
const children: ChildProcess[] = [];

/** The project as it is, with a page of our own: the test does not need the real ones to be built. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'modkeep-serve-'));
  for (const name of ['src', 'drizzle', 'node_modules']) await symlink(join(PROJECT, name), join(root, name));
  await cp(join(PROJECT, 'package.json'), join(root, 'package.json'));
  await mkdir(join(root, 'out', 'renderer'), { recursive: true });
  await writeFile(join(root, 'out', 'renderer', 'index.html'), '<!doctype html>');
});
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(() => rm(root, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
interface Ready {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
}

function start(...args: string[]): { child: ChildProcess; ready: Promise<Ready>; ended: Promise<Ended> } {
  const program = ['--preserve-symlinks', '--preserve-symlinks-main', join(root, 'src', 'main', 'serve.ts')];
  const child = spawn(process.execPath, [...program, '--json', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const text = { out: '', err: '' };
  child.stderr.on('data', (data: Buffer) => (text.err += data.toString()));
  const ready = new Promise<Ready>((resolve) =>
    child.stdout.on('data', (data: Buffer) => {
      text.out += data.toString();
      if (text.out.endsWith('\n')) resolve(JSON.parse(text.out) as Ready);
    }),
  );
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...text })));
  const failed = ended.then(({ err }) => Promise.reject(new Error(err)));
  const readyOrFailed = Promise.race([ready, failed]);
  // Whoever waits for the end alone does not mind.
  readyOrFailed.catch(() => undefined);
  return { child, ready: readyOrFailed, ended };
}

test('the demo signs itself in, shows a lively channel, and knows it again after a restart', async () => {
  const dataDir = join(root, 'demo');
  const first = start('--demo', '--data-dir', dataDir);
  const before = await firstList(await first.ready);
  expect(before.app).toMatchObject({ isDemo: true, shell: 'browser', acting: { isOn: true, reason: 'on' } });
  expect(before.total).toBeGreaterThan(1_000);
  first.child.kill('SIGTERM');
  expect(await first.ended).toMatchObject({ code: 0, err: '' });

  const second = start('--demo', '--data-dir', dataDir);
  const after = await firstList(await second.ready);
  expect(Math.abs(after.total - before.total)).toBeLessThan(20);
  // Had the world been dated anew, every ban would look like another act.
  expect(after.acts).toBeLessThan(100);
  second.child.kill('SIGINT');
  expect(await second.ended).toMatchObject({ code: 0, err: '' });
  expect(await readFile(join(dataDir, 'logs', 'modkeep.log'), 'utf8')).not.toMatch(/"level":"error"/);
}, 180_000);

/** Waits until this run has read the demo's own channel completely. */
async function firstList({ port, url }: Ready): Promise<{ app: Output<'app.get'>; total: number; acts: number }> {
  const { call, next, ws } = await signedIn(port, url);
  const ask = async <T>(command: string, input?: unknown): Promise<T> => (await call(command, input))['value'] as T;
  const began = Date.now();
  for (;;) {
    const { channels } = await ask<Output<'channels.list'>>('channels.list');
    const own = channels.find((channel) => channel.mode === 'broadcaster');
    if (own && Date.parse(own.status.lastCompleteReadAt ?? '') > began) {
      const { total } = await ask<Output<'bans.list'>>('bans.list', { channelId: own.id });
      const history = await ask<Output<'history.list'>>('history.list', { channelId: own.id });
      const app = await ask<Output<'app.get'>>('app.get');
      ws.close();
      return { app, total, acts: history.total };
    }
    await next((frame) => frame.event !== undefined);
  }
}

test.runIf(process.platform !== 'win32')('whatever is written is its owner’s alone', async () => {
  const dataDir = join(root, 'private');
  const { child, ready, ended } = start('--keep-signed-in', '--data-dir', dataDir);
  await ready;
  const found = openToOthers(dataDir);
  expect(found.examined).toEqual(expect.arrayContaining(['lock.db', 'modkeep.db', 'modkeep.db-wal']));
  expect(found.open).toEqual([]);
  // The probe would have seen it.
  await chmod(join(dataDir, 'modkeep.db'), 0o644);
  expect(openToOthers(dataDir).open).toEqual(['modkeep.db']);
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0 });
});

test('a data folder in use is refused with one sentence', async () => {
  const dataDir = join(root, 'shared');
  await start('--data-dir', dataDir).ready;
  const { code, out, err } = await start('--data-dir', dataDir).ended;
  expect({ code, out, err }).toEqual({
    code: 1,
    out: '',
    err: 'modkeep: DATABASE_BUSY: Modkeep is already running with this data folder.\n',
  });
});

test('a data folder that can’t be locked is refused with one sentence', async () => {
  const dataDir = join(root, 'locked');
  await mkdir(join(dataDir, 'lock.db'), { recursive: true });
  const { code, out, err } = await start('--data-dir', dataDir).ended;
  expect({ code, out, lines: err.trim().split('\n').length }).toEqual({ code: 1, out: '', lines: 1 });
  expect(err).toMatch(/^modkeep: [A-Z_]+: .+\.\n$/);
  expect(err).not.toContain('    at ');
});
