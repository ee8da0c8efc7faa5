// The ways in which pictures get to what they show. Test code.
import type { Page } from 'playwright';
import type { Scenario } from './fixture-frame.ts';

export interface Shot {
  readonly name: string;
  readonly scenario: Scenario;
  readonly prepare?: (page: Page) => Promise<void>;
}

export const pick = async (page: Page, row = 1): Promise<void> => {
  await page
    .locator('[role=row]')
    .nth(row + 1)
    .click({ position: { x: 60, y: 10 } });
  await page.waitForSelector('aside h2');
};

export const keys =
  (...names: string[]) =>
  async (page: Page): Promise<void> => {
    for (const name of names) await page.keyboard.press(name);
  };
export const palette =
  (text: string, isRun = false) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Find people/ }).fill(text);
    await page.waitForTimeout(250);
    if (isRun) await page.keyboard.press('Enter');
  };
