// What others do on Twitch shows by itself: a ban in chat, a timeout that runs out, an unban.
import { expect, ownerOf, test } from './helpers.ts';

test('a ban in chat appears within two seconds, and its end as well', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const { control } = world.twitch;
  const channelId = ownerOf(world.twitch).id;
  const { id: userId } = await control.addUser({ login: 'loud_stranger', displayName: 'Loud_Stranger' });
  const act = { channelId, moderatorId: channelId, userId };

  await control.ban({ ...act, reason: 'shouting' });
  const row = modkeep.row('Loud_Stranger');
  await expect(row).toBeVisible({ timeout: 2_000 });
  await expect(row).toContainText('Banned');
  await expect(row).toContainText('shouting');

  await control.unban(act);
  await expect(row).toBeHidden({ timeout: 2_000 });
  await modkeep.goTo('Activity');
  const activity = modkeep.page.getByRole('region', { name: 'Activity' });
  await expect(activity.getByText('Loud_Stranger')).toHaveCount(2);
});

test('a timeout counts down and leaves the list by itself, as expired and not as lifted', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const { control } = world.twitch;
  const channelId = ownerOf(world.twitch).id;
  const { id: userId } = await control.addUser({ login: 'short_rest', displayName: 'Short_Rest' });
  await control.ban({ channelId, moderatorId: channelId, userId, durationSeconds: 8, reason: 'breathe' });
  const row = modkeep.row('Short_Rest');
  await expect(row).toContainText('Timed out');
  await expect(row.getByRole('gridcell').last()).toHaveText(/^[1-8]s$/);
  await expect(row).toBeHidden({ timeout: 15_000 });
  await modkeep.goTo('Activity');
  const activity = modkeep.page.getByRole('region', { name: 'Activity' });
  await expect(activity).toContainText(/expired|ran out/i);
  await expect(activity).not.toContainText(/lifted/i);
});

test('two windows agree without being touched @browser', async ({ world }) => {
  const { app, modkeep } = await world.signedIn();
  const other = await world.open(app);
  await other.waitUntilComplete();
  await world.twitch.control.addUser({ login: 'seen_twice', displayName: 'Seen_Twice' });
  const panel = await modkeep.aimAt('seen_twice');
  await panel.getByRole('button', { name: /^Ban\b/ }).click();
  await expect(modkeep.row('Seen_Twice')).toBeVisible();
  await expect(other.row('Seen_Twice')).toBeVisible();
});
