// Bans and timeouts per stream, as far as streams were seen. Read-only.
import type { StatsStream } from '../../shared/contract/insight.ts';
import type { Sqlite } from '../db/connection.ts';
import { isoOrNull, MINUTE_MS, toIso } from '../lib/time.ts';

/** The newest of the range. */
const MOST = 20;
/** Looks are two minutes apart: where there was none for longer, Modkeep was not running, or could not ask. */
const UNSEEN_MS = 10 * MINUTE_MS;

interface Row {
  readonly channelId: string;
  readonly startedAt: number;
  readonly seenAt: number;
  readonly overAt: number | null;
}

/** Those that ran between `from` and `to` (epoch ms), newest first, each counted whole. `channelId` null = all. */
export function streamsIn(
  sqlite: Sqlite,
  channelId: string | null,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): readonly StatsStream[] {
  const where = channelId === null ? '' : 'channel_id = @channelId AND';
  const rows = sqlite
    .prepare<[Record<string, unknown>], Row>(
      `SELECT channel_id AS channelId, started_at AS startedAt, seen_at AS seenAt, over_at AS overAt FROM stream
       WHERE ${where} started_at < @to AND coalesce(over_at, seen_at) >= @from ORDER BY started_at DESC LIMIT ${MOST}`,
    )
    .all({ from, to, ...(channelId === null ? {} : { channelId }) });
  const count = sqlite.prepare<[Record<string, unknown>], { bans: number; timeouts: number; unknown: number }>(
    `SELECT total(kind = 'ban') AS bans, total(kind = 'timeout') AS timeouts, total(kind = 'unknown') AS unknown
     FROM entry WHERE channel_id = @channelId AND found = 0 AND at >= @from AND at < @to`,
  );
  return rows.map(({ channelId, startedAt, seenAt, overAt }) => {
    const isRunning = overAt === null && now - seenAt <= UNSEEN_MS;
    const isEndKnown = overAt !== null && overAt - seenAt <= UNSEEN_MS;
    const end = isRunning ? now : isEndKnown ? overAt : seenAt;
    const counts = count.get({ channelId, from: startedAt, to: Math.max(end, startedAt) });
    return {
      channelId,
      startedAt: toIso(startedAt),
      endedAt: isoOrNull(isRunning ? null : end),
      isEndKnown: isRunning || isEndKnown,
      bans: counts?.bans ?? 0,
      timeouts: counts?.timeouts ?? 0,
      unknown: counts?.unknown ?? 0,
    };
  });
}
