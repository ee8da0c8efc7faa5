// The built desktop shell on the double, without a page: start, crashes, quit, and what is remembered.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ensureBuilt, MAIN } from '../helpers/electron-double/built.ts';
import { launch } from '../helpers/electron-double/launch.ts';
import { openToOthers } from '../helpers/open-to-others.ts';
import { buildWorld, createApps, type Apps } from './worlds.ts';

let apps: Apps;
beforeAll(ensureBuilt, 120_000);
beforeEach(() => void (apps = createApps()));
afterEach(() => apps.close());

test('a window opens on app://bundle and the core answers behind it', async () => {
  const { window, call } = await apps.start();
  expect(window.webContents.getURL()).toBe('app://bundle/index.html');
  expect(window.isVisible()).toBe(true);
  const reply = await call('app.get', {});
  expect(reply).toMatchObject({ ok: true, value: { shell: 'desktop', isDemo: false, vault: 'system' } });
  expect(existsSync(join(apps.path, 'modkeep.db'))).toBe(true);
});

test.runIf(process.platform !== 'win32')('whatever is written is its owner’s alone', async () => {
  const before = process.umask(0o022);
  await apps.start();
  process.umask(before);
  const found = openToOthers(apps.path);
  expect(found.examined).toEqual(
    expect.arrayContaining(['lock.db', 'logs', 'logs/modkeep.log', 'modkeep.db', 'shell']),
  );
  expect(found.open).toEqual([]);
});

test('a bad flag is said in a sentence and nothing starts', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const world = buildWorld(apps.path);
  await launch(world, MAIN, ['--twitch-port=none']);
  expect(world.app.ended).toEqual({ code: 2 });
  expect(said.mock.calls.join()).toContain('--twitch-port must be a port between 1 and 65535.');
});

test('a client id that is none is said in a sentence and nothing starts', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('TWITCH_CLIENT_ID', 'Not One!');
  const world = buildWorld(apps.path);
  await launch(world, MAIN, []).finally(() => vi.unstubAllEnvs());
  expect(world.app.ended).toEqual({ code: 2 });
  expect(said.mock.calls.join()).toContain('TWITCH_CLIENT_ID must be a Twitch client id');
});

test('a data folder that is a file is said in a sentence and nothing starts', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  writeFileSync(join(apps.path, 'file'), '');
  const world = buildWorld(apps.path);
  await launch(world, MAIN, [`--data-dir=${join(apps.path, 'file')}`]);
  expect(world.app.ended).toEqual({ code: 2 });
  expect(said.mock.calls.join()).toMatch(/The data folder .* can’t be used \((ENOTDIR|EEXIST)\)/);
});

test('a second start shows the first one’s window and ends', async () => {
  const first = await apps.start();
  const second = buildWorld(apps.path, { hasLock: false });
  await launch(second, MAIN, [`--data-dir=${apps.path}`]);
  expect(second.app.ended).toEqual({ code: 0 });
  first.window.minimize();
  first.window.blur();
  first.world.app.emit('second-instance', {}, [], '', {});
  await vi.waitFor(() => expect(first.window.isFocused()).toBe(true));
  expect(first.window.isMinimized()).toBe(false);
  expect(first.world.app.windows.size).toBe(1);
});

test('fault 29: a second app that got past the instance lock is stopped by the folder’s own', async () => {
  await apps.start();
  const second = buildWorld(apps.path);
  await launch(second, MAIN, [`--data-dir=${apps.path}`]);
  expect(await second.app.exited).toEqual({ code: 1 });
  expect(second.dialog.errors[0]?.content).toContain('Another Modkeep is using the same data folder');
});

test('fault 32: a page that dies is loaded again once; the second time the person is asked', async () => {
  const { window, world, call } = await apps.start();
  world.dialog.answer = 0;
  window.webContents.crash('oom');
  expect(window.webContents.loads).toBe(2);
  expect(world.dialog.shown).toHaveLength(0);
  expect(await call('app.get', {})).toMatchObject({ ok: true });
  window.webContents.crash('crashed');
  await vi.waitFor(() => expect(window.webContents.loads).toBe(3));
  expect(world.dialog.shown[0]?.message).toBe('The window stopped working twice.');
  world.dialog.answer = 1;
  window.webContents.crash('crashed');
  expect(await world.app.exited).toEqual({ code: 0 });
});

test('events of the core reach the page, and not a crashed or closed one', async () => {
  const { window, world, call } = await apps.start();
  await call('settings.set', { theme: 'light' });
  const events = (): readonly unknown[] => window.webContents.sent.filter(({ channel }) => channel === 'event');
  expect(events()).toContainEqual({ channel: 'event', args: [expect.objectContaining({ type: 'settings.changed' })] });
  const count = events().length;
  world.dialog.answer = null;
  window.webContents.crash('killed');
  window.webContents.crash('killed');
  await call('settings.set', { theme: 'dark' });
  expect(events()).toHaveLength(count);
});

