// A Chromium that is here already, driven by Playwright. Fetches none: a benchmark changes nothing on a machine.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { NotRun } from './bench-case.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge', 'chrome'];

/** Throws NotRun where none is found. MODKEEP_CHROMIUM names one. */
export async function openBrowser(): Promise<Browser> {
  const path = process.env['MODKEEP_CHROMIUM'] ?? installed() ?? chromium.executablePath();
  if (!existsSync(path)) throw new NotRun('Chromium is missing here: install one, or name one in MODKEEP_CHROMIUM');
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

function installed(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}
