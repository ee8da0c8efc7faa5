// Electron's security checklist, all twenty items in its order, each by what happens: the built app on the double, a real
// page behind its window. https://www.electronjs.org/docs/latest/tutorial/security
// What only Electron itself can show is in test/e2e/checklist.spec.ts, which runs where its binary is.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { wrongFuses } from '../../src/main/desktop/fuses.ts';
import { MAIN } from '../helpers/electron-double/built.ts';
import type { ChromiumWindow } from '../helpers/electron-double/chromium.ts';
import { launch } from '../helpers/electron-double/launch.ts';
import type { Permission } from '../helpers/electron-double/session.ts';
import { buildWorld, startInChromium, type AppInChromium, type StartedApp } from './worlds.ts';

/** Plain scripts without types. */
const script = (name: string): Promise<unknown> => import(new URL(`../../scripts/${name}`, import.meta.url).href);
const { setFuses } = (await script('after-pack.mjs')) as {
  setFuses(binary: string, options: { platform: NodeJS.Platform }): Promise<unknown>;
};
const { electronLag } = (await script('supply.mjs')) as {
  electronLag(version: string, times: Readonly<Record<string, string>>, now: number): number;
};

const PAGE = 'app://bundle/index.html';
let here: AppInChromium;
let app: StartedApp;
let chromium: ChromiumWindow;

beforeAll(async () => {
  here = await startInChromium();
  ({ app, chromium } = here);
  await chromium.page.locator('#root > *').first().waitFor();
}, 120_000);
afterAll(() => here?.close());

/** From a timer: what a debugger evaluates directly is exempt from the policy. */
function inPage(code: string): Promise<unknown> {
  return chromium.page.evaluate(`new Promise((resolve, reject) => setTimeout(() => {
    Promise.resolve().then(async () => { ${code} }).then(resolve, reject); }))`);
}
const preferences = () => app.window.options.webPreferences ?? {};
const outside = () => chromium.foreignRequests.filter((url) => !url.startsWith('app:'));

