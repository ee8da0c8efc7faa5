// The streams of the channels as Twitch told of them when it was asked: since when each ran, when it was last seen, and when
// it was first seen to be over. What happened between two questions nobody knows. Knows not who asks.
import type { Database } from '../db/open.ts';

export interface Streams {
  /**
   * What one answer says, at `at` (epoch ms by Twitch's clock): `live` has those of the `asked` channels that stream, with
   * the start (epoch ms) of each, null where that was not readable. One that is seen again was never over.
   */
  record(asked: readonly string[], live: ReadonlyMap<string, number | null>, at: number): void;
}

export function createStreams(db: Database): Streams {
  const { sqlite } = db;
  const open = sqlite.prepare<[], string>('SELECT DISTINCT channel_id FROM stream WHERE over_at IS NULL').pluck();
  const seen = sqlite.prepare<{ channelId: string; startedAt: number; at: number }>(
    `INSERT INTO stream (channel_id, started_at, seen_at) VALUES (@channelId, @startedAt, max(@startedAt, @at))
     ON CONFLICT (channel_id, started_at) DO UPDATE SET seen_at = max(seen_at, excluded.seen_at), over_at = NULL`,
  );
  // One that begins ends the one before it, which may have been over for long.
  const replaced = sqlite.prepare<{ channelId: string; startedAt: number }>(
    `UPDATE stream SET over_at = max(seen_at, @startedAt)
     WHERE channel_id = @channelId AND over_at IS NULL AND started_at <> @startedAt`,
  );
  const stillOn = sqlite.prepare<{ channelId: string; at: number }>(
    'UPDATE stream SET seen_at = max(seen_at, @at) WHERE channel_id = @channelId AND over_at IS NULL',
  );
  const over = sqlite.prepare<{ channelId: string; at: number }>(
    'UPDATE stream SET over_at = max(seen_at, @at) WHERE channel_id = @channelId AND over_at IS NULL',
  );
  return {
    record(asked, live, at) {
      const running = new Set(open.all());
      const changed = asked.filter((channelId) => live.has(channelId) || running.has(channelId));
      if (changed.length === 0) return;
      db.immediate(() => {
        for (const channelId of changed) {
          const startedAt = live.get(channelId);
          if (startedAt === undefined) over.run({ channelId, at });
          else if (startedAt === null) stillOn.run({ channelId, at });
          else {
            replaced.run({ channelId, startedAt });
            seen.run({ channelId, startedAt, at });
          }
        }
      });
    },
  };
}
