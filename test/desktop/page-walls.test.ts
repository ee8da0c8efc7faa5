// The walls around the page, tried from inside a real one: content security policy, navigation, strangers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChromiumWindow } from '../helpers/electron-double/chromium.ts';
import { startInChromium, type AppInChromium, type StartedApp } from './worlds.ts';

const PAGE = 'app://bundle/index.html';
let here: AppInChromium;
let app: StartedApp;
let chromium: ChromiumWindow;

beforeAll(async () => {
  here = await startInChromium();
  ({ app, chromium } = here);
}, 120_000);
afterAll(() => here?.close());

test('the page itself lives within its policy', async () => {
  await chromium.page.locator('#root > *').first().waitFor();
  const refused = chromium.consoleErrors.filter((text) => /Content Security Policy|Trusted|violates/i.test(text));
  expect(refused).toEqual([]);
});

/** What each probe does in the page; only `blocked` is right. */
const PROBES: Readonly<Record<string, string>> = {
  eval: "tryTo(() => (0, eval)('1'))",
  'function from text': "tryTo(() => new Function('return 1')())",
  'inline script': "added(() => Object.assign(document.createElement('script'), { textContent: 'window.probed = 1' }))",
  'remote script': "violation('script-src', () => append('script', { src: 'https://example.com/x.js' }))",
  fetch: "rejected(() => fetch('/index.html'))",
  websocket: "violation('connect-src', () => new WebSocket('ws://127.0.0.1:9/'))",
  'remote image': "violation('img-src', () => append('img', { src: 'https://example.com/x.png' }))",
  frame: "violation('frame-src', () => append('iframe', { src: 'https://example.com/' }))",
  object: "violation('object-src', () => append('object', { data: 'https://example.com/x' }))",
  worker: "tryTo(() => new Worker('/index.html'))",
  'inline style': "violation('style-src', () => document.body.setAttribute('style', 'color: red'))",
  'html from text': "tryTo(() => (document.createElement('div').innerHTML = '<b>x</b>'))",
  'form to elsewhere':
    "violation('form-action', () => append('form', { action: 'https://example.com/', method: 'post' }).submit())",
  base: "violation('base-uri', () => append('base', { href: 'https://example.com/' }))",
};

/** What the probes call, as text that is put before each one. */
const TOOLS = `
const tryTo = (act) => { try { act(); return 'allowed'; } catch { return 'blocked'; } };
const append = (tag, attributes) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  return element;
};
const added = (build) => { try { document.body.append(build()); } catch { return 'blocked'; } return window.probed ? 'allowed' : 'blocked'; };
const rejected = (act) => act().then(() => 'allowed', () => 'blocked');
const violation = (directive, act) => new Promise((resolve) => {
  const hear = (event) => { if (event.effectiveDirective.startsWith(directive)) resolve('blocked'); };
  document.addEventListener('securitypolicyviolation', hear);
  setTimeout(() => resolve('allowed'), 2000);
  try { act(); } catch { resolve('blocked'); }
});`;

test.each(Object.entries(PROBES))('checklist 7: %s is blocked', async (_name, probe) => {
  // From a timer: what a debugger evaluates directly is exempt from the policy.
  const code = `new Promise((resolve) => setTimeout(() => { ${TOOLS}\n Promise.resolve(${probe}).then(resolve); }))`;
  expect(await chromium.page.evaluate(code)).toBe('blocked');
});

test('negative control: without the header the same probes get through', async () => {
  const page = await chromium.page.context().browser()?.newPage();
  if (page === undefined) throw new Error('no browser');
  const outcomes: Record<string, unknown> = {};
  for (const name of ['eval', 'inline script', 'html from text', 'inline style']) {
    const code = `new Promise((resolve) => setTimeout(() => { ${TOOLS}\n Promise.resolve(${PROBES[name] ?? ''}).then(resolve); }))`;
    outcomes[name] = await page.evaluate(code);
  }
  await page.close();
  expect(new Set(Object.values(outcomes))).toEqual(new Set(['allowed']));
});

