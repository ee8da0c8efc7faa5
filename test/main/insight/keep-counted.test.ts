// Days that are over are packed behind the history, a minute after the start and every ten minutes; today is not.
import { expect, it } from 'vitest';
import { createStatsDays } from '../../../src/main/insight/stats-days.ts';
import { createInlineReader } from '../../../src/main/db/reader.ts';
import { keepCounted } from '../../../src/main/wiring/keep-counted.ts';
import { readerTasks } from '../../../src/main/wiring/reader-tasks.ts';
import { openTestDatabase, recordingLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

it('packs what is over and goes on after a failure', async () => {
  const clock = createFakeClock();
  const log = recordingLog();
  const db = openTestDatabase({ clock });
  const reader = createInlineReader(db.sqlite, readerTasks, clock);
  const days = createStatsDays(db);
  const add = (at: number): void =>
    void db.sqlite
      .prepare(
        `INSERT INTO entry (id, channel_id, user_id, kind, at, recorded_at, reason, sources, found, evidence)
         VALUES (?, '1', '5', 'ban', ?, ?, 'spam', 2, 0, '')`,
      )
      .run(crypto.randomUUID(), at, at);
  const today = Math.floor(clock.now() / DAY);
  add(clock.now());
  add(clock.now() - 3 * DAY);
  const stop = keepCounted({ db, reader, clock, log, now: clock.now });
  expect(days.stale(today)).toHaveLength(1);
  await clock.advance(2 * MINUTE);
  expect(days.stale(today)).toEqual([]);
  expect(days.stale(today + 1)).toEqual([{ channelId: '1', day: today }]);

  add(clock.now() - 2 * DAY);
  db.sqlite.exec(`CREATE TRIGGER broken BEFORE INSERT ON stats_day BEGIN SELECT raise(ABORT, 'no'); END`);
  await clock.advance(11 * MINUTE);
  expect(log.lines).toEqual(['warn a day could not be packed for the statistics']);
  expect(days.stale(today)).toHaveLength(1);
  db.sqlite.exec('DROP TRIGGER broken');
  await clock.advance(11 * MINUTE);
  expect(days.stale(today)).toEqual([]);
  await stop();
  await reader.close();
  db.close();
});
