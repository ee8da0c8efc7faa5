// A square of the heat map leads to exactly the entries that it counts, also around the days on which clocks change.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHistoryQueries } from '../../../src/main/bans/history-queries.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { openTestDatabase } from '../../helpers/db.ts';
import { act, ask, DAY, insert, NOW } from '../insight/stats-world.ts';

const QUARTER = 900_000;
let db: Database;
beforeEach(() => void (db = openTestDatabase()));
afterEach(() => db.close());

const held = ['ban', 'timeout', 'unknown'] as const;
const listed = (timeZone: string, hour: number, range: { from?: string; to?: string } = {}): number =>
  createHistoryQueries(db).list({ weekHour: { hour, timeZone }, kinds: [...held], limit: 1, count: 'exact', ...range })
    .total;

it('in any zone', async () => {
  const changes = ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-04-04T15:00:00Z', '2026-11-01T04:30:00Z'];
  insert(
    db,
    [NOW - DAY, Date.parse('2012-06-01T00:00:00Z'), ...changes.map((iso) => Date.parse(iso))].flatMap((middle) =>
      Array.from({ length: 24 }, (_, index) => [
        act({ at: middle + (index - 12) * QUARTER, kind: held[index % 3]! }),
        act({ at: middle + (index - 12) * QUARTER, notBefore: middle - 20 * QUARTER }),
        act({ at: middle + (index - 12) * QUARTER - 1, kind: 'expired' }),
        act({ at: middle + (index - 12) * QUARTER - 1, found: index % 2 === 0 }),
      ]).flat(),
    ),
  );
  for (const timeZone of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe']) {
    const { hours } = await ask(db, { timeZone });
    const some = hours.flatMap((count, hour) => (count > 0 || hour % 24 === 0 ? [{ hour, count }] : []));
    expect(some.map(({ hour }) => ({ hour, count: listed(timeZone, hour) }))).toEqual(some);
  }
});

it('inside a range', () => {
  insert(db, [act({ at: Date.parse('2026-11-16T10:30:00Z') }), act({ at: Date.parse('2026-11-09T10:59:59Z') })]);
  const range = { from: '2026-11-10T00:00:00Z', to: '2026-11-20T00:00:00Z' };
  expect(listed('UTC', 10)).toBe(2);
  expect(listed('UTC', 10, range)).toBe(1);
  expect(listed('UTC', 11, range)).toBe(0);
});
