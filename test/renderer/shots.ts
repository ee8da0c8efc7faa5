// Takes pictures of every screen at the three sizes in both themes: `node test/renderer/shots.ts <folder> [name part]`.
// They are for looking at: alignment, truncation, contrast, what draws the eye first.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Scenario } from './fixture-frame.ts';
import { createStage } from './page.ts';

const SIZES = [
  [1280, 800],
  [900, 600],
  [360, 700],
] as const;

interface Shot {
  readonly name: string;
  readonly scenario: Scenario;
  readonly prepare?: (page: Page) => Promise<void>;
}

const pick = async (page: Page, row = 1): Promise<void> => {
  await page
    .locator('[role=row]')
    .nth(row + 1)
    .click({ position: { x: 60, y: 10 } });
  await page.waitForSelector('aside h2');
};
const tab = (name: string) => (page: Page) => page.getByRole('tab', { name }).click();

const SHOTS: readonly Shot[] = [
  { name: 'bans', scenario: 'full' },
  { name: 'person', scenario: 'full', prepare: (page) => pick(page) },
  { name: 'banned', scenario: 'full', prepare: (page) => pick(page, 0) },
  {
    name: 'acted',
    scenario: 'full',
    prepare: async (page) => {
      await pick(page);
      await page.keyboard.press('t');
      await page.keyboard.press('5');
      await page.waitForSelector('.toast');
    },
  },
  {
    name: 'typed',
    scenario: 'full',
    prepare: async (page) => {
      await page.keyboard.press('n');
      await page.keyboard.type('some_one');
    },
  },
  {
    name: 'search',
    scenario: 'full',
    prepare: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('spam');
    },
  },
  {
    name: 'filtered',
    scenario: 'full',
    prepare: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('zzzz');
    },
  },
  { name: 'sync', scenario: 'sync' },
  { name: 'empty', scenario: 'empty' },
  { name: 'never', scenario: 'never' },
  { name: 'moderator', scenario: 'moderator', prepare: (page) => pick(page) },
  { name: 'stopped', scenario: 'stopped', prepare: (page) => pick(page) },
  { name: 'flag-off', scenario: 'flag-off' },
  { name: 'signed-out', scenario: 'signed-out' },
  { name: 'error', scenario: 'error' },
  { name: 'demo', scenario: 'demo' },
  { name: 'activity', scenario: 'full', prepare: tab('Activity') },
  { name: 'audit', scenario: 'full', prepare: tab('Audit') },
  { name: 'settings', scenario: 'full', prepare: tab('Settings') },
  { name: 'first-run', scenario: 'first-run' },
  {
    name: 'code',
    scenario: 'first-run',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Sign in with Twitch' }).click();
      await page.waitForSelector('[role=timer]');
    },
  },
  { name: 'no-client-id', scenario: 'no-client-id' },
  {
    name: 'keys',
    scenario: 'full',
    prepare: async (page) => {
      await page.keyboard.press('?');
    },
  },
];

const folder = process.argv[2] ?? '/tmp/modkeep-shots';
const part = process.argv[3] ?? '';
await mkdir(folder, { recursive: true });
const stage = await createStage();
try {
  for (const shot of SHOTS.filter((one) => one.name.includes(part))) {
    for (const theme of ['dark', 'light'] as const) {
      for (const [width, height] of SIZES) {
        const { page, complaints } = await stage.open({ scenario: shot.scenario, theme, width, height });
        await page.waitForTimeout(150);
        await shot
          .prepare?.(page)
          .catch((error: unknown) => complaints.push(`prepare: ${String(error).split('\n')[0]}`));
        await page.waitForTimeout(250);
        await page.screenshot({ path: join(folder, `${shot.name}-${width}-${theme}.png`) });
        for (const complaint of complaints) console.log(`${shot.name} ${width} ${theme}: ${complaint}`);
        await page.close();
      }
    }
  }
} finally {
  await stage.close();
}
