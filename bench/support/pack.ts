// Packs the days of a history for adding up, as the app does behind the scenes.
import { createStatsDays } from '../../src/main/insight/stats-days.ts';
import { DAY_MS } from '../../src/main/lib/time.ts';
import type { Database } from '../../src/main/db/open.ts';
import type { AppReader } from '../../src/main/wiring/reader.ts';

/** All days before `now` (epoch ms). */
export async function packAll(db: Database, reader: AppReader, now: number): Promise<void> {
  const days = createStatsDays(db);
  for (const one of days.stale(Math.floor(now / DAY_MS))) {
    days.learn((await reader.run('insight.packDay', one)).unknown);
    const { version, acts } = await reader.run('insight.packDay', one);
    if (acts !== null) days.store(one, version, acts);
  }
}
