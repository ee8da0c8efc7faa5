// The SQL of bulk jobs and their rows. Knows no rules; only store.ts runs it.
import type { Database } from '../db/open.ts';
import type { Bulk, BulkRow } from './store.ts';

const BULK = `id, channel_id AS channelId, source, state, halted, total, facts, created_at AS createdAt,
  updated_at AS updatedAt, actor, rollback_of AS rollbackOf`;
export const ROW = `line, given, user_id AS userId, login, kind, duration_seconds AS durationSeconds, until_at AS until, reason,
  plan, state, act_id AS actId, entry_id AS entryId, code, before_kind AS beforeKind,
  before_expires_at AS beforeExpiresAt, before_reason AS beforeReason, at, verified`;
export type StoredBulk = Omit<Bulk, 'facts'> & { readonly facts: string };

/** Prepared once: some of these run for every row. */
export function prepareForBulks(sqlite: Database['sqlite']) {
  const find = sqlite.prepare<[string], StoredBulk>(`SELECT ${BULK} FROM bulk WHERE id = ?`);
  const list = sqlite.prepare<[string | null, string | null, number], StoredBulk>(
    `SELECT ${BULK} FROM bulk WHERE ? IS NULL OR channel_id = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
  );
  const insert = sqlite.prepare(
    `INSERT INTO bulk (id, channel_id, source, state, total, facts, created_at, updated_at, actor, rollback_of)
     VALUES (@id, @channelId, @source, 'collecting', 0, @facts, @createdAt, @createdAt, @actor, @rollbackOf)`,
  );
  const setState = sqlite.prepare('UPDATE bulk SET state = ?, halted = ?, updated_at = ? WHERE id = ?');
  const setFacts = sqlite.prepare('UPDATE bulk SET facts = ?, total = ?, updated_at = ? WHERE id = ?');
  const dead = sqlite.prepare<[], { id: string; state: 'running' | 'checking' | 'collecting' }>(
    "SELECT id, state FROM bulk WHERE state IN ('running', 'checking', 'collecting')",
  );
  return { find, list, insert, setState, setFacts, dead };
}

export function prepareForRows(sqlite: Database['sqlite']) {
  const insertRow = sqlite.prepare(
    `INSERT INTO bulk_row (bulk_id, line, given, user_id, login, kind, duration_seconds, until_at, reason, plan, state, code)
     VALUES (@bulkId, @line, @given, @userId, @login, @kind, @durationSeconds, @until, @reason, @plan, @state, @problem)`,
  );
  const updateRow = sqlite.prepare(
    `UPDATE bulk_row SET user_id = @userId, login = @login, kind = @kind, plan = @plan, state = @state, act_id = @actId,
       entry_id = @entryId, code = @code, before_kind = @beforeKind, before_expires_at = @beforeExpiresAt,
       before_reason = @beforeReason, at = @at, verified = @verified WHERE bulk_id = @bulkId AND line = @line`,
  );
  const lastLine = sqlite.prepare<[string], number | null>('SELECT max(line) FROM bulk_row WHERE bulk_id = ?').pluck();
  const stretchEnd = sqlite
    .prepare<[string, number, number], number>(
      `SELECT line FROM bulk_row INDEXED BY sqlite_autoindex_bulk_row_1 WHERE bulk_id = ? AND line > ?
       ORDER BY line LIMIT 1 OFFSET ?`,
    )
    .pluck();
  const earlier = sqlite
    .prepare<[string, string, number], number>(
      `SELECT line FROM bulk_row INDEXED BY bulk_row_user
       WHERE bulk_id = ? AND user_id = ? AND line < ? AND plan != 'bad_row' ORDER BY line LIMIT 1`,
    )
    .pluck();
  const unverified = sqlite.prepare<[string, number, number], BulkRow>(
    `SELECT ${ROW} FROM bulk_row r INDEXED BY sqlite_autoindex_bulk_row_1
     WHERE bulk_id = ? AND line > ? AND state = 'done' AND verified IS NULL
       AND NOT EXISTS (SELECT 1 FROM bulk_row l INDEXED BY bulk_row_user WHERE l.bulk_id = r.bulk_id AND l.user_id = r.user_id
         AND l.line > r.line AND l.state = 'done') ORDER BY line LIMIT ?`,
  );
  const firstDone = sqlite.prepare<[string, number, number], BulkRow>(
    `SELECT ${ROW} FROM bulk_row r INDEXED BY sqlite_autoindex_bulk_row_1
     WHERE bulk_id = ? AND line > ? AND state = 'done'
       AND NOT EXISTS (SELECT 1 FROM bulk_row l INDEXED BY bulk_row_user WHERE l.bulk_id = r.bulk_id AND l.user_id = r.user_id
         AND l.line < r.line AND l.state = 'done') ORDER BY line LIMIT ?`,
  );
  const lastDone = sqlite.prepare<[string, string], BulkRow>(
    `SELECT ${ROW} FROM bulk_row INDEXED BY bulk_row_user
     WHERE bulk_id = ? AND user_id = ? AND state = 'done' ORDER BY line DESC LIMIT 1`,
  );
  return { insertRow, updateRow, lastLine, stretchEnd, earlier, unverified, firstDone, lastDone };
}
