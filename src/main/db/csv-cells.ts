// The CSV of shared/csv.ts made of bytes: SQL gives the bare cells of many rows as one text, and what stands between them
// is put in here, so that a row never becomes an object and hardly ever a string. Knows no table.
import { isRisky } from '../../shared/csv.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, toIso } from '../lib/time.ts';
import type { Sqlite } from './connection.ts';

export interface CellColumn {
  /** The heading. */
  readonly name: string;
  /** SQL for the text, or NULL for an empty cell. */
  readonly sql: string;
  /** What the SQL gives instead: epoch ms, written as `2026-11-20T10:11:12.345Z`; JSON, of which the values are written. */
  readonly as?: 'time' | 'words';
}

export interface CsvCells {
  /** SQL for one row; `coded` where the plain one cannot be told apart. Rows are put together without anything between. */
  readonly line: string;
  readonly codedLine: string;
  /**
   * The lines of `rows` rows, valid until the next call. Null when a cell holds a sign that stands between cells: then
   * the rows have to be asked for by `codedLine`.
   */
  lines(text: Uint8Array, rows: number): Uint8Array | null;
  codedLines(text: Uint8Array, rows: number): Uint8Array;
}

/** Between cells and after a row: signs that were made for it, and that hardly any text holds. */
const [UNIT, RECORD] = [0x1f, 0x1e];
const [QUOTE, COMMA, APOSTROPHE, CR, LF, ZERO] = [0x22, 0x2c, 0x27, 13, 10, 0x30];
/** What stands around a cell, or what a time is longer than its number, at most: in bytes. */
const AROUND = 32;
/** From there on a year has five digits. Epoch ms. */
const END_OF_9999 = 253_402_300_800_000;
const MOST_DIGITS = 15;
const DATE_LENGTH = 10;
/** Different texts of one column. */
const REMEMBERED = 1_000;

export function createCsvCells(sqlite: Sqlite, columns: readonly CellColumn[]): CsvCells {
  const kinds = { time: createTimes(sqlite), words: createWordLists(sqlite) };
  const makers = columns.map(({ as }) => (as === undefined ? null : kinds[as]));
  const last = columns.length - 1;
  let out = new Uint8Array(0);

  /** Null as soon as the text does not have the shape of `rows` rows. */
  function write(text: Uint8Array, rows: number, isCoded: boolean): Uint8Array | null {
    let at = 0;
    let to = 0;
    const reserve = (row: number, more: number): void => {
      const most = to + (more + text.length - at) * 2 + (rows - row) * columns.length * AROUND;
      if (most > out.length) out = grown(out, to, most);
    };
    reserve(0, 0);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column <= last; column += 1) {
        const separator = column === last ? RECORD : UNIT;
        const maker = makers[column]!;
        out[to++] = QUOTE;
        if (isCoded || maker !== null) {
          // Up to any separator: a cell that went on past the wrong one would make up for one that stands in a text.
          const end = endOf(text, at);
          const told = isCoded ? fromHex(text.subarray(at, end)) : text;
          const [from, until] = isCoded ? [0, told.length] : [at, end];
          const cell = maker === null ? told : maker(told, from, until);
          reserve(row, cell.length);
          to = put(cell, out, to);
          at = end;
        } else {
          if (needsLook(text[at]) && isRiskyCell(text, at, endOf(text, at))) out[to++] = APOSTROPHE;
          for (;;) {
            const byte = text[at];
            if (byte === undefined) return null;
            if (byte <= QUOTE) {
              if (byte === UNIT || byte === RECORD) break;
              if (byte === QUOTE) out[to++] = QUOTE;
            }
            out[to++] = byte;
            at += 1;
          }
        }
        if (text[at++] !== separator) return null;
        out[to++] = QUOTE;
        if (column < last) out[to++] = COMMA;
      }
      out[to++] = CR;
      out[to++] = LF;
    }
    return at === text.length ? out.subarray(0, to) : null;
  }

  return {
    line: rowOf(columns.map(({ sql }) => sql)),
    codedLine: rowOf(columns.map(({ sql }) => `hex(${sql})`)),
    lines: (text, rows) => write(text, rows, false),
    codedLines(text, rows) {
      const lines = write(text, rows, true);
      if (lines === null) throw new Error('the rows of an export cannot be told apart');
      return lines;
    },
  };
}

/** SQL for epoch ms as `2026-11-20T10:11:12.345Z`; NULL stays NULL. */
export function isoSql(ms: string): string {
  return `strftime('%Y-%m-%dT%H:%M:%fZ', ${ms} / 1000.0, 'unixepoch')`;
}

