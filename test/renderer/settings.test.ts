// The Settings screen in a real Chromium with the fixture bridge: what is typed is checked, saved once, and taken back.
// Skipped, and said so, where there is no Chromium.
import { existsSync } from 'node:fs';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { SETTINGS_SECTIONS } from '../../src/renderer/lib/settings-sections.ts';
import type { Scenario } from './fixture-frame.ts';
import { CHROMIUM } from './page.ts';
import { sent, useStage } from './stage.ts';

describe.skipIf(!existsSync(CHROMIUM))('the settings in Chromium', () => {
  const openPage = useStage();
  async function open(section: string, scenario?: Scenario, width?: number): Promise<Page> {
    const page = await openPage(scenario, width);
    await goTo(page, section);
    return page;
  }
  async function goTo(page: Page, section: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Find people/ }).fill(section);
    await page.getByRole('option', { selected: true }).filter({ hasText: section }).waitFor();
    await page.keyboard.press('Enter');
    // Keys mean nothing to the page before the palette is gone.
    await page.getByRole('combobox', { name: /^Find people/ }).waitFor({ state: 'detached' });
  }
  const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

  it('gives an action another key, after a warning where it is in use', async () => {
    const page = await open('Settings: Keyboard');
    await page.getByRole('button', { name: /^Key for ban:/ }).click();
    await page.keyboard.press('t');
    await page.getByRole('alert').filter({ hasText: 'would lose it' }).waitFor();
    await page.getByRole('button', { name: 'Another key' }).click();
    await page.keyboard.press('q');
    await page.getByRole('button', { name: 'Key for ban: Q' }).waitFor();
    await page.getByRole('tab', { name: 'Bans' }).click();
    await page.getByRole('gridcell', { name: 'NotABot_4821' }).click();
    await page.keyboard.press('b');
    await page.keyboard.press('q');
    await page.locator('.toast').filter({ hasText: 'NotABot_4821 was banned' }).waitFor();
    expect(await sent(page, 'bans.create')).toHaveLength(1);
  });

  it('saves the three values of an alert rule together, once, and says what keeps them from it', async () => {
    const page = await open('Settings: Alerts');
    await field(page, 'Many acts fail: wrong from').fill('4');
    await field(page, 'Many acts fail: right from').fill('6');
    await field(page, 'Many acts fail: held for').fill('2m');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'higher than where the alert clears. Not saved.' }).waitFor();
    expect(await sent(page, 'alerts.set')).toEqual([]);
    await field(page, 'Many acts fail: right from').fill('2,5');
    await page.getByRole('switch', { name: 'Disk nearly full: on' }).focus();
    await button(page, 'Disk nearly full: Quiet while I stream').click();
    await expect
      .poll(() => sent(page, 'alerts.set'))
      .toEqual([
        { rule: 'error_rate', change: { raise: 4, clear: 2.5, holdSeconds: 120 } },
        { rule: 'disk', change: { ways: { quietWhileStreaming: true } } },
      ]);
  });

  it('opens every section from the palette', async () => {
    const page = await open('Bans');
    for (const { word } of SETTINGS_SECTIONS) {
      await goTo(page, `Settings: ${word}`);
      await page.getByRole('tabpanel', { name: word }).getByRole('heading').first().waitFor();
    }
  });

  it('changes brakes line by line, says what is no limit, and goes back to the profile', async () => {
    const page = await open('Settings: Limits');
    await page.getByText('Strict', { exact: true }).click();
    await expect.poll(() => field(page, 'Bans and timeouts: at most').inputValue()).toBe('10');
    await field(page, 'Bans and timeouts: at most').fill('0');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'A whole number from 1' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => field(page, 'Bans and timeouts: at most').inputValue()).toBe('10');
    await field(page, 'Bans and timeouts: within').fill('30m');
    await page.keyboard.press('Enter');
    await button(page, 'Bans and timeouts: back to 10 per 1h').waitFor();
    expect(await field(page, 'Bans and timeouts: within').evaluate((it) => it === document.activeElement)).toBe(true);
    await button(page, 'Bans and timeouts: back to 10 per 1h').click();
    await button(page, 'Bans and timeouts: back to 10 per 1h').waitFor({ state: 'detached' });
    expect(await sent(page, 'settings.set')).toEqual([
      { brakeProfile: 'strict' },
      { brakeOverrides: { ban: { max: 10, windowSeconds: 1_800 } } },
      { brakeOverrides: {} },
    ]);
  });

  it('shows what is left of a limit nearly reached, and leads to it', async () => {
    const page = await open('Bans', 'limited');
    const left = page
      .getByRole('contentinfo', { name: 'Status' })
      .getByRole('button', { name: /^12 of 100 bans left/ });
    await left.filter({ hasText: /next in \d+ s/ }).click();
    await page.getByRole('row', { name: 'Bans and timeouts' }).getByText('12 of 100').waitFor();
  });

  it('gives a channel nine timeouts of its own, and takes them away', async () => {
    const page = await open('Settings: Presets');
    await page.getByRole('combobox', { name: 'Timeouts of' }).selectOption('CoolerUser');
    await field(page, 'Timeout 2').fill('soon');
    await page.keyboard.press('Tab');
    await page.getByRole('alert').filter({ hasText: 'Timeout 2: write it like' }).waitFor();
    expect(await field(page, 'Timeout 2').inputValue()).toBe('soon');
    await field(page, 'Timeout 2').fill('1h 30m');
    await page.keyboard.press('Enter');
    await button(page, 'As in all channels again').click();
    await page.getByText('As in all channels. Change one').waitFor();
    const nine = [1, 5_400, 60, 300, 600, 1_800, 3_600, 86_400, 1_209_600];
    expect(await sent(page, 'settings.set')).toEqual([
      { channelTimeoutPresets: { 200: nine } },
      { channelTimeoutPresets: {} },
    ]);
  });

  it('moves a reason by keyboard, takes one away and brings it back', async () => {
    const page = await open('Settings: Presets');
    await field(page, 'Reason 1').focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => field(page, 'Reason 2').inputValue()).toBe('Link spam');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('reason-1');
    await button(page, 'Link spam: remove').click();
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await button(page, 'Add Selling followers').click();
    await expect.poll(() => field(page, 'Reason 5').inputValue()).toBe('Selling followers');
    const list = ['Hate speech', 'Link spam', 'Spoilers', 'Offensive language'];
    expect(await sent(page, 'settings.set')).toEqual([
      { reasonPresets: list },
      { reasonPresets: list.filter((reason) => reason !== 'Link spam') },
      { reasonPresets: list },
      { reasonPresets: [...list, 'Selling followers'] },
    ]);
  });

  it('makes a step of the ladder a ban, and the ladder as it was', async () => {
    const page = await open('Settings: Presets');
    await field(page, '2nd offence').fill('ban');
    await page.keyboard.press('Enter');
    await button(page, /^As it was: 10m, 1h, 1d, 7d, then ban/).click();
    await expect.poll(() => field(page, '2nd offence').inputValue()).toBe('1h');
    expect(await sent(page, 'settings.set')).toEqual([
      { ladder: [600, null, 86_400, 604_800, null] },
      { ladder: [600, 3_600, 86_400, 604_800, null] },
    ]);
  });

  it('says what of a template is wrong, how it will read, and what no webhook is', async () => {
    const page = await open('Settings: Notifications');
    await page.getByRole('checkbox', { name: 'Bans: Notification', exact: true }).check();
    await page.getByRole('textbox', { name: 'Template', exact: true }).fill('{user} {until}');
    await page.getByRole('alert').filter({ hasText: '{until} is no variable here' }).waitFor();
    await page.getByRole('textbox', { name: 'Template', exact: true }).fill('**{user}**: {reason}');
    await page
      .getByRole('figure')
      .filter({ hasText: 'Spam_Bot_4821: link spam: https://spam.example @everyone' })
      .waitFor();
    await page.keyboard.press('Tab');
    await button(page, 'Save').click();
    await button(page, 'As it came').waitFor();
    await button(page, 'Add a webhook').click();
    await field(page, 'Name here').fill('log');
    await page.getByLabel('Address of the webhook').fill('https://evil.example/api/webhooks/1/x');
    await button(page, 'Add').and(page.locator('[type=submit]')).click();
    await page.getByRole('alert').filter({ hasText: 'not the address of a Discord webhook' }).waitFor();
    expect(await sent(page, 'settings.set')).toEqual([
      { noticeWays: expect.objectContaining({ ban: ['system'], alert: ['system', 'sound'], timeout: [] }) },
      { discordTemplates: { ban: '**{user}**: {reason}' } },
    ]);
  });

  it('swaps two keys', async () => {
    const page = await open('Settings: Keyboard');
    await button(page, /^Key for ban:/).click();
    await page.keyboard.press('t');
    await page.getByRole('alert').filter({ hasText: 'T is “time out, then 1 to 9”' }).waitFor();
    await button(page, 'Swap').click();
    await button(page, 'Key for ban: T').waitFor();
    await button(page, /^Key for time out.*: B$/).waitFor();
    expect(await sent(page, 'settings.set')).toEqual([{ keys: { 'act.ban': 't', 'act.timeout': 'b' } }]);
  });

  it('lets acting into the channels that are picked, and shows the environment’s word where it wins', async () => {
    const page = await open('Settings: Acting');
    await page.getByRole('switch', { name: 'Act in every channel' }).click();
    await page.getByRole('switch', { name: 'Act in CoolerUser' }).click();
    await expect
      .poll(() => sent(page, 'settings.set'))
      .toEqual([{ actingChannels: ['100200300', '200', '300'] }, { actingChannels: ['100200300', '300'] }]);
    await page.close();
    const other = await open('Settings: Acting', 'limited');
    await other.getByText('FEATURE_TWITCH_MODERATION_ROLLOUT_PERCENTAGE=40').waitFor();
    expect(await other.getByRole('switch', { name: 'Act in every channel' }).count()).toBe(0);
  });

  it('asks before a date is called off', async () => {
    const page = await open('Scheduled lifts', 'full', 360);
    await button(page, 'Call off the date for NotABot_4821').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
    await button(page, 'Call off the date for NotABot_4821').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Call it off' }).click();
    await page.locator('.toast').filter({ hasText: 'The date was called off' }).waitFor();
    expect(await sent(page, 'schedule.cancel')).toHaveLength(1);
  });
});
