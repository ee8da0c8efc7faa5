// Accounts as a person meets them: a moderator alone, two accounts on one channel, sign-ins that end, no Twitch at all.
import type { Locator } from '@playwright/test';
import { openTwitchLine } from '../helpers/twitch-line.ts';
import { startApp } from './app.ts';
import { expect, ownerOf, test, type World } from './helpers.ts';
import type { ModkeepPage } from './modkeep-page.ts';

const channels = ({ page }: ModkeepPage): Locator => page.getByRole('navigation', { name: 'Channels' });
const channelNamed = (modkeep: ModkeepPage, name: RegExp): Locator =>
  channels(modkeep).getByRole('group').getByRole('button', { name });
const openSettings = async (modkeep: ModkeepPage): Promise<void> => {
  await channels(modkeep)
    .getByRole('button', { name: /^Settings/ })
    .click();
  await modkeep.page.getByRole('tab', { name: 'Accounts and channels' }).click();
};
const group = (modkeep: ModkeepPage, name: string): Locator => channels(modkeep).getByRole('group', { name });
const all = ({ page }: ModkeepPage): Locator =>
  page.getByRole('group', { name: 'Kinds shown' }).getByRole('button', { name: /^All/ });

async function signOut(modkeep: ModkeepPage, name: string): Promise<void> {
  await openSettings(modkeep);
  const account = modkeep.page
    .locator('div')
    .filter({ hasText: name, has: modkeep.page.getByRole('button', { name: 'Sign out' }) });
  await account.last().getByRole('button', { name: 'Sign out' }).click();
  await modkeep.page
    .getByRole('alertdialog')
    .or(modkeep.page.getByRole('dialog'))
    .getByRole('button', { name: 'Sign out' })
    .click();
}

async function addAccount(world: World, modkeep: ModkeepPage, login: string): Promise<void> {
  await openSettings(modkeep);
  await modkeep.page.getByRole('button', { name: 'Add account' }).click();
  await modkeep.signIn(world.twitch, login);
}

test('a moderator sees since when the channel is known, hears of bans, and bans', async ({ world }) => {
  const { control } = world.twitch;
  const channelId = ownerOf(world.twitch).id;
  const modkeep = await world.open(await world.start());
  await modkeep.letAct();
  await modkeep.signIn(world.twitch, 'mod_amber');
  const moderated = group(modkeep, 'I moderate').getByRole('button', { name: /BigChannel/ });
  await expect(moderated).toContainText('mod · since');
  await expect(moderated).toContainText('Live');
  await moderated.click();
  await expect(modkeep.page.getByText(/list not readable as a moderator/).first()).toBeVisible();

  const { id: userId } = await control.addUser({ login: 'heard_one', displayName: 'Heard_One' });
  await control.ban({ channelId, moderatorId: '1002', userId, reason: 'noise' });
  await expect(modkeep.row('Heard_One')).toContainText('Banned', { timeout: 2_000 });
  await control.addUser({ login: 'own_one', displayName: 'Own_One' });
  const panel = await modkeep.aimAt('own_one');
  await panel.getByRole('button', { name: /^Ban\b/ }).click();
  await expect(modkeep.row('Own_One')).toContainText('Banned');
  expect((await control.acts()).at(-1)).toMatchObject({ kind: 'ban', moderatorId: '1001', source: 'helix' });
  const lists = (await control.requests({ path: 'moderation/banned' })).map(({ query }) => query['broadcaster_id']);
  expect(new Set(lists)).toEqual(new Set(['1001']));
});

