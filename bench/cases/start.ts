// From starting the process to the list on the screen, in the browser shell: a database as years of work leave it against
// a new one, both with the same channel, closed in order before. Twitch is not there, so that only the start is measured;
// the machine's file cache is warm for both.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { createClock } from '../../src/main/lib/clock.ts';
import { DAY_MS } from '../../src/main/lib/time.ts';
import { openDatabase } from '../../src/main/db/open.ts';
import { createSearchIndex } from '../../src/main/db/search-index.ts';
import { openReader as openAppReader } from '../../src/main/wiring/reader.ts';
import { createTempDir, MIGRATIONS_DIR, silentLog } from '../../test/helpers/db.ts';
import { launchApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { buildBigDatabase, type Sizes } from '../support/big-database.ts';
import { alternately, median, ratios } from '../support/numbers.ts';
import { packAll } from '../support/pack.ts';
import { canWatchProcesses, cpuMs } from '../support/process.ts';
import { startTwitch, type BenchTwitch } from '../support/twitch.ts';

const NEW: Sizes = { bans: 100, entries: 100, audit: 100 };
const BIG: Sizes = { bans: 100_000, entries: 1_000_000, audit: 200_000 };
/** The last day that the made-up history knows, and then some: every day that is over is packed. */
const EVERY_DAY = 30_000;
const PATIENCE_MS = 60_000;

export const startCase: BenchCase = {
  name: 'start',
  unit: 'ratio',
  goal: 1.2,
  async run({ runs }) {
    const folder = createTempDir();
    const browser = await openBrowser();
    try {
      const twitch = await startTwitch({ rows: NEW.bans });
      const [big, fresh] = [join(folder.dir, 'big'), join(folder.dir, 'new')];
      try {
        await signInOnce(twitch, [big, fresh]);
        await build(big, BIG, twitch);
        await build(fresh, NEW, twitch);
      } finally {
        await twitch.stop();
      }
      const cpu = { ours: [] as number[], theirs: [] as number[] };
      const ours = (): Promise<number> => timeStart(browser, big, twitch.port, cpu.ours);
      const theirs = (): Promise<number> => timeStart(browser, fresh, twitch.port, cpu.theirs);
      // Fills the caches; only the processor's time is kept of it.
      await ours();
      await theirs();
      const { value, runs: each, ...times } = ratios(await alternately(runs, ours, theirs));
      const used = canWatchProcesses() ? { oursCpuMs: median(cpu.ours), theirsCpuMs: median(cpu.theirs) } : {};
      return { value, runs: each, details: { ...BIG, ...times, ...used } };
    } finally {
      await browser.close();
      folder.remove();
    }
  },
};

/** Leaves the sign-in in every folder. */
async function signInOnce(twitch: BenchTwitch, folders: readonly string[]): Promise<void> {
  const signedIn = createTempDir();
  try {
    const app = await startApp(twitch, signedIn.dir);
    await app.stop();
    for (const folder of folders) {
      mkdirSync(folder);
      cpSync(join(signedIn.dir, 'vault.json'), join(folder, 'vault.json'));
    }
  } finally {
    signedIn.remove();
  }
}

/** As an app that has run for long leaves it: searchable, and added up. */
async function build(folder: string, sizes: Sizes, { channel }: BenchTwitch): Promise<void> {
  buildBigDatabase(folder, sizes, { ...channel, displayName: channel.login });
  const clock = createClock();
  const log = silentLog();
  const db = openDatabase({ path: join(folder, 'modkeep.db'), migrationsDir: MIGRATIONS_DIR, clock, log });
  const index = createSearchIndex(db, log);
  while (index.step(2_000));
  const reader = openAppReader({ db, clock, log });
  await packAll(db, reader, EVERY_DAY * DAY_MS);
  await reader.close();
  db.close();
}

/** Milliseconds from the start of the process to rows on the page; `cpu` gains what the process used meanwhile, in ms. */
async function timeStart(browser: Browser, folder: string, twitchPort: number, cpu: number[]): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const began = performance.now();
    const app = await launchApp({ folder, twitchPort });
    try {
      const page = await context.newPage();
      await page.goto(app.url);
      const rows = page.getByRole('grid', { name: 'Bans and timeouts' }).getByRole('row');
      await rows.nth(5).waitFor({ timeout: PATIENCE_MS });
      const took = performance.now() - began;
      if (canWatchProcesses()) cpu.push(cpuMs(app.pid));
      return took;
    } finally {
      await app.stop();
    }
  } finally {
    await context.close();
  }
}
