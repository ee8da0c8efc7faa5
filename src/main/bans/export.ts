// The current list as a file, page by page in the order of ids, so that no page is long however long the list is; and the
// people that a filter means. Read-only, and whatever is long is read in the worker: each of these is one of its tasks.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { Sqlite } from '../db/connection.ts';
import { csvLine } from '../../shared/csv.ts';
import { isoOrNull } from '../lib/time.ts';
import { entryConditions } from './history-queries.ts';
import { BAN_COLUMNS, banConditions, type BanFilter, type BanRow } from './list-queries.ts';

export interface Listed {
  readonly id: string;
  readonly login: string | null;
}

export type EntryFilter = Omit<Parsed<'history.list'>, 'limit' | 'offset' | 'cursor' | 'channelId' | 'userId'>;

/** The next `limit` people of whom a filter is true, in order of ids, after `afterId` ('' = from the start). */
export interface People<Filter> {
  readonly filter: Filter;
  readonly afterId: string;
  readonly limit: number;
}

/** A page of text stays below this, so that it fits into a frame of the loopback server. */
const PAGE_CHARACTERS = 40_000;
const PAGE_ROWS = 400;
const COLUMNS = ['id', 'login', 'display', 'kind', 'until', 'reason', 'moderator', 'when'] as const;

/** One page of the file. Throws INVALID_REQUEST for a cursor that was not given out. */
export function readBanPage(sqlite: Sqlite, input: Parsed<'bans.export'>): Output<'bans.export'> {
  const { channelId, format, filter, cursor = '' } = input;
  if (!/^\d{0,20}$/.test(cursor)) {
    throw fail('INVALID_REQUEST', 'cursor: was not given out by this command', { field: 'cursor' });
  }
  const rows = rowsAfter(sqlite, { filter: { channelId, ...filter }, afterId: cursor, limit: PAGE_ROWS + 1 });
  const isFirst = cursor === '';
  let text = format === 'csv' ? (isFirst ? `${COLUMNS.join(',')}\r\n` : '') : isFirst ? '[' : '';
  let last = cursor;
  for (const row of rows.slice(0, PAGE_ROWS)) {
    const line = format === 'csv' ? csvLine(Object.values(fieldsOf(row)).map((cell) => cell ?? '')) : jsonLine(row);
    if (text.length + line.length > PAGE_CHARACTERS && last !== cursor) break;
    text += format === 'json' && !(isFirst && last === '') ? `,${line}` : line;
    last = row.userId;
  }
  const isOver = last === (rows.at(-1)?.userId ?? cursor);
  return { text: isOver && format === 'json' ? `${text}\n]\n` : text, next: isOver ? null : last };
}

/** Who matches in the current list. */
export function listPeople(sqlite: Sqlite, input: People<BanFilter>): readonly Listed[] {
  return rowsAfter(sqlite, input).map(({ userId, login }) => ({ id: userId, login }));
}

/** Whom matching entries of the history are about. */
export function listPeopleInHistory(
  sqlite: Sqlite,
  { filter, afterId, limit }: People<EntryFilter & { readonly channelId: string }>,
): readonly Listed[] {
  const { where, values } = entryConditions({ found: true, ...filter });
  return sqlite
    .prepare<unknown[], Listed>(
      `SELECT e.user_id AS id, max(u.login) AS login FROM entry e LEFT JOIN user u ON u.id = e.user_id
       WHERE ${where} AND e.user_id > ? GROUP BY e.user_id ORDER BY e.user_id LIMIT ?`,
    )
    .all(...values, afterId, limit);
}

function rowsAfter(sqlite: Sqlite, { filter, afterId, limit }: People<BanFilter>): BanRow[] {
  const { where, values } = banConditions(filter);
  return sqlite
    .prepare<unknown[], BanRow>(
      `SELECT ${BAN_COLUMNS} FROM ban INDEXED BY ban_person WHERE ${where} AND user_id > ? ORDER BY user_id LIMIT ?`,
    )
    .all(...values, afterId, limit);
}

/** In the order of `COLUMNS`. */
function fieldsOf(row: BanRow): Record<(typeof COLUMNS)[number], string | null> {
  return {
    id: row.userId,
    login: row.login,
    display: row.displayName,
    kind: row.kind,
    until: isoOrNull(row.expiresAt),
    reason: row.reason,
    moderator: row.moderatorLogin,
    when: isoOrNull(row.at),
  };
}

/** One object per line: what reads the file may do so line by line. */
function jsonLine(row: BanRow): string {
  return `\n${JSON.stringify(fieldsOf(row))}`;
}
