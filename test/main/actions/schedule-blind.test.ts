// Bans with a date where the list cannot be read: after a gap nobody knows which ban is in force, so none is lifted.
import { expect, test } from 'vitest';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { startTestCore } from '../../helpers/core.ts';
import { startTestSimulator } from '../../helpers/simulator.ts';

test('what fell due in a gap stays banned, and the log says why', async () => {
  const simulator = await startTestSimulator({ world: 'size:5' });
  const folder = createTempDir();
  const vault = createMemoryVault();
  const channelId = simulator.world.broadcaster!.id;
  const start = () => startTestCore(simulator, { dataDir: folder.dir, vault });
  let core = await start();
  const isLive = () =>
    core.until(
      () => core.call('channels.list', {}),
      ({ channels }) => channels.some(({ id, status }) => id === channelId && status.live === 'live'),
    );
  await core.signIn(simulator.world.moderators[0]!.login);
  await isLive();
  const { id } = await simulator.control.addUser({ login: 'dated_blind' });
  const until = new Date(Date.now() + 3_000).toISOString();
  const { liftId } = await core.call('bans.create', { channelId, user: { id }, until, actId: crypto.randomUUID() });
  await core.stop();
  await new Promise((resolve) => setTimeout(resolve, Date.parse(until) - Date.now() + 200));
  // As if it had been closed for longer than what nobody would call a gap.
  const db = openTestDatabase({ path: `${folder.dir}/modkeep.db` });
  db.sqlite.prepare('UPDATE channel SET last_heard_at = last_heard_at - 120000').run();
  db.close();
  core = await start();
  await isLive();
  const lift = await core.until(
    async () => (await core.call('schedule.list', {})).lifts.find((one) => one.id === liftId),
    (found) => found?.state !== 'waiting',
  );
  expect(lift).toMatchObject({ state: 'failed', error: { code: 'CONFLICT', details: { reason: 'unknown_state' } } });
  expect(await simulator.control.truth(channelId)).toContainEqual(expect.objectContaining({ userId: id }));
  const { data } = await core.call('audit.list', { targetId: id, action: 'unban_user' });
  expect(data).toMatchObject([{ moderatorUsername: 'schedule', metadata: { outcome: 'failed', code: 'CONFLICT' } }]);
  await core.stop();
  await simulator.stop();
  folder.remove();
});
