// From an EventSub frame to the painted row: the app's page against a bare page that hears the same frame on a socket
// of its own and writes the name into the document. Both are in one Chromium and tell the time by the same clock.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright';
import { startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { percentile, round, summary } from '../support/numbers.ts';
import { PAGE_SCRIPT } from '../support/page.ts';
import { startTwitch, type BenchTwitch } from '../support/twitch.ts';

const ROWS = 1_000;
const EVENTS = 100;
const BETWEEN_MS = 60;
const GOAL_MS = 33;
const PATIENCE_MS = 10_000;

export const liveCase: BenchCase = {
  name: 'live',
  unit: 'ms',
  goal: GOAL_MS,
  async run() {
    const browser = await openBrowser();
    try {
      const twitch = await startTwitch({ rows: ROWS });
      try {
        const app = await startApp(twitch);
        try {
          return await measure(browser, twitch, app.url);
        } finally {
          await app.stop();
        }
      } finally {
        await twitch.stop();
      }
    } finally {
      await browser.close();
    }
  },
};

async function measure(browser: Browser, twitch: BenchTwitch, url: string) {
  const ours = await openAppPage(browser, url);
  const theirs = await openBarePage(browser, twitch);
  const extra: number[] = [];
  const appMs: number[] = [];
  const bareMs: number[] = [];
  const channelId = twitch.channel.id;
  for (let event = 0; event < EVENTS; event += 1) {
    const displayName = `Loud_Stranger_${event}`;
    const { id: userId } = await twitch.control.addUser({ login: displayName.toLowerCase(), displayName });
    await Promise.all([expectPaint(ours, displayName), expectPaint(theirs, displayName)]);
    const toldAt = performance.timeOrigin + performance.now();
    await twitch.control.ban({ channelId, moderatorId: channelId, userId, reason: 'shouting' });
    const [painted, bare] = await Promise.all([paintedAt(ours, displayName), paintedAt(theirs, displayName)]);
    extra.push(painted - bare);
    appMs.push(painted - toldAt);
    bareMs.push(bare - toldAt);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
  const value = round(percentile(extra, 99));
  const details = { events: EVENTS, rows: ROWS, extra: summary(extra), app: summary(appMs), bare: summary(bareMs) };
  return { value, runs: [value], details };
}

async function openAppPage(browser: Browser, url: string): Promise<Page> {
  const page = await openPage(browser, url);
  const grid = page.getByRole('grid', { name: 'Bans and timeouts' });
  await grid
    .getByRole('row')
    .nth(5)
    .waitFor({ timeout: PATIENCE_MS * 2 });
  return page;
}

/** Hears the same notifications, on a second session with a subscription of the same kind. */
async function openBarePage(browser: Browser, twitch: BenchTwitch): Promise<Page> {
  const page = await openPage(browser, await serveNothing());
  const sessionId = await page.evaluate<string>(`bench.hear(${twitch.port})`);
  const { port, token, channelId } = await twitch.bareTarget();
  const response = await fetch(`http://127.0.0.1:${port}/eventsub/subscriptions`, {
    method: 'POST',
    headers: { 'Client-Id': 'test-client', Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      type: 'channel.moderate',
      version: '2',
      condition: { broadcaster_user_id: channelId, moderator_user_id: channelId },
      transport: { method: 'websocket', session_id: sessionId },
    }),
  });
  if (!response.ok) throw new Error(`the bare page could not subscribe: ${response.status} ${await response.text()}`);
  return page;
}

/** A page of this machine, because Chromium lets no other speak to a socket of this machine. Ends with the process. */
async function serveNothing(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>bare</title><body></body>');
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript({ path: PAGE_SCRIPT });
  await page.goto(url);
  return page;
}

function expectPaint(page: Page, name: string): Promise<void> {
  return page.evaluate(`bench.expect(${JSON.stringify(name)}, ${PATIENCE_MS})`);
}

/** Epoch ms by the page's clock. */
function paintedAt(page: Page, name: string): Promise<number> {
  return page.evaluate<number>(`bench.painted(${JSON.stringify(name)})`);
}
