// Packed days never tell anything else than the entries do.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/main/db/open.ts';
import { createStatsDays, packDay } from '../../../src/main/insight/stats-days.ts';
import { openTestDatabase } from '../../helpers/db.ts';
import { act, ask, controls, DAY, insert, NOW, pack } from './stats-world.ts';

let db: Database;
beforeEach(() => {
  db = openTestDatabase();
});
afterEach(() => db.close());

describe('a packed day', () => {
  const change = (sql: string): void => void db.sqlite.prepare(sql).run();
  const bans = async (): Promise<number> => (await ask(db)).totals.ban;

  it('is read anew after whatever changes its entries', async () => {
    insert(db, [act(), act({ at: NOW - 3 * DAY }), act({ found: true })]);
    await pack(db, 1);
    expect(createStatsDays(db).stale(30_000)).toEqual([]);
    change(`UPDATE entry SET kind = 'timeout' WHERE seq = 1`);
    expect(await bans()).toBe(1);
    await pack(db, 1);
    change(`UPDATE entry SET at = at - ${2 * DAY} WHERE seq = 2`);
    expect((await ask(db)).days.map(({ day }) => day)).toEqual(['2026-11-15', '2026-11-19']);
    await pack(db, 1);
    change('UPDATE entry SET found = 0 WHERE seq = 3');
    expect(await bans()).toBe(2);
    await pack(db, 1);
    change('DELETE FROM entry WHERE seq = 3');
    expect(await bans()).toBe(1);
    insert(db, [act()]);
    expect(await bans()).toBe(2);
  });

  it('is not stored when its entries changed while it was packed', async () => {
    insert(db, [act()]);
    const days = createStatsDays(db);
    const [one] = days.stale(30_000);
    days.learn((await packDay(db.sqlite, one!, controls)).unknown);
    const { version, acts } = await packDay(db.sqlite, one!, controls);
    insert(db, [act()]);
    expect(days.store(one!, version, acts!)).toBe(false);
    expect(await bans()).toBe(2);
    await pack(db, 1);
    expect(await bans()).toBe(2);
  });

  it('costs a first read nothing: what was found marks no day', () => {
    insert(db, [act({ found: true }), act({ found: true })]);
    expect(createStatsDays(db).stale(30_000)).toEqual([]);
  });
});
