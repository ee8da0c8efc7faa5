// Reads a list of people to protect as somebody wrote it: a login or id per line, a note behind it. Every line that is
// not taken is named. Pure; knows nobody.
import { fail } from '../../shared/errors.ts';
import { MOST_PROTECTED_LINES, type ImportProblem } from '../../shared/contract/lists.ts';
import { createCsvReader, delimiterOf, LONGEST_LINE, withoutGuard, type CsvRecord } from '../../shared/csv.ts';

export interface ParsedLine {
  readonly line: number;
  readonly given: string;
  readonly who: { readonly id: string } | { readonly login: string };
  /** Null when the line has none. */
  readonly note: string | null;
}

export interface ParsedList {
  readonly examined: number;
  readonly lines: readonly ParsedLine[];
  readonly problems: readonly ImportProblem[];
}

const LONGEST_NOTE = 200;
const LONGEST_GIVEN = 100;
const HEADINGS = new Set([
  'login',
  'name',
  'username',
  'user_name',
  'user',
  'user_login',
  'id',
  'user_id',
  'userid',
  'twitch_id',
]);

/** Only digits are an id, as Twitch gives them out. `noteColumn`: where the note stands; null = all that follows the name. Throws INVALID_REQUEST for more lines than an import takes. */
export function parseProtected(text: string, firstLine: number, noteColumn: number | null = null): ParsedList {
  const records = readRecords(text, firstLine === 1);
  if (records.length > MOST_PROTECTED_LINES) {
    throw fail('INVALID_REQUEST', `text: an import takes at most ${MOST_PROTECTED_LINES} lines.`, {
      field: 'text',
      provided: String(records.length),
      limit: MOST_PROTECTED_LINES,
    });
  }
  const lines: ParsedLine[] = [];
  const problems: ImportProblem[] = [];
  const seen = new Set<string>();
  for (const record of records) {
    const line = record.line + firstLine - 1;
    const given = givenOf(record);
    const read = readLine(record, seen, noteColumn);
    if (typeof read === 'string') problems.push({ line, given, reason: read });
    else lines.push({ line, given, ...read });
  }
  return { examined: records.length, lines, problems };
}

/** Records that say anything, without a heading; only the beginning of a list has one. */
function readRecords(text: string, isBeginning: boolean): CsvRecord[] {
  const reader = createCsvReader({ delimiter: delimiterOf(text), longest: LONGEST_LINE });
  const records = [...reader.push(text), ...reader.end()].filter((record) => givenOf(record) !== '');
  const [first] = records;
  const isHeading =
    isBeginning && first !== undefined && 'cells' in first && HEADINGS.has((first.cells[0] ?? '').trim().toLowerCase());
  // One word alone may be somebody's name.
  return isHeading && (records.length > 1 || first.cells.length > 1) ? records.slice(1) : records;
}

function readLine(
  record: CsvRecord,
  seen: Set<string>,
  noteColumn: number | null,
): Pick<ParsedLine, 'who' | 'note'> | ImportProblem['reason'] {
  if ('problem' in record) return 'not_readable';
  const cells = record.cells.map((cell) => withoutGuard(cell.trim()));
  const [name = '', ...rest] = cells;
  const word = name.replace(/^@/, '').toLowerCase();
  const isId = /^[1-9]\d{0,19}$/.test(word);
  if (!isId && !/^[a-z0-9_]{1,25}$/.test(word)) return 'not_a_login_or_id';
  const note = noteColumn === null ? rest.filter(Boolean).join(', ') : (cells[noteColumn] ?? '');
  if (note.length > LONGEST_NOTE) return 'note_too_long';
  if (seen.has(word)) return 'duplicate';
  seen.add(word);
  return { who: isId ? { id: word } : { login: word }, note: note === '' ? null : note };
}

function givenOf(record: CsvRecord): string {
  const text =
    'cells' in record
      ? record.cells
          .map((cell) => cell.trim())
          .filter(Boolean)
          .join(',')
      : record.text.trim();
  return text.slice(0, LONGEST_GIVEN);
}
