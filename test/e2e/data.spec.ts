// Keeping the record: proven, backed up, gone back to and come back from, and another one's history taken in.
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './helpers.ts';

async function openData(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Data' }).click();
}

test('the audit log is verified on the Audit screen @browser', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  await modkeep.goTo('Audit');
  const proof = modkeep.page.getByRole('region', { name: 'Proof' });
  await expect(proof).toContainText('Not verified yet');
  await proof.getByRole('button', { name: 'Verify' }).click();
  await expect(proof).toContainText(/Verified \d+ rows: chain unbroken, anchored/);
});

test('a restart takes a backup’s place, says what is missing, and can be taken back @browser', async ({ world }) => {
  const flags = ['--keep-signed-in'];
  const { app, modkeep } = await world.signedIn(...flags);
  await openData(modkeep.page);
  await modkeep.page.getByRole('button', { name: 'Back up now' }).click();
  const restore = modkeep.page.getByRole('button', { name: /Restore the backup/ });
  await expect(restore).toHaveCount(1);
  await modkeep.goTo('Bans');
  await world.twitch.control.addUser({ login: 'after_backup', displayName: 'After_Backup' });
  const typed = await modkeep.aimAt('after_backup');
  await typed.getByRole('button', { name: /^Ban\b/ }).click();
  await expect(modkeep.row('After_Backup')).toBeVisible();
  await openData(modkeep.page);
  await restore.click();
  await modkeep.page.getByRole('button', { name: 'Restore at the next start' }).click();
  await expect(modkeep.page.getByText('takes the database’s place when Modkeep starts next')).toBeVisible();
  await app.stop();

  const again = await world.start(...flags);
  const restored = await world.open(again);
  // Twitch still knows of the ban; the log does not, and says why.
  await restored.waitUntilComplete();
  await expect(restored.row('After_Backup')).toBeVisible();
  await restored.goTo('Audit');
  await expect(restored.page.getByRole('cell', { name: 'Restored a backup' })).toBeVisible();
  await openData(restored.page);
  await expect(restored.page.getByText('what was there before a restore')).toBeVisible();

  // What was kept aside is another Modkeep's history as well as any.
  const kept = (await readdir(join(world.dataDir, 'backups'))).find((name) => name.startsWith('kept-'))!;
  await mkdir(join(world.dataDir, 'import'), { recursive: true });
  await copyFile(join(world.dataDir, 'backups', kept), join(world.dataDir, 'import', 'other.db'));
  await restored.page.getByRole('button', { name: 'Look again' }).click();
  await restored.page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(restored.page.getByText('History imported')).toBeVisible();
});

test('what retention would take is shown first, and nothing goes before somebody agrees @browser', async ({
  world,
}) => {
  const { modkeep } = await world.signedIn();
  await openData(modkeep.page);
  const log = modkeep.page.getByRole('region', { name: 'Audit log' });
  await log.getByText('90 days', { exact: true }).click();
  await expect(log).toContainText('Nothing has been removed yet');
  await log.getByRole('button', { name: 'Remove older rows from now on' }).click();
  const asked = modkeep.page.getByRole('dialog', { name: 'Remove old rows' });
  await expect(asked).toContainText('every night at 02:00');
  await asked.getByRole('button', { name: 'Remove older rows from now on' }).click();
  await expect(log).toContainText('Older rows are removed every night at 02:00');
});
