// The page in a real Chromium, against the built app and a simulated Twitch. `npm test e2e` builds and finds a browser.
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { electronBinary } from './e2e/desktop.ts';

const chromium = process.env['MODKEEP_CHROMIUM'];
const report = process.env['MODKEEP_REPORT'];

export default defineConfig<{ shell: 'browser' | 'desktop' }>({
  testDir: fileURLToPath(new URL('./e2e', import.meta.url)),
  outputDir: fileURLToPath(new URL('../test-results', import.meta.url)),
  // Each test runs an app, a simulator and a browser of its own and waits most of the time: two at once fit two cores.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // The same specs in both shells; `@browser` marks those about addresses, keys, signals and several windows, `@desktop`
  // those about Electron itself.
  projects: [
    { name: 'browser', grepInvert: /@desktop/ },
    ...(electronBinary() === null
      ? []
      : [{ name: 'desktop', grepInvert: /@browser/, use: { shell: 'desktop' as const } }]),
  ],
  reporter: report === undefined ? 'list' : [['list'], ['json', { outputFile: report }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    ...(chromium === undefined ? {} : { launchOptions: { executablePath: chromium } }),
  },
});
