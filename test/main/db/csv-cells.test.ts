// Lines made of bytes are those of csvLine, whatever stands in a cell: also the signs that stand between cells, bytes that
// are no text, times of any year.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csvLine } from '../../../src/shared/csv.ts';
import { createCsvCells, type CellColumn } from '../../../src/main/db/csv-cells.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { toIso } from '../../../src/main/lib/time.ts';
import { openTestDatabase } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const COLUMNS: readonly CellColumn[] = [
  { name: 'one', sql: 'r.a' },
  { name: 'time', sql: 'r.t', as: 'time' },
  { name: 'two', sql: 'r.b' },
  { name: 'words', sql: 'r.w', as: 'words' },
  { name: 'three', sql: 'r.c' },
];

let db: Database;
beforeAll(() => void (db = openTestDatabase()));
afterAll(() => db.close());

interface Row {
  readonly a: string | null;
  readonly t: number | string | null;
  readonly b: string | null;
  readonly w: string | null;
  readonly c: string | null;
}

/** What was made, and whether the plain way was enough for it. */
function linesOf(rows: readonly Row[], columns = COLUMNS): { text: string; isPlain: boolean } {
  const { sqlite } = db;
  sqlite.exec(
    'DROP TABLE IF EXISTS r; CREATE TEMP TABLE r (n INTEGER PRIMARY KEY, a TEXT, t INTEGER, b TEXT, w TEXT, c TEXT)',
  );
  const add = sqlite.prepare('INSERT INTO r (a, t, b, w, c) VALUES (@a, @t, @b, @w, @c)');
  for (const row of rows) add.run(row);
  const cells = createCsvCells(sqlite, columns);
  const read = (line: string): Buffer =>
    sqlite
      .prepare<[], Buffer>(
        `SELECT CAST(group_concat(line, '') AS BLOB) FROM (SELECT ${line} AS line FROM r ORDER BY n)`,
      )
      .pluck()
      .get()!;
  // Each by itself: what one has made room for would do for the other.
  const plain = cells.lines(read(cells.line), rows.length);
  const told = plain === null ? null : Buffer.from(plain).toString();
  const other = createCsvCells(sqlite, columns);
  const coded = Buffer.from(other.codedLines(read(other.codedLine), rows.length)).toString();
  if (told !== null) expect(told).toBe(coded);
  return { text: coded, isPlain: told !== null };
}

const lineOf = ({ a, t, b, w, c }: Row): string =>
  csvLine([
    a ?? '',
    t === null ? '' : toIso(Number(t)),
    b ?? '',
    w === null ? '' : (JSON.parse(w) as string[]).join(' '),
    c ?? '',
  ]);

const PIECES = [
  ...Array.from(`=+-@＝＋－＠'",; \t\r\n\v\f\u00A0\u1680\u2003\u2028\u3000\uFEFF\u0085aZ0~斎é`),
  'word',
  '👩‍👩‍👧',
  '',
];

test(`any text and any time, as csvLine has it (seed ${SEED})`, () => {
  const { random } = createFakeClock(0, SEED);
  const below = (most: number): number => Math.floor(random() * most);
  const text = (): string => Array.from({ length: below(5) }, () => PIECES[below(PIECES.length)]).join('');
  for (let round = 0; round < 20; round += 1) {
    const rows = Array.from({ length: 1 + below(200) }, (): Row => ({
      a: below(5) === 0 ? null : text(),
      t: [null, 0, 1_790_000_000_000 + below(200_000_000), below(2_000_000_000) * 120_000][below(4)]!,
      b: text(),
      w: [null, '["poll"]', '["app","poll"]', '[]', JSON.stringify([text(), text()])][below(5)]!,
      c: text(),
    }));
    expect(linesOf(rows)).toEqual({ text: rows.map(lineOf).join(''), isPlain: true });
  }
});

test('a sign that stands between cells is told apart from one that stands in a cell', () => {
  const row: Row = { a: 'a', t: 0, b: 'b', w: null, c: 'c' };
  const [unit, record] = ['\u001F', '\u001E'];
  for (const sign of [unit, record])
    for (const cell of ['a', 'b', 'c'] as const) {
      const rows = [row, { ...row, [cell]: `x${sign}=y` }, row];
      expect(linesOf(rows)).toEqual({ text: rows.map(lineOf).join(''), isPlain: false });
    }
  // As much like a row of its own as can be written into one cell.
  const sly = [row, { ...row, c: `c${record}a${unit}0${unit}b${unit}${unit}c` }];
  expect(linesOf(sly)).toEqual({ text: sly.map(lineOf).join(''), isPlain: false });
});

test('also where a time or words stand first or last', () => {
  const rows: Row[] = [0, 1, 2].map((index) => ({
    a: `a${index}`,
    t: 86_400_000 + index,
    b: 'b',
    w: '["poll"]',
    c: 'c',
  }));
  const [one, time, two, words, three] = COLUMNS as readonly [
    CellColumn,
    CellColumn,
    CellColumn,
    CellColumn,
    CellColumn,
  ];
  const orders = [
    [one, two, three, words, time],
    [one, two, three, time, words],
    [time, one, two, three, words],
    [words, one, two, three, time],
  ];
  for (const columns of orders) {
    expect(linesOf(rows, columns).isPlain).toBe(true);
    for (const cell of ['a', 'b', 'c'] as const)
      for (const text of ['x\u001Fy', 'x\u001Ey', '\u001F', '\u001E', '\u001F\u001F\u001E'])
        for (const odd of [0, 1, 2]) {
          const some = rows.map((row, index) => (index === odd ? { ...row, [cell]: text } : row));
          expect(linesOf(some, columns).isPlain).toBe(false);
        }
  }
});

test('there is room for cells that grow, and words of one length are told apart', () => {
  const row: Row = { a: null, t: null, b: null, w: null, c: null };
  for (const some of [
    [row],
    [{ ...row, t: 0 }],
    [{ ...row, a: '"'.repeat(500) }],
    Array.from({ length: 500 }, () => ({ ...row, t: 1, a: '=', b: '"', c: '""' })),
    ['poll', 'polk', 'pull', 'app', 'poll'].map((word) => ({ ...row, w: JSON.stringify([word]) })),
  ])
    expect(linesOf(some)).toEqual({ text: some.map(lineOf).join(''), isPlain: true });
});

test('times that are no date of four digits are what SQLite makes of them', () => {
  const at = (t: number | string): string => linesOf([{ a: '', t, b: '', w: null, c: '' }]).text.split('","')[1]!;
  expect(at(-1)).toBe('1969-12-31T23:59:59.999Z');
  expect(at(253_402_300_799_999)).toBe('9999-12-31T23:59:59.999Z');
  expect(at(253_402_300_800_000)).toBe('');
  expect(at('9'.repeat(18))).toBe('');
});
