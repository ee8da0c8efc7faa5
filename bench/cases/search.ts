// The long lists as the reader answers them, without what the page adds: for each key as somebody types a name, and for
// the filters people use, alone and together, over the list, the history and the audit log.
import { createClock } from '../../src/main/lib/clock.ts';
import { DAY_MS, toIso } from '../../src/main/lib/time.ts';
import type { Parsed } from '../../src/shared/contract.ts';
import { openReader as openAppReader } from '../../src/main/wiring/reader.ts';
import { openDatabase } from '../../src/main/db/open.ts';
import { createSearchIndex } from '../../src/main/db/search-index.ts';
import { createTempDir, MIGRATIONS_DIR, silentLog } from '../../test/helpers/db.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { BIG_CHANNEL, BIG_NOW, buildBigDatabase, personAt } from '../support/big-database.ts';
import { alternately, percentile, ratios, round, summary, timed } from '../support/numbers.ts';

/** Names that somebody types from the first letter on. */
const TYPED = [7, 1_234, 44_444, 77_777].map((index) => personAt(index).login);
const LIMIT = 100;
const SORTS = ['bannedAt', 'name', 'kind', 'reason', 'moderator', 'expiresAt'] as const;
/** One of the twelve moderators of the big database. */
const MODERATOR = '1003';

export const searchCase: BenchCase = {
  name: 'search',
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
      const filtered = await timeFilters(reader, runs);
      const orders = await timeOrders(reader, runs);
      const bare = db.sqlite.prepare('SELECT * FROM ban WHERE channel_id = ? AND settled = 1 ORDER BY at DESC LIMIT ?');
      const open = await alternately(
        runs,
        () => timed(async () => void (await reader.run('bans.list', { input: { channelId, ...page }, revision: 0 }))),
        () => timed(() => void bare.all(channelId, LIMIT)),
      );
      const value = round(percentile([...keys, ...filtered.times], 99), 1);
      const details = {
        rows: size,
        keys: keys.length,
        bans: summary(searches.bans),
        history: summary(searches.history),
        audit: summary(searches.audit),
        filtered: summary(filtered.times),
        slowest: filtered.slowest,
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

/** What people look for: words that few and many rows say, a stretch of days long ago, one moderator, an action, all of it. */
const FILTERS = [
  ...['spam', 'evasion', 'shop-12', 'mod_3', '斎', 'notabot4', 'xyzzy', 'a', 'zz'].map((search) => ({ search })),
  ...[{}, { search: 'spam' }, { moderatorId: MODERATOR }].flatMap((more) => [
    { ...more, from: monthsAgo(23), to: monthsAgo(22) },
    { ...more, to: monthsAgo(20) },
    { ...more, from: monthsAgo(1) },
  ]),
  { moderatorId: MODERATOR },
  { moderatorId: MODERATOR, search: 'spam' },
];
const AUDIT_FILTERS = [
  { actions: ['add_moderator'] },
  { actions: ['add_moderator'], search: 'spam' },
  { actions: ['warn_user'], moderatorId: MODERATOR },
  { targetId: personAt(77).id },
  { folded: false, to: monthsAgo(12) },
] as const;

function monthsAgo(months: number): string {
  return toIso(BIG_NOW - months * 30 * DAY_MS);
}

/** The first page of every filter, and the page after it, of the history and the audit log. */
async function timeFilters(
  reader: ReturnType<typeof openAppReader>,
  runs: number,
): Promise<{ times: number[]; slowest: Record<string, number> }> {
  const times: number[] = [];
  const each: [string, number][] = [];
  const page = { limit: LIMIT, count: 'bounded' } as const;
  const note = async (name: string, ask: (more: object) => Promise<string | null>): Promise<void> => {
    let next: string | null = null;
    const first = await timed(async () => void (next = await ask({})));
    const second = next === null ? [] : [await timed(async () => void (await ask({ cursor: next })))];
    times.push(first, ...second);
    each.push([name, round(Math.max(first, ...second), 1)]);
  };
  for (let run = 0; run < runs; run += 1) {
    for (const filter of [...FILTERS, ...AUDIT_FILTERS])
      await note(`audit ${JSON.stringify(filter)}`, async (more) => {
        const input = { folded: true, ...filter, ...page, ...more } as Parsed<'audit.list'>;
        return (await reader.run('audit.list', input)).meta.next;
      });
    for (const filter of [...FILTERS, { userId: personAt(77).id }])
      await note(`history ${JSON.stringify(filter)}`, async (more) => {
        const input = { channelId: BIG_CHANNEL.id, ...filter, ...page, ...more };
        return (await reader.run('history.list', input)).next;
      });
  }
  const slowest = Object.fromEntries(each.toSorted(([, one], [, other]) => other - one).slice(0, 5));
  return { times, slowest };
}

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
