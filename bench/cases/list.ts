// The list of a very long channel in a real page: a search as somebody types it, sorting, filtering, opening and scrolling,
// from the key or the click to the end of the frame that shows the answer. The rows were read from a simulated Twitch.
import { join } from 'node:path';
import type { Page } from 'playwright';
import { openForReading } from '../../src/main/db/connection.ts';
import { createTempDir } from '../../test/helpers/db.ts';
import { startApp, type BenchApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { percentile, round, summary, timed } from '../support/numbers.ts';
import { PAGE_SCRIPT } from '../support/page.ts';
import { startTwitch } from '../support/twitch.ts';

const FULL_ROWS = 500_000;
const SHOWN = { width: 1280, height: 800 };
const PATIENCE_MS = 20_000;
const BETWEEN_MS = 120;
const SCROLL_MS = 3_000;
const LEAST_FPS = 55;
/** Headings that sort. */
const COLUMNS = ['Name', 'Kind', 'Reason', 'By', 'When', 'Remaining'];

export const listCase: BenchCase = {
  name: 'list',
  unit: 'ms',
  goal: 50,
  async run({ runs, rows, isFull }) {
    const count = isFull ? FULL_ROWS : rows;
    const browser = await openBrowser();
    try {
      const twitch = await startTwitch({ rows: count });
      const folder = createTempDir();
      try {
        // A first read takes some milliseconds a page, many times that where the machine is busy.
        const app = await startApp(twitch, folder.dir, 60_000 + count * 3);
        try {
          await indexed(folder.dir, count * 3);
          const context = await browser.newContext({ viewport: SHOWN });
          const page = await context.newPage();
          await page.addInitScript({ path: PAGE_SCRIPT });
          const bare = await context.newPage();
          await bare.addInitScript({ path: PAGE_SCRIPT });
          await bare.goto('about:blank');
          return await measure(page, bare, app, count, runs);
        } finally {
          await app.stop();
        }
      } finally {
        await twitch.stop();
        folder.remove();
      }
    } finally {
      await browser.close();
    }
  },
};

/** Waits until the orders of the list and the index of its words have followed the first read. */
async function indexed(dataDir: string, patienceMs: number): Promise<void> {
  const sqlite = openForReading(join(dataDir, 'modkeep.db'));
  const isBehind = sqlite
    .prepare<[], number>(
      `SELECT EXISTS (SELECT 1 FROM ban WHERE settled = 0)
         OR (SELECT max(row) FROM ban) > (SELECT upto FROM search_progress WHERE name = 'ban')`,
    )
    .pluck();
  for (const until = performance.now() + 60_000 + patienceMs; isBehind.get() === 1;) {
    if (performance.now() > until) throw new Error('the indexes did not follow the read');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  sqlite.close();
}

async function measure(
  page: Page,
  bare: Page,
  { url }: BenchApp,
  rows: number,
  runs: number,
): ReturnType<BenchCase['run']> {
  const grid = page.getByRole('grid', { name: 'Bans and timeouts' });
  const openMs = await timed(async () => {
    await page.goto(url);
    await grid.getByRole('row').nth(5).waitFor({ timeout: PATIENCE_MS });
  });
  const { keys, bareKeys } = await typeNames(page, bare, runs);
  const sorted: number[] = [];
  const filtered: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    for (const column of COLUMNS)
      sorted.push(
        await answered(page, null, () => grid.getByRole('columnheader', { name: column }).getByRole('button').click()),
      );
    for (const _ of ['on', 'off'])
      filtered.push(await answered(page, null, () => page.getByRole('button', { name: /^Timed out/ }).click()));
  }
  const scroll = await page.evaluate<{ fps: number; longestMs: number; top: number }>(`bench.scroll(${SCROLL_MS})`);
  const value = round(percentile(keys, 99), 1);
  const details = {
    rows,
    keys: keys.length,
    typed: summary(keys),
    // What a key costs on a page that only writes it down: a busy machine shows here first.
    bare: summary(bareKeys),
    sorted: summary(sorted),
    filtered: summary(filtered),
    openMs: round(openMs, 0),
    scrollFps: round(scroll.fps, 1),
    longestFrameMs: round(scroll.longestMs, 1),
    leastFps: LEAST_FPS,
  };
  return {
    value,
    isMet: value <= listCase.goal && scroll.fps >= LEAST_FPS,
    runs: keys.slice(0, 20).map((ms) => round(ms, 1)),
    details,
  };
}

/** Names typed from the first letter on, each on the bare page first. */
async function typeNames(page: Page, bare: Page, runs: number): Promise<{ keys: number[]; bareKeys: number[] }> {
  const search = page.getByRole('searchbox', { name: 'Search bans' });
  const names = await namesOnScreen(page);
  const keys: number[] = [];
  const bareKeys: number[] = [];
  for (const name of Array.from({ length: runs }, (_, run) => names[run % names.length]!)) {
    await bare.bringToFront();
    for (const letter of name) {
      await bare.evaluate('bench.expectKey()');
      await bare.keyboard.press(letter);
      bareKeys.push(await bare.evaluate<number>('bench.answer()'));
      await bare.waitForTimeout(BETWEEN_MS);
    }
    await page.bringToFront();
    await search.focus();
    for (let length = 1; length <= name.length; length += 1) {
      const text = name.slice(0, length);
      keys.push(await answered(page, text, () => page.keyboard.press(name.charAt(length - 1))));
      await page.waitForTimeout(BETWEEN_MS);
    }
    await answered(page, '', () => search.fill(''), false);
    await page.waitForTimeout(BETWEEN_MS);
  }
  return { keys, bareKeys };
}

/** Ms from the key or click of `act` to the paint of the list's answer. */
async function answered(page: Page, search: string | null, act: () => Promise<void>, isTimed = true): Promise<number> {
  await page.evaluate(`bench.expectAnswer(${JSON.stringify(search)}, ${PATIENCE_MS})`);
  await act();
  const ms = await page.evaluate<number>('bench.answer()');
  return isTimed ? ms : Number.NaN;
}

/** A few names that are really there. */
async function namesOnScreen(page: Page): Promise<readonly string[]> {
  const texts = await page.getByRole('grid').getByRole('row').allInnerTexts();
  return texts.flatMap((text) => /[a-z_]+\d{3,}/i.exec(text)?.[0].toLowerCase() ?? []);
}
