// Reads a list of people as somebody pasted or saved it: CSV with or without a header, one name per line, or JSON: one
// object per line or a list of them. Piece by piece, with every bad line reported. Knows no database and no Twitch.
import { createCsvReader, withoutGuard, type CsvReader, type CsvRecord } from '../../shared/csv.ts';
import { createJsonReader } from './parse-json.ts';
import { badLine, looksLikeDuration, readFields, type FieldRules, type LineFields, type RowRequest } from './fields.ts';

export interface ListReader {
  /** Takes any piece of the text; returns the lines that are whole by now. Blank lines are left out. */
  push(text: string): RowRequest[];
  /** Nothing follows: returns what is left. */
  end(): RowRequest[];
}

/** No line, and no quoted record, may be longer. */
export const LONGEST_LINE = 4096;

type Field = keyof LineFields;
type ToFields = (record: Extract<CsvRecord, { cells: unknown }>) => LineFields | string;

const COLUMNS: ReadonlyMap<string, Field> = new Map<string, Field>(
  Object.entries({
    id: 'id',
    user_id: 'id',
    userid: 'id',
    twitch_id: 'id',
    login: 'login',
    username: 'login',
    user_name: 'login',
    name: 'login',
    user: 'user',
    kind: 'kind',
    type: 'kind',
    action: 'kind',
    duration: 'duration',
    duration_seconds: 'duration',
    seconds: 'duration',
    until: 'until',
    expires_at: 'until',
    reason: 'reason',
    note: 'reason',
    comment: 'reason',
  } as const),
);
const IDENTITIES: ReadonlySet<Field | undefined> = new Set<Field>(['id', 'login', 'user']);

/** A reader for one text; `rules` say what lines ask for that do not say so themselves. */
export function createListReader(rules: FieldRules): ListReader {
  let start = '';
  let rows: { reader: CsvReader; toFields: ToFields | null; firstLine: string } | null = null;

  /** Waits for the first line that says anything: it tells how the rest is to be read. */
  function begin(isEnd: boolean): typeof rows {
    const firstLine = /^\uFEFF?\s*(\S[^\n]*)(\n)?/.exec(start);
    const isWhole = firstLine?.[2] !== undefined || isEnd || start.length > LONGEST_LINE;
    if (firstLine === null || !isWhole) return null;
    const text = (firstLine[1] ?? '').trimEnd();
    const isJson = /^(\{|\[\s*(\{|$))/.test(text);
    const reader = isJson
      ? createJsonReader(LONGEST_LINE)
      : createCsvReader({ delimiter: delimiterOf(text), longest: LONGEST_LINE });
    return { reader, toFields: isJson ? jsonFields : null, firstLine: text };
  }

  function read(records: readonly CsvRecord[]): RowRequest[] {
    const requests: RowRequest[] = [];
    for (const record of records) {
      if ('problem' in record) requests.push(badLine(record.line, record.text, record.problem, rules.act));
      else if (record.cells.some((cell) => cell.trim() !== '')) requests.push(...readRow(record));
    }
    return requests;
  }

  function readRow(record: Extract<CsvRecord, { cells: unknown }>): RowRequest[] {
    const from = rows!;
    if (from.toFields === null) {
      const columns = headerOf(record.cells);
      from.toFields = columns === null ? unnamedFields(delimiterOf(from.firstLine) === null) : namedFields(columns);
      if (columns !== null) return [];
    }
    const fields = from.toFields(record);
    if (fields === NOTHING) return [];
    if (typeof fields === 'string') return [badLine(record.line, record.cells.join(' '), fields, rules.act)];
    return [readFields(record.line, fields, rules)];
  }

  function push(text: string, isEnd: boolean): RowRequest[] {
    if (rows === null) {
      start += text;
      rows = begin(isEnd);
      if (rows === null) return [];
      text = start;
      start = '';
    }
    const requests = read(rows.reader.push(text));
    return isEnd ? [...requests, ...read(rows.reader.end())] : requests;
  }
  return { push: (text) => push(text, false), end: () => push('', true) };
}

/** Of comma, semicolon and tab the one that the first line has most of, outside quotes; null when it has none. */
function delimiterOf(line: string): string | null {
  const outside = line.replaceAll(/"[^"]*"/g, '');
  // Several words before it, as in a plain name with a reason: then it is no delimiter but punctuation.
  const first = outside.split(/[,;\t]/)[0]?.trim() ?? '';
  if (/\s/.test(first) && columnOf(first) === undefined) return null;
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: outside.split(sign).length - 1 }));
  const most = counted.reduce((best, one) => (one.count > best.count ? one : best));
  if (most.count > 0) return most.sign;
  // A single quoted column has no delimiter, but is CSV all the same.
  return line.startsWith('"') ? ',' : null;
}

function columnOf(name: string): Field | undefined {
  return COLUMNS.get(
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  );
}

/** The field of each column, null when this is no header. */
function headerOf(cells: readonly string[]): readonly (Field | undefined)[] | null {
  const columns = cells.map((cell) => columnOf(cell));
  return columns.some((column) => IDENTITIES.has(column)) ? columns : null;
}

function namedFields(columns: readonly (Field | undefined)[]): ToFields {
  return ({ cells }) => {
    if (cells.length > columns.length) return 'too_many_columns';
    const fields: Partial<Record<Field, string>> = {};
    for (const [index, column] of columns.entries()) {
      if (column !== undefined && !fields[column]) fields[column] = withoutGuard(cells[index] ?? '');
    }
    return fields;
  };
}

/** Without a header: whom, then for how long, then why; the last two may be missing. In a plain list a blank divides. */
function unnamedFields(isPlain: boolean): ToFields {
  return ({ cells: [first = '', ...more] }) => {
    const [user = '', ...rest] = isPlain ? divide(first) : [first, ...more].map(withoutGuard);
    if (isPlain && user.startsWith('#')) return NOTHING;
    const hasDuration = looksLikeDuration(rest[0] ?? '') || (rest.length > 1 && rest[0]?.trim() === '');
    const [duration, reason, ...others] = hasDuration ? rest : [undefined, ...rest];
    return others.some((cell) => cell !== undefined && cell.trim() !== '')
      ? 'too_many_columns'
      : { user, duration, reason };
  };
}

function divide(line: string): string[] {
  const [, user = '', duration, reason] =
    /^\s*(\S+)(?:\s+(\d+[smhdw]?|perm|permanent)(?=\s|$))?\s*(.*)$/is.exec(line) ?? [];
  return duration === undefined ? [user, reason ?? ''] : [user, duration, reason ?? ''];
}

/** A line that asks for nothing: a comment. */
const NOTHING = 'nothing';

/** One object. */
const jsonFields: ToFields = ({ cells: [text = ''] }) => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'not_json';
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return 'not_json';
  const fields: Partial<Record<Field, string>> = {};
  for (const [name, value] of Object.entries(json)) {
    const column = columnOf(name);
    if (column === undefined || value === null) continue;
    if (typeof value !== 'string' && typeof value !== 'number') return 'bad_field';
    fields[column] ??= String(value);
  }
  return fields;
};
