// Who may do what, and whom no act may hit: as the owner of the installation sets it, as others meet it, and as main
// holds to it when somebody asks past the page.
import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { signedIn, type TestClient } from '../main/dock/fixture.ts';
import type { App } from './app.ts';
import { expect, ownerOf, test, type World } from './helpers.ts';
import type { ModkeepPage } from './modkeep-page.ts';

const MODERATOR = 'mod_amber';
const toast = ({ page }: ModkeepPage, words: string): Locator =>
  page.getByRole('region', { name: 'Notifications' }).getByRole('dialog').filter({ hasText: words });
const moderators = ({ page }: ModkeepPage): Locator => page.getByRole('table', { name: 'Moderators' });
const subject = ({ page }: ModkeepPage, name: string): Locator =>
  page.getByRole('table', { name: 'Who may do what' }).getByRole('row').filter({ hasText: name });

async function openPart(
  modkeep: ModkeepPage,
  part: 'Moderators' | 'Who may do what' | 'Protected people',
): Promise<void> {
  await modkeep.goTo('Moderators');
  await modkeep.page.getByRole('group', { name: 'Parts of this screen' }).getByRole('button', { name: part }).click();
}

/** A program with a key, past every page. */
async function program(app: App, keyText = app.url): Promise<TestClient> {
  return await signedIn(Number(new URL(app.url).port), keyText);
}

async function asModerator(world: World): Promise<{ app: App; modkeep: ModkeepPage; channelId: string }> {
  const app = await world.start();
  const modkeep = await world.open(app);
  await modkeep.letAct();
  await modkeep.signIn(world.twitch, MODERATOR);
  await modkeep.page
    .getByRole('group', { name: 'I moderate' })
    .getByRole('button', { name: /BigChannel/ })
    .click();
  return { app, modkeep, channelId: ownerOf(world.twitch).id };
}

