// What every spec starts from: a simulated Twitch, the built app on a data folder of its own, and a page of it.
// All of it ends with the test, and a test whose page met an error or a breach of its walls has failed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test as base, type Browser, type Page } from '@playwright/test';
import { startSimulator, type RunningSimulator, type StartOptions } from '../../src/simulator/start.ts';
import { startApp, type App } from './app.ts';
import { startDesktop, type DesktopApp } from './desktop.ts';
import { createModkeepPage, type ModkeepPage } from './modkeep-page.ts';

export { expect } from '@playwright/test';

const BUILT_SIMULATOR = fileURLToPath(new URL('../../out/main/simulator.js', import.meta.url));

export interface World {
  readonly twitch: RunningSimulator;
  readonly dataDir: string;
  /** Starts the app on this world's data folder; one at a time. */
  start(...flags: string[]): Promise<App>;
  /** Opens a window of the app, apart from all other windows. */
  open(app: App): Promise<ModkeepPage>;
  /** Starts the app, opens it, lets it act, signs the broadcaster in and waits for the whole list. */
  signedIn(...flags: string[]): Promise<{ app: App; modkeep: ModkeepPage }>;
}

interface Options {
  /** How the simulated Twitch starts: `test.use({ twitchOptions: … })`. */
  readonly twitchOptions: StartOptions;
  /** Which shell the specs run against; `desktop` only where Electron's binary is there. */
  readonly shell: 'browser' | 'desktop';
}

export const test = base.extend<Options & { world: World }>({
  twitchOptions: [{ world: 'size:250' }, { option: true }],
  shell: ['browser', { option: true }],
  world: async ({ browser, twitchOptions, shell }, use) => {
    const twitch = await startSimulator({ entry: BUILT_SIMULATOR, ...twitchOptions });
    // Twitch asks for five seconds between two looks at a device's code; a test need not wait for that.
    await twitch.control.setDeviceInterval(1);
    const dataDir = await mkdtemp(join(tmpdir(), 'modkeep-e2e-'));
    const apps: App[] = [];
    const troubles: string[] = [];
    const world: World = {
      twitch,
      dataDir,
      start: async (...flags) => {
        const startShell = shell === 'desktop' ? startDesktop : startApp;
        const app = await startShell(dataDir, '--twitch-port', String(twitch.port), ...flags);
        apps.push(app);
        return app;
      },
      open: async (app) => {
        if (isDesktop(app)) return createModkeepPage(app.window);
        const page = await openPage(browser, troubles);
        await page.goto(app.url);
        return createModkeepPage(page);
      },
      signedIn: async (...flags) => {
        const app = await world.start(...flags);
        const modkeep = await world.open(app);
        await modkeep.letAct();
        await modkeep.signIn(twitch, ownerOf(twitch).login);
        await modkeep.waitUntilComplete();
        return { app, modkeep };
      },
    };
    await use(world);
    for (const context of browser.contexts()) await context.close();
    for (const app of apps) await app.stop();
    await twitch.stop();
    await rm(dataDir, { recursive: true, force: true });
    expect(troubles, 'errors in the pages').toEqual([]);
  },
});

/** The person whose channel a `size:N` world is about. */
export function ownerOf({ world }: RunningSimulator): { id: string; login: string } {
  if (world.broadcaster === null) throw new Error('this world has no channel');
  return world.broadcaster;
}

function isDesktop(app: App): app is DesktopApp {
  return 'window' in app;
}

async function openPage(browser: Browser, troubles: string[]): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    // A closed app is part of some tests; the page says so in its status bar.
    if (message.type() === 'error' && !/ERR_CONNECTION_REFUSED|WebSocket/.test(message.text()))
      troubles.push(message.text());
  });
  return page;
}
