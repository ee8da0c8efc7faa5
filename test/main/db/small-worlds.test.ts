// The three long lists, page by page, against one plain look at every row of a small world in which much is alike: all
// orders both ways, all filters, pages of a few rows by cursor and by offset, walked or from a set.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuditQueries } from '../../../src/main/audit/queries.ts';
import { SOURCE_BITS } from '../../../src/main/bans/evidence.ts';
import { createHistoryQueries } from '../../../src/main/bans/history-queries.ts';
import { createBanQueries } from '../../../src/main/bans/list-queries.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { FEW } from '../../../src/main/db/search.ts';
import { fold } from '../../../src/main/lib/fold.ts';
import { toIso } from '../../../src/main/lib/time.ts';
import { commands } from '../../../src/shared/contract.ts';
import { MIGRATIONS_DIR, openTestDatabase } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import * as world from './small-worlds.ts';
import { CHANNELS, createChance, isoMoment, NEEDLES, personId, type Chance, type Row } from './small-worlds.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const WORLDS = process.env['MODKEEP_LONG'] === '1' ? 200 : 6;
const QUESTIONS = 25;
const ROWS = 70;

let db: Database;
beforeAll(() => {
  db = openTestDatabase();
  world.addPeople(db);
});
afterAll(() => db.close());

type Cell = Row[string] | undefined;

interface Page {
  readonly rows: readonly unknown[];
  readonly next: string | null;
  readonly total: number;
  readonly isExact: boolean;
}

/** Every page by cursor, some by offset, and from there on by cursor, must be what is wanted. */
function expectPages(ask: (more: object) => Page, wanted: readonly unknown[], limit: number): void {
  const found: unknown[] = [];
  for (let cursor: string | null = null; ;) {
    const page = ask({ limit, ...(cursor === null ? {} : { cursor }) });
    found.push(...page.rows);
    if (page.isExact) expect(page.total).toBe(wanted.length);
    else expect(page.total).toBeLessThanOrEqual(wanted.length);
    cursor = page.next;
    if (cursor === null || found.length > wanted.length) break;
    expect(page.rows.length).toBe(limit);
  }
  expect(found).toEqual(wanted);
  for (const offset of [limit, limit * 2, Math.ceil(wanted.length / limit) * limit]) {
    const page = ask({ limit, offset });
    expect(page.rows).toEqual(wanted.slice(offset, offset + limit));
    expect(page.next === null).toBe(offset + limit >= wanted.length);
    if (page.isExact) expect(page.total).toBe(wanted.length);
    if (page.next !== null)
      expect(ask({ limit, cursor: page.next }).rows).toEqual(wanted.slice(offset + limit, offset + 2 * limit));
  }
}

/** Asks of many small worlds; what a world holds is gone after it. */
function inWorlds(
  add: (db: Database, chance: Chance, count: number) => void,
  question: (chance: Chance) => void,
): void {
  const chance = createChance(createFakeClock(0, SEED).random);
  for (let round = 0; round < WORLDS; round += 1) {
    db.sqlite.exec('SAVEPOINT world');
    add(db, chance, ROWS);
    for (let asked = 0; asked < QUESTIONS; asked += 1) question(chance);
    db.sqlite.exec('ROLLBACK TO world; RELEASE world');
  }
}

/** At most two of the filters: of few rows nothing is left by more. */
function someOf<T extends object>(chance: Chance, filters: T): Partial<T> {
  const names = Object.keys(filters) as (keyof T)[];
  const kept = Array.from({ length: chance.one([0, 1, 1, 2, 2]) }, () => chance.one(names));
  return Object.fromEntries(kept.map((name) => [name, filters[name]])) as Partial<T>;
}

const howMany = (chance: Chance): { few: number; limit: number; count: string } => ({
  few: chance.one([0, 0, 3, 25, FEW]),
  limit: chance.one([1, 2, 3, 7, 25]),
  count: chance.one(['exact', 'exact', 'bounded']),
});
const plainly = (sql: string): Row[] => db.sqlite.prepare<[], Row>(sql).all();
const mask = (sources: readonly string[]): number =>
  sources.reduce((sum, source) => sum | SOURCE_BITS[source as keyof typeof SOURCE_BITS], 0);
const isIn = (texts: readonly Cell[], needle: string | undefined): boolean =>
  needle === undefined || texts.some((text) => fold(`${text ?? ''}`).includes(fold(needle)));
