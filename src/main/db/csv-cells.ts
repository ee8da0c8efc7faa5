// The CSV of shared/csv.ts as SQL expressions, so that a row becomes a line of a file without ever becoming an object.
// Knows no table. A test holds the two against each other.

/** How a column's text usually looks, so that most rows need no closer look. `made`: by our own SQL, never anything else. */
export type CellLook = 'digits' | 'word' | 'text' | 'made';

export interface CellColumn {
  /** The heading. */
  readonly name: string;
  /** SQL for the text, or NULL for an empty cell. */
  readonly sql: string;
  /** The same for rows that are `plain`, where that is cheaper. */
  readonly plainSql?: string;
  readonly look: CellLook;
}

/** What JavaScript's `\s` stands for. */
const BLANKS =
  'char(9,10,11,12,13,32,160,5760,8192,8193,8194,8195,8196,8197,8198,8199,8200,8201,8202,8232,8233,8239,8287,12288,65279)';

/**
 * SQL for one row as a line with CRLF. Rows for which `isPlain` holds may use `plainSql`. Nearly every row holds nothing
 * that needs care: one cheap test of the whole row lets it through, which halves the time of the whole.
 */
export function csvLineSql(columns: readonly CellColumn[], isPlain = '1'): string {
  const plain = columns.map(({ plainSql, sql }) => plainSql ?? sql);
  const isHarmless = columns.map(({ look }, index) => harmless(plain[index]!, look)).filter((test) => test !== '');
  const test = [`(${isPlain})`, ...isHarmless].join(' AND ');
  return `iif(${test}, ${quoted(plain)}, ${quoted(columns.map(({ sql, look }) => (look === 'made' ? sql : cared(sql))))})`;
}

/** Every argument of `concat` counts as '' when it is NULL. */
function quoted(cells: readonly string[]): string {
  return `concat('"', ${cells.join(`, '","', `)}, '"', char(13, 10))`;
}

/** A cell with what makes it harmless in front, and its quotes doubled. */
function cared(sql: string): string {
  const isRisky = `substr(ltrim(${sql}, ${BLANKS}), 1, 1) IN ('=', '+', '-', '@', '＝', '＋', '－', '＠', '''')
    OR substr(ltrim(${sql}, ' '), 1, 1) IN (char(9), char(13), char(10))`;
  return `iif(${isRisky}, '''', ''), replace(${sql}, '"', '""')`;
}

/** True only for text that needs no care: by comparing, which costs a tenth of looking for signs. */
function harmless(sql: string, look: CellLook): string {
  switch (look) {
    case 'made':
      return '';
    case 'digits':
      return `(${sql} IS NULL OR ${sql} BETWEEN '0' AND '<' AND NOT instr(${sql}, '"'))`;
    case 'word':
      return `(${sql} IS NULL OR ${sql} BETWEEN 'A' AND '~' AND NOT instr(${sql}, '"'))`;
    default:
      return `(${sql} IS NULL OR ${sql} = '' OR (${sql} BETWEEN 'A' AND '~' OR ${sql} BETWEEN '0' AND '<') AND NOT instr(${sql}, '"'))`;
  }
}

/** SQL for epoch ms as `2026-11-20T10:11:12.345Z`; NULL stays NULL. */
export function isoSql(ms: string): string {
  return `strftime('%Y-%m-%dT%H:%M:%fZ', ${ms} / 1000.0, 'unixepoch')`;
}
