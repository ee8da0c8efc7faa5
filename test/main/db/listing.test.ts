// Pages of the three long lists against the plain truth: every page by cursor, by offset, filtered and counted, must say
// what a look at every row says, whichever way the list was read.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBigDatabase, BIG_CHANNEL, personAt } from '../../../bench/support/big-database.ts';
import { createAuditQueries } from '../../../src/main/audit/queries.ts';
import { createHistoryQueries } from '../../../src/main/bans/history-queries.ts';
import { createBanQueries } from '../../../src/main/bans/list-queries.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { FEW } from '../../../src/main/db/search.ts';
import { createSearchIndex } from '../../../src/main/db/search-index.ts';
import { fold } from '../../../src/main/lib/fold.ts';
import { commands } from '../../../src/shared/contract.ts';
import type { AuditView, BanView, EntryView } from '../../../src/shared/model.ts';
import { createTempDir, openTestDatabase, silentLog } from '../../helpers/db.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const RUNS = process.env['MODKEEP_LONG'] === '1' ? 500 : 40;
const SIZES = { bans: 900, entries: 2_000, audit: 2_000 };
const channelId = BIG_CHANNEL.id;
const temp = createTempDir();
let db: Database;

beforeAll(() => {
  buildBigDatabase(temp.dir, SIZES);
  db = openTestDatabase({ path: `${temp.dir}/modkeep.db` });
  // Half of everything is covered, so that both ways of looking are taken.
  const index = createSearchIndex(db, silentLog());
  for (let step = 0; step < 4; step += 1) index.step(450);
});
afterAll(() => {
  db.close();
  temp.remove();
});

/** At 10 nearly every list is walked, at FEW none of so few rows is. */
let few = FEW;
const audit = (input: object) => createAuditQueries({ ...db, few }).list(commands['audit.list'].input.parse(input));
const history = (input: object) =>
  createHistoryQueries({ ...db, few }).list(commands['history.list'].input.parse(input));
const bans = (input: object) =>
  createBanQueries({ ...db, few }).list(commands['bans.list'].input.parse({ channelId, ...input }), 0);

const namesOf = (userId: string): string => {
  const sql = 'SELECT names_text FROM user WHERE id = ?';
  return db.sqlite.prepare<[string], string>(sql).pluck().get(userId) ?? '';
};
const text = fc.constantFrom(
  'v',
  'pix',
  'viewer1',
  'spam',
  'was_',
  '斎',
  '斎藤',
  'игорь',
  'shop-7',
  'hate raid',
  'zq',
  'mod_3',
);
const time = fc
  .integer({ min: 0, max: 24 })
  .map((month) => new Date(1_790_000_000_000 - month * 30 * 86_400_000).toISOString());

/** What each order of the list goes by. */
const KEYS = {
  name: 'login',
  kind: 'kind',
  reason: 'reason COLLATE NOCASE',
  moderator: 'moderator_login',
  bannedAt: 'at',
  expiresAt: 'expires_at',
};
const SORTS = Object.keys(KEYS) as (keyof typeof KEYS)[];

const size = fc.constantFrom(FEW, 10);
const limit = fc.constantFrom(23, 300);

/** Any of the fields, or two at most: of few rows nothing is left by more. */
function some<T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  const names = Object.keys(fields) as (keyof T)[];
  const two = fc
    .tuple(fc.record(fields), fc.shuffledSubarray(names, { maxLength: 2 }))
    .map(([all, kept]) => Object.fromEntries(kept.map((name) => [name, all[name]])) as Partial<T>);
  return fc.oneof(fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>, two, two);
}

/** All rows by cursor, checking that counts agree on the way. */
function allOf<Row>(
  ask: (more: object) => { rows: readonly Row[]; next: string | null; total: number; isExact: boolean },
): Row[] {
  const rows: Row[] = [];
  for (let cursor: string | null = null; ;) {
    const page = ask(cursor === null ? {} : { cursor });
    rows.push(...page.rows);
    cursor = page.next;
    if (cursor === null) {
      expect(page.isExact ? page.total : rows.length).toBe(rows.length);
      return rows;
    }
  }
}

