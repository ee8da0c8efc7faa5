// How SQLite reads the list: what is settled by an index that has the order, whatever is asked; only the rest is sorted.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBanQueries } from '../../../src/main/bans/list-queries.ts';
import { FEW } from '../../../src/main/db/search.ts';
import { commands } from '../../../src/shared/contract.ts';
import { CHANNEL, createLedgerWorld, person, row, type LedgerWorld } from '../../helpers/ledger.ts';

let world: LedgerWorld;
beforeEach(() => {
  world = createLedgerWorld();
  world.ledger.apply(
    CHANNEL,
    Array.from({ length: 60 }, (_, index) => row(person(index), -60)),
  );
  world.db.sqlite.exec('UPDATE ban SET settled = row % 9 <> 0');
});
afterEach(() => world.close());

/** Of each page read, what SQLite does for the settled rows, for each stretch of them, and for the rest. */
function plansOf(sort: object, more: object): { settled: readonly string[]; rest: string }[] {
  const asked: string[] = [];
  const prepare = (sql: string) => {
    asked.push(sql);
    return world.db.sqlite.prepare(sql);
  };
  const queries = createBanQueries({
    sqlite: { ...world.db.sqlite, prepare } as unknown as LedgerWorld['db']['sqlite'],
  });
  const input = commands['bans.list'].input.parse({ channelId: CHANNEL, sort, limit: 10, ...more });
  const { next } = queries.list(input, 0);
  queries.list({ ...input, offset: undefined, cursor: next ?? undefined }, 0);
  return asked
    .filter((sql) => sql.includes('INDEXED BY') && sql.includes('ORDER BY'))
    .map((sql) => {
      const values = Array.from(sql.matchAll(/\?/g), () => 1);
      const steps = world.db.sqlite.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
      const plan = steps.map(({ detail }) => detail).join('; ');
      const stretches = plan.split(/(?:LEFT|RIGHT); |; SCAN s/).filter((stretch) => stretch.startsWith('SEARCH ban '));
      const isRest = (stretch: string): boolean => stretch.includes('ban_unsettled');
      const settled = stretches.filter((stretch) => !isRest(stretch)).map((stretch) => stretch.replace(/; $/, ''));
      return { settled, rest: stretches.filter(isRest).join(' ') };
    });
}

it.each(['name', 'kind', 'reason', 'moderator', 'bannedAt', 'expiresAt'])('by %s', (by) => {
  for (const direction of ['asc', 'desc'])
    for (const more of [{}, { offset: 20 }, { sources: ['poll'], count: 'bounded' }]) {
      const plans = plansOf({ by, direction }, more);
      expect(plans.length).toBeGreaterThanOrEqual(2);
      for (const { settled, rest } of plans) {
        expect(settled.length).toBeGreaterThanOrEqual(1);
        for (const stretch of settled)
          expect(stretch).toMatch(/^SEARCH ban USING (COVERING )?INDEX ban_\w+ \(channel_id=\? AND kind=\?[^;]*$/);
        expect(rest).toContain('ban_unsettled');
      }
    }
});

it.each(['name', 'kind', 'reason', 'moderator', 'bannedAt', 'expiresAt'])(
  'by %s, one kind alone: no walk past the others',
  (by) => {
    for (const more of [{}, { sources: ['poll'], count: 'bounded' }]) {
      const [first, ...others] = plansOf({ by, direction: 'asc' }, { kinds: ['ban'], ...more });
      expect(first?.settled).toHaveLength(1);
      for (const { settled } of [first!, ...others])
        for (const stretch of settled) expect(stretch).toMatch(/INDEX ban_\w+ \(channel_id=\? AND kind=\?/);
    }
  },
);

it('a filter is put to rows that are in order: a kind without a match is not walked to its end', () => {
  const [first] = plansOf({ by: 'bannedAt', direction: 'asc' }, { sources: ['poll'], count: 'bounded' });
  expect(first?.settled).toHaveLength(3);
  for (const stretch of first?.settled ?? []) expect(stretch).toContain('COVERING INDEX ban_when');
});

it('by the index alone where rows are skipped', () => {
  const [plan] = plansOf({ by: 'reason', direction: 'asc' }, { offset: 20 });
  expect(plan?.settled[0]).toContain('COVERING INDEX ban_reason');
});

it('by moderator, all of one who has many', () => {
  world.db.sqlite.exec(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${FEW + 1})
     INSERT INTO ban (id, channel_id, user_id, login, display_name, kind, reason, moderator_id, moderator_login, sources,
       found, first_seen_at, search_text, settled)
     SELECT 'x' || i, '${CHANNEL}', 'x' || i, 'x', 'x', 'ban', '', '5', 'mod' || i % 3, 1, 0, 1, '', 1 FROM n`,
  );
  const plans = plansOf(
    { by: 'moderator', direction: 'desc' },
    { moderatorId: '5', sources: ['poll'], count: 'bounded' },
  );
  expect(plans.length).toBeGreaterThanOrEqual(4);
  for (const { settled } of plans) {
    expect(settled.length).toBeGreaterThanOrEqual(1);
    for (const stretch of settled)
      expect(stretch).toMatch(
        /^SEARCH ban USING (COVERING )?INDEX ban_by \(channel_id=\? AND kind=\? AND moderator_id=\?[^;]*$/,
      );
  }
});

it('and the test sees an index that has no order', () => {
  world.db.sqlite.exec(
    'SAVEPOINT planted; DROP INDEX ban_end; CREATE INDEX ban_end ON ban (channel_id) WHERE settled = 1',
  );
  expect(plansOf({ by: 'expiresAt', direction: 'asc' }, {})[0]?.settled[0]).toContain('USE TEMP B-TREE FOR');
  world.db.sqlite.exec('ROLLBACK TO planted; RELEASE planted');
});
