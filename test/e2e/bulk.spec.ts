// Many people at once, as a person does it: a file with bad lines, a dry run, a crash in the middle, and the way back.
import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import type { RunningSimulator } from '../../src/simulator/start.ts';
import { expect, ownerOf, test, type World } from './helpers.ts';
import type { ModkeepPage } from './modkeep-page.ts';

test.use({ twitchOptions: { world: 'size:5', rateLimit: 100_000 } });

/** Together with their way back below the 96 acts that a job keeps to in 30 s. */
const ACTING = 40;
const LINES = 500;
const job = ({ page }: ModkeepPage): Locator => page.getByRole('region', { name: 'Bulk job' });
const chip = (modkeep: ModkeepPage, words: string): Locator =>
  job(modkeep).getByRole('group', { name: 'Rows shown' }).getByRole('button', { name: words, exact: true });
const stateIs = (modkeep: ModkeepPage, words: string): Promise<void> =>
  expect(job(modkeep).getByText(words, { exact: true }).first()).toBeVisible({ timeout: 20_000 });

interface Wanted {
  readonly userId: string;
  readonly kind: 'ban' | 'timeout';
  /** What held them out before, epoch ms; null = nothing. */
  readonly before: number | null;
}

/** 500 lines: people to act on (every fourth is timed out already), 20 lines that can't be used, the rest banned already. */
async function writeList({ control, world }: RunningSimulator): Promise<{ text: string; wanted: Wanted[] }> {
  const channelId = world.broadcaster!.id;
  const by = { channelId, moderatorId: channelId };
  const wanted: Wanted[] = [];
  const lines = ['id,duration,reason'];
  for (let index = 1; index <= LINES; index += 1) {
    const { id: userId } = await control.crowd(1_000 + index);
    if (index % 25 === 0) {
      lines.push([`${userId},forever,x`, 'not-a-user,,x', `"${userId},60,x`, `${userId},60,x,too,many`][index % 4]!);
    } else if (wanted.length < ACTING) {
      const isTimeout = index % 3 === 0;
      if (index % 4 === 0) await control.ban({ ...by, userId, durationSeconds: 7_200, reason: 'earlier' });
      wanted.push({ userId, kind: isTimeout ? 'timeout' : 'ban', before: null });
      lines.push(`${userId},${isTimeout ? '2h' : ''},"raid, line ${index}"`);
    } else {
      await control.ban({ ...by, userId });
      lines.push(`${userId},,x`);
    }
  }
  const ends = new Map((await control.truth(channelId)).map((ban) => [ban.userId, ban.expiresAt]));
  return {
    text: `${lines.join('\r\n')}\r\n`,
    wanted: wanted.map((one) => ({ ...one, before: ends.get(one.userId) ?? null })),
  };
}

async function actsOf({ twitch }: World): Promise<Map<string, string[]>> {
  const byPerson = new Map<string, string[]>();
  for (const { userId, kind, source } of await twitch.control.acts())
    if (source === 'helix') byPerson.set(userId, [...(byPerson.get(userId) ?? []), kind]);
  return byPerson;
}

async function dryRun(modkeep: ModkeepPage, file: { name: string; text: string }): Promise<void> {
  const { page } = modkeep;
  await modkeep.goTo('Bulk');
  await page.getByRole('radio', { name: 'File' }).check({ force: true });
  const { name, text } = file;
  await page
    .getByLabel('File with names or ids')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: 'Dry run', exact: true }).click();
  await stateIs(modkeep, 'Ready to start');
}

/** Types the count and starts. */
async function start(modkeep: ModkeepPage, words: string, count: number): Promise<void> {
  const button = job(modkeep).getByRole('button', { name: words, exact: true });
  await expect(button).toBeDisabled();
  const field = job(modkeep).getByLabel(/^Type /);
  await field.fill(String(count - 1));
  await expect(button).toBeDisabled();
  await field.fill(String(count));
  await button.click();
}

