// Reading and writing CSV: against a second reader made another way, cut into any pieces, with whatever a spreadsheet or
// a broken program may have written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { score } from '../helpers/score.ts';
import { createCsvReader, csvLine, withoutGuard, type CsvRecord } from '../../src/shared/csv.ts';

const seed = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const RUNS = process.env['MODKEEP_LONG'] === '1' ? 100_000 : 3_000;
const options = { seed, numRuns: RUNS };

function read(
  pieces: readonly string[],
  { delimiter = ',', longest = 4096 }: { delimiter?: string | null; longest?: number } = {},
): CsvRecord[] {
  const reader = createCsvReader({ delimiter, longest });
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}
const cellsOf = (records: readonly CsvRecord[]) =>
  records.map((record) => ('cells' in record ? record.cells : record.problem));

/** The grammar of RFC 4180 as one pattern over the whole text; null where the text is not of it. */
function oracle(text: string): string[][] | null {
  if (text === '') return [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/y;
  const rows: string[][] = [[]];
  for (let at = 0; ;) {
    cell.lastIndex = at;
    const match = cell.exec(text);
    if (match === null) return null;
    rows.at(-1)!.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    at = cell.lastIndex;
    if (match[3] === '') return rows;
    if (match[3] === ',') continue;
    if (at === text.length) return rows;
    rows.push([]);
  }
}

const piece = fc.constantFrom('"', '""', ',', '\r\n', '\n', 'a', 'bc', ' ', '=', "'", 'ü', '藤', '');
const anyText = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
const cuts = fc.array(fc.nat(60), { maxLength: 8 });
const cell = fc.oneof(
  fc.string(),
  fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
);

function cut(text: string, places: readonly number[]): string[] {
  const sorted = [0, ...places.filter((place) => place < text.length).toSorted((a, b) => a - b), text.length];
  return sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
}

describe(`reading (seed ${seed})`, () => {
  test('gives what the grammar says, wherever the text is of it', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyText, cuts, (text, places) => {
        const wanted = oracle(text);
        if (wanted === null) return;
        compared += 1;
        expect(cellsOf(read(cut(text, places)))).toEqual(wanted);
      }),
      options,
    );
    expect(compared).toBeGreaterThan(RUNS / 10);
  });

  test('does not depend on where the text was cut, whatever it is', () => {
    fc.assert(
      fc.property(anyText, cuts, fc.integer({ min: 3, max: 20 }), (text, places, longest) => {
        expect(read(cut(text, places), { longest })).toEqual(read([text], { longest }));
      }),
      options,
    );
  });

  test('says of every line once what became of it, in order', () => {
    fc.assert(
      fc.property(anyText, cuts, fc.integer({ min: 3, max: 20 }), (text, places, longest) => {
        const lines = read(cut(text, places), { longest }).map((record) => record.line);
        expect(lines).toEqual([...new Set(lines)].toSorted((a, b) => a - b));
        expect(lines.at(-1) ?? 0).toBeLessThanOrEqual(text.split('\n').length);
        if (text !== '') expect(lines[0]).toBe(1);
      }),
      options,
    );
  });

  test('a quote that never closes costs its own line only', () => {
    expect(read(['a,1\n"b,2\nc,3\nd,4\n'])).toEqual([
      { line: 1, cells: ['a', '1'] },
      { line: 2, problem: 'quote_not_closed', text: '"b,2' },
      { line: 3, cells: ['c', '3'] },
      { line: 4, cells: ['d', '4'] },
    ]);
    const long = `"open\n${'x\n'.repeat(5000)}`;
    const records = read([long.slice(0, 3000), long.slice(3000)]);
    expect(records[0]).toMatchObject({ line: 1, problem: 'quote_not_closed' });
    expect(records).toHaveLength(5001);
  });

  test('a line without end is not kept, and the next one is read', () => {
    const reader = createCsvReader({ delimiter: ',', longest: 100 });
    const first = reader.push('x'.repeat(1_000));
    for (let index = 0; index < 100; index += 1) expect(reader.push('x'.repeat(10_000))).toEqual([]);
    expect(first).toEqual([{ line: 1, problem: 'line_too_long', text: 'x'.repeat(100) }]);
    expect([...reader.push('x\nok\n'), ...reader.end()]).toEqual([{ line: 2, cells: ['ok'] }]);
  });

  test('text after a closing quote, a BOM, a plain list', () => {
    expect(cellsOf(read(['"a"b,c\nd,e']))).toEqual(['text_after_quote', ['d', 'e']]);
    expect(cellsOf(read(['\uFEFFa,b\r\n']))).toEqual([['a', 'b']]);
    expect(cellsOf(read(['one, "two"\n3'], { delimiter: null }))).toEqual([['one, "two"'], ['3']]);
  });
});

describe(`writing (seed ${seed})`, () => {
  test('what was written is read back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), cuts, (rows, places) => {
        const text = rows.map(csvLine).join('');
        const back = read(cut(text, places)).map((record) =>
          'cells' in record ? record.cells.map(withoutGuard) : record,
        );
        expect(back).toEqual(rows);
      }),
      options,
    );
    score('csv', { bad: 0, of: RUNS });
  });

  test('no cell is a formula', () => {
    for (const bad of [
      '=1+1',
      '+1',
      '-1',
      '@x',
      '\t=1',
      '  =1',
      '\r=1',
      '\n',
      '＝1',
      '＋1',
      '－1',
      '＠x',
      "'=1",
      ' \u00a0=1',
    ]) {
      expect(csvLine([bad])).toBe(`"'${bad}"\r\n`);
    }
    for (const good of ['', 'a=1', '12', 'he said "no"']) expect(csvLine([good])[1]).not.toBe("'");
  });

  test('an apostrophe that is not a guard stays', () => {
    for (const text of ["'tis", "''", "it's"]) expect(withoutGuard(text)).toBe(text === "''" ? "'" : text);
  });
});
