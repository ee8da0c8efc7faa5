// The built desktop shell updates itself, from a server on this machine and through electron-updater as it is shipped:
// what is offered, what is refused, and that a click installs it once everything is closed. An AppImage is a script here.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { UpdateView } from '../../src/shared/contract/updates.ts';
import { whyNoUpdates } from '../../src/main/desktop/update-off.ts';
import { ensureBuilt } from '../helpers/electron-double/built.ts';
import { startUpdateServer, type UpdateServer } from './update-server.ts';
import { buildWorld, startApp, temporaryFolder, type StartedApp } from './worlds.ts';

const isHere = process.platform === 'linux';
const folder = temporaryFolder();
const place = (...parts: string[]): string => join(folder.path, ...parts);
const ours = place('apps', 'Modkeep-0.1.0.AppImage');
const next = place('apps', `Modkeep-0.2.0-${process.arch}.AppImage`);
const script = (words: string): Buffer => Buffer.from(`#!/bin/sh\n${words}\nexit 0\n#${'x'.repeat(300_000)}\n`);
const release = { version: '0.2.0', body: script('echo "$0" > "$(dirname "$0")/ran"') };
const before = process.resourcesPath;
let server: UpdateServer;
let app: StartedApp;

beforeAll(async () => {
  if (!isHere) return;
  ensureBuilt();
  server = await startUpdateServer();
  for (const name of ['apps', 'resources', 'cache', 'data']) mkdirSync(place(name));
  writeFileSync(ours, script('exit 3'));
  chmodSync(ours, 0o755);
  const config = `provider: generic\nurl: ${server.url}\nupdaterCacheDirName: modkeep-updater\n`;
  writeFileSync(place('resources', 'app-update.yml'), config);
  Object.defineProperty(process, 'resourcesPath', { value: place('resources'), configurable: true });
  vi.stubEnv('APPIMAGE', ours);
  vi.stubEnv('APPDIR', dirname(process.execPath));
  vi.stubEnv('XDG_CACHE_HOME', place('cache'));
  app = await start('0.1.0');
}, 120_000);
afterAll(async () => {
  if (app?.world.app.ended === null) await app.quit();
  await server?.close();
  vi.unstubAllEnvs();
  Object.defineProperty(process, 'resourcesPath', { value: before, configurable: true });
  folder.remove();
});

function start(version: string): Promise<StartedApp> {
  return startApp(buildWorld(place('data'), { isPackaged: true, version }));
}

