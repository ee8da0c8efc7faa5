// Text of any kind for files, and what others make of such a file: Python's csv, csv-parse, our own reader, LibreOffice.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { createCsvReader } from '../../src/shared/csv.ts';
import { score } from './score.ts';

const PIECES = [
  ...Array.from(`=+-@＝＋－＠'",;|\\/{}[]()<>&%$#!?*^~\``),
  ...Array.from('\t\r\n \u00A0\u2003\u3000\uFEFF\u2028\u0085\u200B\u0001aZ09ßİ'),
  '\r\n',
  '斎藤',
  'Игорь',
  '👩‍👩‍👧',
  'e\u0301',
  '""',
  `'=1+1`,
  '=cmd|',
  'SUM(A1)',
  'x'.repeat(300),
];

/** Random texts of signs that CSV, SQL and spreadsheets care about. The same seed gives the same texts. */
export function createTexts(seed: number): { random: () => number; text: () => string } {
  const random = chance(seed);
  const piece = (): string => PIECES[Math.floor(random() * PIECES.length)]!;
  return { random, text: () => Array.from({ length: Math.floor(random() * 5) }, piece).join('') };
}

/** mulberry32 */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a spreadsheet takes for a formula: it drops blanks before it looks. */
export const LIVE = /^\s*[=+\-@＝＋－＠]|^ *[\t\r\n]/;

/** As Python's csv module reads a file: an outside judge of RFC 4180. */
function readByPython(path: string): string[][] {
  const program = `import csv, json, sys
csv.field_size_limit(10**9)
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    print(json.dumps(list(csv.reader(file, strict=True))))`;
  return JSON.parse(
    execFileSync('python3', ['-c', program, path], { encoding: 'utf8', maxBuffer: 2 ** 30 }),
  ) as string[][];
}

/** As Python and csv-parse read the file; they and our own reader, which has nothing to say against it, read the same. */
export function readByAll(path: string): string[][] {
  const rows = readByPython(path);
  const text = readFileSync(path, 'utf8');
  expect(parse(text, { bom: true, record_delimiter: '\r\n' })).toEqual(rows);
  expect(strictly(text)).toEqual(rows);
  return rows;
}

/** As our own reader reads it, with nothing that it has to say against it. */
export function strictly(text: string): readonly (readonly string[])[] {
  const reader = createCsvReader({ delimiter: ',', longest: 100_000 });
  return [...reader.push(text), ...reader.end()].map((record) => {
    if ('problem' in record) throw new Error(`line ${record.line}: ${record.problem}`);
    return record.cells;
  });
}

interface Sheet {
  readonly rows: number;
  readonly formulas: number;
}

const IS_LONG = process.env['MODKEEP_LONG'] === '1';
const hasLibreOffice = IS_LONG && spawnSync('soffice', ['--version']).status === 0;
if (IS_LONG && !hasLibreOffice)
  console.log('No file was opened in LibreOffice: soffice is missing here (Debian: libreoffice-calc-nogui).');

/** In the long run: opened in LibreOffice, the file has `rows` rows below its heading, and no cell holds a formula. */
export function expectNothingLive(path: string, rows: number): void {
  if (!hasLibreOffice) return;
  const folder = mkdtempSync(join(tmpdir(), 'modkeep-sheet-'));
  try {
    // The same way in finds a formula where there is one: otherwise finding none would mean nothing.
    const planted = join(folder, 'planted.csv');
    writeFileSync(planted, 'id,reason\r\n"1","=1+1"\r\n');
    expect(opened(planted, folder)).toEqual({ rows: 2, formulas: 1 });
    const sheet = opened(path, folder);
    score('csv-libreoffice', { bad: sheet.formulas, of: rows });
    expect(sheet).toEqual({ rows: rows + 1, formulas: 0 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** LibreOffice's own flat file of the sheet, read a piece at a time: it is a few hundred megabytes long. */
function opened(path: string, folder: string): Sheet {
  const profile = pathToFileURL(join(folder, 'profile')).href;
  const how = ['--convert-to', 'fods', '--infilter=CSV:44,34,76,1', '--outdir', folder];
  execFileSync('soffice', ['--headless', `-env:UserInstallation=${profile}`, ...how, path], { stdio: 'pipe' });
  const file = openSync(join(folder, `${basename(path, extname(path))}.fods`), 'r');
  const piece = Buffer.alloc(16 * 1024 * 1024);
  let [rows, formulas, begun] = [0, 0, ''];
  for (let length = -1; length !== 0;) {
    length = readSync(file, piece);
    const text = begun + piece.toString('latin1', 0, length);
    const whole = text.slice(0, text.lastIndexOf('>') + 1);
    begun = text.slice(whole.length);
    for (const [tag] of whole.matchAll(/<table:table-row[^>]*>/g))
      rows += Number(/rows-repeated="(\d+)"/.exec(tag)?.[1] ?? 1);
    formulas += whole.match(/<table:table-cell[^>]* table:formula=/g)?.length ?? 0;
  }
  closeSync(file);
  return { rows, formulas };
}
