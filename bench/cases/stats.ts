// What the Stats screen asks for, over a history as years of work leave it: one range after the other, once the days that
// are over have been packed.
import { createClock } from '../../src/main/lib/clock.ts';
import { DAY_MS, toIso } from '../../src/main/lib/time.ts';
import { openReader as openAppReader } from '../../src/main/wiring/reader.ts';
import { openDatabase } from '../../src/main/db/open.ts';
import { createTempDir, MIGRATIONS_DIR, silentLog } from '../../test/helpers/db.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { BIG_CHANNEL, BIG_NOW, buildBigDatabase } from '../support/big-database.ts';
import { percentile, round, timed } from '../support/numbers.ts';
import { packAll } from '../support/pack.ts';

const RANGES = { days7: 7, days30: 30, days90: 90, all: null } as const;

export const statsCase: BenchCase = {
  name: 'stats',
  unit: 'ms',
  goal: 100,
  async run({ runs, isFull }) {
    const folder = createTempDir();
    const entries = isFull ? 1_000_000 : 200_000;
    buildBigDatabase(folder.dir, { bans: entries / 5, entries, audit: 0 });
    const clock = createClock();
    const log = silentLog();
    const db = openDatabase({ path: `${folder.dir}/modkeep.db`, migrationsDir: MIGRATIONS_DIR, clock, log });
    const reader = openAppReader({ db, clock, log });
    try {
      const ask = (range: number | null): Promise<unknown> =>
        reader.run('insight.stats', { ...questionOf(range), timeZone: 'Europe/Berlin', now: BIG_NOW });
      const unpackedMs = await timed(async () => void (await ask(null)));
      const packMs = await timed(() => packAll(db, reader, BIG_NOW));
      await ask(null);
      const times: Record<string, number[]> = {};
      for (let run = 0; run < runs; run += 1)
        for (const [name, range] of Object.entries(RANGES))
          (times[name] ??= []).push(await timed(async () => void (await ask(range))));
      const medians = Object.fromEntries(
        Object.entries(times).map(([name, each]) => [name, round(percentile(each, 50), 1)]),
      );
      const details = { entries, packMs: round(packMs, 0), unpackedMs: round(unpackedMs, 0), medians };
      return { value: medians['all'] ?? Number.NaN, runs: times['all'] ?? [], details };
    } finally {
      await reader.close();
      db.close();
      folder.remove();
    }
  },
};

function questionOf(days: number | null): { channelId: string; from?: string; to?: string } {
  const day = (before: number): string => toIso(BIG_NOW - before * DAY_MS).slice(0, 10);
  return { channelId: BIG_CHANNEL.id, ...(days === null ? {} : { from: day(days - 1), to: day(0) }) };
}
