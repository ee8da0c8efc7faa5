// The page as a person meets it: by roles and words, never by classes or ids.
import { expect, type Locator, type Page } from '@playwright/test';
import type { RunningSimulator } from '../../src/simulator/start.ts';

export interface ModkeepPage {
  readonly page: Page;
  readonly grid: Locator;
  /** The line of somebody in the list of bans. */
  row(name: string): Locator;
  panel(name: string): Locator;
  /** Turns on "Let Modkeep act on Twitch" on the first page. */
  letAct(): Promise<void>;
  /** Goes through the device flow; `login` confirms at the simulated Twitch. */
  signIn(twitch: RunningSimulator, login: string): Promise<void>;
  /** Until the whole list was read and new bans are told at once. */
  waitUntilComplete(): Promise<void>;
  search(words: string): Promise<void>;
  /** Opens "Act on a name", ready for an act on this login. */
  aimAt(login: string): Promise<Locator>;
  /** Acts on somebody in the audit log; later additions to an act are left out. */
  auditRows(login: string): Locator;
  goTo(screen: 'Bans' | 'Activity' | 'Bulk' | 'Audit' | 'Moderators' | 'Health' | 'Settings'): Promise<void>;
}

export function createModkeepPage(page: Page): ModkeepPage {
  const grid = page.getByRole('grid', { name: 'Bans and timeouts' });
  return {
    page,
    grid,
    row: (name) => grid.getByRole('row').filter({ has: page.getByRole('gridcell', { name, exact: true }) }),
    panel: (name) => page.getByRole('complementary', { name: `Person ${name}` }),
    letAct: async () => {
      const toggle = page.getByRole('switch', { name: 'Let Modkeep act on Twitch' });
      await toggle.click();
      await expect(toggle).toBeChecked();
    },
    signIn: async (twitch, login) => {
      await page.getByRole('button', { name: 'Sign in with Twitch' }).click();
      const copy = page.getByRole('button', { name: /^Copy code: / });
      const userCode = (await copy.getAttribute('aria-label'))?.replace('Copy code: ', '') ?? '';
      await twitch.control.approveDevice({ userCode, login });
      await expect(copy).toBeHidden({ timeout: 20_000 });
    },
    waitUntilComplete: async () => {
      await expect(page.getByText(/^Complete · /).first()).toBeVisible({ timeout: 30_000 });
      await expect(page.getByRole('navigation', { name: 'Channels' }).getByText('Live').first()).toBeAttached();
    },
    search: (words) => page.getByRole('searchbox', { name: 'Search bans' }).fill(words),
    aimAt: async (login) => {
      await page.getByRole('button', { name: 'Act on a name' }).click();
      const panel = page.getByRole('complementary', { name: 'Act on a name' });
      await panel.getByRole('textbox', { name: /Twitch login/ }).fill(login);
      return panel;
    },
    auditRows: (login) =>
      page
        .getByRole('table', { name: 'Audit log' })
        .getByRole('row')
        .filter({ hasText: login, hasNotText: 'addition' }),
    goTo: (screen) => page.getByRole('tab', { name: screen }).click(),
  };
}
