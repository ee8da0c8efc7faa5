// What the proofs of the double share, and those that need a real page or are about what a person sees. Test code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, vi } from 'vitest';
import { startChromium, type ChromiumHost } from '../helpers/electron-double/chromium.ts';
import type { NotificationDouble } from '../helpers/electron-double/notification.ts';
import type { BrowserWindowDouble } from '../helpers/electron-double/window.ts';
import type { World } from '../helpers/electron-double/world.ts';
import { buildWorld, temporaryFolder } from './worlds.ts';

export const folder = temporaryFolder();
/** Started by the first row that needs a page. */
let chromium: Promise<ChromiumHost> | null = null;

export async function closeParts(): Promise<void> {
  await (await chromium)?.close();
  folder.remove();
}

export function ready(given: Parameters<typeof buildWorld>[1] = {}): World {
  const world = buildWorld(folder.path, given);
  world.app.becomeReady();
  return world;
}
type Made = new (options?: object) => BrowserWindowDouble;
export const windowOf = (world: World, options: object = {}): BrowserWindowDouble =>
  new (world.module['BrowserWindow'] as Made)(options);
export const prevent = (event: { preventDefault(): void }): void => event.preventDefault();

/** A window with a real page of the given html, and a preload if there is one. */
async function withPage(
  html: string,
  run: (page: Page, world: World, window: BrowserWindowDouble) => Promise<void>,
  given: { preload?: string; preferences?: object; headers?: Record<string, string> } = {},
): Promise<void> {
  const host = await (chromium ??= startChromium());
  const world = ready();
  host.connect(world);
  const headers = { 'content-type': 'text/html', ...given.headers };
  world.protocol.handle('app', () => new Response(html, { headers }));
  const preload = join(folder.path, `preload-${world.id}.cjs`);
  writeFileSync(preload, given.preload ?? '');
  const window = windowOf(world, { webPreferences: { preload, ...given.preferences } });
  await window.loadURL('app://bundle/index.html');
  await run((await host.window(world)).page, world, window);
  window.destroy();
}

/** By the words that a row of the double's table begins with. */
export const PAGE_PROOFS: Readonly<Record<string, () => unknown>> = {
  'notifications: made': () => {
    const world = ready();
    const notice = new (world.module['Notification'] as typeof NotificationDouble)({ title: 'x' });
    const heard: string[] = [];
    for (const name of ['show', 'click', 'close']) notice.on(name, () => heard.push(name));
    notice.close();
    expect([notice.state, heard, world.notifications]).toEqual(['made', [], [notice]]);
    notice.show();
    notice.click();
    notice.close();
    notice.close();
    expect([notice.state, heard]).toEqual(['closed', ['show', 'click', 'close']]);
  },
  '`contextBridge`: copies': () =>
    withPage(
      '<p>x</p>',
      async (page) => {
        const found = await page.evaluate(`(async () => {
          const { api } = window;
          return [typeof api.add, await api.later(2), api.data.list === api.same(), Object.isFrozen(api), api.named];
        })()`);
        expect(found).toEqual(['function', 4, false, true, 'module not found: fs']);
      },
      {
        preload: `const { contextBridge } = require('electron');
          let named = ''; try { require('fs'); } catch (error) { named = error.message; }
          const data = { list: [1] };
          contextBridge.exposeInMainWorld('api', { add: (a) => a + 1, later: async (a) => a * 2, data, same: () => data.list, named });`,
      },
    ),
  'the preload runs before the page’s scripts': () =>
    withPage(
      '<script>window.sawBridge = "api" in window</script><iframe srcdoc="<p>x</p>"></iframe>',
      async (page) => {
        expect(
          await page.evaluate('[window.sawBridge, "api" in document.querySelector("iframe").contentWindow]'),
        ).toEqual([true, false]);
      },
      { preload: "require('electron').contextBridge.exposeInMainWorld('api', {})" },
    ),
  'the page’s requests go to the protocol handler': () =>
    withPage(
      '<p>x</p>',
      async (page, world) => {
        const code = "try { eval('1'); resolve('run') } catch { resolve('refused') }";
        expect(await page.evaluate(`new Promise((resolve) => setTimeout(() => { ${code} }))`)).toBe('refused');
        expect(world.protocol.isProtocolHandled('app')).toBe(true);
      },
      { headers: { 'content-security-policy': "default-src 'self'" } },
    ),
  'what the page does to leave': () =>
    withPage('<p>x</p>', async (page, _world, window) => {
      window.webContents.on('will-navigate', prevent);
      window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
      const before = page.url();
      await page.evaluate(
        "setTimeout(() => { location.href = 'https://example.com/'; window.open('https://example.com/') })",
      );
      await vi.waitFor(() =>
        expect(window.webContents.asked).toEqual([{ url: 'https://example.com/', isOpened: false }]),
      );
      expect(page.url()).toBe(before);
    }),
  'preferences: Node in the page': async () => {
    const page = (preferences: object, isEnforced = false) => {
      const world = buildWorld(folder.path);
      if (isEnforced) world.app.enableSandbox();
      world.app.becomeReady();
      return [windowOf(world, { webPreferences: preferences }).webContents, world] as const;
    };
    expect(page({})[0]).toMatchObject({ hasNode: false, isSandboxWanted: true, isIsolated: true });
    expect(page({ nodeIntegration: true })[0]).toMatchObject({ hasNode: true, isSandboxWanted: false });
    expect(page({ nodeIntegration: true }, true)[0].hasNode).toBe(false);
    expect(page({ enableBlinkFeatures: 'A,B', webviewTag: true })[0].features).toMatchObject({
      enabled: ['A', 'B'],
      webview: true,
    });
    const sandboxed = (preferences: object, isEnforced: boolean) =>
      page(preferences, isEnforced)[1]
        .app.getAppMetrics()
        .find(({ type }) => type === 'Tab')?.sandboxed;
    expect([sandboxed({ sandbox: false }, false), sandboxed({ sandbox: false }, true)]).toEqual([false, true]);
    const preload =
      "try { require('electron').contextBridge.exposeInMainWorld('api', {}) } catch (e) { window.said = e.message }";
    await withPage(
      '<p>x</p>',
      async (open) => {
        expect(await open.evaluate("[typeof require, 'api' in window, window.said]")).toEqual([
          'function',
          false,
          'contextBridge API can only be used when contextIsolation is enabled',
        ]);
      },
      { preload, preferences: { nodeIntegration: true, contextIsolation: false } },
    );
  },
};
