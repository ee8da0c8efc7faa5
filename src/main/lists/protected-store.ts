// The rows of the protected list: people whom no act may hit, in one channel or everywhere. Knows no Twitch.
import type { Person } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';

export interface ProtectedRow extends Person {
  /** Empty for everywhere. */
  readonly channelId: string;
  readonly note: string;
  readonly addedAt: number;
  readonly addedBy: string;
}

export interface ProtectedStore {
  isProtected(channelId: string, userId: string): boolean;
  /** Exactly this channel's row (empty = the one for everywhere), or null. */
  find(channelId: string, userId: string): ProtectedRow | null;
  /** Those of one channel and everywhere, or all when null, by login. */
  list(filter: { channelId: string | null; userId: string | null; search: string; limit: number; offset: number }): {
    rows: readonly ProtectedRow[];
    total: number;
  };
  /** Adds, or changes name and note. Call both inside the transaction of their trace. */
  put(row: ProtectedRow): void;
  remove(channelId: string, userId: string): void;
}

export function createProtectedStore({ sqlite }: Database): ProtectedStore {
  const columns = `channel_id AS channelId, user_id AS id, login, display_name AS displayName, note,
    added_at AS addedAt, added_by AS addedBy`;
  const where = `(@channelId IS NULL OR channel_id IN ('', @channelId))
    AND (@userId IS NULL OR user_id = @userId)
    AND (@search = '' OR instr(lower(login || char(10) || display_name || char(10) || note), @search) > 0
      OR user_id = @search)`;
  const is = sqlite
    .prepare<[string, string], number>(
      "SELECT 1 FROM protected_person WHERE user_id = ? AND channel_id IN ('', ?) LIMIT 1",
    )
    .pluck();
  const one = sqlite.prepare<[string, string], ProtectedRow>(
    `SELECT ${columns} FROM protected_person WHERE channel_id = ? AND user_id = ?`,
  );
  const page = sqlite.prepare<[object], ProtectedRow>(
    `SELECT ${columns} FROM protected_person WHERE ${where} ORDER BY login, user_id, channel_id LIMIT @limit OFFSET @offset`,
  );
  const count = sqlite.prepare<[object], number>(`SELECT count(*) FROM protected_person WHERE ${where}`).pluck();
  const put = sqlite.prepare(
    `INSERT INTO protected_person (channel_id, user_id, login, display_name, note, added_at, added_by)
     VALUES (@channelId, @id, @login, @displayName, @note, @addedAt, @addedBy)
     ON CONFLICT DO UPDATE SET login = excluded.login, display_name = excluded.display_name, note = excluded.note`,
  );
  const remove = sqlite.prepare('DELETE FROM protected_person WHERE channel_id = ? AND user_id = ?');
  return {
    isProtected: (channelId, userId) => is.get(userId, channelId) !== undefined,
    find: (channelId, userId) => one.get(channelId, userId) ?? null,
    list({ channelId, userId, search, limit, offset }) {
      const filter = { channelId, userId, search: search.toLowerCase() };
      return { rows: page.all({ ...filter, limit, offset }), total: count.get(filter) ?? 0 };
    },
    put: (row) => void put.run(row),
    remove: (channelId, userId) => void remove.run(channelId, userId),
  };
}