test('quit closes the core before the process ends; the database is left clean', async () => {
  const { world, quit } = await apps.start();
  const order: string[] = [];
  world.app.once('will-quit', () => order.push('will-quit'));
  world.app.once('quit', () => order.push('quit'));
  await quit();
  expect(order).toEqual(['will-quit', 'quit']);
  expect(world.app.ended).toEqual({ code: 0 });
  expect(existsSync(join(apps.path, 'modkeep.db-wal'))).toBe(false);
  // The folder's lock is free again.
  await apps.start();
});

test('closing the last window quits, and its place is remembered', async () => {
  const first = await apps.start();
  first.window.setBounds({ x: 40, y: 60, width: 900, height: 640 });
  first.window.close();
  await first.world.app.exited;
  const second = await apps.start();
  expect(second.window.options).toMatchObject({ x: 40, y: 60, width: 900, height: 640 });
  const stored = readFileSync(join(apps.path, 'shell', 'window.json'), 'utf8');
  expect(JSON.parse(stored)).toMatchObject({ isMaximized: false });
});

test('a place on a display that is gone is not used', async () => {
  mkdirSync(join(apps.path, 'shell'), { recursive: true });
  const bounds = { x: 5_000, y: 60, width: 900, height: 640 };
  writeFileSync(join(apps.path, 'shell', 'window.json'), JSON.stringify({ bounds, isMaximized: true }));
  const { window } = await apps.start();
  expect(window.options.x).toBeUndefined();
  expect(window.isMaximized()).toBe(true);
});

test('a shutdown of the system quits in order', async () => {
  const { world } = await apps.start();
  world.power.shutDown();
  expect(await world.app.exited).toEqual({ code: 0 });
});

test('links leave through main only, to known pages', async () => {
  const { world, call } = await apps.start();
  expect(await call('links.open', { kind: 'twitchUser', login: 'pepperquill' })).toMatchObject({
    ok: true,
    value: { opened: true },
  });
  expect(world.shell.opened).toEqual(['https://www.twitch.tv/pepperquill']);
  world.shell.isBroken = true;
  expect(await call('links.open', { kind: 'twitchStatus' })).toMatchObject({ ok: true, value: { opened: false } });
});

test('tokens stay in memory where the system protects nothing, until the person agrees to a file', async () => {
  const { call } = await apps.start({ prefix: 'v10' });
  const vault = async (): Promise<unknown> => {
    const reply = await call('app.get', {});
    return reply.ok ? reply.value.vault : reply.error;
  };
  // The double says v10; whether that protects depends on the platform this runs on.
  const expected = process.platform === 'linux' ? ['memory', 'file'] : ['system', 'system'];
  const before = await vault();
  await call('settings.set', { keepSignedIn: true });
  await vi.waitFor(async () => expect([before, await vault()]).toEqual(expected));
});

test('the menu offers roles and two entries of ours; developer tools only unpackaged', async () => {
  const { world } = await apps.start({ isPackaged: true });
  const text = JSON.stringify(world.menu.application?.template);
  expect(text).toContain('Show data folder');
  expect(text).not.toContain('toggleDevTools');
});

test('an error that nobody caught ends the app with a sentence, not a stack', async () => {
  const { world } = await apps.start();
  const end = process.listeners('uncaughtException').at(-1);
  end?.(new RangeError('/home/somebody/secret'), 'uncaughtException');
  expect(world.app.ended).toEqual({ code: 1 });
  expect(world.dialog.errors[0]?.content).toMatch(/something unexpected happened \(RangeError\)/);
  expect(world.dialog.errors[0]?.content).not.toContain('secret');
  expect(process.listeners('uncaughtException')).not.toContain(end);
});

test('folders are shown and a database is chosen by the shell; no path reaches the page', async () => {
  const { call, world } = await apps.start();
  expect(await call('data.get', {})).toMatchObject({
    ok: true,
    value: { canShow: true, move: { refusal: 'command_line', movedTo: null } },
  });
  expect(await call('data.chooseFolder', {})).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
  expect(await call('data.show', { folder: 'data' })).toEqual({ ok: true, value: { shown: true } });
  expect(world.shell.shownFolders).toEqual([join(apps.path, 'modkeep.db')]);
  expect(await call('data.import', {})).toEqual({ ok: true, value: { jobId: null } });
  const secretPlace = join(apps.path, 'somewhere', 'secret-place.db');
  mkdirSync(join(apps.path, 'somewhere'));
  writeFileSync(secretPlace, 'no database');
  world.dialog.chosen = secretPlace;
  expect(await call('data.import', {})).toMatchObject({ ok: true, value: { jobId: expect.any(String) } });
  await vi.waitFor(async () => {
    const reply = await call('jobs.list', {});
    expect(JSON.stringify(reply)).toContain('not a database of Modkeep');
    expect(JSON.stringify(reply)).not.toContain(apps.path);
  });
});
