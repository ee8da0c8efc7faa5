// The double of Electron, held against its own page: every row of "What it models" is proven here, under the row's own words.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { App, BrowserWindow, NativeImage, Tray, WebContents } from 'electron';
import { afterAll, expect, test } from 'vitest';
import { launch } from '../helpers/electron-double/launch.ts';
import { ClientRequestDouble } from '../helpers/electron-double/net.ts';
import { NativeImageDouble, type TrayDouble } from '../helpers/electron-double/tray.ts';
import type { UtilityProcessDouble } from '../helpers/electron-double/utility.ts';
import type { World } from '../helpers/electron-double/world.ts';
import { encodePng } from '../../src/main/desktop/png.ts';
import { closeParts, folder, PAGE_PROOFS, prevent, ready, windowOf } from './double-page.ts';
import { buildWorld } from './worlds.ts';

afterAll(closeParts);

const README = readFileSync(new URL('../helpers/electron-double/README.md', import.meta.url), 'utf8');
const table = README.slice(README.indexOf('## What it models'), README.indexOf("## What it can't"));
const rows = [...table.matchAll(/^\| (.+) \| `[^|]+ \|$/gm)].map(([, words = '']) => words);

const fork = (world: World) =>
  (world.module['utilityProcess'] as { fork(path: string, args?: string[], options?: object): UtilityProcessDouble })
    .fork;
/** By the words that a row begins with. */
const PROOFS: Readonly<Record<string, () => unknown>> = {
  '`ready` comes after the entry module was evaluated': async () => {
    const world = buildWorld(folder.path);
    const entry = join(folder.path, 'entry.mjs');
    writeFileSync(entry, 'globalThis.readyAtEntry = globalThis.doubleApp.isReady();');
    Object.assign(globalThis, { doubleApp: world.app });
    await launch(world, entry, []);
    expect((globalThis as unknown as { readyAtEntry: boolean }).readyAtEntry).toBe(false);
    expect(world.app.isReady()).toBe(true);
    const early = buildWorld(folder.path);
    expect(() => windowOf(early)).toThrow(/before app is ready/);
    expect(() => early.session.defaultSession).toThrow(/when app is ready/);
    expect(() => early.screen.getAllDisplays()).toThrow(/before the app 'ready' event/);
    await expect(early.keychain.encryptStringAsync('x')).rejects.toThrow(/before app is ready/);
    expect(() => fork(early)('x')).toThrow(/before app is ready/);
    expect(
      () => new (early.module['Tray'] as new (image: NativeImageDouble) => TrayDouble)(new NativeImageDouble()),
    ).toThrow();
  },
  '`enableSandbox` and `registerSchemesAsPrivileged`': () => {
    const world = ready();
    expect(() => world.app.enableSandbox()).toThrow(/before app is ready/);
    expect(() => world.protocol.registerSchemesAsPrivileged([])).toThrow(/before app is ready/);
  },
  '`quit`: before-quit': () => {
    const world = ready();
    const window = windowOf(world);
    const order: string[] = [];
    for (const name of ['before-quit', 'will-quit', 'quit']) world.app.on(name, () => order.push(name));
    window.on('close', () => order.push('close'));
    for (const [emitter, name] of [
      [world.app, 'before-quit'],
      [window, 'close'],
      [world.app, 'will-quit'],
    ] as const) {
      emitter.once(name, prevent);
      world.app.quit();
      expect(world.app.ended).toBeNull();
    }
    order.length = 0;
    world.app.quit();
    expect([order, world.app.ended]).toEqual([['before-quit', 'will-quit', 'quit'], { code: 0 }]);
    const other = ready();
    other.app.on('will-quit', prevent);
    windowOf(other).on('close', prevent);
    other.app.exit(3);
    expect(other.app.ended).toEqual({ code: 3 });
  },
  'window-all-closed': () => {
    const [quits, stays] = [ready(), ready()];
    stays.app.on('window-all-closed', () => undefined);
    for (const world of [quits, stays]) windowOf(world).close();
    expect([quits.app.ended, stays.app.ended]).toEqual([{ code: 0 }, null]);
  },
  'the single-instance lock': () => {
    expect(ready().app.requestSingleInstanceLock()).toBe(true);
    expect(ready({ hasLock: false }).app.requestSingleInstanceLock()).toBe(false);
  },
  'permissions, checks and downloads are **granted**': async () => {
    const world = ready();
    const session = world.session.defaultSession;
    expect([await session.asksFor('geolocation'), session.checks('media'), session.downloads('x', 'y')]).toEqual([
      true,
      true,
      true,
    ]);
    const { webContents } = windowOf(world);
    expect(webContents.navigates('https://example.com/')).toBe(true);
    expect(webContents.navigates('https://example.com/', 'redirect')).toBe(true);
    expect(webContents.opens('https://example.com/')).toBe(true);
  },
  '`protocol.handle` per session': async () => {
    const world = ready();
    world.session.fromPartition('one').protocol.handle('app', () => new Response('x'));
    expect(world.session.defaultSession.protocol.isProtocolHandled('app')).toBe(false);
    expect(() => world.session.fromPartition('one').protocol.handle('app', () => new Response('x'))).toThrow(
      /register/,
    );
    await expect(windowOf(world).loadURL('app://bundle/')).rejects.toThrow('ERR_UNKNOWN_URL_SCHEME');
  },
  'IPC payloads and answers are structured clones': async () => {
    const world = ready();
    const { webContents } = windowOf(world);
    const given = { deep: { map: new Map([[1, 2]]) } };
    world.ipcMain.handle('same', (_event, value) => [value, value === given]);
    const invoke = (value: unknown) => world.ipcMain.invoke(webContents, webContents.mainFrame, 'same', value);
    expect(await invoke(given)).toEqual([given, false]);
    for (const bad of [() => 1, Symbol('x'), new WeakMap(), { nested: () => 1 }])
      await expect(invoke(bad)).rejects.toThrow('An object could not be cloned.');
    world.ipcMain.handle('bad', () => () => 1);
    await expect(world.ipcMain.invoke(webContents, webContents.mainFrame, 'bad')).rejects.toThrow(
      /could not be cloned/,
    );
    expect(() => webContents.send('event', () => 1)).toThrow('An object could not be cloned.');
  },
  '`invoke` without a handler rejects': async () => {
    const world = ready();
    const { webContents } = windowOf(world);
    const invoke = () => world.ipcMain.invoke(webContents, webContents.mainFrame, 'x');
    await expect(invoke()).rejects.toThrow("Error invoking remote method 'x': Error: No handler registered for 'x'");
    world.ipcMain.handle('x', () => Promise.reject(new TypeError('words')));
    expect(() => world.ipcMain.handle('x', () => 1)).toThrow(/second handler/);
    await expect(invoke()).rejects.toThrow("Error invoking remote method 'x': TypeError: words");
  },
  '`senderFrame` is null once its frame has navigated': async () => {
    const world = ready();
    const { webContents } = windowOf(world);
    const frame = webContents.mainFrame;
    const seen: unknown[] = [];
    world.ipcMain.handle('x', async (event: { senderFrame: unknown }) => {
      seen.push(event.senderFrame === frame);
      webContents.commit('app://bundle/other');
      await Promise.resolve();
      seen.push(event.senderFrame);
    });
    await world.ipcMain.invoke(webContents, frame, 'x');
    await world.ipcMain.invoke(webContents, frame, 'x');
    expect(seen).toEqual([true, null, false, null]);
  },
  'a frame’s origin is not its address': () => {
    const { webContents } = windowOf(ready());
    webContents.commit('app://bundle/x', 'null');
    expect(webContents.mainFrame).toMatchObject({ url: 'app://bundle/x', origin: 'null' });
    expect(webContents.frameWithin('data:text/html,x').origin).toBe('null');
    expect(webContents.frameWithin('app://bundle/x').origin).toBe('app://bundle');
  },
  'a destroyed window or contents throws': () => {
    const window = windowOf(ready());
    window.destroy();
    for (const use of [() => window.show(), () => window.webContents.send('x'), () => window.webContents.getURL()])
      expect(use).toThrow('Object has been destroyed');
    expect(window.isDestroyed() && window.webContents.isDestroyed()).toBe(true);
  },
  '`maximize` shows a hidden window': () => {
    const window = windowOf(ready(), { show: false });
    expect(window.isVisible()).toBe(false);
    window.maximize();
    expect(window.isVisible()).toBe(true);
  },
  'the keychain: real AES': async () => {
    const { keychain } = ready({ prefix: 'v10' });
    const sealed = await keychain.encryptStringAsync('secret');
    expect(sealed.subarray(0, 3).toString()).toBe('v10');
    expect(sealed.includes('secret')).toBe(false);
    keychain.rotate();
    expect(await keychain.decryptStringAsync(sealed)).toEqual({ result: 'secret', shouldReEncrypt: true });
    const restore = keychain.lose();
    await expect(keychain.decryptStringAsync(sealed)).rejects.toThrow(/Error while decrypting/);
    restore();
    keychain.mood = 'locked';
    await expect(keychain.decryptStringAsync(sealed)).rejects.toThrow(/temporarily unavailable/);
    await expect(keychain.encryptStringAsync('x')).rejects.toThrow(/Error while encrypting/);
    keychain.mood = 'hangs';
    const answer = keychain.encryptStringAsync('x').then(() => 'answered');
    expect(await Promise.race([answer, new Promise((resolve) => setImmediate(() => resolve('silent')))])).toBe(
      'silent',
    );
    expect(() => keychain.encryptString()).toThrow(/gone in Electron 46/);
  },
  'a utility process with messages': async () => {
    const program = join(folder.path, 'child.mjs');
    writeFileSync(program, "process.on('message', (m) => { process.send(m.get(1)); process.exit(3); })");
    const child = fork(ready())(program, [], { stdio: 'ignore' });
    const heard = new Promise((resolve) => child.once('message', resolve));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
    child.postMessage(new Map([[1, 'kept']]));
    expect([await heard, await ended]).toEqual(['kept', 3]);
  },
  'a tray icon and a menu': () => {
    const world = ready();
    const tray = new (world.module['Tray'] as new (image: NativeImageDouble) => TrayDouble)(new NativeImageDouble());
    const chosen: unknown[] = [];
    const click = (item: { checked: boolean }): void => void chosen.push(item.checked);
    tray.setContextMenu({
      template: [
        { label: 'box', type: 'checkbox', checked: false, click },
        { label: 'grey', enabled: false, click },
      ],
    });
    tray.choose('box');
    expect(() => tray.choose('grey')).toThrow();
    expect(() => tray.choose('missing')).toThrow();
    expect(chosen).toEqual([true]);
    tray.destroy();
    expect(() => tray.setToolTip('x')).toThrow('Tray is destroyed');
    expect(NativeImageDouble.createFromBuffer(Buffer.from('no picture')).isEmpty()).toBe(true);
    expect(NativeImageDouble.createFromBuffer(encodePng(new Uint8Array(4), 1, 1)).isEmpty()).toBe(false);
  },
  '`net`: no deadline': async () => {
    const server = createServer((_request, response) => void response.writeHead(302, { location: '/other' }).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const options = { protocol: 'http:', hostname: '127.0.0.1', port, path: '/' } as const;
    const told = (redirect: 'manual' | 'error') =>
      new Promise((resolve) => {
        const request = new ClientRequestDouble({ ...options, redirect });
        request.on('redirect', (...given: unknown[]) => resolve(given.slice(0, 3)));
        request.on('error', (error: Error) => resolve(error.message));
        request.end();
      });
    expect(await told('manual')).toEqual([302, 'GET', '/other']);
    await new Promise((resolve) => server.close(resolve));
    expect(await told('error')).toBe('net::ERR_CONNECTION_REFUSED');
  },
  'a hidden window has no focus': () => {
    const window = windowOf(ready());
    const heard: string[] = [];
    for (const name of ['hide', 'blur', 'show']) window.on(name, () => heard.push(name));
    window.focus();
    window.hide();
    expect([window.isFocused(), window.isVisible(), heard]).toEqual([false, false, ['hide', 'blur']]);
  },
  ...PAGE_PROOFS,
};

const proofOf = (row: string): string[] =>
  Object.keys(PROOFS).filter((start) => row.replaceAll("'", '’').startsWith(start));

test.each(rows)(
  'models: %s',
  async (row) => {
    const [found = ''] = proofOf(row);
    expect(proofOf(row), 'a row needs exactly one proof').toHaveLength(1);
    await PROOFS[found]?.();
  },
  30_000,
);

test('no proof is without its row', () => {
  expect(rows.length).toBe(Object.keys(PROOFS).length);
  expect(rows.flatMap(proofOf).toSorted()).toEqual(Object.keys(PROOFS).toSorted());
});

/** Names that the doubles have beside their `implements Pick<…>`, because their shapes take doubles: electron.d.ts has them all. */
const NAMES = [
  ['setImage', 'setContextMenu', 'on'] satisfies readonly (keyof Tray)[],
  ['getURL', 'session', 'mainFrame'] satisfies readonly (keyof WebContents)[],
  ['isVisible', 'setOverlayIcon', 'setBounds', 'blur', 'webContents'] satisfies readonly (keyof BrowserWindow)[],
  ['addRepresentation'] satisfies readonly (keyof NativeImage)[],
  ['getVersion', 'once'] satisfies readonly (keyof App)[],
];
/** What `import 'electron'` gives here is a part of what it gives there. */
type Electron = typeof import('electron');
const MODULE = [
  'app',
  'autoUpdater',
  'BrowserWindow',
  'dialog',
  'ipcMain',
  'Menu',
  'nativeImage',
  'nativeTheme',
  'net',
  'Notification',
  'powerMonitor',
  'protocol',
  'safeStorage',
  'screen',
  'session',
  'shell',
  'Tray',
  'utilityProcess',
] as const satisfies readonly (keyof Electron)[];

test('the module has the names that electron.d.ts knows, and no others', () => {
  expect(Object.keys(ready().module).toSorted()).toEqual([...MODULE].toSorted());
  expect(NAMES.flat().length).toBeGreaterThan(10);
});
