// An act cut off by the end of the program, of which Twitch's event had told before: that is believed, whatever the list
// says by the next start.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIntents } from '../../../src/main/actions/intents.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { startTestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

let simulator: TestSimulator;
const folder = createTempDir();
const vault = createMemoryVault();
beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:5' });
});
afterAll(async () => {
  await simulator.stop();
  folder.remove();
});

test('heard of, cut off, and undone by somebody before the next start: it is not said to have failed', async () => {
  const { id: channelId, login } = simulator.world.broadcaster!;
  let core = await startTestCore(simulator, { dataDir: folder.dir, vault });
  await core.signIn(login);
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels[0]?.status.live === 'live' && channels[0].status.lastCompleteReadAt !== null,
  );
  const user = await simulator.control.addUser({ login: 'undone' });
  const history = async () => (await core.call('history.list', { channelId, userId: user.id })).entries;
  const startedAt = Date.now();
  await simulator.control.ban({ channelId, moderatorId: channelId, userId: user.id, durationSeconds: 600 });
  await core.until(history, (entries) => entries[0]?.sources.includes('eventsub') ?? false);
  await core.stop();

  const actId = crypto.randomUUID();
  const db = openTestDatabase({ path: `${folder.dir}/modkeep.db` });
  const sent = { actId, channelId, userId: user.id, accountId: channelId, reason: '', startedAt } as const;
  createIntents(db).begin({ ...sent, kind: 'timeout', durationSeconds: 600 });
  db.close();
  const moderatorId = simulator.world.moderators[0]!.id;
  await simulator.control.unban({ channelId, moderatorId, userId: user.id });

  core = await startTestCore(simulator, { dataDir: folder.dir, vault });
  const states = () => {
    const reader = openTestDatabase({ path: `${folder.dir}/modkeep.db` });
    const intent = createIntents(reader).find(actId);
    reader.close();
    return intent;
  };
  const intent = await core.until(states, (found) => found?.state !== 'sent');
  const entry = (await history()).find(({ kind }) => kind === 'timeout');
  expect(intent).toMatchObject({ state: 'done', entryId: entry?.id });
  expect(entry?.sources).toEqual(expect.arrayContaining(['eventsub', 'app']));
  await core.stop();
});
