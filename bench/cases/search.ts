// The long lists as somebody types into their search: how long the reader takes for each key, over the list, the history
// and the audit log; beside it the list as it opens, against one bare prepared query. What the page adds is not in it.
import { createClock } from '../../src/main/lib/clock.ts';
import { openReader as openAppReader } from '../../src/main/wiring/reader.ts';
import { openDatabase } from '../../src/main/db/open.ts';
import { createSearchIndex } from '../../src/main/db/search-index.ts';
import { createTempDir, MIGRATIONS_DIR, silentLog } from '../../test/helpers/db.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { BIG_CHANNEL, buildBigDatabase, personAt } from '../support/big-database.ts';
import { alternately, percentile, ratios, round, summary, timed } from '../support/numbers.ts';

/** Names that somebody types from the first letter on. */
const TYPED = [7, 1_234, 44_444, 77_777].map((index) => personAt(index).login);
const LIMIT = 100;
const SORTS = ['bannedAt', 'name', 'kind', 'reason', 'moderator', 'expiresAt'] as const;
/** One of the twelve moderators of the big database. */
const MODERATOR = '1003';

export const listCase: BenchCase = {
  name: 'list',
  unit: 'ms',
  goal: 50,
  async run({ runs, isFull }) {
    const folder = createTempDir();
    const size = isFull ? 500_000 : 100_000;
    buildBigDatabase(folder.dir, { bans: size, entries: size * 2, audit: size * 2 });
    const clock = createClock();
    const log = silentLog();
    const path = `${folder.dir}/modkeep.db`;
    const db = openDatabase({ path, migrationsDir: MIGRATIONS_DIR, clock, log });
    const index = createSearchIndex(db, log);
    const indexMs = await timed(() => {
      while (index.step(2_000));
    });
    const reader = openAppReader({ db, clock, log });
    try {
      const keys: number[] = [];
      const searches = { bans: [] as number[], history: [] as number[], audit: [] as number[] };
      const channelId = BIG_CHANNEL.id;
      const page = { limit: LIMIT, count: 'bounded' } as const;
      const ask = {
        bans: (search: string) => reader.run('bans.list', { input: { channelId, search, ...page }, revision: 0 }),
        history: (search: string) => reader.run('history.list', { channelId, search, ...page }),
        audit: (search: string) => reader.run('audit.list', { search, folded: true, ...page }),
      };
      await ask.bans('warm');
      for (let run = 0; run < runs; run += 1)
        for (const name of TYPED)
          for (let length = 1; length <= name.length; length += 1)
            for (const list of ['bans', 'history', 'audit'] as const) {
              const ms = await timed(async () => void (await ask[list](name.slice(0, length))));
              searches[list].push(ms);
              keys.push(ms);
            }
      const orders = await timeOrders(reader, runs);
      const bare = db.sqlite.prepare('SELECT * FROM ban WHERE channel_id = ? AND settled = 1 ORDER BY at DESC LIMIT ?');
      const open = await alternately(
        runs,
        () => timed(async () => void (await reader.run('bans.list', { input: { channelId, ...page }, revision: 0 }))),
        () => timed(() => void bare.all(channelId, LIMIT)),
      );
      const value = round(percentile(keys, 99), 1);
      const details = {
        rows: size,
        keys: keys.length,
        bans: summary(searches.bans),
        history: summary(searches.history),
        audit: summary(searches.audit),
        ...orders,
        openAgainstBare: ratios(open),
        indexMs: round(indexMs, 0),
      };
      return { value, runs: keys.slice(0, 20).map((ms) => round(ms, 1)), details };
    } finally {
      await reader.close();
      db.close();
      folder.remove();
    }
  },
};

/** A page in every order both ways, of everybody's bans and of one moderator's. */
async function timeOrders(reader: ReturnType<typeof openAppReader>, runs: number): Promise<object> {
  const everybodys: number[] = [];
  const one: number[] = [];
  const ask = (times: number[], more: object): Promise<number> => {
    const input = { channelId: BIG_CHANNEL.id, limit: LIMIT, count: 'bounded', ...more } as const;
    return timed(async () => void (await reader.run('bans.list', { input, revision: 0 }))).then((ms) => times.push(ms));
  };
  for (let run = 0; run < runs; run += 1)
    for (const by of SORTS)
      for (const direction of ['asc', 'desc']) {
        await ask(everybodys, { sort: { by, direction } });
        await ask(one, { sort: { by, direction }, moderatorId: MODERATOR });
      }
  return { sorted: summary(everybodys), ofModerator: summary(one) };
}
