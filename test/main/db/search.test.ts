// Search by pieces against the plain truth, `includes` over every row, while the indexes lag, follow and are told anew.
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../../src/main/db/open.ts';
import { createSearchIndex } from '../../../src/main/db/search-index.ts';
import { matchingPeople, matchingRows, needleOf, type Searched } from '../../../src/main/db/search.ts';
import { fold } from '../../../src/main/lib/fold.ts';
import { createNames } from '../../../src/main/people/names.ts';
import { openTestDatabase, silentLog } from '../../helpers/db.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
let db: Database;
beforeEach(() => {
  db = openTestDatabase();
});
afterEach(() => db.close());

function addPeople(...names: readonly string[]): void {
  db.immediate(() => {
    for (const [index, name] of names.entries())
      createNames(db).remember({ id: String(index + 1), login: `login${index}`, displayName: name }, 1);
  });
}

function follow(rows = 100): void {
  const index = createSearchIndex(db, silentLog());
  while (index.step(rows));
}

const setBan = (row: number, text: string): void =>
  void db.sqlite
    .prepare(
      `INSERT INTO ban (row, id, channel_id, user_id, login, display_name, kind, reason, sources, found, first_seen_at,
         search_text) VALUES (@row, 'b' || @row, '1', @row, 'x', 'x', 'ban', '', 1, 0, 1, @text)
       ON CONFLICT (row) DO UPDATE SET search_text = excluded.search_text`,
    )
    .run({ row, text });

const people = (search: string): readonly string[] | null => matchingPeople(db.sqlite, needleOf(search) ?? '');

it('finds any part of a name in any script, covered or not', () => {
  addPeople('NotABot_4821', '斎藤さん', 'Игорь', 'Ελένης', 'İpekli', 'a "quoted" one', 'AND OR NOT', 'x%_\\y');
  const all = (): unknown[] =>
    ['bot_', '藤さん', 'ИГОР', 'ΛΈΝΗΣ', 'ipek', '"quo', 'and or', '%_\\', 'nobody', '  BOT_4  '].map(people);
  const wanted = [['1'], ['2'], ['3'], ['4'], ['5'], ['6'], ['7'], ['8'], [], ['1']];
  expect(all()).toEqual(wanted);
  follow();
  expect(all()).toEqual(wanted);
});

it('finds one and two characters, at the beginning, in the middle and at the end', () => {
  addPeople('xaby', 'abx', 'xxab', '藤');
  for (const _ of ['not covered', 'covered']) {
    expect(new Set(people('ab'))).toEqual(new Set(['1', '2', '3']));
    expect(people('by')).toEqual(['1']);
    expect(people('藤')).toEqual(['4']);
    follow();
  }
  expect(needleOf('   ')).toBeNull();
});

it('says so when too many match', () => {
  addPeople(...Array.from({ length: 8_001 }, (_, index) => `crowd${index}`));
  expect(people('crowd')).toBeNull();
  follow(2_000);
  expect(people('crowd')).toBeNull();
  expect(people('crowd7999')).toHaveLength(1);
});

it('knows a new name at once, and the old one still', () => {
  addPeople('before');
  follow();
  db.immediate(() => createNames(db).remember({ id: '1', login: 'login0', displayName: 'afterwards' }, 2));
  for (const name of ['before', 'afterw']) expect(people(name)).toEqual(['1']);
  follow();
  expect(db.sqlite.prepare('SELECT count(*) FROM search_stale').pluck().get()).toBe(0);
  for (const name of ['before', 'afterw']) expect(people(name)).toEqual(['1']);
});

it('is built again when people were numbered anew', () => {
  addPeople('first', 'second');
  follow();
  db.sqlite.exec(
    `CREATE TEMP TABLE t AS SELECT * FROM user ORDER BY id DESC; DELETE FROM user; INSERT INTO user SELECT * FROM t`,
  );
  follow();
  expect(people('first')).toEqual(['1']);
  expect(people('second')).toEqual(['2']);
});

it(`agrees with a plain look through everything after any changes (seed ${SEED})`, () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'İ', 'ς', '藤', '"', '\n'), maxLength: 7 });
  const change = fc.oneof(
    fc.record({ type: fc.constant('set' as const), row: fc.integer({ min: 1, max: 6 }), text }),
    fc.record({ type: fc.constant('drop' as const), row: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ type: fc.constant('follow' as const), rows: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ type: fc.constant('ask' as const), text }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      db.sqlite.exec('DELETE FROM ban');
      const truth = new Map<number, string>();
      for (const step of changes) {
        if (step.type === 'drop') {
          db.sqlite.prepare('DELETE FROM ban WHERE row = ?').run(step.row);
          truth.delete(step.row);
        } else if (step.type === 'follow') createSearchIndex(db, silentLog()).step(step.rows);
        else if (step.type === 'set') {
          // A row that is new gets the next number, as SQLite gives it.
          const row = truth.has(step.row) ? step.row : Math.max(0, ...truth.keys()) + 1;
          setBan(row, step.text);
          truth.set(row, step.text);
        } else {
          const needle = fold(step.text);
          const rows = matchingRows(db.sqlite, 'ban' satisfies Searched, needle);
          const found = [...truth].filter(([, told]) => fold(told).includes(needle)).map(([row]) => row);
          if (needle !== '') expect(new Set(rows)).toEqual(new Set(found));
        }
      }
    }),
    { seed: SEED, numRuns: process.env['MODKEEP_LONG'] === '1' ? 20_000 : 300 },
  );
});
