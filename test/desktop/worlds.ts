// Worlds for tests: a machine of the double with its own folders, and the built app started on it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Input, Output, Reply } from '../../src/shared/contract.ts';
import { ensureBuilt, MAIN } from '../helpers/electron-double/built.ts';
import { startChromium, type ChromiumHost, type ChromiumWindow } from '../helpers/electron-double/chromium.ts';
import { launch } from '../helpers/electron-double/launch.ts';
import type { BrowserWindowDouble } from '../helpers/electron-double/window.ts';
import { createWorld, type World, type WorldOptions } from '../helpers/electron-double/world.ts';

/** A folder of its own under the system's temporary one. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'modkeep-desktop-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An unpackaged app that holds its lock, on a Linux with a keyring; `given` changes what a test is about. */
export function buildWorld(userData: string, given: Partial<WorldOptions> = {}): World {
  return createWorld({ isPackaged: false, hasLock: true, userData, ...given });
}

export interface StartedApp {
  readonly world: World;
  readonly window: BrowserWindowDouble;
  /** As the page itself would call, through the double's ipcMain. */
  call<C extends Command>(command: C, input: Input<C>): Promise<Reply<Output<C>>>;
  /** Quits as a person would and waits for the end. */
  quit(): Promise<void>;
}

/**
 * Starts the built app in `world`, with its data there too unless it is to use the system's usual folder, and waits until
 * its window has loaded. Rejects when it ends before that.
 */
export async function startApp(world: World, argv: readonly string[] = [], isUsual = false): Promise<StartedApp> {
  const opened = Promise.withResolvers<BrowserWindowDouble>();
  world.app.on('browser-window-created', (_event: unknown, window: BrowserWindowDouble) => {
    // The window of a move that takes long has no preload: it is not the app's.
    if (window.options.webPreferences?.preload === undefined) return;
    window.webContents.once('did-finish-load', () => opened.resolve(window));
  });
  void world.app.exited.then(({ code }) => {
    const words = world.dialog.errors.map(({ content }) => content).join(' ');
    opened.reject(new Error(`the app ended with code ${code} before its window had loaded. ${words}`));
  });
  const dataDir = `--data-dir=${world.app.getPath('userData')}`;
  const isNamed = isUsual || argv.some((word) => word.startsWith('--data-dir'));
  await launch(world, MAIN, [...argv, ...(isNamed ? [] : [dataDir])]);
  const window = await opened.promise;
  return {
    world,
    window,
    async call(command, input) {
      const { webContents } = window;
      const reply = await world.ipcMain.invoke(webContents, webContents.mainFrame, 'call', command, input);
      return reply as Reply<never>;
    },
    async quit() {
      world.app.quit();
      await world.app.exited;
    },
  };
}

/** The apps of one test, in a folder of their own. */
export interface Apps {
  readonly path: string;
  start(given?: Partial<WorldOptions>, argv?: readonly string[]): Promise<StartedApp>;
  /** Quits those that still run, and removes the folder. */
  close(): Promise<void>;
}

export function createApps(): Apps {
  const folder = temporaryFolder();
  const started: StartedApp[] = [];
  return {
    path: folder.path,
    async start(given = {}, argv = []) {
      const app = await startApp(buildWorld(folder.path, given), argv);
      started.push(app);
      return app;
    },
    async close() {
      for (const app of started) if (app.world.app.ended === null) await app.quit();
      folder.remove();
    },
  };
}

/** The built app with a real page behind its window, in a folder of its own. */
export interface AppInChromium {
  readonly app: StartedApp;
  readonly chromium: ChromiumWindow;
  readonly host: ChromiumHost;
  readonly path: string;
  close(): Promise<void>;
}

export async function startInChromium(argv: readonly string[] = []): Promise<AppInChromium> {
  ensureBuilt();
  const opened = new AsyncDisposableStack();
  try {
    const folder = opened.adopt(temporaryFolder(), ({ remove }) => remove());
    const host = opened.adopt(await startChromium(), ({ close }) => close());
    const world = buildWorld(folder.path);
    host.connect(world);
    const app = opened.adopt(await startApp(world, argv), ({ quit }) => quit());
    const chromium = await host.window(world);
    return { app, chromium, host, path: folder.path, close: () => opened.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}
