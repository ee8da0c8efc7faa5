// The settings that govern acting, as a person at the keyboard meets them; what really happened is asked of the
// simulated Twitch's journal.
import type { Page } from '@playwright/test';
import { expect, ownerOf, test } from './helpers.ts';

const status = (page: Page) => page.getByRole('contentinfo', { name: 'Status' });
const notices = (page: Page) => page.getByRole('region', { name: 'Notifications' });

/** Through the palette, as everything can be reached. */
async function goTo(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await expect(page.getByRole('option', { selected: true })).toContainText(words);
  await page.keyboard.press('Enter');
}

test('by keyboard alone from the open window: to the list, to a person, ban, undo, time out, undo', async ({
  world,
}) => {
  const { app } = await world.signedIn();
  const { control } = world.twitch;
  await control.addUser({ login: 'by_keys', displayName: 'By_Keys' });
  const held = await control.addUser({ login: 'held_by_keys', displayName: 'Held_By_Keys' });
  const { id: channelId } = ownerOf(world.twitch);
  await control.ban({ channelId, moderatorId: channelId, userId: held.id, durationSeconds: 600 });
  // A window of its own, in which no mouse is ever used.
  const { page, row, panel } = await world.open(app);
  await expect(row('Held_By_Keys')).toBeVisible();
  const before = (await control.acts()).length;
  const sent = async (): Promise<string[]> => (await control.acts()).slice(before).map(({ kind }) => kind);

  // The keys work from wherever the mouse was last: here a tab, which would keep Enter for itself.
  await page.getByRole('tab', { name: 'Bans' }).click();
  await page.keyboard.press('j');
  await expect(page.locator('[role=row][aria-current=true]')).toContainText('Held_By_Keys');
  await page.keyboard.press('Enter');
  await expect(panel('Held_By_Keys')).toBeVisible();
  await page.keyboard.press('b');
  await expect(row('Held_By_Keys')).toContainText('Banned');
  await page.keyboard.press('z');
  await expect(row('Held_By_Keys')).toContainText('Timed out');

  await page.keyboard.press('n');
  await page.keyboard.type('by_keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await page.keyboard.press('5');
  await expect(row('By_Keys')).toContainText('Timed out');
  await page.keyboard.press('z');
  await expect(row('By_Keys')).toBeHidden();
  expect(await sent()).toEqual(['ban', 'unban', 'timeout', 'timeout', 'untimeout']);
});

test('a key that is in use is named, swapped, and means the other thing from then on', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const { page } = modkeep;
  const { control } = world.twitch;
  await goTo(page, 'Settings: Keyboard');
  await page.getByRole('button', { name: 'Key for ban: B' }).click();
  await page.keyboard.press('t');
  await expect(page.getByRole('alert')).toContainText('T is “time out, then 1 to 9”, which would lose it.');
  await page.getByRole('button', { name: 'Leave it' }).click();
  await expect(page.getByRole('button', { name: 'Key for ban: B' })).toBeVisible();
  await page.getByRole('button', { name: 'Key for ban: B' }).click();
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Swap' }).click();
  await expect(page.getByRole('button', { name: /^Key for time out.*: B$/ })).toBeVisible();

  const before = (await control.acts()).length;
  await control.addUser({ login: 'other_keys', displayName: 'Other_Keys' });
  await modkeep.goTo('Bans');
  await modkeep.aimAt('other_keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(modkeep.row('Other_Keys')).toContainText('Banned');
  expect((await control.acts()).slice(before).map(({ kind }) => kind)).toEqual(['ban']);
});

test('the strict profile stops the eleventh ban within an hour, and says when the next is free', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const { page } = modkeep;
  const { control } = world.twitch;
  const before = (await control.acts()).length;
  await goTo(page, 'Settings: Limits');
  await page.getByText('Strict', { exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Bans and timeouts: at most' })).toHaveValue('10');
  await modkeep.goTo('Bans');
  for (let number = 1; number <= 11; number += 1) {
    await control.addUser({ login: `raider_${number}`, displayName: `Raider_${number}` });
    await modkeep.aimAt(`raider_${number}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('b');
    if (number <= 10) await expect(modkeep.row(`Raider_${number}`)).toBeVisible();
  }
  await expect(notices(page)).toContainText('Your own brake stopped this');
  await expect(notices(page)).toContainText(/Free again in (1h|59m)/);
  await expect(status(page)).toContainText('0 of 10 bans left');
  expect((await control.acts()).slice(before)).toHaveLength(10);
  await expect(modkeep.row('Raider_11')).toBeHidden();
});

test('the kill switch survives the end of the process, and lets nothing through after it @browser', async ({
  world,
}) => {
  const flags = ['--keep-signed-in'];
  const { app, modkeep } = await world.signedIn(...flags);
  const { control } = world.twitch;
  await goTo(modkeep.page, 'Settings: Acting');
  await modkeep.page.getByRole('button', { name: 'Stop everything' }).click();
  await expect(status(modkeep.page)).toContainText('Stopped');
  await app.stop('SIGKILL');

  const again = await world.open(await world.start(...flags));
  await again.waitUntilComplete();
  await expect(status(again.page)).toContainText('Stopped');
  const before = (await control.acts()).length;
  const active = again.page.locator('[role=row][aria-current=true]');
  await expect(async () => {
    await again.page.keyboard.press('j');
    await expect(active).toBeVisible({ timeout: 1_000 });
  }).toPass();
  for (const key of ['b', 'u', 't', '5']) await again.page.keyboard.press(key);
  await expect(notices(again.page)).toContainText('the kill switch is on');
  expect(await control.acts()).toHaveLength(before);
  await again.page.getByRole('button', { name: 'Start again' }).click();
  await expect(status(again.page)).toContainText('Acting is on');
});
