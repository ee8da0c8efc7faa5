// Takes pictures of every screen at the three sizes in both themes: `node test/renderer/shots.ts <folder> [pattern of names]`.
// They are for looking at: alignment, truncation, contrast, what draws the eye first.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { createStage } from './page.ts';
import { HELP_SHOTS } from './shots-help.ts';
import { keys, palette, pick, type Shot } from './shots-ways.ts';

const SIZES = [
  [1280, 800],
  [900, 600],
  [360, 700],
] as const;

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
  { name: 'disk-full', scenario: 'disk-full', prepare: (page) => pick(page) },
  {
    name: 'disk-full-activity',
    scenario: 'disk-full',
    prepare: async (page) => {
      await keys('g', 'a')(page);
      await page.getByText('newest first').waitFor();
    },
  },
  { name: 'signed-out', scenario: 'signed-out' },
  { name: 'error', scenario: 'error' },
  { name: 'demo', scenario: 'demo' },
  { name: 'held', scenario: 'held' },
  { name: 'reading', scenario: 'full', prepare: (page) => page.keyboard.press('s') },
  { name: 'reading-failed', scenario: 'error', prepare: (page) => page.keyboard.press('s') },
  { name: 'reading-sync', scenario: 'sync', prepare: (page) => page.keyboard.press('s') },
  { name: 'palette', scenario: 'full', prepare: palette('') },
  { name: 'palette-found', scenario: 'full', prepare: palette('user') },
  {
    name: 'filter',
    scenario: 'full',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByRole('switch', { name: 'Source column' }).click();
      await page.getByLabel('Reason has').fill('spam');
      await page.getByLabel('By', { exact: true }).selectOption({ index: 1 });
    },
  },
  {
    name: 'filter-empty',
    scenario: 'full',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByLabel('Reason has').fill('zzz');
      await page.getByLabel('From day').fill('2026-01-02');
      await page.keyboard.press('Escape');
    },
  },
  { name: 'everywhere', scenario: 'full', prepare: keys('g', 'e') },
  {
    name: 'add-channel',
    scenario: 'full',
    prepare: async (page) => {
      await palette('add channel')(page);
      await page.keyboard.press('Enter');
      await page.getByLabel('Channel name').fill('new_place');
      await page.keyboard.press('Enter');
      await page.getByText('id 777').waitFor();
    },
  },
  { name: 'accounts', scenario: 'full', prepare: (page) => page.getByTitle('Accounts', { exact: true }).click() },
  {
    name: 'refused-act',
    scenario: 'unscoped',
    prepare: async (page) => {
      await pick(page);
      await page.keyboard.press('b');
      await page.getByRole('button', { name: 'Reconnect' }).waitFor();
    },
  },
  {
    name: 'reconnect',
    scenario: 'unscoped',
    prepare: async (page) => {
      await pick(page);
      await page.keyboard.press('b');
      await page.getByRole('button', { name: 'Reconnect' }).click();
    },
  },
  {
    name: 'allowed',
    scenario: 'unscoped',
    prepare: async (page) => {
      await palette('Settings: Accounts', true)(page);
      await page.getByRole('heading', { name: 'What Twitch allows' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'keys-conflict',
    scenario: 'full',
    prepare: async (page) => {
      await palette('Settings: Keyboard', true)(page);
      await page.getByRole('button', { name: /^Key for time out/ }).click();
      await page.keyboard.press('b');
    },
  },
  { name: 'deaf', scenario: 'deaf', prepare: (page) => palette('cooler', true)(page) },
  { name: 'activity', scenario: 'full', prepare: tab('Activity') },
  { name: 'bulk-start', scenario: 'full', prepare: tab('Bulk') },
  { name: 'bulk-list', scenario: 'bulk', prepare: tab('Bulk') },
  ...['running', 'ready', 'paused', 'done', 'failed', 'cancelled', 'take-back', 'dry-run'].map(
    (state, index): Shot => ({
      name: `bulk-${state}`,
      scenario: 'bulk',
      prepare: async (page) => {
        await tab('Bulk')(page);
        await page.getByRole('region', { name: 'Jobs so far' }).getByRole('button').nth(index).press('Enter');
        await page.getByRole('table').waitFor();
      },
    }),
  ),
  { name: 'audit', scenario: 'full', prepare: tab('Audit') },
  { name: 'stats', scenario: 'full', prepare: tab('Stats') },
  { name: 'stats-none', scenario: 'never', prepare: tab('Stats') },
  { name: 'stats-error', scenario: 'error', prepare: tab('Stats') },
  {
    name: 'stats-all',
    scenario: 'full',
    prepare: async (page) => {
      await tab('Stats')(page);
      await page.getByRole('button', { name: 'All', exact: true }).click();
    },
  },
  {
    name: 'stats-streams',
    scenario: 'full',
    prepare: async (page) => {
      await tab('Stats')(page);
      await page.getByRole('heading', { name: 'By stream' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'stats-stream-opened',
    scenario: 'full',
    prepare: async (page) => {
      await tab('Stats')(page);
      await page
        .getByRole('button', { name: /^17 Nov .*ban/ })
        .first()
        .click();
    },
  },
  { name: 'health', scenario: 'full', prepare: keys('g', 'h') },
  { name: 'health-bad', scenario: 'error', prepare: keys('g', 'h') },
  { name: 'settings-alerts', scenario: 'error', prepare: palette('Settings: Alerts', true) },
  { name: 'settings-notify', scenario: 'full', prepare: palette('Settings: Notifications', true) },
  {
    name: 'settings-discord',
    scenario: 'full',
    prepare: async (page) => {
      await palette('Settings: Notifications', true)(page);
      await page.getByRole('heading', { name: 'mod-log' }).scrollIntoViewIfNeeded();
      await page.getByRole('button', { name: 'Add a webhook' }).click();
      await page.getByRole('heading', { name: 'Discord', exact: true }).evaluate((node) => node.scrollIntoView());
    },
  },
  {
    name: 'settings-templates',
    scenario: 'full',
    prepare: async (page) => {
      await palette('Settings: Notifications', true)(page);
      await page.getByRole('combobox', { name: 'Template for' }).selectOption('timeout');
      await page.getByRole('button', { name: '{until}' }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'settings-general', scenario: 'full', prepare: tab('Settings') },
  { name: 'settings-acting', scenario: 'full', prepare: palette('Settings: Acting', true) },
  { name: 'settings-overruled', scenario: 'limited', prepare: palette('Settings: Acting', true) },
  { name: 'settings-presets', scenario: 'full', prepare: palette('Settings: Presets', true) },
  {
    name: 'settings-reasons',
    scenario: 'full',
    prepare: async (page) => {
      await palette('Settings: Presets', true)(page);
      await page.getByRole('textbox', { name: 'New reason' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-limits',
    scenario: 'limited',
    prepare: async (page) => {
      await palette('Settings: Limits', true)(page);
      await page.getByRole('textbox', { name: 'Exports: at most' }).fill('no');
      await page.keyboard.press('Enter');
    },
  },
  { name: 'settings-keys', scenario: 'full', prepare: palette('Settings: Keyboard', true) },
  { name: 'settings-about', scenario: 'full', prepare: palette('Settings: About', true) },
  { name: 'settings-update-fetching', scenario: 'bulk', prepare: palette('Settings: About', true) },
  { name: 'settings-update-waits', scenario: 'sync', prepare: palette('Settings: About', true) },
  { name: 'settings-update-refused', scenario: 'limited', prepare: palette('Settings: About', true) },
  { name: 'schedule', scenario: 'full', prepare: palette('Scheduled', true) },
  { name: 'schedule-none', scenario: 'empty', prepare: palette('Scheduled', true) },
  { name: 'limited', scenario: 'limited', prepare: (page) => pick(page) },
  { name: 'first-run', scenario: 'first-run' },
  {
    name: 'code',
    scenario: 'first-run',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Sign in with Twitch' }).click();
      await page.waitForSelector('[role=timer]');
    },
  },
  ...HELP_SHOTS,
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
const part = new RegExp(process.argv[3] ?? '');
await mkdir(folder, { recursive: true });
const stage = await createStage();
try {
  for (const shot of SHOTS.filter((one) => part.test(one.name))) {
    for (const theme of ['dark', 'light'] as const) {
      for (const [width, height] of SIZES) {
        const { page, complaints } = await stage.open({ scenario: shot.scenario, theme, width, height });
        page.setDefaultTimeout(4000);
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
