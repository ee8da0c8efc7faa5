// Asks the audit log, newest first. Read-only.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { AuditView } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import { parseRfc3339, toIso } from '../lib/time.ts';
import type { AuditRow } from './chain.ts';

export interface AuditQueries {
  list(input: Parsed<'audit.list'>): Output<'audit.list'>;
  /** Throws NOT_FOUND. */
  get(id: string): AuditView;
}

type Row = Omit<AuditRow, 'prevHash' | 'hash'>;

/** Rows as they were written. */
const ROWS = 'audit r';
/** One row per act: the first one, overlaid by the latest that amends it. */
const FOLDED = `(SELECT b.seq, b.id, b.at, coalesce(a.moderator_id, b.moderator_id) AS moderator_id,
    coalesce(a.moderator_login, b.moderator_login) AS moderator_login, coalesce(a.action, b.action) AS action,
    b.content_type, b.content_id, coalesce(a.content_name, b.content_name) AS content_name, b.channel_id,
    coalesce(nullif(a.reason, ''), b.reason) AS reason, json_patch(b.metadata, coalesce(a.metadata, '{}')) AS metadata,
    b.amends
  FROM audit b LEFT JOIN audit a ON a.seq = (SELECT max(seq) FROM audit WHERE amends = b.id)
  WHERE b.amends IS NULL) r`;

const COLUMNS = `seq, id, at, moderator_id AS moderatorId, moderator_login AS moderatorLogin, action,
  content_type AS contentType, content_id AS contentId, content_name AS contentName, channel_id AS channelId,
  reason, metadata, amends`;

export function createAuditQueries({ sqlite }: Database): AuditQueries {
  const byId = sqlite.prepare<[string], Row>(`SELECT ${COLUMNS} FROM ${ROWS} WHERE id = ?`);
  return {
    list(input) {
      const { where, values } = conditions(input);
      const from = input.folded ? FOLDED : ROWS;
      const offset = input.offset ?? 0;
      const total =
        sqlite
          .prepare<unknown[], number>(`SELECT count(*) FROM ${from} WHERE ${where}`)
          .pluck()
          .get(...values) ?? 0;
      const rows = sqlite
        .prepare<unknown[], Row>(`SELECT ${COLUMNS} FROM ${from} WHERE ${where} ORDER BY seq DESC LIMIT ? OFFSET ?`)
        .all(...values, input.limit, offset);
      return { success: true, data: rows.map(toView), meta: { total, limit: input.limit, offset } };
    },
    get(id) {
      const row = byId.get(id);
      if (row === undefined) throw fail('NOT_FOUND', 'There is no such audit entry.', { what: 'audit entry', id });
      return toView(row);
    },
  };
}

function conditions(input: Parsed<'audit.list'>): { where: string; values: unknown[] } {
  const parts = ['1'];
  const values: unknown[] = [];
  const add = (sql: string, ...more: unknown[]): void => {
    parts.push(sql);
    values.push(...more);
  };
  if (input.moderatorId !== undefined) add('moderator_id = ?', input.moderatorId);
  if (input.action !== undefined) add('action = ?', input.action);
  if (input.targetId !== undefined) add('content_id = ?', input.targetId);
  if (input.channelId !== undefined) add('channel_id = ?', input.channelId);
  if (input.from !== undefined) add('at >= ?', parseRfc3339(input.from));
  if (input.to !== undefined) add('at < ?', parseRfc3339(input.to));
  const search = input.search?.trim().toLowerCase();
  if (search) {
    add(
      `(instr(lower(reason), ?) > 0 OR instr(lower(coalesce(content_name, '')), ?) > 0
      OR instr(lower(coalesce(moderator_login, '')), ?) > 0)`,
      search,
      search,
      search,
    );
  }
  return { where: parts.join(' AND '), values };
}

function toView(row: Row): AuditView {
  const { at, metadata, moderatorLogin, ...rest } = row;
  return {
    ...rest,
    moderatorUsername: moderatorLogin,
    metadata: JSON.parse(metadata) as Record<string, unknown>,
    createdAt: toIso(at),
  };
}