const isFrom = (at: unknown, { from, to }: { from?: string; to?: string }): boolean =>
  (from ?? to) === undefined ||
  (typeof at === 'number' && toIso(at) >= (from ?? '') && (to === undefined || toIso(at) < to));
const SOURCES = ['poll', 'eventsub', 'app', 'import'] as const;
const ORDERS = {
  name: 'login',
  kind: 'kind',
  reason: 'reason COLLATE NOCASE',
  moderator: 'moderator_login',
  bannedAt: 'at',
  expiresAt: 'expires_at',
} as const;

it(`the list (seed ${SEED})`, () => {
  inWorlds(world.addBans, (chance) => {
    const filter = someOf(chance, {
      kinds: chance.some(['ban', 'timeout', 'unknown']),
      moderatorId: chance.one(['7', '8', '5']),
      reason: chance.one(['spam', 'Ä', 'user1']),
      sources: [chance.one(SOURCES), chance.one(SOURCES)],
      from: isoMoment(chance, 6),
      to: isoMoment(chance, 6),
      search: chance.one(NEEDLES),
    });
    const { few, limit, count } = howMany(chance);
    const sort = {
      by: chance.one([...(Object.keys(ORDERS) as (keyof typeof ORDERS)[]), 'bannedAt' as const]),
      direction: chance.one(['asc', 'desc']),
    };
    const channelId = chance.one(CHANNELS);
    const wanted = plainly(
      `SELECT * FROM ban NOT INDEXED ORDER BY ${ORDERS[sort.by]} ${sort.direction}, row ${sort.direction}`,
    )
      .filter(
        (row) =>
          row['channel_id'] === channelId &&
          (filter.kinds?.some((kind) => kind === row['kind']) ?? true) &&
          (filter.moderatorId ?? row['moderator_id']) === row['moderator_id'] &&
          isIn([row['reason']], filter.reason) &&
          (filter.sources === undefined || (Number(row['sources']) & mask(filter.sources)) !== 0) &&
          isFrom(row['at'], filter) &&
          isIn([row['search_text']], filter.search),
      )
      .map((row) => row['id']);
    const queries = createBanQueries({ ...db, few });
    const ask = (more: object): Page => {
      const input = commands['bans.list'].input.parse({ channelId, sort, count, ...filter, ...more });
      const { bans, next, total, totalIsExact } = queries.list(input, 0);
      return { rows: bans.map(({ id }) => id), next, total, isExact: totalIsExact };
    };
    expectPages(ask, wanted, limit);
  });
});

it(`the history (seed ${SEED})`, () => {
  inWorlds(world.addEntries, (chance) => {
    const filter = someOf(chance, {
      channelId: chance.one(CHANNELS),
      userId: personId(chance),
      moderatorId: chance.one(['7', '8', '5']),
      // One kind twice is one kind.
      kinds: [...chance.some(['ban', 'timeout', 'warned']), ...chance.some(['ban'])],
      sources: [chance.one(SOURCES)],
      from: isoMoment(chance, 6),
      to: isoMoment(chance, 6),
      search: chance.one(NEEDLES),
      found: chance.is(0.5),
    });
    const { few, limit, count } = howMany(chance);
    const withFound = filter.found ?? filter.userId !== undefined;
    const wanted = plainly(
      `SELECT e.*, (SELECT names_text FROM user WHERE id = e.user_id) AS names FROM entry e NOT INDEXED
       ORDER BY at DESC, seq DESC`,
    )
      .filter(
        (row) =>
          (filter.channelId ?? row['channel_id']) === row['channel_id'] &&
          (filter.userId ?? row['user_id']) === row['user_id'] &&
          (filter.moderatorId ?? row['moderator_id']) === row['moderator_id'] &&
          (filter.kinds?.some((kind) => kind === row['kind']) ?? true) &&
          (filter.sources === undefined || (Number(row['sources']) & mask(filter.sources)) !== 0) &&
          isFrom(row['at'], filter) &&
          isIn([row['reason'], row['names']], filter.search) &&
          (withFound || row['found'] === 0),
      )
      .map((row) => row['id']);
    const queries = createHistoryQueries({ ...db, few });
    const ask = (more: object): Page => {
      const input = commands['history.list'].input.parse({ count, ...filter, ...more });
      const { entries, next, total, totalIsExact } = queries.list(input);
      return { rows: entries.map(({ id }) => id), next, total, isExact: totalIsExact };
    };
    expectPages(ask, wanted, limit);
  });
});

