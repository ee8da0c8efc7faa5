// How long nothing was watched inside a range. Read-only.
import type { Sqlite } from '../db/connection.ts';

interface Row {
  readonly channelId: string;
  readonly from: number;
  readonly to: number;
}

/** Between `from` and `to` (epoch ms), summed up over the channels; what overlaps in one channel counts once. */
export function unwatchedIn(
  sqlite: Sqlite,
  channelId: string | null,
  from: number,
  to: number,
): { readonly count: number; readonly ms: number } {
  const where = channelId === null ? '' : 'channel_id = @channelId AND';
  const rows = sqlite
    .prepare<[Record<string, unknown>], Row>(
      `SELECT channel_id AS channelId, max(from_at, @from) AS "from", min(to_at, @to) AS "to" FROM gap
       WHERE ${where} to_at > @from AND from_at < @to ORDER BY channel_id, from_at`,
    )
    .all({ from, to, ...(channelId === null ? {} : { channelId }) });
  let count = 0;
  let ms = 0;
  let before: Row | null = null;
  for (const row of rows) {
    const begin: number =
      before !== null && before.channelId === row.channelId ? Math.max(before.to, row.from) : row.from;
    const isNew: boolean = before === null || before.channelId !== row.channelId || row.from > before.to;
    if (isNew) count += 1;
    ms += Math.max(0, row.to - begin);
    before = isNew || row.to > before!.to ? row : before;
  }
  return { count, ms };
}
