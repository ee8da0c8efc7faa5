// Divides JSON text into its objects, piece by piece, with a bound on each: one per line, or a list of them, however it is
// laid out. Only divides: what an object says, and whether it is JSON at all, is for others.
import type { CsvReader, CsvRecord } from '../../shared/csv.ts';

/** How much of what is too long is given back, in characters. */
const TOLD = 100;

/**
 * A reader for one text, which gives one cell per object and for whatever stands between them. Each has a line of its own:
 * where several stand on one line they are counted on. No object may be longer than `longest` characters, and one that
 * never closes ends where the next begins on a line of its own, so that it swallows nothing.
 */
export function createJsonReader(longest: number): CsvReader {
  let buffer = '';
  let line = 1;
  let lastTold = 0;
  let isBegun = false;
  let isSkipping = false;

  function take(isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    const goTo = (next: number): void => {
      for (let newline = buffer.indexOf('\n', at); newline !== -1 && newline < next;) {
        line += 1;
        newline = buffer.indexOf('\n', newline + 1);
      }
      at = next;
    };
    while (at < buffer.length) {
      if (isSkipping) {
        const newline = buffer.indexOf('\n', at);
        isSkipping = newline === -1;
        goTo(isSkipping ? buffer.length : newline + 1);
        continue;
      }
      goTo(pastSigns(buffer, at));
      if (at === buffer.length) break;
      const end = buffer[at] === '{' ? endOfObject(buffer, at, longest) : endOfLine(buffer, at, longest);
      if (end === 'unfinished' && !isEnd) break;
      lastTold = Math.max(line, lastTold + 1);
      if (end === 'too long') {
        records.push({ line: lastTold, problem: 'line_too_long', text: buffer.slice(at, at + TOLD) });
        isSkipping = true;
      } else {
        const next = end === 'unfinished' ? buffer.length : end;
        records.push({ line: lastTold, cells: [buffer.slice(at, next)] });
        goTo(next);
      }
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

type End = number | 'unfinished' | 'too long';

/** Past blanks, commas and the brackets of a list. */
function pastSigns(text: string, start: number): number {
  const signs = /[\s,[\]]*/y;
  signs.lastIndex = start;
  signs.test(text);
  return signs.lastIndex;
}

function endOfLine(text: string, start: number, longest: number): End {
  const newline = text.slice(start, start + longest + 1).indexOf('\n');
  if (newline !== -1) return start + newline;
  return text.length - start > longest ? 'too long' : 'unfinished';
}

function endOfObject(text: string, start: number, longest: number): End {
  let depth = 0;
  let isInString = false;
  /** The last sign that was no blank: after a bracket or comma an object may begin inside this one. */
  let before = '';
  let isLineStart = false;
  const end = Math.min(text.length, start + longest);
  for (let at = start; at < end; at += 1) {
    const sign = text[at]!;
    if (sign === '\n') {
      // No string goes over the end of a line.
      if (isInString) return at;
      isLineStart = true;
    } else if (isInString) {
      if (sign === '\\' && text[at + 1] !== '\n') at += 1;
      else if (sign === '"') isInString = false;
    } else if (/\S/.test(sign)) {
      if (sign === '{' && isLineStart && before !== '[' && !(before === ',' && depth > 1)) return at;
      if (sign === '"') isInString = true;
      else if (sign === '{' || sign === '[') depth += 1;
      else if (sign === '}' || sign === ']') depth -= 1;
      if (depth === 0) return at + 1;
      before = sign;
      isLineStart = false;
    }
  }
  return end - start >= longest ? 'too long' : 'unfinished';
}
