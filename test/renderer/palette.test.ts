// The palette in Chromium: finding people, channels and what can be done, all by keyboard.
// Skipped, and said so, where there is no Chromium.
import { existsSync } from 'node:fs';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './page.ts';
import { calls, useStage } from './stage.ts';

describe.skipIf(!existsSync(CHROMIUM))('the palette in Chromium', () => {
  const open = useStage();
  const toasts = (page: Page) => page.locator('.toast');

  it('finds a person by the palette and acts on them, all by keyboard', async () => {
    const page = await open();
    await page.getByRole('gridcell', { name: 'Cool_User' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('notabot');
    await expect.poll(() => page.locator('[role=option][aria-selected=true]').textContent()).toContain('NotABot_4821');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Person NotABot_4821' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Ban NotABot_4821' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await calls(page, 'bans.create')).toBe(0);
    await page.keyboard.type('time out 10m');
    await page.getByRole('option', { name: 'Time out NotABot_4821 for 10m' }).waitFor();
    await page.keyboard.press('Enter');
    await toasts(page).filter({ hasText: 'NotABot_4821 was timed out for 10m' }).waitFor();
    expect(await calls(page, 'bans.create')).toBe(1);
  });

  it('opens again while it still fades away, and what is typed meanwhile acts on nobody', async () => {
    const page = await open();
    await page.getByRole('gridcell', { name: 'Cool_User' }).click();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: /^Find people/ });
    await field.fill('egg');
    // In one go, as fast hands are: the old window is still there.
    await page.evaluate(`{
      const input = document.querySelector('[aria-controls=palette-list]');
      const press = (init) => input.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
      press({ key: 'Escape' });
      requestAnimationFrame(() => { press({ key: 'u' }); press({ key: 'k', ctrlKey: true }); });
    }`);
    await page.waitForTimeout(500);
    await field.waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await calls(page, 'bans.revoke')).toBe(0);
  });

  it('opens nobody whom only an earlier letter found', async () => {
    const page = await open();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: /^Find people/ });
    await field.fill('egg');
    await page.getByRole('option', { name: /^eggieberttestacc/ }).waitFor();
    // In one go, so that no answer can come in between.
    await page.evaluate(`{
      const input = document.querySelector('[aria-controls=palette-list]');
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, 'notabot');
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    }`);
    await page.getByRole('option', { name: /^NotABot_4821/ }).waitFor();
    expect(await page.getByRole('complementary').count()).toBe(0);
  });

  it('goes to a channel and to all of them by the palette, and Escape only closes it', async () => {
    const page = await open();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('cooleruser');
    await page.getByRole('option', { name: /^CoolerUser/ }).waitFor();
    await page.keyboard.press('Enter');
    await page
      .getByRole('button', { name: /^CoolerUser/, exact: false })
      .and(page.locator('[aria-current]'))
      .waitFor();
    await page.keyboard.press('Control+k');
    await page.evaluate(`window.dispatchEvent(new KeyboardEvent('keydown', { key: 'z' }))`);
    expect(await toasts(page).count()).toBe(0);
    await page.getByRole('combobox', { name: /^Find people/ }).fill('zzzz');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('listbox').count()).toBe(0);
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('article').filter({ hasText: 'eggiebert' }).first().waitFor();
  });
});