describe(`pages (seed ${SEED})`, () => {
  it('of the audit log', () => {
    const filter = some({
      moderatorId: fc.constantFrom('1001', '1003', '9'),
      actions: fc.subarray(['ban_user', 'warn_user', 'kill_switch'] as const, { minLength: 1 }),
      targetId: fc.nat(50).map((index) => personAt(index).id),
      from: time,
      to: time,
      search: text,
      folded: fc.boolean(),
    });
    const written = audit({ folded: false, limit: 1000 });
    const rows = [...written.data, ...audit({ folded: false, limit: 1000, offset: 1000 }).data];
    const folded = [...audit({ limit: 1000 }).data, ...audit({ limit: 1000, offset: 1000 }).data];
    expect([rows.length, folded.length]).toEqual([2_000, 1_900]);
    // What was written first of an act is looked through as well, also where a later row has put it right.
    const asWritten = Map.groupBy(rows, (row) => row.amends ?? row.id);
    const says = (row: AuditView, needle: string): boolean =>
      [row.reason, row.contentName ?? '', row.moderatorUsername ?? '', namesOf(row.contentId)].some((part) =>
        fold(part).includes(needle),
      );
    fc.assert(
      fc.property(filter, fc.constantFrom('exact', 'bounded'), size, limit, (asked, count, most, perPage) => {
        few = most;
        const { moderatorId, actions, targetId, from = '', to = '~', search } = asked;
        const fits = (row: AuditView): boolean =>
          (moderatorId === undefined || row.moderatorId === moderatorId) &&
          (actions === undefined || actions.some((action) => action === row.action)) &&
          (targetId === undefined || row.contentId === targetId) &&
          row.createdAt >= from &&
          row.createdAt < to &&
          (search === undefined ||
            (asked.folded === false ? [row] : (asWritten.get(row.id) ?? [])).some((one) => says(one, search)));
        const wanted = (asked.folded === false ? rows : folded).filter(fits).map((row) => row.seq);
        const found = allOf((more) => {
          const { data, meta } = audit({ ...asked, ...more, count, limit: perPage });
          return { rows: data, next: meta.next, total: meta.total, isExact: meta.totalIsExact };
        });
        expect(found.map((row) => row.seq)).toEqual(wanted);
        expect(audit({ ...asked, limit: 5, offset: 5 }).data.map((row) => row.seq)).toEqual(wanted.slice(5, 10));
        expect(audit({ ...asked, limit: 1 }).meta.total).toBe(wanted.length);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('of the history', () => {
    const all = [0, 1, 2, 3].flatMap((page) => history({ found: true, limit: 500, offset: page * 500 }).entries);
    expect(all.length).toBe(2_000);
    const filter = some({
      channelId: fc.constant(channelId),
      moderatorId: fc.constantFrom('1001', '1003', '9'),
      kinds: fc.subarray(['ban', 'timeout', 'warned'] as const),
      userId: fc.nat(50).map((index) => personAt(index).id),
      from: time,
      to: time,
      search: text,
      found: fc.boolean(),
    });
    fc.assert(
      fc.property(filter, size, limit, (asked, most, perPage) => {
        few = most;
        const { moderatorId, kinds, userId, from = '', to = '~', search } = asked;
        const fits = (row: EntryView): boolean =>
          (moderatorId === undefined || row.moderatorId === moderatorId) &&
          (kinds === undefined || kinds.some((kind) => kind === row.kind)) &&
          (userId === undefined || row.userId === userId) &&
          row.at >= from &&
          row.at < to &&
          ((asked.found ?? userId !== undefined) || !row.found) &&
          (search === undefined || [row.reason, namesOf(row.userId)].some((part) => fold(part).includes(search)));
        const found = allOf((more) => {
          const { entries, next, total, totalIsExact } = history({ ...asked, ...more, limit: perPage });
          return { rows: entries, next, total, isExact: totalIsExact };
        });
        expect(found.map((row) => row.seq)).toEqual(all.filter(fits).map((row) => row.seq));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('of the list, in every order, however many rows are settled', () => {
    // Ends and moderators that are unknown, and times that are, stand at an end of their order.
    db.sqlite.exec(
      'UPDATE ban SET at = NULL WHERE row % 41 = 0; UPDATE ban SET moderator_login = NULL WHERE row % 23 = 0',
    );
    db.sqlite.exec('UPDATE ban SET expires_at = at + row % 7 WHERE row % 3 = 0');
    db.sqlite.exec('UPDATE ban SET sources = row % 5 + 1 WHERE row % 7 = 0');
    db.sqlite.exec(
      `UPDATE ban SET kind = 'timeout' WHERE row % 3 = 0; UPDATE ban SET kind = 'unknown' WHERE row % 13 = 0`,
    );
    const filter = some({
      kinds: fc.subarray(['ban', 'timeout', 'unknown'] as const),
      moderatorId: fc.constantFrom('1001', '9'),
      reason: fc.constantFrom('SPAM', 'shop-7', 'x'),
      sources: fc.subarray(['poll', 'eventsub', 'app'] as const, { minLength: 1 }),
      from: time,
      to: time,
      search: text,
    });
    const by = fc.constantFrom(...SORTS);
    const views = new Map([0, 500].flatMap((offset) => bans({ limit: 500, offset }).bans).map((ban) => [ban.id, ban]));
    // Of a hundred rows so many are settled, scattered by a number that shares no factor with it.
    const settled = fc.constantFrom(0, 3, 50, 97, 100);
    fc.assert(
      fc.property(
        filter,
        by,
        fc.constantFrom('asc', 'desc'),
        settled,
        size,
        limit,
        (asked, order, direction, percent, most, perPage) => {
          few = most;
          db.sqlite.prepare('UPDATE ban SET settled = (row * 37 % 100 < ?)').run(percent);
          const sort = { by: order, direction };
          const all = db.sqlite
            .prepare<[], string>(
              `SELECT id FROM ban NOT INDEXED ORDER BY ${KEYS[order]} ${direction}, row ${direction}`,
            )
            .pluck()
            .all()
            .map((id) => views.get(id)!);
          expect([0, 300, 600].flatMap((offset) => bans({ sort, limit: 300, offset }).bans)).toEqual(all);
          const { kinds, moderatorId, reason, sources, from = '', to = '~', search } = asked;
          const fits = (row: BanView): boolean =>
            (kinds === undefined || kinds.some((kind) => kind === row.kind)) &&
            (moderatorId === undefined || row.bannedBy === moderatorId) &&
            (sources === undefined || sources.some((source) => row.sources.includes(source))) &&
            (reason === undefined || fold(row.reason).includes(fold(reason))) &&
            // What has no time is in no stretch of it.
            ((asked.from ?? asked.to) === undefined || (row.bannedAt ?? '~~') >= from) &&
            ((asked.from ?? asked.to) === undefined || (row.bannedAt ?? '~~') < to) &&
            (search === undefined || [row.reason, namesOf(row.userId)].some((part) => fold(part).includes(search)));
          const found = allOf((more) => {
            const page = bans({ ...asked, ...more, sort, limit: perPage });
            return { rows: page.bans, next: page.next, total: page.total, isExact: page.totalIsExact };
          });
          expect(found.map((row) => row.id)).toEqual(all.filter(fits).map((row) => row.id));
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

it('a bounded count never says more than there is, and says when it stopped', () => {
  const { total, totalIsExact, next } = bans({ count: 'bounded', search: 'e', limit: 10 });
  const exact = bans({ search: 'e', limit: 10 });
  expect(exact.totalIsExact).toBe(true);
  expect(total).toBeLessThanOrEqual(exact.total);
  expect(totalIsExact || next !== null).toBe(true);
  expect(FEW).toBeGreaterThan(SIZES.bans);
});

it.each(['nonsense', '', Buffer.from('[1,2,3]').toString('base64url'), Buffer.from('["x",1]').toString('base64url')])(
  'the cursor "%s" is refused',
  (cursor) => {
    for (const ask of [audit, history, bans])
      expect(() => ask({ cursor })).toThrow('cursor: was not given out by this command');
  },
);

it('rows that arrive between two pages move nothing', () => {
  const first = audit({ limit: 3 });
  db.sqlite
    .prepare(
      `INSERT INTO audit (seq, id, at, action, content_type, content_id, reason, metadata, prev_hash, hash)
       VALUES (9999, 'new', 1, 'ban_user', 'user', '1', '', '{}', '', '')`,
    )
    .run();
  const second = audit({ limit: 3, cursor: first.meta.next });
  expect(second.data[0]?.seq).toBeLessThan(first.data.at(-1)?.seq ?? 0);
  expect(
    audit({ limit: 6 })
      .data.slice(1, 6)
      .map((row) => row.seq),
  ).toEqual([...first.data, ...second.data].slice(0, 5).map((row) => row.seq));
});
