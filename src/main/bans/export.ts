// The current list as a file, page by page in the order of ids, so that no page is long however long the list is; and the
// people that a filter means. Read-only.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { Database } from '../db/open.ts';
import { csvLine } from '../../shared/csv.ts';
import { isoOrNull } from '../lib/time.ts';
import { entryConditions } from './history-queries.ts';
import { BAN_COLUMNS, banConditions, type BanFilter, type BanRow } from './list-queries.ts';

export interface Listed {
  readonly id: string;
  readonly login: string | null;
}

export type EntryFilter = Omit<Parsed<'history.list'>, 'limit' | 'offset' | 'cursor' | 'channelId' | 'userId'>;

export interface BanExport {
  page(input: Parsed<'bans.export'>): Output<'bans.export'>;
  /** Who matches in the current list, in order of ids, after `afterId` ('' = from the start). */
  listed(filter: BanFilter, afterId: string, limit: number): readonly Listed[];
  /** Whom matching entries of the history are about, likewise. */
  inHistory(channelId: string, filter: EntryFilter, afterId: string, limit: number): readonly Listed[];
}

/** A page of text stays below this, so that it fits into a frame of the loopback server. */
const PAGE_CHARACTERS = 40_000;
const PAGE_ROWS = 400;
const COLUMNS = ['id', 'login', 'display', 'kind', 'until', 'reason', 'moderator', 'when'] as const;

export function createBanExport({ sqlite }: Database): BanExport {
  function rowsAfter(filter: BanFilter, afterId: string, limit: number): BanRow[] {
    const { where, values } = banConditions(filter);
    return sqlite
      .prepare<unknown[], BanRow>(
        `SELECT ${BAN_COLUMNS} FROM ban INDEXED BY ban_person WHERE ${where} AND user_id > ? ORDER BY user_id LIMIT ?`,
      )
      .all(...values, afterId, limit);
  }
  return {
    page({ channelId, format, filter, cursor = '' }) {
      if (!/^\d{0,20}$/.test(cursor)) {
        throw fail('INVALID_REQUEST', 'cursor: was not given out by this command', { field: 'cursor' });
      }
      const rows = rowsAfter({ channelId, ...filter }, cursor, PAGE_ROWS + 1);
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
    },
    listed: (filter, afterId, limit) =>
      rowsAfter(filter, afterId, limit).map(({ userId, login }) => ({ id: userId, login })),
    inHistory(channelId, filter, afterId, limit) {
      const { where, values } = entryConditions({ found: true, ...filter, channelId });
      return sqlite
        .prepare<unknown[], Listed>(
          `SELECT e.user_id AS id, max(u.login) AS login FROM entry e LEFT JOIN user u ON u.id = e.user_id
           WHERE ${where} AND e.user_id > ? GROUP BY e.user_id ORDER BY e.user_id LIMIT ?`,
        )
        .all(...values, afterId, limit);
    },
  };
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