/** The log as it is to be seen: what is known of each act, and every text that any row of it holds. */
function auditLines(isFolded: boolean): { readonly row: Row; readonly texts: readonly Cell[] }[] {
  const rows = plainly(
    `SELECT b.*, (SELECT names_text FROM user WHERE id = b.content_id AND b.content_type = 'user') AS names
     FROM audit b NOT INDEXED ORDER BY seq DESC`,
  );
  const ids = new Set(rows.map((row) => row['id']));
  const textsOf = (row: Row): Cell[] => [row['reason'], row['content_name'], row['moderator_login']];
  return rows
    .filter((row) => !isFolded || !ids.has(row['amends'] ?? null))
    .map((row) => {
      const later = isFolded ? rows.filter((other) => other['amends'] === row['id']) : [];
      const [last] = later;
      const known = (column: string) => last?.[column] ?? row[column]!;
      const view = {
        ...row,
        moderator_id: known('moderator_id'),
        moderator_login: known('moderator_login'),
        action: known('action'),
        content_name: known('content_name'),
        reason: last?.['reason'] || row['reason']!,
        additions: later.length,
      };
      return { row: view, texts: [...textsOf(row), row['names'], ...later.flatMap(textsOf)] };
    });
}

it(`the audit log (seed ${SEED})`, () => {
  inWorlds(world.addAudit, (chance) => {
    const filter = someOf(chance, {
      moderatorId: chance.one(['7', '8', '5']),
      action: chance.one(['ban_user', 'warn_user']),
      actions: chance.some(['ban_user', 'warn_user', 'kill_switch']),
      targetId: personId(chance),
      channelId: chance.one(CHANNELS),
      from: isoMoment(chance, 16),
      to: isoMoment(chance, 16),
      search: chance.one(NEEDLES),
      amends: String(
        plainly('SELECT amends FROM audit WHERE amends IS NOT NULL ORDER BY seq LIMIT 1')[0]?.['amends'] ??
          world.auditId(1),
      ),
    });
    const { few, limit, count } = howMany(chance);
    const folded = chance.is(0.7);
    const wanted = auditLines(folded)
      .filter(
        ({ row, texts }) =>
          (filter.moderatorId ?? row['moderator_id']) === row['moderator_id'] &&
          (filter.action ?? row['action']) === row['action'] &&
          (filter.actions?.some((action) => action === row['action']) ?? true) &&
          (filter.targetId ?? row['content_id']) === row['content_id'] &&
          (filter.channelId ?? row['channel_id']) === row['channel_id'] &&
          (filter.amends ?? row['amends']) === row['amends'] &&
          isFrom(row['at'], filter) &&
          isIn(texts, filter.search),
      )
      .map(({ row }) => [
        row['seq'],
        row['moderator_id'],
        row['action'],
        row['content_name'],
        row['reason'],
        row['additions'],
      ]);
    const queries = createAuditQueries({ ...db, few });
    const ask = (more: object): Page => {
      const { data, meta } = queries.list(commands['audit.list'].input.parse({ folded, count, ...filter, ...more }));
      const rows = data.map((row) => [
        row.seq,
        row.moderatorId,
        row.action,
        row.contentName,
        row.reason,
        row.additions,
      ]);
      return { rows, next: meta.next, total: meta.total, isExact: meta.totalIsExact };
    };
    expectPages(ask, wanted, limit);
  });
});

it('a log from before the triggers is summed up as they would have done it', () => {
  db.sqlite.exec('SAVEPOINT world');
  world.addAudit(db, createChance(createFakeClock(0, 2).random), 200, false);
  const kept = () => ['audit_fold', 'audit_block'].map((table) => plainly(`SELECT * FROM ${table} ORDER BY 1`));
  const wanted = kept();
  expect(wanted.every((rows) => rows.length > 5)).toBe(true);
  db.sqlite.exec('DELETE FROM audit_fold; DELETE FROM audit_block');
  const migration = readFileSync(join(MIGRATIONS_DIR, '0014_audit_ways.sql'), 'utf8');
  for (const sql of migration.split('--> statement-breakpoint')) if (/^\s*INSERT/.test(sql)) db.sqlite.exec(sql);
  expect(kept()).toEqual(wanted);
  db.sqlite.exec('ROLLBACK TO world; RELEASE world');
});