test('a moderator is added, refused with words, removed and brought back, after granting it', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const { page } = modkeep;
  const { control } = world.twitch;
  const owner = ownerOf(world.twitch);
  await control.addUser({ login: 'new_hand', displayName: 'New_Hand' });
  const vip = await control.addUser({ login: 'a_vip', displayName: 'A_Vip' });
  await control.vip({ channelId: owner.id, moderatorId: owner.id, userId: vip.id, isVip: true });
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(moderators(modkeep).getByRole('row').nth(1)).toContainText('BigChannel');
  await expect(moderators(modkeep).getByRole('row').nth(1)).toContainText('Owner');
  await expect(page.getByText(/Complete · checked/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add moderator' })).toBeDisabled();
  await page.getByRole('status').filter({ hasText: 'channel:manage:moderators' }).getByRole('button').click();
  await modkeep.signIn(world.twitch, owner.login);

  await openPart(modkeep, 'Moderators');
  await page.getByRole('button', { name: 'Add moderator' }).click();
  const window = page.getByRole('dialog', { name: 'Add a moderator' });
  const name = window.getByRole('textbox', { name: 'Twitch login' });
  const add = window.getByRole('button', { name: 'Add moderator' });
  for (const [login, words] of [
    [MODERATOR, 'Already a moderator'],
    ['a_vip', 'A VIP'],
  ] as const) {
    await name.fill(login);
    await add.click();
    await expect(window.getByRole('alert')).toContainText(words);
  }
  await name.fill('new_hand');
  await window.getByRole('textbox', { name: /^Reason/ }).fill('helped for a year');
  await add.click();
  await expect(window).toBeHidden();
  const row = moderators(modkeep).getByRole('row').filter({ hasText: 'New_Hand' });
  await expect(row).toContainText('bigchannel');

  await row.getByRole('button', { name: 'Remove New_Hand' }).click();
  await expect(row).toBeHidden();
  await toast(modkeep, 'New_Hand is no moderator any more').getByRole('button', { name: /^Undo/ }).click();
  await expect(row).toBeVisible();
  const heard = await control.addUser({ login: 'heard_of', displayName: 'Heard_Of' });
  await control.mod({ channelId: owner.id, moderatorId: owner.id, userId: heard.id });
  await expect(moderators(modkeep).getByRole('row').filter({ hasText: 'Heard_Of' })).toBeVisible();
  await modkeep.goTo('Audit');
  await expect(modkeep.auditRows('new_hand').filter({ hasText: 'helped for a year' })).toHaveCount(1);
});

test('an account without the right is refused in main, also when a program asks @browser', async ({ world }) => {
  const { app, modkeep, channelId } = await asModerator(world);
  await openPart(modkeep, 'Moderators');
  await expect(modkeep.page.getByText('Only what was heard')).toBeVisible();
  await expect(modkeep.page.getByRole('button', { name: 'Add moderator' })).toBeDisabled();
  await openPart(modkeep, 'Who may do what');
  const row = subject(modkeep, 'as usual for moderators');
  const bans = modkeep.page.getByRole('checkbox', { name: 'Bans' });
  await bans.uncheck();
  await row.getByRole('button', { name: 'Save' }).click();
  await expect(subject(modkeep, 'set for all channels')).toBeVisible();

  const { id } = await world.twitch.control.addUser({ login: 'lucky_one', displayName: 'Lucky_One' });
  const client = await program(app);
  const ban = () => client.call('bans.create', { channelId, user: { id }, actId: crypto.randomUUID() });
  expect(await ban()).toMatchObject({
    ok: false,
    error: { code: 'FORBIDDEN', details: { required_right: 'manage_bans', reason: 'account_rights' } },
  });
  expect(await world.twitch.control.acts()).toEqual([]);
  await modkeep.goTo('Bans');
  const typed = await modkeep.aimAt('lucky_one');
  await expect(typed.getByRole('note').filter({ hasText: 'its right “Bans” was taken away' })).toBeVisible();
  await typed.getByRole('button', { name: 'Close (Esc)' }).click();
  await openPart(modkeep, 'Who may do what');
  await modkeep.page.getByRole('combobox', { name: 'Rights in' }).selectOption({ label: 'Only in BigChannel' });
  await expect(subject(modkeep, 'set for all channels')).toBeVisible();
  await bans.check();
  await modkeep.page.getByRole('button', { name: 'Save' }).click();
  await expect(subject(modkeep, 'set for this channel')).toBeVisible();
  expect(await ban()).toMatchObject({ ok: true });
  await modkeep.page.getByRole('button', { name: 'Reset' }).click();
  await expect(subject(modkeep, 'set for all channels')).toBeVisible();
  await expect(bans).not.toBeChecked();
  client.ws.close();
});

test('a dock key that may only look sees no way to act, is refused in main, and is cut off @browser', async ({
  world,
}) => {
  const { app, modkeep } = await world.signedIn();
  const { page } = modkeep;
  const channelId = ownerOf(world.twitch).id;
  const { id } = await world.twitch.control.addUser({ login: 'lucky_two', displayName: 'Lucky_Two' });
  await openPart(modkeep, 'Who may do what');
  await page.getByRole('button', { name: 'Add dock key' }).click();
  const window = page.getByRole('dialog', { name: 'Dock key' });
  await window.getByRole('textbox', { name: 'Name' }).fill('OBS dock');
  await window.getByRole('button', { name: 'Make the key' }).click();
  const address = await window.getByRole('textbox', { name: 'Address with the key' }).inputValue();
  await window.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(address)).toHaveCount(0);

  const dock = await world.open({ ...app, url: address });
  await dock.grid.getByRole('row').nth(1).click();
  await expect(dock.page.getByText('Your key may read, but not act.')).toBeVisible();
  await expect(
    dock.page.getByRole('button', { name: /^(Ban|Unban|End timeout|Time out for|Stop all|Act on a name)\b/ }),
  ).toHaveCount(0);
  await expect(dock.page.getByRole('button', { name: 'Protect', exact: true })).toBeDisabled();
  await openPart(dock, 'Protected people');
  await expect(dock.page.getByRole('note').filter({ hasText: 'lacks the right “Moderators”' })).toBeVisible();
  await expect(dock.page.getByRole('button', { name: 'Import' })).toBeDisabled();

  const client = await program(app, address);
  const refused = (right: string) => ({ ok: false, error: { code: 'FORBIDDEN', details: { required_right: right } } });
  const ban = () => client.call('bans.create', { channelId, user: { id }, actId: crypto.randomUUID() });
  expect(await ban()).toMatchObject(refused('manage_bans'));
  expect(await client.call('protected.add', { user: { id } })).toMatchObject(refused('manage_moderators'));
  expect(await client.call('keys.add', { name: 'more', permissions: ['manage_bans'] })).toMatchObject(refused('owner'));
  const own = { keyId: /#k=([^.]+)/.exec(address)?.[1], permissions: ['manage_bans'] };
  expect(await client.call('moderators.setPermissions', own)).toMatchObject(refused('owner'));

  const row = subject(modkeep, 'OBS dock');
  await row.getByRole('checkbox', { name: 'Bans' }).check();
  await row.getByRole('button', { name: 'Save' }).click();
  await dock.goTo('Bans');
  await expect(dock.page.getByRole('button', { name: /^Act on a name/ })).toBeVisible();
  expect(await ban()).toMatchObject({ ok: true });

  await row.getByRole('button', { name: 'Remove the key OBS dock' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  expect((await client.closed).reason).toBe('key removed');
  await expect(row).toHaveCount(0);
  await expect(dock.grid).toHaveCount(0);
});

test('protected people: brought in after a look, exported safely, put on and off from the panel', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const { page } = modkeep;
  const { control } = world.twitch;
  await control.addUser({ login: 'old_friend', displayName: 'Old_Friend' });
  await control.addUser({ login: 'sly_friend', displayName: 'Sly_Friend' });
  await openPart(modkeep, 'Protected people');
  await expect(page.getByText('Nobody is protected yet')).toBeVisible();
  await page.getByRole('button', { name: 'Import' }).click();
  const window = page.getByRole('dialog', { name: 'Import people to protect' });
  const text = 'login,note\nold_friend,"since 2019, from the start"\nnot a name\nsly_friend,=1+1\nnobody_here\n';
  await window
    .getByLabel('File with people to protect')
    .setInputFiles({ name: 'friends.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await window.getByRole('button', { name: 'Look first' }).click();
  await expect(window.getByRole('status')).toContainText('2 to protect');
  await expect(window.getByRole('row').filter({ hasText: 'not a name' })).toContainText('3');
  await expect(window.getByRole('row').filter({ hasText: 'nobody_here' })).toContainText('5');
  await expect(page.getByRole('table', { name: 'Protected people' })).toHaveCount(0);
  await window.getByRole('button', { name: 'Protect 2' }).click();
  await expect(window.getByRole('status')).toContainText('2 protected');
  await window.getByRole('button', { name: 'Done' }).click();
  const rows = page.getByRole('table', { name: 'Protected people' }).getByRole('row');
  await expect(rows.filter({ hasText: 'Old_Friend' })).toContainText('since 2019, from the start');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  expect(csv.split('\r\n')[0]).toBe('user_id,login,display_name,note,where,added_at,added_by');
  expect(csv).toContain(`,"'=1+1","bigchannel",`);

  await page.getByRole('button', { name: 'Protect somebody' }).click();
  const adding = page.getByRole('dialog', { name: 'Protect somebody' });
  await adding.getByRole('textbox', { name: 'Twitch login or id' }).fill('sly_friend');
  await adding.getByRole('textbox', { name: 'Note' }).fill('not so sly');
  await adding.getByRole('button', { name: 'Protect', exact: true }).click();
  await expect(toast(modkeep, 'Sly_Friend was protected in BigChannel already')).toBeVisible();
  await expect(rows.filter({ hasText: 'not so sly' })).toHaveCount(1);

  await page.getByRole('searchbox', { name: 'Search protected people' }).pressSequentially('2019');
  await expect(rows).toHaveCount(2);
  await rows.getByRole('button', { name: 'Old_Friend', exact: true }).click();
  const panel = modkeep.panel('Old_Friend');
  await expect(panel.getByRole('note').filter({ hasText: 'On the protected list' })).toBeVisible();
  await page.keyboard.press('b');
  await expect(toast(modkeep, 'Nothing was done to Old_Friend')).toBeVisible();
  expect(await control.acts()).toEqual([]);
  await panel.getByRole('button', { name: 'Protected ✓' }).click();
  await page.getByRole('menuitem', { name: 'Take off the list: in this channel' }).click();
  await expect(panel.getByRole('button', { name: 'Protect', exact: true })).toBeVisible();
  await toast(modkeep, 'not protected any more').getByRole('button', { name: /^Undo/ }).click();
  await expect(panel.getByRole('button', { name: 'Protected ✓' })).toBeVisible();
});
