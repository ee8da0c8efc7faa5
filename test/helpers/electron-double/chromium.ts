// Puts a real Chromium page behind a window of the double: its requests go to the double's protocol handler, its
// preload is the built one, its messages go to the double's ipcMain. Chromium can't load app://, so the page sees
// http://bundle.localhost instead; everything on the main side is told app://bundle.
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Frame, type Page, type Request as PageRequest, type Route } from 'playwright';
import type { PageDriver, WebContentsDouble } from './contents.ts';
import { BINDING, preloadScript } from './page-world.ts';
import type { BrowserWindowDouble } from './window.ts';
import type { World } from './world.ts';

const STAND_IN = 'http://bundle.localhost';

export interface ChromiumWindow {
  readonly page: Page;
  /** Addresses outside the bundle that the page asked for. None was let through. */
  readonly foreignRequests: readonly string[];
  readonly consoleErrors: readonly string[];
}

export interface ChromiumHost {
  /** Windows of `world` get real pages from now on. */
  connect(world: World): void;
  /** The page of the only window; waits until there is one. */
  window(world: World): Promise<ChromiumWindow>;
  close(): Promise<void>;
}

export async function startChromium(): Promise<ChromiumHost> {
  const browser = await chromium.launch({
    executablePath: process.env['MODKEEP_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const opened = new Map<string, PromiseWithResolvers<ChromiumWindow>>();
  const slot = (world: World): PromiseWithResolvers<ChromiumWindow> => {
    const found = opened.get(world.id) ?? Promise.withResolvers<ChromiumWindow>();
    opened.set(world.id, found);
    return found;
  };
  return {
    connect(world) {
      world.attach = async (window) => slot(world).resolve(await attachPage(browser, world, window));
    },
    window: (world) => slot(world).promise,
    close: () => browser.close(),
  };
}

async function attachPage(browser: Browser, world: World, window: BrowserWindowDouble): Promise<ChromiumWindow> {
  const { webContents } = window;
  const { width = 800, height = 600 } = window.options;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const foreignRequests: string[] = [];
  const consoleErrors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && consoleErrors.push(message.text()));
  page.on('pageerror', (error) => consoleErrors.push(String(error)));
  await page.exposeBinding(BINDING, async ({ frame }, channel: string, args: unknown[]) => {
    const isMain = frame === page.mainFrame();
    const sender = isMain ? webContents.mainFrame : subframe(webContents, frame.url());
    return world.ipcMain.invoke(webContents, sender, channel, ...args).then(
      (value) => ({ ok: true, value }),
      (error: unknown) => ({ ok: false, value: error instanceof Error ? error.message : String(error) }),
    );
  });
  const preload = window.options.webPreferences?.preload;
  const { hasNode, isIsolated } = webContents;
  if (preload !== undefined)
    await page.addInitScript({ content: preloadScript(await readFile(preload, 'utf8'), { hasNode, isIsolated }) });
  await context.route('**/*', (route) =>
    answer(route, page, webContents, foreignRequests).catch((error: unknown) => {
      // A page that is closing takes its requests with it.
      if (!page.isClosed() && !isClosing(error)) throw error;
    }),
  );
  page.on('popup', (popup) => void popup.close().catch(() => undefined));
  webContents.driver = createDriver(page, webContents);
  return { page, foreignRequests, consoleErrors };
}

/** Playwright's word for a page, context or browser that went away under a call. */
function isClosing(error: unknown): boolean {
  return error instanceof Error && error.message.includes('has been closed');
}

function createDriver(page: Page, contents: WebContentsDouble): PageDriver {
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) contents.commit(toApp(frame.url()));
  });
  return {
    load: async (url) => void (await page.goto(toStandIn(url))),
    reload: async () => void (await page.reload()),
    send: async (channel, args) => {
      await page
        .evaluate(
          ([name, payload]) => {
            const deliver = (globalThis as never)[Symbol.for('electron-double.deliver')] as
              | ((channel: string, args: unknown[]) => void)
              | undefined;
            deliver?.(name, [...payload]);
          },
          [channel, [...args]] as const,
        )
        // The page may be navigating or closing: Electron drops such messages too.
        .catch(() => undefined);
    },
    evaluate: (code) => page.evaluate(code),
    close: () => page.context().close(),
  };
}

/** Bundle requests go to the session's handler; a navigation elsewhere is put to the double first; the rest is refused. */
async function answer(route: Route, page: Page, contents: WebContentsDouble, foreign: string[]): Promise<void> {
  const request = route.request();
  const url = toApp(request.url());
  const frame = frameOf(request);
  if (frame === null || frame.page() !== page) {
    // A window of its own: Electron asks the handler before anything is loaded, and so does this.
    contents.opens(url);
    return route.abort('aborted');
  }
  const isFirst = contents.mainFrame.url === 'about:blank';
  if (request.isNavigationRequest() && !isFirst && contents.mainFrame.url !== url) {
    if (!contents.navigates(url, 'navigate', frame === page.mainFrame())) return route.abort('aborted');
  }
  if (!url.startsWith('app:')) {
    foreign.push(url);
    return route.abort('blockedbyclient');
  }
  const body = request.postDataBuffer();
  const init = {
    method: request.method(),
    headers: request.headers(),
    ...(body === null ? {} : { body: new Uint8Array(body) }),
  };
  const response = await contents.session.protocol.answer(new Request(url, init));
  if (response === null) return route.abort('addressunreachable');
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

/** Null for a window that the page asked for: it has no frame yet when its first request is made. */
function frameOf(request: PageRequest): Frame | null {
  try {
    return request.frame();
  } catch {
    return null;
  }
}

function subframe(contents: WebContentsDouble, url: string): WebContentsDouble['mainFrame'] {
  return contents.frameWithin(toApp(url));
}

function toApp(url: string): string {
  return url.startsWith(`${STAND_IN}/`) ? `app://bundle${url.slice(STAND_IN.length)}` : url;
}

function toStandIn(url: string): string {
  return url.startsWith('app://bundle') ? `${STAND_IN}${url.slice('app://bundle'.length)}` : url;
}
