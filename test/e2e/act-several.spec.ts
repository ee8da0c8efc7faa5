// One act in several channels: looked at before, told per channel, tried again where it failed, taken back everywhere.
import { expect, ownerOf, test } from './helpers.ts';

test.describe('in three channels', () => {
  test.use({ twitchOptions: { world: 'demo' } });

  test('a ban, one failing, tried again, then undone in all', async ({ world }) => {
    const { modkeep } = await world.signedIn();
    const { control } = world.twitch;
    const { id } = await control.addUser({ login: 'raid_leader', displayName: 'Raid_Leader' });
    const failing = world.twitch.world.moderated[0]!;
    await control.addFault({
      match: { method: 'POST', path: 'moderation/bans', query: { broadcaster_id: failing.id } },
      answer: { status: 403, body: {} },
    });

    const panel = await modkeep.aimAt('raid_leader');
    await panel.getByRole('button', { name: /^Act in/ }).click();
    await modkeep.page.getByRole('button', { name: 'All I may act in' }).click();
    await modkeep.page.keyboard.press('Escape');
    await panel
      .getByRole('button', { name: /^Ban\b/ })
      .last()
      .click();

    const dialog = modkeep.page.getByRole('dialog', { name: /raid_leader/ });
    await expect(dialog.getByRole('listitem')).toHaveCount(3);
    await expect(dialog).toContainText('Nothing was sent yet');
    expect((await control.acts()).filter((act) => act.userId === id)).toEqual([]);

    await dialog.getByRole('button', { name: 'Ban in 3 channels' }).click();
    await expect(dialog.getByRole('status')).toHaveText('Done in 2 channels. Failed in 1 channel.');
    await expect(dialog.getByRole('listitem').filter({ hasText: failing.displayName })).toContainText('failed');

    await dialog.getByRole('button', { name: 'Retry failed (1)' }).click();
    await expect(dialog.getByRole('status')).toHaveText('Done in 3 channels.');
    await dialog.getByRole('button', { name: 'Undo all (3)' }).click();
    await expect(dialog.getByRole('status')).toHaveText('Undone in 3 channels.');
    const acts = (await control.acts()).filter((act) => act.userId === id).map(({ kind }) => kind);
    expect(acts.toSorted()).toEqual(['ban', 'ban', 'ban', 'unban', 'unban', 'unban']);
  });
});

test('an act is taken back from the log long after its toast, and that as well', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  await world.twitch.control.addUser({ login: 'second_thought', displayName: 'Second_Thought' });
  const typed = await modkeep.aimAt('second_thought');
  await typed.getByRole('combobox', { name: 'Reason' }).fill('link spam');
  await typed.getByRole('combobox', { name: 'Reason' }).press('Enter');
  const toast = modkeep.page.getByRole('button', { name: /^Undo\b/ });
  await expect(toast.first()).toBeVisible();
  await expect(modkeep.page.getByRole('region', { name: 'Notifications' })).not.toContainText('Second_Thought', {
    timeout: 20_000,
  });

  await modkeep.goTo('Activity');
  await modkeep.page.getByRole('button', { name: 'Undo: unban Second_Thought' }).click();
  // The lines stand still under the pointer.
  await modkeep.page.mouse.move(0, 0);
  const again = modkeep.page.getByRole('button', { name: 'Undo: ban Second_Thought again' });
  await expect(again).toBeVisible();
  const channelId = ownerOf(world.twitch).id;
  const held = async (): Promise<unknown> =>
    (await world.twitch.control.truth(channelId)).find(({ userLogin }) => userLogin === 'second_thought')?.reason;
  expect(await held()).toBeUndefined();
  // The ban is over: its own line says why nothing can be done there.
  await expect(modkeep.page.getByRole('button', { name: /^Cannot be undone\. It has been ended/ })).toHaveCount(1);
  await again.click();
  await expect.poll(held).toBe('link spam');
});

test('an act whose event does not come is marked, and confirmed by the list', async ({ world }) => {
  test.setTimeout(120_000);
  const { modkeep } = await world.signedIn();
  const { control } = world.twitch;
  await control.addUser({ login: 'quiet_one', displayName: 'Quiet_One' });
  await control.orderDelivery({ mode: 'lose', count: 1 });
  await control.addFault({ match: { path: 'moderation/banned' }, times: 0, answer: { status: 503, body: {} } });
  const typed = await modkeep.aimAt('quiet_one');
  await typed
    .getByRole('button', { name: /^Ban\b/ })
    .last()
    .click();
  const row = modkeep.row('Quiet_One');
  await expect(row).toBeVisible();
  await expect(row).not.toContainText('not confirmed');
  await expect(row).toContainText('not confirmed', { timeout: 45_000 });
  await expect(modkeep.page.getByRole('region', { name: 'Notifications' })).toContainText(
    'The ban of Quiet_One is not confirmed',
  );
  await control.clearFaults();
  await expect(row).not.toContainText('not confirmed', { timeout: 45_000 });
});
