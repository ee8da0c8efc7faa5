// The app comes and goes: what it keeps, how it refuses, and that it leaves nothing running.
import { expect, ownerOf, test } from './helpers.ts';
import { runApp } from './app.ts';

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`after ${signal} the record is all there, and a kept sign-in goes on by itself @browser`, async ({ world }) => {
    const flags = ['--keep-signed-in'];
    const { app, modkeep } = await world.signedIn(...flags);
    await world.twitch.control.addUser({ login: 'kept_forever', displayName: 'Kept_Forever' });
    const typed = await modkeep.aimAt('kept_forever');
    await typed.getByRole('button', { name: /^Ban\b/ }).click();
    await expect(modkeep.row('Kept_Forever')).toBeVisible();
    const ended = await app.stop(signal);
    expect(ended.code).toBe(signal === 'SIGTERM' ? 0 : null);
    expect(ended.stdout.trim().split('\n')).toHaveLength(1);

    const again = await world.open(await world.start(...flags));
    await expect(again.row('Kept_Forever')).toBeVisible();
    await again.waitUntilComplete();
    await again.goTo('Audit');
    await expect(again.auditRows('kept_forever')).toHaveCount(1);
  });
}

test('without being told to keep the sign-in, a restart keeps the data and asks to sign in again @browser', async ({
  world,
}) => {
  const { app, modkeep } = await world.signedIn();
  const total = await world.twitch.control.count(ownerOf(world.twitch).id);
  await app.stop();
  await expect(modkeep.page.getByRole('contentinfo', { name: 'Status' })).toContainText('lost');
  const again = await world.open(await world.start());
  await expect(again.page.getByText('Sign in again')).toBeVisible();
  await expect(again.page.getByRole('group', { name: 'Kinds shown' })).toContainText(`All ${total}`);
});

test('a second app on the same folder refuses to start @browser', async ({ world }) => {
  await world.start();
  const second = await runApp('--json', '--data-dir', world.dataDir, '--twitch-port', String(world.twitch.port));
  expect(second.code).toBe(1);
  expect(second.stdout).toBe('');
  expect(second.stderr).toMatch(/^modkeep: [A-Z_]+: .*\n$/);
});

for (const flags of [
  ['--colour'],
  ['--port'],
  ['--port', 'high'],
  ['--twitch-port', '0'],
  ['demo'],
  ['--json', '--json'],
]) {
  test(`refuses \`${flags.join(' ')}\` in one sentence @browser`, async () => {
    const { code, stdout, stderr } = await runApp(...flags);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^modkeep: INVALID_REQUEST: [^\n]+\n$/);
  });
}
