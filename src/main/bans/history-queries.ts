// Asks the history: what happened, newest first, with the stretches in which nobody watched. Read-only.
import type { Output, Parsed } from '../../shared/contract.ts';
import type { EntryKind, EntryView, GapReason, GapView } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import { isoOrNull, parseRfc3339, toIso } from '../lib/time.ts';
import { maskOf, offsetOf, sourceNames } from './list-queries.ts';

type HistoryInput = Parsed<'history.list'>;

interface Row {
  readonly id: string;
  readonly seq: number;
  readonly channelId: string;
  readonly userId: string;
  readonly login: string | null;
  readonly displayName: string | null;
  readonly kind: EntryKind;
  readonly at: number;
  readonly notBefore: number | null;
  readonly recordedAt: number;
  readonly durationSeconds: number | null;
  readonly expiresAt: number | null;
  readonly rawExpiresAt: string | null;
  readonly reason: string;
  readonly moderatorId: string | null;
  readonly moderatorLogin: string | null;
  readonly moderatorName: string | null;
  readonly sources: number;
  readonly found: number;
}

interface GapRow {
  readonly id: string;
  readonly channelId: string;
  readonly from: number;
  readonly to: number;
  readonly reason: GapReason;
}

export interface HistoryQueries {
  /** One page, newest act first. Found entries are left out unless asked for, or one person is asked for. */
  list(input: HistoryInput): Output<'history.list'>;
}

export function createHistoryQueries({ sqlite }: Database): HistoryQueries {
  const from = 'FROM entry e LEFT JOIN user u ON u.id = e.user_id';
  const columns = `e.id, e.seq, e.channel_id AS channelId, e.user_id AS userId, u.login, u.display_name AS displayName,
    e.kind, e.at, e.not_before AS notBefore, e.recorded_at AS recordedAt, e.duration_seconds AS durationSeconds,
    e.expires_at AS expiresAt, e.raw_expires_at AS rawExpiresAt, e.reason, e.moderator_id AS moderatorId,
    e.moderator_login AS moderatorLogin, e.moderator_name AS moderatorName, e.sources, e.found`;
  return {
    list(input) {
      const offset = offsetOf(input);
      const { where, values } = entryConditions(input);
      const total =
        sqlite
          .prepare<unknown[], number>(`SELECT count(*) ${from} WHERE ${where}`)
          .pluck()
          .get(...values) ?? 0;
      const rows = sqlite
        .prepare<unknown[], Row>(
          `SELECT ${columns} ${from} WHERE ${where} ORDER BY e.at DESC, e.seq DESC LIMIT ? OFFSET ?`,
        )
        .all(...values, input.limit, offset);
      const end = offset + rows.length;
      return {
        entries: rows.map(toEntryView),
        gaps: gapsAround(input, rows, offset === 0),
        total,
        limit: input.limit,
        offset,
        next: end < total ? String(end) : null,
      };
    },
  };

  /** The gaps that fall between the entries of this page (and, on the first page, after the newest). */
  function gapsAround(input: HistoryInput, rows: readonly Row[], isFirst: boolean): GapView[] {
    if (input.channelId === undefined) return [];
    const oldest = rows.length < input.limit ? 0 : (rows.at(-1)?.at ?? 0);
    const newest = isFirst ? Number.MAX_SAFE_INTEGER : (rows[0]?.at ?? 0);
    return sqlite
      .prepare<[string, number, number], GapRow>(
        `SELECT id, channel_id AS channelId, from_at AS "from", to_at AS "to", reason FROM gap
         WHERE channel_id = ? AND to_at >= ? AND from_at <= ? ORDER BY to_at DESC LIMIT 200`,
      )
      .all(input.channelId, oldest, newest)
      .map((gap) => ({ ...gap, from: toIso(gap.from), to: toIso(gap.to) }));
  }
}

/** The WHERE of a filter, for `entry e LEFT JOIN user u`. */
export function entryConditions(input: Omit<HistoryInput, 'limit'>): { where: string; values: unknown[] } {
  const parts = ['1'];
  const values: unknown[] = [];
  const add = (sql: string, ...more: unknown[]): void => {
    parts.push(sql);
    values.push(...more);
  };
  if (input.channelId !== undefined) add('e.channel_id = ?', input.channelId);
  if (input.userId !== undefined) add('e.user_id = ?', input.userId);
  const withFound = input.found ?? input.userId !== undefined;
  if (!withFound) add('e.found = 0');
  if (input.kinds !== undefined) add(`e.kind IN (${input.kinds.map(() => '?').join(', ') || 'NULL'})`, ...input.kinds);
  const search = input.search?.trim().toLowerCase();
  if (search) add('(instr(u.names_text, ?) > 0 OR instr(lower(e.reason), ?) > 0)', search, search);
  if (input.moderatorId !== undefined) add('e.moderator_id = ?', input.moderatorId);
  if (input.sources !== undefined) add('e.sources & ? != 0', maskOf(input.sources));
  if (input.from !== undefined) add('e.at >= ?', parseRfc3339(input.from));
  if (input.to !== undefined) add('e.at < ?', parseRfc3339(input.to));
  return { where: parts.join(' AND '), values };
}

function toEntryView(row: Row): EntryView {
  return {
    id: row.id,
    seq: row.seq,
    channelId: row.channelId,
    userId: row.userId,
    username: row.login ?? row.userId,
    displayName: row.displayName ?? row.login ?? row.userId,
    kind: row.kind,
    at: toIso(row.at),
    notBefore: isoOrNull(row.notBefore),
    recordedAt: toIso(row.recordedAt),
    durationSeconds: row.durationSeconds,
    expiresAt: isoOrNull(row.expiresAt),
    rawExpiresAt: row.rawExpiresAt,
    reason: row.reason,
    moderatorId: row.moderatorId,
    moderatorUsername: row.moderatorLogin,
    moderatorDisplayName: row.moderatorName,
    sources: sourceNames(row.sources),
    found: row.found !== 0,
  };
}
