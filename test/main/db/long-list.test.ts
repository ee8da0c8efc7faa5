// What only shows in a list of many thousands: sets that are looked at in several goes, counts that stop, files of several
// windows. One history, of which every row says by its number what it is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { historySource } from '../../../src/main/bans/export-source.ts';
import { createHistoryQueries } from '../../../src/main/bans/history-queries.ts';
import { createFileTask } from '../../../src/main/db/export-task.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { commands } from '../../../src/shared/contract.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';

const ROWS = 10_500;
const temp = createTempDir();
let db: Database;
beforeAll(() => {
  db = openTestDatabase();
  // Moderator 7 has every third; every second was heard live.
  db.sqlite.exec(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
     INSERT INTO entry (seq, id, channel_id, user_id, kind, at, recorded_at, reason, moderator_id, sources, found, evidence)
     SELECT i, 'e' || i, '1', '1', 'ban', i, i, '', iif(i % 3 = 0, '7', '8'), 1 + i % 2, 0, '{}' FROM n`,
  );
});
afterAll(() => {
  db.close();
  temp.remove();
});

const list = (input: object) => createHistoryQueries(db).list(commands['history.list'].input.parse(input));
/** Newest first. */
const numbers = (fits: (seq: number) => boolean): number[] =>
  Array.from({ length: ROWS }, (_, index) => ROWS - index).filter(fits);

it('pages of a set of thousands, from any place in it', () => {
  for (const [more, wanted] of [
    [{}, numbers((seq) => seq % 3 === 0)],
    [{ sources: ['eventsub'] }, numbers((seq) => seq % 6 === 3)],
  ] as const)
    for (const limit of [40, 300])
      for (const offset of [0, 600, 1_200, 3_000]) {
        const page = list({ moderatorId: '7', limit, offset, ...more });
        expect(page.entries.map(({ seq }) => seq)).toEqual(wanted.slice(offset, offset + limit));
        expect(page.total).toBe(wanted.length);
        if (page.next === null) continue;
        const after = list({ moderatorId: '7', limit, cursor: page.next, ...more });
        expect(after.entries.map(({ seq }) => seq)).toEqual(wanted.slice(offset + limit, offset + 2 * limit));
      }
});

it('a bounded count stops where it would take long, says so, and is never less than what was seen', () => {
  const ask = (input: object) => {
    const { total, totalIsExact } = list({ count: 'bounded', limit: 100, ...input });
    return { total, totalIsExact };
  };
  expect(ask({})).toEqual({ total: 10_000, totalIsExact: false });
  expect(ask({ offset: 10_000 })).toEqual({ total: 10_101, totalIsExact: false });
  // Of the rows looked at, half.
  const heard = { sources: ['eventsub'] };
  expect(ask(heard).totalIsExact).toBe(false);
  expect([500, 501]).toContain(ask(heard).total);
  expect(ask({ ...heard, offset: 4_000 })).toEqual({ total: 4_101, totalIsExact: false });
  expect(ask({ moderatorId: '7' })).toEqual({ total: 1_000, totalIsExact: false });
  expect(ask({ moderatorId: '7', offset: 3_400 }).total).toBe(3_500);
});

it('a file of a set of several windows, in the order of its rows', async () => {
  const { format, columns, ...filter } = commands['history.export'].input.parse({ format: 'csv', moderatorId: '7' });
  const path = join(temp.dir, 'set.csv');
  // The newest act stands first and the oldest last.
  db.sqlite.exec(`UPDATE entry SET at = 50000 WHERE seq = 3; UPDATE entry SET at = 2 WHERE seq = ${ROWS}`);
  const seen: number[] = [];
  const controls = {
    progress: ({ done = 0 }: { done?: number }) => void seen.push(done),
    isCancelled: () => false,
    pause: () => Promise.resolve(),
  };
  const input = { filter, format, columns, path, after: 0, to: ROWS };
  const written = await createFileTask(historySource)(db.sqlite, input, controls);
  const ids = Array.from(readFileSync(path, 'utf8').matchAll(/^"(e\d+)"/gm), ([, id]) => id);
  expect(ids).toEqual(
    numbers((seq) => seq % 3 === 0)
      .toReversed()
      .map((seq) => `e${seq}`),
  );
  expect(written).toMatchObject({ rows: 3_500, firstAt: 2, lastAt: 50_000, firstSeq: 3, lastSeq: ROWS });
  expect(seen).toEqual([2_000, 3_500]);
});