async function ask(
  command: 'updates.get' | 'updates.check' | 'updates.download' | 'updates.cancel',
): Promise<UpdateView> {
  const reply = await app.call(command, {});
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.error}`);
  return reply.value.update;
}

async function until(status: UpdateView['status']): Promise<UpdateView> {
  return vi.waitFor(
    async () => {
      const update = await ask('updates.get');
      if (update.status !== status) throw new Error(`it is ${update.status}`);
      return update;
    },
    { timeout: 10_000, interval: 20 },
  );
}

test.runIf(isHere)('without a release, with garbage or with nobody there the reason is said, with a code', async () => {
  expect((await ask('updates.check')).error).toMatchObject({ details: { reason: 'no_release' } });
  for (const bad of [
    '{',
    'version: 0.2.0\n',
    'version: "../../x"\nfiles: []\n',
    'version: 0.2.0\nfiles:\n  - url: x\n',
  ]) {
    server.describe('latest', bad);
    const { status, error } = await ask('updates.check');
    if (status === 'available') await ask('updates.download');
    const after = status === 'available' ? await until('available') : { error };
    expect(after.error, bad).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'bad_release' } });
  }
});

test.runIf(isHere)('an older version and this very one are not offered', async () => {
  for (const version of ['0.0.9', '0.1.0', '0.1.0-beta.9']) {
    server.offer('latest', { ...release, version });
    expect(await ask('updates.check'), version).toMatchObject({ status: 'idle', found: null, error: null });
  }
});

test.runIf(isHere)('a beta is offered on its channel only, and never an older one', async () => {
  server.offer('latest', null);
  server.offer('beta', { ...release, version: '0.3.0-beta.1' });
  expect((await ask('updates.check')).found).toBeNull();
  await app.call('settings.set', { updateChannel: 'beta' });
  expect(await ask('updates.check')).toMatchObject({ status: 'available', found: { version: '0.3.0-beta.1' } });
  server.offer('beta', { ...release, version: '0.1.0-beta.1' });
  expect((await ask('updates.check')).found).toBeNull();
  await app.call('settings.set', { updateChannel: 'stable' });
});

test.runIf(isHere)('a file that is not the published one is refused and thrown away', async () => {
  const tampered = Buffer.from(release.body);
  tampered[tampered.length - 2] = 0x79;
  server.offer('latest', { ...release, served: tampered });
  expect(await ask('updates.check')).toMatchObject({ status: 'available' });
  await ask('updates.download');
  const { error } = await until('available');
  expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'checksum' } });
  expect(readdirSync(place('cache', 'modkeep-updater', 'pending'))).toEqual([]);
  expect(await app.call('updates.install', {})).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
});

test.runIf(isHere)('what is fetched can be stopped, and nothing is said to be wrong', async () => {
  server.offer('latest', release);
  server.setStalled(true);
  await ask('updates.check');
  expect(await ask('updates.download')).toMatchObject({ status: 'downloading' });
  await vi.waitFor(() => expect(server.asked.at(-1)).toContain('.AppImage'));
  await ask('updates.cancel');
  expect(await until('available')).toMatchObject({ error: null, progress: null });
  server.setStalled(false);
});

test.runIf(isHere)('notes are shown as text; nothing is fetched or installed but by a click', async () => {
  server.offer('latest', { ...release, notes: '<h2>New</h2><ul><li>One &amp; two</li></ul><script>x()</script>' });
  server.asked.length = 0;
  const { found } = await ask('updates.check');
  expect(found).toEqual({
    version: '0.2.0',
    notes: 'New\n\n• One & two\nx()',
    releasedAt: '2026-11-20T12:00:00.000Z',
    bytes: release.body.length,
  });
  expect(server.asked).toEqual(['/latest-linux.yml']);
  await ask('updates.download');
  await until('ready');
  expect(readFileSync(ours).equals(script('exit 3'))).toBe(true);
  // No request says who asks: not the number that electron-updater gives every installation, nor any other.
  const number = readFileSync(place('data', 'shell', '.updaterId'), 'utf8');
  expect(number).toMatch(/^[0-9a-f-]{36}$/);
  expect(server.heard.length).toBeGreaterThan(2);
  expect(server.heard.join()).not.toContain(number);
  expect(server.heard.join()).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|cookie|authorization/i);
});

test.runIf(isHere)(
  'the click ends the app, closes the database, installs, starts what is new and keeps what was',
  async () => {
    expect(await app.call('updates.install', {})).toMatchObject({
      ok: true,
      value: { update: { status: 'installing' } },
    });
    expect(await app.world.app.exited).toEqual({ code: 0 });
    expect(existsSync(place('data', 'modkeep.db-wal'))).toBe(false);
    expect(existsSync(ours)).toBe(false);
    expect(readFileSync(next).equals(release.body)).toBe(true);
    await vi.waitFor(() => expect(readFileSync(place('apps', 'ran'), 'utf8').trim()).toBe(next), { timeout: 5_000 });
    vi.stubEnv('APPIMAGE', next);
    app = await start('0.2.0');
    expect(await ask('updates.get')).toMatchObject({
      previous: { version: '0.1.0' },
      failedVersion: null,
      status: 'idle',
    });
    expect(await app.call('updates.showPrevious', {})).toEqual({ ok: true, value: { shown: true } });
    const kept = app.world.shell.shownFolders.at(-1) ?? '';
    expect(readFileSync(kept).equals(script('exit 3'))).toBe(true);
    expect(readdirSync(join(kept, '..'))).toHaveLength(2);
  },
);

test.runIf(isHere)(
  'agreed to, it is installed by an ordinary quit, and not started; one that did not take is told',
  async () => {
    server.offer('latest', {
      version: '0.4.0',
      body: script(': > "$(dirname "$0")/started-$APPIMAGE_EXIT_AFTER_INSTALL"'),
    });
    await app.call('settings.set', { updateAtQuit: true });
    await ask('updates.check');
    await ask('updates.download');
    await until('ready');
    // The machine goes down: an installer would be cut off in the middle.
    app.world.power.shutDown();
    expect(await app.world.app.exited).toEqual({ code: 0 });
    expect(readFileSync(next).equals(release.body)).toBe(true);
    app = await start('0.2.0');
    expect(await ask('updates.check')).toMatchObject({ status: 'available', failedVersion: null });
    await ask('updates.download');
    await until('ready');
    await app.quit();
    expect(existsSync(place('apps', `Modkeep-0.4.0-${process.arch}.AppImage`))).toBe(true);
    expect(existsSync(place('apps', 'started-true'))).toBe(true);
    // The person starts the old one again, from somewhere else.
    app = await start('0.2.0');
    expect(await ask('updates.get')).toMatchObject({ failedVersion: '0.4.0' });
  },
);

test.runIf(isHere)('nobody there is offline, and not an error of ours', async () => {
  await server.close();
  expect((await ask('updates.check')).error).toMatchObject({ code: 'OFFLINE' });
});

test('what does not update itself: the demo, a source tree, a package, a build without an address', () => {
  const resources = place('elsewhere');
  mkdirSync(resources);
  const installed = {
    isPackaged: true,
    isDemo: false,
    isSelfTest: false,
    platform: 'linux',
    resources,
    executable: '/tmp/.mount_abc/modkeep',
    environment: { APPIMAGE: ours, APPDIR: '/tmp/.mount_abc' },
  } as const;
  expect(whyNoUpdates(installed)).toBe('no_address');
  writeFileSync(join(resources, 'app-update.yml'), '');
  expect(whyNoUpdates(installed)).toBeNull();
  expect(whyNoUpdates({ ...installed, isDemo: true })).toBe('demo');
  expect(whyNoUpdates({ ...installed, isPackaged: false })).toBe('development');
  expect(whyNoUpdates({ ...installed, isSelfTest: true })).toBe('development');
  expect(whyNoUpdates({ ...installed, environment: {} })).toBe('development');
  expect(whyNoUpdates({ ...installed, platform: 'win32', environment: {} })).toBeNull();
  // Started by another AppImage: its variables are inherited, and its file is not ours to replace.
  expect(whyNoUpdates({ ...installed, executable: '/opt/Modkeep/modkeep' })).toBe('development');
  writeFileSync(join(resources, 'package-type'), 'deb\n');
  expect(whyNoUpdates({ ...installed, executable: '/opt/Modkeep/modkeep' })).toBe('package');
  // The packer may leave the same note in the AppImage, because both are made from one folder.
  expect(whyNoUpdates(installed)).toBeNull();
});