test('two accounts on one channel: shown once; when the broadcaster signs out, the moderator goes on', async ({
  world,
}) => {
  const { modkeep } = await world.signedIn();
  await addAccount(world, modkeep, 'mod_bruno');
  await expect(group(modkeep, 'My channel').getByRole('button')).toHaveCount(2);
  await expect(channelNamed(modkeep, /BigChannel/)).toHaveCount(1);
  const total = await all(modkeep).textContent();

  await signOut(modkeep, 'BigChannel');
  const moderated = group(modkeep, 'I moderate').getByRole('button', { name: /BigChannel/ });
  await expect(moderated).toContainText('mod · since');
  await expect(moderated).toContainText('Live');
  await moderated.click();
  await expect(all(modkeep)).toHaveText(total ?? '');
  await world.twitch.control.addUser({ login: 'second_hand', displayName: 'Second_Hand' });
  const panel = await modkeep.aimAt('second_hand');
  await panel.getByRole('button', { name: /^Ban\b/ }).click();
  await expect(modkeep.row('Second_Hand')).toBeVisible();
  expect((await world.twitch.control.acts()).at(-1)).toMatchObject({ moderatorId: '1002' });
});

test('signed out: the list stays, and acting says what it needs', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const total = await all(modkeep).textContent();
  await signOut(modkeep, 'BigChannel');
  await channelNamed(modkeep, /BigChannel/).click();
  await expect(all(modkeep)).toHaveText(total ?? '');
  await modkeep.grid.getByRole('row').nth(1).click();
  await expect(modkeep.page.getByText(/^Signed out: connect the account again/).first()).toBeVisible();
});

test('disconnected at Twitch: a banner says so, the list stays, and signing in again mends it', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const owner = ownerOf(world.twitch);
  const total = await all(modkeep).textContent();
  await world.twitch.control.disconnectUser(owner.id);
  const banner = modkeep.page.getByRole('status').filter({ hasText: 'Twitch took back the sign-in of BigChannel' });
  await expect(banner).toBeVisible({ timeout: 15_000 });
  await expect(all(modkeep)).toHaveText(total ?? '');
  await banner.getByRole('button', { name: 'Sign in again' }).click();
  await modkeep.signIn(world.twitch, owner.login);
  await expect(banner).toBeHidden();
  await modkeep.waitUntilComplete();
});

test('started without Twitch: what is recorded is there, its age is said, and it goes on by itself @browser', async ({
  world,
}) => {
  const flags = ['--keep-signed-in'];
  const { app, modkeep } = await world.signedIn(...flags);
  const total = await all(modkeep).textContent();
  await app.stop();
  const line = await openTwitchLine(world.twitch.port);
  await line.cut();
  const offline = await startApp(world.dataDir, '--twitch-port', String(line.port), ...flags);
  try {
    const again = await world.open(offline);
    await expect(all(again)).toHaveText(total ?? '');
    const age = again.page.getByText(/^Complete as of /);
    await expect(age.first()).toBeAttached();
    await line.mend();
    await again.waitUntilComplete();
    await expect(age).toHaveCount(0);
  } finally {
    await offline.stop();
    await line.cut();
  }
});

test('a viewer adds a channel by its address, may look at what is known of it, and may not act', async ({ world }) => {
  await world.twitch.control.addUser({ login: 'only_watching', displayName: 'Only_Watching' });
  const modkeep = await world.open(await world.start());
  const { page } = modkeep;
  await modkeep.letAct();
  await modkeep.signIn(world.twitch, 'only_watching');
  await channels(modkeep).getByRole('button', { name: 'Add channel' }).click();
  const window = page.getByRole('dialog', { name: 'Add channel' });
  await window.getByRole('textbox', { name: 'Channel name, id or address' }).fill('https://www.twitch.tv/BigChannel');
  await window.getByRole('button', { name: 'Find' }).click();
  await expect(window).toContainText('Not known here yet');
  await window.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(window).toBeHidden();
  await expect(group(modkeep, 'I watch').getByRole('button', { name: /BigChannel/ })).toContainText('viewer');
  await expect(page.getByRole('button', { name: /^Act on a name/ })).toHaveCount(0);
  const asked = await world.twitch.control.requests({ path: 'moderation/banned' });
  expect(asked.filter(({ query }) => query['broadcaster_id'] === ownerOf(world.twitch).id)).toEqual([]);
  expect((await world.twitch.control.acts()).length).toBe(0);
});
