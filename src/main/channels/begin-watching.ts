// Notes when a channel was first watched: what divides what was found from what is new. Set once.
import type { Database } from '../db/open.ts';

/** `at`: epoch ms by Twitch's clock. Writes nothing, and begins no transaction, where it is noted already. */
export function createBeginWatching(db: Database): (channelId: string, at: number) => void {
  const since = db.sqlite.prepare<[string], number | null>('SELECT first_watched_at FROM channel WHERE id = ?').pluck();
  const begin = db.sqlite.prepare('UPDATE channel SET first_watched_at = ? WHERE id = ? AND first_watched_at IS NULL');
  return (channelId, at) => {
    if (since.get(channelId) === null) db.immediate(() => begin.run(at, channelId));
  };
}
