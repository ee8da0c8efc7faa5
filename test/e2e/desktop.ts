// The desktop shell in real Electron, where its binary is there. Knows nothing of specs; they see an app like any other.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { App } from './app.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** An app that has a window of its own instead of an address. */
export interface DesktopApp extends App {
  readonly window: Page;
  /** The way into its main process. */
  readonly electron: ElectronApplication;
}

/** Electron's program; null where it was never downloaded (its npm package comes without). */
export function electronBinary(): string | null {
  const home = join(ROOT, 'node_modules', 'electron');
  const name = join(home, 'path.txt');
  const path = existsSync(name) ? join(home, 'dist', readFileSync(name, 'utf8').trim()) : null;
  return path !== null && existsSync(path) ? path : null;
}

/** Starts the built desktop shell on a data folder and waits for its window. */
export async function startDesktop(dataDir: string, ...flags: string[]): Promise<DesktopApp> {
  const executablePath = electronBinary();
  if (executablePath === null) throw new Error('Electron’s binary is not here');
  const env = { ...process.env, TWITCH_CLIENT_ID: 'modkeepe2e', FEATURE_TWITCH_MODERATION: '' } as Record<
    string,
    string
  >;
  const app = await _electron.launch({ executablePath, args: [ROOT, '--data-dir', dataDir, ...flags], env });
  const window = await app.firstWindow();
  return {
    url: window.url(),
    pid: app.process().pid ?? 0,
    window,
    electron: app,
    async stop() {
      await app.close();
      return { code: 0, stdout: '', stderr: '' };
    },
  };
}
