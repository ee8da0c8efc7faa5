// What can be read back and taken away, in a real Chromium: a person's history narrowed, former names, and the export
// window with its job. Skipped, and said so, where there is no Chromium.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './page.ts';
import { sent, useStage } from './stage.ts';

describe.skipIf(!existsSync(CHROMIUM))('the record in Chromium', () => {
  const open = useStage();

  it('narrows a person’s history by what, by whom and by days, and names all former names', async () => {
    const page = await open();
    await page.getByRole('gridcell', { name: 'NotABot_4821' }).click();
    const panel = page.getByRole('complementary', { name: /^Person/ });
    await panel.getByRole('button', { name: 'and 1 more' }).click();
    await page.getByRole('listitem').filter({ hasText: 'First_Bot' }).waitFor();
    await page.keyboard.press('Escape');

    await panel.getByRole('button', { name: 'Filter' }).click();
    const form = page.getByRole('dialog', { name: 'Filter the history' });
    await form.getByLabel('What').selectOption({ label: 'Timed out' });
    await form.getByLabel('By').selectOption({ index: 1 });
    await form.getByLabel('From day').fill('2026-01-01');
    await expect
      .poll(async () => (await sent(page, 'history.list')).at(-1))
      .toMatchObject({ kinds: ['timeout'], moderatorId: expect.any(String), from: expect.stringContaining('T') });
    await page.keyboard.press('Escape');
    const chips = panel.getByRole('group', { name: 'Narrowed to' }).getByRole('button');
    expect(await chips.count()).toBe(3);
    for (let left = 3; left > 0; left -= 1) await chips.first().click();
    await expect.poll(() => chips.count()).toBe(0);
  });

  it('says what an export will hold, shows how far it is, and stops it from the job bar', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Audit' }).click();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const window = page.getByRole('dialog', { name: 'Export the audit log' });
    await window.getByRole('radio', { name: /^Excel/ }).check();
    await window.getByText(/in 8 columns/).waitFor();
    await window.getByRole('switch', { name: 'More columns' }).click();
    await window.getByText(/in 15 columns/).waitFor();
    await window.getByRole('button', { name: 'Export', exact: true }).click();
    expect(await sent(page, 'audit.export')).toEqual([{ format: 'excel', columns: 'more' }]);
    const bar = page.getByRole('progressbar', { name: 'Exporting' });
    await bar.waitFor();
    expect(await bar.getAttribute('aria-valuenow')).toBe('35');
    await page.getByText(/^writing · 420\s000 of 1\s204\s000 · 310\s000\/s · 3s left$/).waitFor({ timeout: 5_000 });
    await page.getByRole('button', { name: 'Cancel', exact: true }).click({ timeout: 5_000 });
    await page.getByText('Export cancelled').first().waitFor({ timeout: 5_000 });
    await expect.poll(() => bar.count()).toBe(0);
    expect(await sent(page, 'exports.cancel')).toHaveLength(1);
  });

  it('keeps the window open and says why when the file cannot be written', async () => {
    const page = await open('error');
    await page.getByRole('tab', { name: 'Audit' }).click();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const window = page.getByRole('dialog', { name: 'Export the audit log' });
    await window.getByRole('button', { name: 'Export', exact: true }).click();
    await page
      .locator('.toast')
      .filter({ hasText: /folder|written/i })
      .waitFor();
    expect(await window.isVisible()).toBe(true);
  });
});
