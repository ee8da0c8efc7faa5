// Taking the record away: what the window says will be in the file, and what is in it; a folder that takes no file.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, ownerOf, test } from './helpers.ts';
import type { ModkeepPage } from './modkeep-page.ts';

async function openWindow({ page }: ModkeepPage, name: string) {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  return page.getByRole('dialog', { name });
}

/** Exports what the window says, saves it as a person would, and gives the file's name and text. */
async function take(page: Page): Promise<{ name: string; text: string }> {
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save', exact: true }).click(),
  ]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test('audit log and history are taken away as files, and a folder that takes none is said to be so @browser', async ({
  world,
}) => {
  const { modkeep } = await world.signedIn();
  const { page } = modkeep;
  const { id: userId } = await world.twitch.control.addUser({ login: 'taken_away', displayName: 'Taken_Away' });
  const { id: channelId } = ownerOf(world.twitch);
  await world.twitch.control.ban({ channelId, moderatorId: channelId, userId, reason: '=HYPERLINK("x")' });
  await expect(modkeep.row('Taken_Away')).toBeVisible();

  await modkeep.goTo('Audit');
  const asked = await openWindow(modkeep, 'Export the audit log');
  await expect(asked.getByRole('status')).toHaveText(/^The file will hold \d+ rows, oldest first, in 8 columns\./);
  const plain = await take(page);
  expect(plain.name).toMatch(/^audit-logs-(\d{4}-\d\d-\d\d)-to-\d{4}-\d\d-\d\d\.csv$/);
  const [head, ...rows] = plain.text.trimEnd().split('\r\n');
  expect(head).toBe('id,moderator_id,moderator_username,action,content_type,content_id,reason,created_at');
  const ban = rows.find((row) => row.includes('"ban_user"'));
  expect(ban).toContain(`"'=HYPERLINK(""x"")"`);

  await openWindow(modkeep, 'Export the audit log');
  await asked.getByRole('radio', { name: /^Excel/ }).check();
  await asked.getByRole('switch', { name: 'More columns' }).click();
  await expect(asked.getByRole('status')).toContainText('in 15 columns');
  await expect(asked.getByRole('region', { name: 'Finished exports' })).toContainText(plain.name);
  const excel = await take(page);
  expect(excel.text.slice(0, head!.length + 1)).toBe(`\uFEFF${head!}`);
  expect(excel.text).toContain(',channel_id,content_name,duration,source,sequence,hash,amends\r\n');

  await modkeep.goTo('Activity');
  const history = await openWindow(modkeep, 'Export the history');
  await history.getByRole('radio', { name: /^JSON Lines/ }).check();
  await expect(history.getByRole('switch', { name: 'More columns' })).toBeHidden();
  const data = await take(page);
  expect(data.name).toMatch(/^history-.*\.jsonl$/);
  const objects = data.text.trimEnd().split('\n');
  expect(objects.map((line) => JSON.parse(line) as object)).toContainEqual(
    expect.objectContaining({ username: 'taken_away', kind: 'ban', reason: '=HYPERLINK("x")' }),
  );

  const folder = join(world.dataDir, 'exports');
  await rm(folder, { recursive: true });
  await writeFile(folder, '');
  await openWindow(modkeep, 'Export the history');
  await history.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByText(/^Not exported/)).toBeVisible();
});
