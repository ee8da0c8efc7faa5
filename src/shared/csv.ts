// Reads and writes comma-separated text (RFC 4180) piece by piece, with a bound on every record. Knows no columns, and
// runs in the page as well as behind it.
// https://www.rfc-editor.org/rfc/rfc4180

export type CsvProblem = 'line_too_long' | 'quote_not_closed' | 'text_after_quote';

/** `line` is the record's first physical line, from 1. A record that can't be read gives its beginning instead. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: CsvProblem; readonly text: string };

export interface CsvReader {
  /** Takes any piece of the text; returns the records that are whole by now. */
  push(text: string): CsvRecord[];
  /** Nothing follows: returns what is left. */
  end(): CsvRecord[];
}

/** How much of a bad record is given back, in characters. */
const TOLD = 100;

type Read =
  | { readonly cells: string[]; readonly length: number }
  | { readonly problem: CsvProblem }
  | { readonly isUnfinished: true };

/**
 * A reader for one text. `delimiter` null: every line is one cell and quotes mean nothing. No record may be longer than
 * `longest` characters; after one that can't be read it goes on with the next physical line, so that a stray quote
 * never swallows what follows. Lines end with LF or CRLF; a BOM in front is dropped.
 */
export function createCsvReader({ delimiter, longest }: { delimiter: string | null; longest: number }): CsvReader {
  let buffer = '';
  let line = 1;
  let isBegun = false;
  let isSkipping = false;

  function take(isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    const goPast = (newline: number): void => {
      isSkipping = newline === -1;
      at = isSkipping ? buffer.length : newline + 1;
      if (!isSkipping) line += 1;
    };
    if (isSkipping) goPast(buffer.indexOf('\n'));
    while (at < buffer.length) {
      const view = buffer.slice(at, at + longest + 2);
      const isWhole = at + view.length === buffer.length;
      const read = readRecord(view, delimiter, isEnd && isWhole);
      if ('isUnfinished' in read && view.length < longest + 2) break;
      if ('cells' in read) {
        records.push({ line, cells: read.cells });
        line += newlines(view, read.length);
        at += read.length;
        continue;
      }
      const newline = buffer.indexOf('\n', at);
      // What is said of a bad line must not depend on how much of it has come.
      if (newline === -1 && !isEnd && view.length < longest + 2) break;
      const text = view.slice(0, newline === -1 ? TOLD : Math.min(newline - at, TOLD));
      records.push({ line, problem: problemOf(read, newline === -1 ? Infinity : newline - at, longest), text });
      goPast(newline);
    }
    buffer = buffer.slice(at);
    return records;
  }

  return {
    push(text) {
      buffer += isBegun ? text : text.replace(/^\uFEFF/, '');
      if (text !== '') isBegun = true;
      return take(false);
    },
    end: () => take(true),
  };
}

/** A physical line that is short enough was cut off by a quote that never closes. */
function problemOf(read: Read, lineLength: number, longest: number): CsvProblem {
  if ('problem' in read) return read.problem;
  return lineLength > longest ? 'line_too_long' : 'quote_not_closed';
}

function newlines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The record at the start of `text`. `isEnd`: the text ends here, so that it needs no line end. */
function readRecord(text: string, delimiter: string | null, isEnd: boolean): Read {
  const cells: string[] = [];
  for (let at = 0; ;) {
    const cell: Cell = delimiter !== null && text[at] === '"' ? quoted(text, at) : plain(text, at, delimiter);
    if (cell === null) return isEnd ? { problem: 'quote_not_closed' } : { isUnfinished: true };
    cells.push(cell.value);
    at = cell.end;
    if (at === text.length) return isEnd ? { cells, length: at } : { isUnfinished: true };
    if (text[at] === delimiter) at += 1;
    else if (text[at] === '\n') return { cells, length: at + 1 };
    else if (text.startsWith('\r\n', at)) return { cells, length: at + 2 };
    else if (text[at] === '\r' && at + 1 === text.length)
      return isEnd ? { cells, length: at + 1 } : { isUnfinished: true };
    else return { problem: 'text_after_quote' };
  }
}

type Cell = { readonly value: string; readonly end: number } | null;

function quoted(text: string, start: number): Cell {
  let value = '';
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return null;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

function plain(text: string, start: number, delimiter: string | null): Cell {
  const newline = text.indexOf('\n', start);
  const next = delimiter === null ? -1 : text.indexOf(delimiter, start);
  if (next !== -1 && (newline === -1 || next < newline)) return { value: text.slice(start, next), end: next };
  const end = newline === -1 ? text.length : newline;
  const isCrLf = end > start && text[end - 1] === '\r';
  return { value: text.slice(start, isCrLf ? end - 1 : end), end: isCrLf ? end - 1 : end };
}

/** What a spreadsheet would take for a formula, or for our own mark: https://owasp.org/www-community/attacks/CSV_Injection */
const RISKY = /^\s*[=+\-@＝＋－＠']|^ *[\t\r\n]/;

export function isRisky(cell: string): boolean {
  return RISKY.test(cell);
}

/** One line with CRLF. Every cell is quoted; one that a spreadsheet could run gets a `'` in front. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${(isRisky(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** Takes off the `'` that `csvLine` put in front, and no other. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && isRisky(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Longest line of a list that somebody hands in, in characters. */
export const LONGEST_LINE = 4096;

/** Whichever of the three stands first in the beginning of the text; a comma where none does. */
export function delimiterOf(text: string): string {
  return /[,;\t]/.exec(text.slice(0, LONGEST_LINE))?.[0] ?? ',';
}
