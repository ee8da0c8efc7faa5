// The walls that the built desktop shell puts up, asked without a page: preferences, permissions, ways out, switches.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ensureBuilt, MAIN } from '../helpers/electron-double/built.ts';
import { launch } from '../helpers/electron-double/launch.ts';
import type { Permission } from '../helpers/electron-double/session.ts';
import { buildWorld, createApps, type Apps } from './worlds.ts';

let apps: Apps;
beforeAll(ensureBuilt, 120_000);
beforeEach(() => void (apps = createApps()));
afterEach(() => apps.close());

test('checklist 2-4, 6, 8-11: the page preferences, word by word, frozen', async () => {
  const { window, world } = await apps.start({ isPackaged: true });
  const { preload, session, ...rest } = window.options.webPreferences ?? {};
  expect(preload).toMatch(/out[\\/]preload[\\/]index\.cjs$/);
  expect(session).toBe(world.session.fromPartition('persist:main'));
  expect(rest).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    safeDialogs: true,
    disableBlinkFeatures: 'Auxclick',
    devTools: false,
  });
  expect(Object.isFrozen(window.options.webPreferences)).toBe(true);
  expect(world.app.isSandboxEnforced).toBe(true);
});

test('checklist 5: no permission is granted, asked or unasked, in either session', async () => {
  const { world } = await apps.start();
  const names = [
    'clipboard-read',
    'clipboard-sanitized-write',
    'deprecated-sync-clipboard-read',
    'display-capture',
    'fileSystem',
    'fullscreen',
    'geolocation',
    'hid',
    'idle-detection',
    'keyboardLock',
    'local-fonts',
    'media',
    'mediaKeySystem',
    'midi',
    'midiSysex',
    'notifications',
    'openExternal',
    'pointerLock',
    'serial',
    'speaker-selection',
    'storage-access',
    'top-level-storage-access',
    'usb',
    'window-management',
    'unknown',
  ] as Permission[];
  for (const session of [world.session.fromPartition('persist:main'), world.session.defaultSession]) {
    for (const name of names) {
      expect(await session.asksFor(name), `asked for ${name}`).toBe(false);
      expect(session.checks(name), `checked ${name}`).toBe(false);
    }
    for (const device of ['hid', 'serial', 'usb'] as const) expect(session.checksDevice(device)).toBe(false);
    expect(await session.asksForScreen()).toBe(false);
    expect(await session.pairs()).toBe(false);
    for (const [url, name] of FOREIGN_FILES) expect(session.downloads(url, name), `${url} ${name}`).toBe(false);
  }
});

/** Everything that is not a text of our own page under a name of ours. */
const FOREIGN_FILES = [
  ['https://example.com/modkeep-a-bans-2026-11-20.csv', 'modkeep-a-bans-2026-11-20.csv'],
  ['app://bundle/assets/index.js', 'modkeep-a.csv'],
  ['blob:https://example.com/1', 'modkeep-a.csv'],
  ['blob:app://bundle.evil/1', 'modkeep-a.csv'],
  ['data:text/csv,x', 'modkeep-a.csv'],
  ['blob:app://bundle/1', 'setup.exe'],
  ['blob:app://bundle/1', 'modkeep-a.csv.exe'],
  ['blob:app://bundle/1', 'diagnostic-report-20261120-101112.txt.exe'],
  ['blob:app://bundle/1', 'modkeep-../../a.csv'],
] as const;

test('a list that the page puts together may be saved, under a name of ours', async () => {
  const { world } = await apps.start();
  const pages = world.session.fromPartition('persist:main');
  for (const name of [
    'diagnostic-report-20261120-101112.txt',
    'modkeep-some_channel-bans-2026-11-20.csv',
    'modkeep-some_channel-bulk-result-2026-11-20.json',
  ])
    expect(pages.downloads('blob:app://bundle/5d1c', name), name).toBe(true);
});

test('negative control: a session nobody walled in grants', async () => {
  const { world } = await apps.start();
  const open = world.session.fromPartition('another');
  expect(await open.asksFor('geolocation')).toBe(true);
  expect(open.checks('geolocation')).toBe(true);
  for (const [url, name] of FOREIGN_FILES) expect(open.downloads(url, name)).toBe(true);
});

test('checklist 11-14: no navigation, redirect, new window or guest, in any contents', async () => {
  const { window, world } = await apps.start();
  const { webContents } = window;
  const Window = world.module['BrowserWindow'] as new (options: object) => typeof window;
  const stray = new Window({});
  for (const contents of [webContents, stray.webContents]) {
    const before = contents.getURL();
    for (const url of [
      'https://example.com/',
      'app://bundle/other.html',
      'app://evil/',
      'file:///etc/hosts',
      'javascript:1',
      'data:text/html,x',
    ]) {
      expect(contents.navigates(url), url).toBe(false);
      expect(contents.navigates(url, 'redirect'), url).toBe(false);
      expect(contents.navigates(url, 'navigate', false), url).toBe(false);
      expect(contents.opens(url), url).toBe(false);
    }
    expect(contents.attachesWebview()).toBe(false);
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      expect(contents.prevents(name), name).toBe(true);
    }
    expect(contents.getURL()).toBe(before);
  }
  stray.destroy();
});

test('checklist 18: app is a standard, secure scheme with nothing more; only our session serves it', async () => {
  const { world } = await apps.start();
  expect(world.protocol.schemes).toEqual([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  expect(world.session.fromPartition('persist:main').protocol.isProtocolHandled('app')).toBe(true);
  expect(world.session.defaultSession.protocol.isProtocolHandled('app')).toBe(false);
});

test.each([
  'remote-debugging-port=9222',
  'remote-debugging-pipe',
  'no-sandbox',
  'disable-web-security',
  'js-flags=--x',
  'load-extension=/x',
  'host-resolver-rules=x',
  'disable-site-isolation-trials',
])('checklist 4, 19: a packaged app does not start with --%s', async (word) => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const world = buildWorld(apps.path, { isPackaged: true });
  await launch(world, MAIN, [`--${word}`, `--data-dir=${apps.path}`]);
  expect(world.app.ended).toEqual({ code: 1 });
  expect(world.app.windows.size).toBe(0);
  expect(said.mock.calls.join()).toContain(`--${word.split('=')[0] ?? ''}`);
  expect(existsSync(join(apps.path, 'shell'))).toBe(false);
});

test('checklist 17: one module of the whole source speaks to ipcMain', () => {
  const source = join(import.meta.dirname, '..', '..', 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const speakers = files.filter((file) =>
    /import[^;]*\bipcMain\b[^;]*'electron'/.test(readFileSync(join(source, file), 'utf8')),
  );
  expect(speakers).toEqual([join('main', 'desktop', 'ipc.ts')]);
});

test('checklist 20: the built preload is one file that requires electron and nothing else', () => {
  const folder = join(MAIN, '..', '..', 'preload');
  expect(readdirSync(folder)).toEqual(['index.cjs']);
  const text = readFileSync(join(folder, 'index.cjs'), 'utf8');
  const required = [...text.matchAll(/(?:require|import)\(\s*["'`]([^"'`]*)["'`]\s*\)/g)].map(([, name]) => name);
  expect(required).toEqual(['electron']);
  expect([...text.matchAll(/exposeInMainWorld/g)]).toHaveLength(1);
});