test.each<readonly [string, string]>([
  ['location', "location.href = 'https://example.com/'"],
  ['replace', "location.replace('https://example.com/')"],
  ['another page of ours', "location.href = '/other.html'"],
  ['link', "Object.assign(document.createElement('a'), { href: 'https://example.com/' }).click()"],
  [
    'link to a new window',
    "Object.assign(document.createElement('a'), { href: 'https://example.com/', target: '_blank' }).click()",
  ],
  ['window.open', "window.open('https://example.com/')"],
  ['javascript:', "location.href = 'javascript:void(document.title = 1)'"],
  ['data:', "location.href = 'data:text/html,x'"],
  ['file:', "location.href = 'file:///etc/hosts'"],
  [
    'meta refresh',
    "const meta = document.createElement('meta'); meta.httpEquiv = 'refresh'; meta.content = '0;url=https://example.com/'; document.head.append(meta)",
  ],
])('checklist 13, 14: the page cannot leave by %s', async (_name, code) => {
  const { page } = chromium;
  const before = page.url();
  await page.evaluate(`setTimeout(() => { ${code} })`);
  // A round trip through the page and its bridge: whatever was to happen has been refused by then.
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 150)).then(() => modkeep.call('app.get', {}))");
  expect(page.url()).toBe(before);
  expect(app.window.webContents.getURL()).toBe(PAGE);
  expect(app.window.webContents.asked.filter(({ isOpened }) => isOpened)).toEqual([]);
  expect(chromium.foreignRequests.filter((url) => url.startsWith('https:'))).toEqual([]);
});

test('checklist 17: a frame, another page and a page that has gone are refused; our page is heard', async () => {
  const { window, world } = app;
  const { webContents } = window;
  const refused = { ok: false, error: { code: 'FORBIDDEN' } };
  expect(await world.ipcMain.invoke(webContents, webContents.mainFrame, 'call', 'app.get', {})).toMatchObject({
    ok: true,
  });
  const inside = webContents.frameWithin(PAGE);
  expect(await world.ipcMain.invoke(webContents, inside, 'call', 'app.get', {})).toMatchObject(refused);
  const Window = world.module['BrowserWindow'] as new (options: object) => typeof window;
  const stray = new Window({});
  stray.webContents.commit(PAGE);
  expect(
    await world.ipcMain.invoke(stray.webContents, stray.webContents.mainFrame, 'call', 'app.get', {}),
  ).toMatchObject(refused);
  stray.destroy();
  await expect(world.ipcMain.invoke(webContents, webContents.mainFrame, 'other')).rejects.toThrow(
    /No handler registered/,
  );
  expect(world.ipcMain.channels).toEqual(['call']);
});

test('checklist 17: after a navigation that slipped through, the bridge is dead in the new page', async () => {
  const { window, world } = app;
  const { webContents } = window;
  const before = webContents.mainFrame;
  webContents.commit('https://example.com/');
  const refused = { ok: false, error: { code: 'FORBIDDEN' } };
  expect(await world.ipcMain.invoke(webContents, webContents.mainFrame, 'call', 'app.get', {})).toMatchObject(refused);
  expect(await world.ipcMain.invoke(webContents, before, 'call', 'app.get', {})).toMatchObject(refused);
  const fromPage = await chromium.page.evaluate("modkeep.call('app.get', {})");
  expect(fromPage).toMatchObject(refused);
  webContents.commit(PAGE);
  expect(await chromium.page.evaluate("modkeep.call('app.get', {})")).toMatchObject({ ok: true });
});

test('the windows that the page asked for were refused by the handler, not lost on the way', () => {
  expect(app.window.webContents.asked.map(({ url }) => url)).toEqual(['https://example.com/', 'https://example.com/']);
});

test('fault 33: 400 calls at once are all answered, those beyond 200 with a code', async () => {
  const { window, world } = app;
  const { webContents } = window;
  const calls = Array.from({ length: 400 }, () =>
    world.ipcMain.invoke(webContents, webContents.mainFrame, 'call', 'app.get', {}),
  );
  const replies = (await Promise.all(calls)) as { ok: boolean; error?: { code: string } }[];
  const codes = replies.filter(({ ok }) => !ok).map(({ error }) => error?.code);
  expect(new Set(codes)).toEqual(new Set(['RATE_LIMIT_EXCEEDED']));
  expect(codes.length).toBeGreaterThan(100);
});

test('checklist 1: in all of this the page got nothing from outside the bundle', () => {
  expect(chromium.foreignRequests.filter((url) => !url.startsWith('app:'))).toEqual([]);
});
