// Things break under a running app: the line in Health, the alert once, the button that mends it, and its end. What
// takes minutes to be over is in test/main/alerts/broken.test.ts, where time can be passed: 429s, 5xx, a database in
// other hands, a scope that is gone.
import { spawnSync } from 'node:child_process';
import type { Locator, Page } from '@playwright/test';
import { expect, ownerOf, test } from './helpers.ts';

const line = (page: Page, name: string): Locator =>
  page
    .getByRole('list', { name: 'What Modkeep needs' })
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) });
const raised = (page: Page, title: string): Locator =>
  page.getByRole('list', { name: 'Raised alerts' }).getByRole('listitem', { name: title });
const over = (page: Page): Locator => page.getByRole('list', { name: 'Alerts that are over' }).getByRole('listitem');
const toast = (page: Page, title: string): Locator => page.locator('.toast').filter({ hasText: title });

/** Values that need no minutes: from where on it is wrong, from where on right, and no hold. */
async function quicken(page: Page, rule: string, raise: string, clear: string): Promise<void> {
  const field = (name: string): Locator => page.getByRole('textbox', { name: `${rule}: ${name}`, exact: true });
  await field('wrong from').fill(raise);
  await field('right from').fill(clear);
  await field('held for').fill('0s');
  await field('held for').press('Enter');
  await expect(page.getByRole('button', { name: `${rule}: back to the default` })).toBeEnabled();
}
const testNow = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Test now: Connection' }).click();
  await expect(page.getByRole('button', { name: 'Test now: Connection' })).toHaveText('Test now');
};

test('what breaks is said once with the button that mends it, and once when it is right again @browser', async ({
  world,
}) => {
  const { app, modkeep } = await world.signedIn();
  const { page } = modkeep;
  const { control } = world.twitch;
  const { id: channelId, login } = ownerOf(world.twitch);
  await modkeep.goTo('Settings');
  await page.getByRole('tab', { name: 'Alerts' }).click();
  await quicken(page, 'Clock wrong', '30s', '10s');
  await quicken(page, 'Live feed down', '1s', '0s');
  await quicken(page, 'Told to slow down', '1', '0');
  await quicken(page, 'Errors of Twitch', '1', '0.5');
  await modkeep.goTo('Health');
  await expect(page.getByText('None is raised.')).toBeVisible();

  // 429 and 5xx: their end comes with the minutes.
  await control.addFault({ match: { path: 'users' }, times: 2, answer: { status: 429, body: {} } });
  await testNow(page);
  await expect(line(page, 'Twitch’s limit')).toContainText('Problem');
  await expect(raised(page, 'Twitch asks to slow down').getByRole('button', { name: /^Limits/ })).toBeVisible();
  await control.clearFaults();
  await control.addFault({ match: { path: 'users' }, times: 2, answer: { status: 503, body: {} } });
  await testNow(page);
  await testNow(page);
  await expect(raised(page, 'Twitch has trouble')).toBeVisible();
  await raised(page, 'Twitch has trouble')
    .getByRole('button', { name: /^Test now/ })
    .click();
  await expect(line(page, 'Connection')).toContainText('Fine');

  // A wrong clock, set right.
  await control.skew(330_000);
  await expect(async () => {
    await testNow(page);
    await expect(line(page, 'Clock')).toContainText('Problem', { timeout: 100 });
  }).toPass();
  await expect(raised(page, 'This machine’s clock is wrong')).toContainText('5 min away');
  await expect(toast(page, 'This machine’s clock is wrong')).toHaveCount(1);
  await control.skew(-330_000);
  await expect(async () => {
    await testNow(page);
    await expect(line(page, 'Clock')).toContainText('Fine', { timeout: 100 });
  }).toPass();
  await expect(toast(page, 'Over: This machine’s clock is wrong')).toBeVisible();

  // A dead socket.
  const deaf = `${login} is not heard live`;
  await control.configureSockets({ isAccepting: false });
  await control.closeSockets({});
  await expect(line(page, 'Live feed')).toContainText('Problem');
  await expect(raised(page, deaf)).toBeVisible();
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('3 alerts');
  await raised(page, deaf)
    .getByRole('button', { name: /^How it is read/ })
    .click();
  await page.getByRole('dialog', { name: /^Reading / }).waitFor();
  await page.keyboard.press('Escape');
  await control.configureSockets({ isAccepting: true });
  await expect(raised(page, deaf)).toBeHidden({ timeout: 20_000 });
  await expect(line(page, 'Live feed')).toContainText('Fine');

  // The sign-in is taken back; the button of the line leads to a new one.
  await control.disconnectUser(channelId);
  await testNow(page);
  await expect(line(page, 'Signed in')).toContainText('Problem');
  await expect(raised(page, deaf).getByRole('button', { name: /^Sign in/ })).toBeVisible();
  await page.getByRole('button', { name: 'Sign in: Signed in' }).click();
  await modkeep.signIn(world.twitch, login);
  await modkeep.goTo('Health');
  await expect(line(page, 'Signed in')).toContainText('Fine');
  await expect(raised(page, deaf)).toBeHidden({ timeout: 20_000 });
  await page.getByText('What was: 3 alerts').click();
  await expect(over(page)).toHaveText([/not heard live/, /not heard live/, /clock is wrong/]);

  // The disk takes nothing more, then it does again.
  const limitFiles = (bytes: string) => spawnSync('prlimit', ['--pid', String(app.pid), `--fsize=${bytes}`]);
  const banner = page.getByRole('status').filter({ hasText: 'Read only: the disk is full' });
  await control.addUser({ login: 'not_written', displayName: 'Not_Written' });
  await modkeep.goTo('Bans');
  const panel = await modkeep.aimAt('not_written');
  const ban = panel.getByRole('button', { name: /^Ban\b/ });
  await expect(ban).toBeEnabled();
  await expect(banner).toBeHidden();
  if (limitFiles('0:unlimited').status !== 0) return test.info().annotations.push({ type: 'not run: no prlimit' });
  // Whatever is written first comes upon it: this act, or a read of the list, after which there is nothing to click.
  await ban.click({ timeout: 3_000 }).catch(() => undefined);
  await expect(banner).toContainText('it goes on by itself');
  await expect(panel.getByRole('note').filter({ hasText: 'the disk is full' })).toBeVisible();
  expect((await control.requests({ path: 'moderation/bans' })).filter(({ method }) => method === 'POST')).toEqual([]);
  await modkeep.goTo('Health');
  await expect(line(page, 'Database')).toContainText('the disk is full');
  await expect(raised(page, 'The database has trouble').getByRole('button', { name: /^Back up now/ })).toBeVisible();
  await expect(banner).toBeVisible();
  expect(limitFiles('unlimited').status).toBe(0);
  await expect(banner).toBeHidden({ timeout: 20_000 });
  await raised(page, 'The database has trouble')
    .getByRole('button', { name: /^Back up now/ })
    .click();
  await expect(toast(page, 'A copy is being made')).toBeVisible();
});
