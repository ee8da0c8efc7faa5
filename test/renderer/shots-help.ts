// Pictures of what explains itself: the help, the report, the log, the key for metrics, the server for docks, a failed act.
import type { Page } from 'playwright';
import { keys, palette, pick, type Shot } from './shots-ways.ts';

const report = async (page: Page): Promise<void> => {
  await keys('g', 'h')(page);
  await page.getByRole('button', { name: 'Save report…' }).click();
  await page.getByLabel('The report as it will be saved').waitFor();
};
const helpPage =
  (words: string, title: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press('F1');
    await page.getByRole('searchbox', { name: 'Search the help' }).fill(words);
    if (title !== '') await page.getByRole('button', { name: title }).first().click();
  };
/** The server for docks, turned on. */
const dock = async (page: Page): Promise<void> => {
  await palette('Settings: Connection', true)(page);
  await page.getByRole('switch', { name: 'Let docks and programs in' }).click();
};

export const HELP_SHOTS: readonly Shot[] = [
  { name: 'help', scenario: 'full', prepare: keys('F1') },
  { name: 'help-page', scenario: 'full', prepare: helpPage('scopes', 'What each permission is for') },
  { name: 'help-error', scenario: 'full', prepare: helpPage('INSUFFICIENT', 'Twitch has not granted this') },
  { name: 'help-about', scenario: 'full', prepare: helpPage('sqlite', 'About Modkeep') },
  { name: 'help-news', scenario: 'full', prepare: helpPage('changelog', 'What’s new') },
  { name: 'help-feedback', scenario: 'full', prepare: helpPage('wish', 'Feedback') },
  { name: 'help-keys', scenario: 'full', prepare: helpPage('hotkeys', 'Keyboard') },
  { name: 'help-none', scenario: 'full', prepare: (page) => helpPage('qqqq', '')(page) },
  { name: 'help-first', scenario: 'first-run', prepare: keys('F1') },
  {
    name: 'failed',
    scenario: 'full',
    prepare: async (page) => {
      await page.evaluate(`{
        const { call } = modkeep;
        const error = { code: 'RATE_LIMIT_EXCEEDED', error: '', details: { retry_after: 30 } };
        modkeep.call = (name, input) => (name === 'bans.create' ? Promise.resolve({ ok: false, error }) : call(name, input));
      }`);
      await pick(page);
      await page.keyboard.press('t');
      await page.keyboard.press('5');
      await page.waitForSelector('.toast');
    },
  },
  { name: 'report', scenario: 'error', prepare: report },
  { name: 'report-fine', scenario: 'full', prepare: report },
  { name: 'metrics-off', scenario: 'full', prepare: palette('Settings: Connection', true) },
  {
    name: 'metrics-made',
    scenario: 'full',
    prepare: async (page) => {
      await palette('Settings: Connection', true)(page);
      await page.getByRole('button', { name: 'Make the key' }).click();
      await page.getByLabel('Key for metrics').waitFor();
    },
  },
  { name: 'dock-on', scenario: 'full', prepare: dock },
  { name: 'dock-taken', scenario: 'error', prepare: dock },
  {
    name: 'dock-browser',
    scenario: 'in-browser',
    prepare: async (page) => {
      await palette('Settings: Connection', true)(page);
      await page.getByText('is this server itself').waitFor();
    },
  },
  {
    name: 'dock-address',
    scenario: 'full',
    prepare: async (page) => {
      await palette('Settings: Connection', true)(page);
      await page.getByRole('button', { name: 'Make an address' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('OBS');
      await page.getByRole('button', { name: 'Make the key' }).click();
      await page.getByLabel('Address with the key').waitFor();
    },
  },
  { name: 'log', scenario: 'full', prepare: keys('g', 'o') },
  { name: 'log-line', scenario: 'full', prepare: keys('g', 'o', 'j', 'j', 'j', 'j') },
  { name: 'log-none', scenario: 'empty', prepare: keys('g', 'o') },
];