/** Every argument of `concat` counts as '' when it is NULL. */
function rowOf(cells: readonly string[]): string {
  return `concat(${cells.join(`, char(${UNIT}), `)}, char(${RECORD}))`;
}

function grown(bytes: Uint8Array, kept: number, length: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(length);
  more.set(bytes.subarray(0, kept));
  return more;
}

function fromHex(digits: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(digits).toString('latin1'), 'hex');
}

function endOf(text: Uint8Array, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== UNIT && text[end] !== RECORD) end += 1;
  return end;
}

/** First bytes of what `isRisky` could mean: all but signs of ASCII that it does not, and letters of most scripts. */
const LOOK = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte <= 0x20 || "=+-@'".includes(String.fromCharCode(byte)) || [0xc2, 0xe1, 0xe2, 0xe3, 0xef].includes(byte)),
);

function needsLook(byte: number | undefined): boolean {
  return byte !== undefined && LOOK[byte] === 1;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function isRiskyCell(text: Uint8Array, from: number, end: number): boolean {
  return from < end && needsLook(text[from]) && isRisky(textOf(text, from, end));
}

/** Writes a whole cell with its guard; returns where it ends. */
function put(cell: Uint8Array, out: Uint8Array, start: number): number {
  let to = start;
  if (isRiskyCell(cell, 0, cell.length)) out[to++] = APOSTROPHE;
  for (let at = 0; at < cell.length; at += 1) {
    const byte = cell[at]!;
    if (byte === QUOTE) out[to++] = QUOTE;
    out[to++] = byte;
  }
  return to;
}

/** What is written for the bytes from `from` to `end`; valid until the next call. */
type Maker = (told: Uint8Array, from: number, end: number) => Uint8Array;

const NOTHING = new Uint8Array(0);

/** Times from epoch ms: two in a row are mostly of one day, and the rest of a time is arithmetic. */
function createTimes(sqlite: Sqlite): Maker {
  const slowly = sqlite.prepare<[string], string | null>(`SELECT ${isoSql('?')}`).pluck();
  const iso = Buffer.from('1970-01-01T00:00:00.000Z');
  let today = 0;
  const set = (at: number, value: number): void => {
    iso[at] = ZERO + Math.floor(value / 10);
    iso[at + 1] = ZERO + (value % 10);
  };
  return (told, from, end) => {
    if (from === end) return NOTHING;
    const ms = wholeNumber(told, from, end);
    // Before 1970, after 9999, or no whole number.
    if (!(ms < END_OF_9999)) return Buffer.from(slowly.get(textOf(told, from, end)) ?? '');
    const day = Math.floor(ms / DAY_MS);
    if (day !== today) {
      iso.write(toIso(day * DAY_MS).slice(0, DATE_LENGTH), 'latin1');
      today = day;
    }
    const rest = ms - day * DAY_MS;
    set(11, Math.floor(rest / HOUR_MS));
    set(14, Math.floor(rest / MINUTE_MS) % 60);
    set(17, Math.floor(rest / SECOND_MS) % 60);
    iso[20] = ZERO + Math.floor((rest % SECOND_MS) / 100);
    set(21, rest % 100);
    return iso;
  };
}

/** NaN for anything but a few digits. */
function wholeNumber(told: Uint8Array, from: number, end: number): number {
  if (end - from > MOST_DIGITS) return Number.NaN;
  let value = 0;
  for (let at = from; at < end; at += 1) {
    const digit = told[at]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Values of a JSON text with blanks between; they are few, and mostly those of the row before. */
function createWordLists(sqlite: Sqlite): Maker {
  // What is no JSON is a piece of another cell: see `lines`.
  const values = sqlite
    .prepare<[string], string | null>(
      `SELECT group_concat(value, ' ') FROM (SELECT ? AS told), json_each(iif(json_valid(told), told, 'null'))`,
    )
    .pluck();
  const known = new Map<string, Uint8Array>();
  let before: { readonly told: Uint8Array; readonly made: Uint8Array } = { told: NOTHING, made: NOTHING };
  const isSame = (told: Uint8Array, from: number, end: number): boolean => {
    if (end - from !== before.told.length) return false;
    for (let at = from; at < end; at += 1) if (told[at] !== before.told[at - from]) return false;
    return true;
  };
  return (told, from, end) => {
    if (from === end) return NOTHING;
    if (isSame(told, from, end)) return before.made;
    const json = textOf(told, from, end);
    const made = known.get(json) ?? Buffer.from(values.get(json) ?? '');
    if (known.size >= REMEMBERED) known.clear();
    known.set(json, made);
    before = { told: new Uint8Array(told.subarray(from, end)), made };
    return made;
  };
}

function textOf(bytes: Uint8Array, from: number, end: number): string {
  return decoder.decode(bytes.subarray(from, end));
}
