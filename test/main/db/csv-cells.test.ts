// Lines made of bytes are those of csvLine, whatever stands in a cell: also the signs that stand between cells, bytes that
// are no text, times of any year.
import { expect, test } from 'vitest';
import { csvLine } from '../../../src/shared/csv.ts';
import { createCsvCells, type CellColumn } from '../../../src/main/db/csv-cells.ts';
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

interface Row {
  readonly a: string | null;
  readonly t: number | string | null;
  readonly b: string | null;
  readonly w: string | null;
  readonly c: string | null;
}

/** What was made, and whether the plain way was enough for it. */
function linesOf(rows: readonly Row[]): { text: string; isPlain: boolean } {
  const db = openTestDatabase();
  const { sqlite } = db;
  sqlite.exec('CREATE TEMP TABLE r (n INTEGER PRIMARY KEY, a TEXT, t INTEGER, b TEXT, w TEXT, c TEXT)');
  const add = sqlite.prepare('INSERT INTO r (a, t, b, w, c) VALUES (@a, @t, @b, @w, @c)');
  for (const row of rows) add.run(row);
  const cells = createCsvCells(sqlite, COLUMNS);
  const read = (line: string): Buffer =>
    sqlite
      .prepare<[], Buffer>(
        `SELECT CAST(group_concat(line, '') AS BLOB) FROM (SELECT ${line} AS line FROM r ORDER BY n)`,
      )
      .pluck()
      .get()!;
  const coded = Buffer.from(cells.codedLines(read(cells.codedLine), rows.length)).toString();
  const plain = cells.lines(read(cells.line), rows.length);
  if (plain !== null) expect(Buffer.from(plain).toString()).toBe(coded);
  db.close();
  return { text: coded, isPlain: plain !== null };
}

const told = ({ a, t, b, w, c }: Row): string =>
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
    expect(linesOf(rows)).toEqual({ text: rows.map(told).join(''), isPlain: true });
  }
});

test('a sign that stands between cells is told apart from one that stands in a cell', () => {
  const row: Row = { a: 'a', t: 0, b: 'b', w: null, c: 'c' };
  const [unit, record] = ['\u001F', '\u001E'];
  for (const sign of [unit, record])
    for (const cell of ['a', 'b', 'c'] as const) {
      const rows = [row, { ...row, [cell]: `x${sign}=y` }, row];
      expect(linesOf(rows)).toEqual({ text: rows.map(told).join(''), isPlain: false });
    }
  // As much like a row of its own as can be written into one cell.
  const sly = [row, { ...row, c: `c${record}a${unit}0${unit}b${unit}${unit}c` }];
  expect(linesOf(sly)).toEqual({ text: sly.map(told).join(''), isPlain: false });
});

test('times that are no date of four digits are what SQLite makes of them', () => {
  const at = (t: number | string): string => linesOf([{ a: '', t, b: '', w: null, c: '' }]).text.split('","')[1]!;
  expect(at(-1)).toBe('1969-12-31T23:59:59.999Z');
  expect(at(253_402_300_799_999)).toBe('9999-12-31T23:59:59.999Z');
  expect(at(253_402_300_800_000)).toBe('');
  expect(at('9'.repeat(18))).toBe('');
});
