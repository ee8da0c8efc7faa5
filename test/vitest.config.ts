// Everything that runs without a browser. The page itself is driven by playwright.config.ts.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const isLong = process.env['MODKEEP_LONG'] === '1';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**'],
    passWithNoTests: false,
    // Two slow shared cores are the smallest machine that must manage; a third file waits for a simulated Twitch meanwhile.
    maxWorkers: 3,
    testTimeout: isLong ? 3_600_000 : 30_000,
    hookTimeout: isLong ? 120_000 : 30_000,
    restoreMocks: true,
    // A browser that is closed at the end of a suite takes calls with it that nobody waits for any more.
    onUnhandledError: (error) => !error.message.startsWith('Target page, context or browser has been closed'),
  },
});
