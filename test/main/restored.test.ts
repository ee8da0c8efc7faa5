// After a backup has taken the database's place, the stretch that is missing is told: as a gap in the history and as a row
// of the audit log, while the list is read again and right.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import { openForLocking } from '../../src/main/db/connection.ts';
import { HOUR_MS } from '../../src/main/lib/time.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { createTempDir } from '../helpers/db.ts';
import { startTestSimulator } from '../helpers/simulator.ts';

test('what came after a restored backup is a gap', async () => {
  const simulator = await startTestSimulator({ world: 'size:5' });
  const temp = createTempDir();
  const vault = createMemoryVault();
  const channelId = simulator.world.broadcaster!.id;
  const complete = ({ call, until }: TestCore): Promise<unknown> =>
    until(
      () => call('channels.list', {}),
      ({ channels }) => channels[0]?.status.lastCompleteReadAt != null && channels[0].status.live === 'live',
    );
  const first = await startTestCore(simulator, { dataDir: temp.dir, vault });
  await first.signIn(simulator.world.broadcaster!.login);
  await complete(first);
  await first.call('backups.create', {});
  const { backups } = await first.until(
    () => first.call('backups.list', {}),
    (found) => found.backups.length === 1,
  );
  await first.call('backups.restore', { name: backups[0]!.name });
  await first.core.close();
  // As if it had been made five hours ago.
  const copy = openForLocking(join(temp.dir, 'backups', backups[0]!.name));
  copy.exec(`UPDATE channel SET last_read_started_at = last_read_started_at - ${5 * HOUR_MS},
    last_read_ended_at = last_read_ended_at - ${5 * HOUR_MS}, last_heard_at = last_heard_at - ${5 * HOUR_MS},
    first_watched_at = first_watched_at - ${6 * HOUR_MS}`);
  copy.close();

  const second = await startTestCore(simulator, { dataDir: temp.dir, vault });
  await complete(second);
  const { gaps } = await second.until(
    () => second.call('history.list', { channelId }),
    (found) => found.gaps.length > 0,
  );
  expect(Date.parse(gaps[0]!.to) - Date.parse(gaps[0]!.from)).toBeGreaterThan(4 * HOUR_MS);
  expect((await second.call('audit.list', { action: 'restore_backup' })).data).toHaveLength(1);
  expect((await second.call('bans.list', { channelId })).total).toBe((await simulator.control.truth(channelId)).length);
  await second.core.close();
  await simulator.stop();
  temp.remove();
});
