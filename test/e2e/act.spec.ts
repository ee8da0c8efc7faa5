// Acting from the page: what is sent to Twitch, what the list says then, and that it is all on record.
import { expect, ownerOf, test } from './helpers.ts';

test('ban, unban and time out somebody, each once, each on record', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const { control } = world.twitch;
  const before = (await control.acts()).length;
  await control.addUser({ login: 'spam_bot_77', displayName: 'Spam_Bot_77' });

  const typed = await modkeep.aimAt('spam_bot_77');
  await typed.getByRole('combobox', { name: 'Reason' }).fill('selling followers');
  await typed.getByRole('combobox', { name: 'Reason' }).press('Enter');
  const row = modkeep.row('Spam_Bot_77');
  await expect(row).toContainText('Banned');
  await expect(row).toContainText('selling followers');

  await row.click();
  const panel = modkeep.panel('Spam_Bot_77');
  await panel.getByRole('button', { name: /^Unban\b/ }).click();
  await expect(row).toBeHidden();

  await panel.getByRole('button', { name: 'Time out for 10m' }).click();
  await expect(row).toContainText('Timed out');
  await panel.getByRole('button', { name: /^End timeout\b/ }).click();
  await expect(row).toBeHidden();

  const acts = (await control.acts()).slice(before);
  expect(acts.map((act) => act.kind)).toEqual(['ban', 'unban', 'timeout', 'untimeout']);
  await modkeep.goTo('Audit');
  await expect(modkeep.auditRows('spam_bot_77')).toHaveCount(4);
});

test('what Twitch refuses is said in words, and nothing is claimed to have happened', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const owner = ownerOf(world.twitch);
  const typed = await modkeep.aimAt(owner.login);
  await typed.getByRole('button', { name: /^Ban\b/ }).click();
  await expect(modkeep.page.getByRole('region', { name: 'Notifications' })).toContainText(/\S/);
  await expect(modkeep.row('BigChannel')).toHaveCount(0);
  expect((await world.twitch.control.acts()).filter((act) => act.userId === owner.id)).toEqual([]);
});

test('"Stop all" ends acting at once, in every window @browser', async ({ world }) => {
  const { app, modkeep } = await world.signedIn();
  const other = await world.open(app);
  await other.waitUntilComplete();
  await modkeep.page.getByRole('button', { name: 'Stop all' }).click();
  for (const { page } of [modkeep, other]) {
    await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('Stopped', { timeout: 1_000 });
  }
  await modkeep.page.getByRole('button', { name: 'Start again' }).click();
  await expect(other.page.getByRole('contentinfo', { name: 'Status' })).toContainText('Acting is on');
});
