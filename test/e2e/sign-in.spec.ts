// From nothing to a whole list: the device flow, the first read with its progress, and what a refusal says.
import { expect, ownerOf, test } from './helpers.ts';

test.describe('a channel of 3 000', () => {
  test.use({ twitchOptions: { world: 'size:3000', pageDelayMs: 60 } });

  test('signing in reads the whole list and shows how far it is', async ({ world }) => {
    const { page, ...modkeep } = await world.open(await world.start());
    await expect(page.getByRole('heading', { name: 'Welcome to Modkeep' })).toBeVisible();
    await modkeep.signIn(world.twitch, ownerOf(world.twitch).login);
    const progress = page.getByRole('progressbar', { name: 'Syncing bans' });
    await expect(progress).toBeVisible();
    await expect(page.getByText('Never read in full')).toBeVisible();
    await modkeep.waitUntilComplete();
    await expect(progress).toBeHidden();
    const count = await world.twitch.control.count(ownerOf(world.twitch).id);
    const shown = page.getByRole('group', { name: 'Kinds shown' }).getByRole('button', { name: /^All/ });
    await expect(shown).toHaveText(
      new RegExp(`^All ${Math.floor(count / 1000)}\\s${String(count % 1000).padStart(3, '0')}$`),
    );
  });
});

test('a refused sign-in says so and can be tried again', async ({ world }) => {
  const { page, ...modkeep } = await world.open(await world.start());
  await page.getByRole('button', { name: 'Sign in with Twitch' }).click();
  await expect(page.getByRole('button', { name: /^Copy code: / })).toBeVisible();
  const [device] = await world.twitch.control.devices();
  await world.twitch.control.denyDevice(device?.userCode ?? '');
  await expect(page.getByRole('region', { name: 'Connect' }).getByRole('alert')).toBeVisible({ timeout: 20_000 });
  await modkeep.signIn(world.twitch, ownerOf(world.twitch).login);
  await modkeep.waitUntilComplete();
});

test('a page without its key is let in nowhere @browser', async ({ world }) => {
  const app = await world.start();
  const { page } = await world.open({ ...app, url: app.url.replace(/#.*$/, '') });
  await expect(page.getByRole('alert')).toContainText('This page needs its key');
  const last = app.url.at(-1) === 'A' ? 'B' : 'A';
  const wrong = await world.open({ ...app, url: `${app.url.slice(0, -1)}${last}` });
  await expect(wrong.page.getByRole('alert')).toContainText('This key does not fit any more');
});
