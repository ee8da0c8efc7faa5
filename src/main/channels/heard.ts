// Up to when each channel was watched, kept across restarts: what tells where a gap begins in a channel whose list
// cannot be read. Knows nothing of feeds or accounts.
import type { Database } from '../db/open.ts';

export interface Heard {
  /** Epoch ms by Twitch's clock up to which the channel was heard or read; null when it never was. */
  until(channelId: string): number | null;
  /** The feed was whole up to `at` (epoch ms by Twitch's clock), which may be earlier than what was marked before. */
  mark(channelIds: readonly string[], at: number): void;
}

/** Reads and marks the channel's own row; a channel that is not known is marked nowhere. */
export function createHeard(db: Database): Heard {
  const until = db.sqlite
    .prepare<[string], number | null>(
      `SELECT NULLIF(MAX(COALESCE(last_heard_at, 0), COALESCE(last_read_ended_at, 0)), 0) FROM channel WHERE id = ?`,
    )
    .pluck();
  const mark = db.sqlite.prepare('UPDATE channel SET last_heard_at = ? WHERE id = ?');
  return {
    until: (channelId) => until.get(channelId) ?? null,
    mark(channelIds, at) {
      if (channelIds.length > 0) db.immediate(() => channelIds.forEach((id) => mark.run(at, id)));
    },
  };
}