test('500 lines with 20 bad ones, killed in the middle, resumed, taken back @browser', async ({ world }) => {
  const { control } = world.twitch;
  const { id: channelId } = ownerOf(world.twitch);
  await control.setBanLimit({ max: 100_000, windowMs: 1_000 });
  const { text, wanted } = await writeList(world.twitch);
  const { app, modkeep } = await world.signedIn('--keep-signed-in');
  const untouched = new Map(
    (await control.truth(channelId)).map(({ userId, kind, expiresAt }) => [userId, { kind, expiresAt }]),
  );
  await dryRun(modkeep, { name: 'raid.csv', text });
  for (const words of [`All ${LINES}`, `Will act ${ACTING}`, `Already banned ${LINES - 20 - ACTING}`, 'Bad line 20'])
    await expect(chip(modkeep, words)).toBeVisible();
  await chip(modkeep, 'Bad line 20').click();
  const rows = job(modkeep).getByRole('table').getByRole('row');
  await expect(rows).toHaveCount(21);
  await expect(rows.nth(1)).toContainText('26');
  await expect(rows.nth(1)).toContainText('No Twitch login or id.');
  await control.clearJournal();

  await control.setDelays({ helixMs: 25 });
  const timeouts = wanted.filter(({ kind }) => kind === 'timeout').length;
  await start(modkeep, `Ban ${ACTING - timeouts} people and time out ${timeouts} people in BigChannel`, ACTING);
  await expect.poll(async () => (await actsOf(world)).size).toBeGreaterThan(9);
  await app.stop('SIGKILL');
  expect((await actsOf(world)).size).toBeLessThan(ACTING);
  await control.setDelays({ helixMs: 0 });

  const again = await world.open(await world.start('--keep-signed-in'));
  await again.waitUntilComplete();
  await again.page.getByRole('button', { name: 'Open it' }).click();
  await expect(job(again)).toContainText('Modkeep ended in the middle of it. Nothing is done twice');
  await job(again).getByRole('button', { name: 'Resume' }).click();
  await stateIs(again, 'Done');
  await expect(chip(again, `Done ${ACTING}`)).toBeVisible();
  const acts = await actsOf(world);
  expect(acts.size).toBe(ACTING);
  for (const { userId, kind } of wanted) expect(acts.get(userId), userId).toEqual([kind]);

  const download = again.page.waitForEvent('download');
  await job(again).getByRole('button', { name: 'Result file' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^modkeep-bigchannel-bulk-result-\d{4}-\d\d-\d\d\.csv$/);
  const result = await readFile(await file.path(), 'utf8');
  expect(result.trimEnd().split('\r\n')).toHaveLength(LINES + 1);
  expect(result.split('"done"').length - 1).toBe(ACTING);

  await control.clearJournal();
  await job(again).getByRole('button', { name: 'Take it back…' }).click();
  await stateIs(again, 'Ready to start');
  await expect(job(again)).toContainText('Twitch’s date and moderator will be new ones');
  const back = job(again).getByRole('button', { name: / in BigChannel$/ });
  const words = (await back.textContent()) ?? '';
  const count = [...words.matchAll(/\d+/g)].reduce((sum, [number]) => sum + Number(number), 0);
  await start(again, words, count);
  await stateIs(again, 'Done');
  const truth = new Map((await control.truth(channelId)).map((ban) => [ban.userId, ban]));
  expect(truth.size).toBe(untouched.size);
  for (const [userId, { kind, expiresAt }] of untouched) {
    const now = truth.get(userId)!;
    expect(now.kind, userId).toBe(kind);
    expect(Math.abs((now.expiresAt ?? 0) - (expiresAt ?? 0)), userId).toBeLessThanOrEqual(2_000);
  }
  const touched = new Set(wanted.map(({ userId }) => userId));
  for (const userId of (await actsOf(world)).keys()) expect(touched.has(userId), userId).toBe(true);
});

test('the kill switch stops a running job within a second; up to 25 need no count', async ({ world }) => {
  const { control } = world.twitch;
  const { modkeep } = await world.signedIn();
  await control.setDelays({ helixMs: 40 });
  const people = await Promise.all(
    Array.from({ length: 25 }, (_, index) => control.addUser({ login: `stopped_${index}` })),
  );
  await modkeep.goTo('Bulk');
  await modkeep.page.getByRole('textbox', { name: 'Names or ids' }).fill(people.map(({ login }) => login).join('\n'));
  await modkeep.page.getByRole('button', { name: 'Dry run', exact: true }).click();
  await stateIs(modkeep, 'Ready to start');
  await job(modkeep).getByRole('button', { name: 'Ban 25 people in BigChannel' }).click();
  await expect.poll(async () => (await actsOf(world)).size).toBeGreaterThan(2);
  await modkeep.page.getByRole('button', { name: 'Stop all' }).click();
  const withinSecond = Date.now() + 1_000;
  await stateIs(modkeep, 'Paused');
  await expect(job(modkeep)).toContainText('The kill switch stopped it.');
  const stoppedAt = (await actsOf(world)).size;
  expect(stoppedAt).toBeLessThan(25);
  const late = (await control.requests({ path: 'moderation/bans' })).filter(({ at }) => at > withinSecond);
  expect(late).toEqual([]);
  await modkeep.page.getByRole('button', { name: 'Start again' }).click();
  expect((await actsOf(world)).size).toBe(stoppedAt);
  await job(modkeep).getByRole('button', { name: 'Resume' }).click();
  await stateIs(modkeep, 'Done');
  expect([...(await actsOf(world)).values()]).toEqual(people.map(() => ['ban']));
});

test('ticked people, and the list as a file that can be read again @browser', async ({ world }) => {
  const { modkeep } = await world.signedIn();
  const { page } = modkeep;
  const truth = await world.twitch.control.truth(ownerOf(world.twitch).id);
  const banned = truth.filter(({ kind }) => kind === 'ban').length;
  const rows = modkeep.grid.getByRole('row').filter({ hasText: 'Banned' });
  await expect(rows).toHaveCount(banned);
  for (const row of await rows.all()) await row.click({ modifiers: ['Control'] });
  const bar = page.getByRole('toolbar', { name: 'Selected people' });
  await bar.getByRole('button', { name: 'Unban…' }).click();
  await expect(page.getByRole('radio', { name: 'Unban' })).toBeChecked();
  await page.getByRole('button', { name: 'Dry run', exact: true }).click();
  await stateIs(modkeep, 'Ready to start');
  await expect(chip(modkeep, `Will act ${banned}`)).toBeVisible();

  for (const format of ['CSV', 'JSON']) {
    await modkeep.goTo('Bans');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: new RegExp(`^${format}`) }).click();
    const file = await download;
    const text = await readFile(await file.path(), 'utf8');
    await modkeep.goTo('Bulk');
    await page.getByRole('button', { name: 'All jobs' }).click();
    await dryRun(modkeep, { name: file.suggestedFilename(), text });
    await expect(chip(modkeep, `All ${truth.length}`)).toBeVisible();
    await expect(chip(modkeep, 'Bad line 0')).toHaveCount(0);
  }
});
