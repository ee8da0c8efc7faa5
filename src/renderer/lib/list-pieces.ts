// Cuts a long list into pieces that fit into a frame of the loopback server, never inside a record, and knows which
// column of it holds the notes. Pure; what the lines mean is told by the core.
import { createCsvReader, delimiterOf, LONGEST_LINE, type CsvRecord } from '../../shared/csv.ts';

export interface ListPiece {
  readonly text: string;
  /** The number of its first line in the whole list, from 1. */
  readonly firstLine: number;
}

export interface CutList {
  readonly pieces: readonly ListPiece[];
  /** Where the heading says the notes are, from 0; null = all that follows the name. */
  readonly noteColumn: number | null;
}

/** A frame holds 64 KiB; as JSON in UTF-8, with room for the words around it. */
const MOST_BYTES = 48 * 1024;
const MOST_RECORDS = 2000;

export function cutList(text: string): CutList {
  const reader = createCsvReader({ delimiter: delimiterOf(text), longest: LONGEST_LINE });
  const records = [...reader.push(text), ...reader.end()];
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const pieces: ListPiece[] = [];
  let first = 1;
  let bytes = 0;
  let count = 0;
  const close = (next: number): void => {
    const piece = lines.slice(first - 1, next - 1).join('\n');
    if (piece.trim() !== '') pieces.push({ text: piece, firstLine: first });
    [first, bytes, count] = [next, 0, 0];
  };
  for (const [index, { line }] of records.entries()) {
    const next = records[index + 1]?.line ?? lines.length + 1;
    const size = sizeOf(lines.slice(line - 1, next - 1).join('\n'));
    if (count > 0 && (bytes + size > MOST_BYTES || count >= MOST_RECORDS)) close(line);
    bytes += size;
    count += 1;
  }
  close(lines.length + 1);
  return { pieces, noteColumn: noteColumnOf(records[0]) };
}

/** Names of the first column that make a first line a heading and not somebody. */
const HEADING = /^((user_?)?(login|name|id)|user|twitch_id)$/;

function noteColumnOf(first: CsvRecord | undefined): number | null {
  if (first === undefined || !('cells' in first)) return null;
  const cells = first.cells.map((cell) => cell.trim().toLowerCase());
  const column = HEADING.test(cells[0] ?? '') ? cells.indexOf('note') : -1;
  return column > 0 ? column : null;
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length;
}
