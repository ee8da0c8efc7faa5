// The page in a real Chromium under the product's content policy, with the fixture bridge: what keys do and do not do,
// how much of a long list exists, and that acting says what it did. Skipped, and said so, where there is no Chromium.
import { existsSync } from 'node:fs';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './page.ts';
import { calls, useStage } from './stage.ts';

describe.skipIf(!existsSync(CHROMIUM))('the page in Chromium', () => {
  const open = useStage();
  const toasts = (page: Page) => page.locator('.toast');
  const active = (page: Page) => page.locator('[role=row][aria-current=true]');

  it('holds a window of a long list, not the list', async () => {
    const page = await open();
    const grid = page.getByRole('grid');
    await page.getByRole('gridcell', { name: 'eggieberttestacc' }).waitFor();
    expect(await grid.getAttribute('aria-rowcount')).toBe('10001');
    await page.evaluate(`document.getElementById('ban-grid').scrollTop = ${32 * 7000}`);
    await page.locator('[aria-rowindex="7002"] [role=gridcell]').first().waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(80);
  });

  it('asks again for what changed while an answer was on its way', async () => {
    const page = await open();
    await page.getByRole('gridcell', { name: 'Cool_User' }).waitFor();
    await page.evaluate(`{
      const { call } = modkeep;
      const gate = Promise.withResolvers();
      modkeep.call = (name, input) => call(name, input).then((reply) => gate.promise.then(() => reply));
      globalThis.release = gate.resolve;
      fixture.ban('banned_first');
    }`);
    await expect.poll(() => calls(page, 'bans.list')).toBeGreaterThan(1);
    await page.evaluate(`fixture.ban('banned_second'), release()`);
    await page.getByRole('gridcell', { name: 'banned_second' }).waitFor({ timeout: 5_000 });
  });

  it('times out with T and a digit, and takes it back with Z', async () => {
    const page = await open();
    await page.getByRole('gridcell', { name: 'Cool_User' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('5');
    expect(await active(page).textContent()).toContain('NotABot_4821');
    expect(await calls(page, 'bans.create')).toBe(0);
    await page.keyboard.press('t');
    await page.getByText('press 1 to 9').waitFor();
    await page.keyboard.press('5');
    await toasts(page).filter({ hasText: 'NotABot_4821 was timed out for 10m' }).waitFor();
    await page.keyboard.press('z');
    await toasts(page).filter({ hasText: 'Undone' }).waitFor();
    expect(await calls(page, 'bans.create')).toBe(1);
    expect(await calls(page, 'acts.undo')).toBe(1);
    expect(await calls(page, 'bans.revoke')).toBe(0);
  });

  it('ends a ban with U only once, and Z bans again', async () => {
    const page = await open();
    await page.getByRole('gridcell', { name: 'eggieberttestacc' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('u');
    await toasts(page).filter({ hasText: 'eggieberttestacc was unbanned' }).waitFor();
    await page.keyboard.press('z');
    await toasts(page).filter({ hasText: 'Undone' }).waitFor();
    expect(await calls(page, 'bans.revoke')).toBe(1);
    expect(await calls(page, 'acts.undo')).toBe(1);
    expect(await calls(page, 'bans.create')).toBe(0);
  });

  it('sends nothing when Enter moves from the login to the reason', async () => {
    const page = await open();
    await page.keyboard.press('n');
    await page.getByLabel('Twitch login').fill('some_one');
    await page.keyboard.press('Enter');
    await page.keyboard.type('bbb 5 spam');
    expect(await page.getByRole('combobox', { name: 'Reason' }).inputValue()).toBe('bbb 5 spam');
    expect(await calls(page, 'bans.create')).toBe(0);
    await page.keyboard.press('Enter');
    await toasts(page).filter({ hasText: 'some_one was banned' }).waitFor();
    expect(await calls(page, 'bans.create')).toBe(1);
  });

  it('searches as one types, from the first letter', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('斎');
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe('2');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
  });

  it('asks once for each letter, and before it draws it', async () => {
    const page = await open();
    await page.getByRole('gridcell', { name: 'Cool_User' }).waitFor();
    await page.evaluate(`{
      const { call } = modkeep;
      globalThis.asked = [];
      modkeep.call = (name, input) => {
        if (name === 'bans.list') asked.push([input.search, document.body.textContent.includes('“' + input.search + '”')]);
        return call(name, input);
      };
    }`);
    const search = page.getByRole('searchbox', { name: 'Search bans' });
    for (const text of ['c', 'co', 'coo']) {
      await search.press(text.slice(-1));
      await page.getByText(`“${text}”`).waitFor();
    }
    const letters = ['c', 'co', 'coo'].map((text) => [text, false]);
    await expect.poll(() => page.evaluate('asked')).toEqual(letters);
    await page.waitForTimeout(200);
    expect(await page.evaluate('asked')).toEqual(letters);
  });

  it('stands still under the pointer in Activity and says how much came', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Activity' }).click();
    await page.getByRole('feed').hover();
    const first = await page.getByRole('article').first().textContent();
    await page.evaluate(() =>
      (globalThis as unknown as { fixture: { ban(login: string): void } }).fixture.ban('fresh_one'),
    );
    await page.getByText('paused, 1 new').waitFor();
    expect(await page.getByRole('article').first().textContent()).toBe(first);
    await page.mouse.move(5, 5);
    await expect.poll(() => page.getByRole('article').first().textContent()).toContain('fresh_one');
  });

  it('starts a bulk job only when its number is typed, all by keyboard', async () => {
    const page = await open('bulk');
    await page.getByRole('progressbar', { name: 'Bulk job' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    expect(await page.getByRole('progressbar', { name: 'Bulk job' }).count()).toBe(0);
    await page.getByRole('button', { name: /Ready to start from a pasted list/ }).press('Enter');
    await page.getByText(/cannot be checked here: Twitch/).waitFor();
    await page.getByLabel('Type 480 to confirm').focus();
    await page.keyboard.type('479');
    await page.keyboard.press('Enter');
    expect(await calls(page, 'bulk.start')).toBe(0);
    expect(
      await page.getByRole('button', { name: 'Ban 400 people and time out 80 people in eggiebert' }).isDisabled(),
    ).toBe(true);
    await page.getByLabel('Type 480 to confirm').fill('480');
    await page.keyboard.press('Enter');
    await expect.poll(() => calls(page, 'bulk.start')).toBe(1);
    await page.getByLabel('Type 480 to confirm').press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Jobs so far' }).waitFor();
  });

  it('closes the composer when everything is stopped', async () => {
    const page = await open();
    await page.getByRole('gridcell', { name: 'Cool_User' }).click();
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByRole('note').filter({ hasText: 'kill switch is on' }).waitFor();
    await page.keyboard.press('u');
    expect(await calls(page, 'bans.revoke')).toBe(0);
  });

  it('repeats a refused act once, with another act id, when the permission has come', async () => {
    const page = await open('unscoped');
    await page.getByRole('gridcell', { name: 'NotABot_4821' }).click();
    await page.getByRole('complementary').waitFor();
    await page.keyboard.press('b');
    await page.getByRole('button', { name: 'Reconnect' }).click();
    await page.getByText('ban NotABot_4821').waitFor();
    await page.getByRole('button', { name: 'Sign in with Twitch' }).click();
    await page.getByRole('button', { name: /^Copy code/ }).waitFor();
    await page.evaluate(() => (globalThis as unknown as { fixture: { endSignIn(): void } }).fixture.endSignIn());
    await toasts(page).filter({ hasText: 'NotABot_4821 was banned' }).waitFor();
    const sent = await page.evaluate(() => {
      const { calls: names, sent: inputs } = (
        globalThis as unknown as { fixture: { calls: string[]; sent: { actId: string; features: string[] }[] } }
      ).fixture;
      return inputs.filter((_input, index) => ['bans.create', 'accounts.signIn'].includes(names[index] ?? ''));
    });
    expect(sent).toHaveLength(3);
    expect(sent[1]?.features).toEqual(['act']);
    expect(sent[2]?.actId).not.toBe(sent[0]?.actId);
    expect(await calls(page, 'bans.revoke')).toBe(0);
  });

  it('asks before it lifts what Twitch will not name, and then lifts either', async () => {
    const page = await open('moderator');
    await page.getByRole('gridcell', { name: 'NotABot_4821' }).click();
    await page.getByRole('button', { name: /^End timeout/ }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog
      .getByText('Twitch will not say whether NotABot_4821 is banned or timed out; this lifts either.')
      .waitFor();
    await page.getByRole('button', { name: 'Lift either' }).click();
    await toasts(page).filter({ hasText: 'NotABot_4821 may chat again' }).waitFor();
    expect(await calls(page, 'bans.revoke')).toBe(2);
  });

  it('narrows to what a moderator did, and back, chip by chip', async () => {
    const page = await open();
    const rows = () => page.getByRole('grid').getAttribute('aria-rowcount');
    await page.getByTitle('Show only what Mod_User did').first().click();
    await page.getByRole('button', { name: /^by Mod_User\. Take this filter away/ }).waitFor();
    await expect.poll(rows).not.toBe('10001');
    expect(await page.getByTitle('Show only what eggiebert did').count()).toBe(0);
    await page.getByRole('button', { name: /^by Mod_User\./ }).click();
    await expect.poll(rows).toBe('10001');
  });

  it('reaches the composer in a dock of 360 pixels, and the way back', async () => {
    const page = await open('full', 360);
    await page.getByRole('gridcell', { name: 'NotABot_4821' }).click();
    await page.getByRole('button', { name: 'Time out for 10m' }).click();
    await toasts(page).filter({ hasText: 'timed out for 10m' }).waitFor();
    await page.getByRole('button', { name: 'Close (Esc)' }).click();
    await page.getByRole('grid').waitFor();
    expect(await calls(page, 'bans.create')).toBe(1);
  });

  it('wants their number typed before an act goes to more than 25 channels, and keeps the refused ones in sight', async () => {
    const page = await open('many');
    await page.keyboard.press('n');
    await page.getByLabel('Twitch login').fill('raider');
    await page.getByRole('button', { name: /^Act in/ }).click();
    await page.getByRole('button', { name: 'All I may act in' }).click();
    await page.keyboard.press('Escape');
    await page.locator('[data-composer] [type=submit]').click();
    const dialog = page.getByRole('dialog', { name: /raider in several/ });
    const go = dialog.getByRole('button', { name: 'Ban in 27 channels' });
    await go.waitFor();
    expect(await go.isDisabled()).toBe(true);
    const field = dialog.getByLabel('Type 27 to confirm');
    await field.fill('26');
    await field.press('Enter');
    expect(await calls(page, 'bans.create')).toBe(0);
    await field.fill('27');
    await field.press('Enter');
    await dialog.getByText('Done in 27 channels. Nothing sent to 1 channel.').waitFor();
    expect(await calls(page, 'bans.create')).toBe(27);
    expect(await dialog.getByRole('listitem').filter({ hasText: 'CoolerUser' }).textContent()).toContain('refused');
  });
});