test('checklist 1: the page loads nothing but its own bundle, and main asks nobody in the clear', async () => {
  expect(chromium.foreignRequests).toEqual([]);
  const loaded = await inPage(
    "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).host)",
  );
  expect(new Set(loaded as string[])).toEqual(new Set(['bundle.localhost']));
  const text = readFileSync(MAIN, 'utf8');
  const plain = [...text.matchAll(/["'`](?:http|ws):\/\/([^"'`/]*)/g)].map(([, name = '']) => name.split(':')[0]);
  // Documentation inside libraries, namespaces, and our own loopback.
  expect(plain.filter((name) => /twitch|github/.test(name ?? ''))).toEqual([]);
});

test('checklist 2: no Node in the page, its frames or its workers', async () => {
  const found = await inPage(`
    const names = ['require', 'process', 'Buffer', 'module', 'global', '__dirname'];
    const frame = document.body.appendChild(document.createElement('iframe'));
    const inFrame = names.filter((name) => name in frame.contentWindow);
    frame.remove();
    return [...names.filter((name) => name in window), ...inFrame];`);
  expect(found).toEqual([]);
  expect(preferences()).toMatchObject({ nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false });
});

test('checklist 3: the preload lives in a world of its own: its bridge is there, which it is only then, and copied', async () => {
  const found = await inPage(`
    const first = await modkeep.call('app.get', {});
    Object.prototype.polluted = 'yes';
    const second = await modkeep.call('app.get', {});
    delete Object.prototype.polluted;
    try { modkeep.call = () => 'stolen'; } catch {}
    return [typeof modkeep.call, first.ok, second.ok, modkeep.call.name, Object.isFrozen(modkeep)];`);
  expect(found).toEqual(['function', true, true, expect.not.stringContaining('stolen'), true]);
});

test('checklist 4: every page is a sandboxed process, and the packaged app does not start with the sandbox off', async () => {
  const pages = app.world.app.getAppMetrics().filter(({ type }) => type === 'Tab');
  expect(pages.map(({ sandboxed }) => sandboxed)).toEqual([true]);
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const packaged = buildWorld(join(here.path, 'packaged'), { isPackaged: true });
  await launch(packaged, MAIN, ['--no-sandbox', `--data-dir=${join(here.path, 'packaged')}`]);
  expect(packaged.app.ended).toEqual({ code: 1 });
  expect(said.mock.calls.join()).toContain('--no-sandbox');
  said.mockRestore();
});

test('checklist 5: no permission is granted to the page', async () => {
  for (const session of [app.window.webContents.session, app.world.session.defaultSession])
    for (const name of ['geolocation', 'media', 'notifications', 'clipboard-read', 'openExternal'] as Permission[]) {
      expect(await session.asksFor(name), name).toBe(false);
      expect(session.checks(name), name).toBe(false);
    }
});

test('checklist 6: the walls between origins stand: what is elsewhere can’t be read, and nobody elsewhere may read us', async () => {
  const before = outside().length;
  expect(await inPage("return fetch('https://example.com/').then(() => 'read', () => 'refused')")).toBe('refused');
  expect(outside()).toHaveLength(before);
  const answer = await app.window.webContents.session.protocol.answer(new Request(PAGE));
  expect([...(answer?.headers.keys() ?? [])].filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('checklist 7: the content security policy is a header of every answer, and lets no text become a script', async () => {
  expect(await inPage("try { (0, eval)('1'); return 'run'; } catch (error) { return error.name; }")).toBe('EvalError');
  for (const path of ['index.html', 'missing']) {
    const answer = await app.window.webContents.session.protocol.answer(new Request(`app://bundle/${path}`));
    expect(answer?.headers.get('content-security-policy')).toContain("default-src 'none'");
  }
});

test('checklist 8: nothing is loaded in the clear', async () => {
  const outcome = await inPage(`
    return new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve('loaded');
      image.onerror = () => resolve('refused');
      image.src = 'http://127.0.0.1:9/x.png';
    });`);
  expect(outcome).toBe('refused');
  expect(outside()).toEqual([]);
  expect(preferences()).toMatchObject({ allowRunningInsecureContent: false });
});

test('checklist 9: no experimental feature is on', () => {
  expect(app.window.webContents.features).toMatchObject({ experimental: false });
});

test('checklist 10: no feature of the engine is turned on by name', () => {
  expect(app.window.webContents.features).toMatchObject({ enabled: [], disabled: ['Auxclick'] });
});

test('checklist 11: a webview with pop-ups is a plain element and opens nothing', async () => {
  const before = app.window.webContents.asked.length;
  const found = await inPage(`
    const view = document.createElement('webview');
    view.setAttribute('allowpopups', '');
    view.setAttribute('src', 'https://example.com/');
    document.body.append(view);
    const outcome = [view instanceof HTMLUnknownElement || view.constructor === HTMLElement, 'contentWindow' in view];
    view.remove();
    return outcome;`);
  expect(found).toEqual([true, false]);
  expect(app.window.webContents.asked.length).toBe(before);
});

test('checklist 12: a guest that was attached all the same would be turned away', () => {
  expect(app.window.webContents.features).toMatchObject({ webview: false });
  expect(app.window.webContents.attachesWebview()).toBe(false);
});

test('checklist 13: the page stays where it is', async () => {
  const before = chromium.page.url();
  await inPage("location.href = 'https://example.com/'; await modkeep.call('app.get', {});");
  expect(chromium.page.url()).toBe(before);
  expect(app.window.webContents.navigates('https://example.com/', 'redirect')).toBe(false);
  expect(app.window.webContents.getURL()).toBe(PAGE);
});

test('checklist 14: no window opens', async () => {
  await inPage("window.open('https://example.com/'); await modkeep.call('app.get', {});");
  expect(app.world.app.windows.size).toBe(1);
  expect(app.window.webContents.asked.filter(({ isOpened }) => isOpened)).toEqual([]);
});

test('checklist 15: the system browser opens pages by name, never an address of the page', async () => {
  const opened = app.world.shell.opened.length;
  for (const input of [
    { kind: 'https://example.com/' },
    { kind: 'twitchUser', login: '../../x' },
    { url: 'file:///etc' },
  ])
    expect(await app.call('links.open', input as never)).toMatchObject({ ok: false });
  expect(app.world.shell.opened.length).toBe(opened);
  expect(await app.call('links.open', { kind: 'twitchStatus' })).toMatchObject({ ok: true });
  expect(app.world.shell.opened.slice(opened)).toEqual(['https://status.twitch.tv/']);
});

test('checklist 16: Electron is pinned, and being more than 14 days behind its newest patch is seen', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(MAIN, '..', '..', '..', 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const version = devDependencies['electron'] ?? '';
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  const [major = '0', minor = '0', patch = '0'] = version.split('.');
  const newer = `${major}.${minor}.${Number(patch) + 1}`;
  const times = { [version]: '2026-11-01T00:00:00Z', [newer]: '2026-11-02T00:00:00Z' };
  expect(electronLag(version, times, Date.parse('2026-11-16T00:00:00Z'))).toBe(14);
  expect(electronLag(version, times, Date.parse('2026-11-17T00:00:00Z'))).toBe(15);
});

test('checklist 17: a frame inside the page, and a stranger’s page, are not heard', async () => {
  const { webContents } = app.window;
  const ask = (frame: typeof webContents.mainFrame) =>
    app.world.ipcMain.invoke(webContents, frame, 'call', 'app.get', {});
  expect(await ask(webContents.mainFrame)).toMatchObject({ ok: true });
  expect(await ask(webContents.frameWithin(PAGE))).toMatchObject({ error: { code: 'FORBIDDEN' } });
  expect(await ask(webContents.frameWithin('https://example.com/'))).toMatchObject({ error: { code: 'FORBIDDEN' } });
});

test('checklist 18: pages come from app://bundle, and a file of the disk can’t be had', async () => {
  expect(app.window.webContents.getURL()).toBe(PAGE);
  expect(await inPage("return fetch('file:///etc/hosts').then(() => 'read', () => 'refused')")).toBe('refused');
  const { protocol } = app.window.webContents.session;
  expect(protocol.isProtocolHandled('file')).toBe(false);
  for (const path of ['..%2f..%2fpackage.json', '%2e%2e/main/index.js', '/etc/hosts'])
    expect((await protocol.answer(new Request(`app://bundle/${path}`)))?.status, path).toBe(404);
});

test('checklist 19: the nine fuses read back as set, by the packer and by the app itself', async () => {
  const binary = join(here.path, 'binary');
  const wire = [Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('111111111')];
  writeFileSync(binary, Buffer.concat(wire));
  expect(await wrongFuses(binary, 'linux')).toContain('RunAsNode');
  await setFuses(binary, { platform: 'linux' });
  expect(await wrongFuses(binary, 'linux')).toEqual([]);
});

test('checklist 20: the page gets two functions and payloads, nothing of Electron', async () => {
  const found = await inPage(`
    const heard = new Promise((resolve) => modkeep.onEvent((...given) => resolve(given)));
    await modkeep.call('settings.set', { theme: 'dark' });
    const given = await heard;
    return { keys: Object.keys(modkeep).toSorted(), count: given.length, type: given[0].type, sender: 'sender' in given[0] };`);
  expect(found).toEqual({ keys: ['call', 'onEvent'], count: 1, type: 'settings.changed', sender: false });
});
