// Packs days that are over, behind the history: the reader makes the bytes, only storing them happens here, in steps too
// short to be felt. A day that changes while it is packed stays to be packed again.
import type { Database } from '../db/open.ts';
import type { ReaderTask } from '../db/reader-task.ts';
import { eachAct, type ChannelDay } from './stats-acts.ts';
import { packActs } from './stats-pack.ts';
import type { Act } from './stats-tally.ts';
import { createWords } from './stats-words.ts';

export interface PackedDay {
  readonly version: number;
  /** Words that must be learnt first; then `acts` is null. */
  readonly unknown: readonly string[];
  readonly acts: Uint8Array | null;
}

/** Packs one day in the reader. Throws CANCELLED. */
export const packDay: ReaderTask<ChannelDay, PackedDay> = async (sqlite, channelDay, controls) => {
  const version =
    sqlite
      .prepare<[ChannelDay], number>('SELECT version FROM stats_stale WHERE channel_id = @channelId AND day = @day')
      .pluck()
      .get(channelDay) ?? -1;
  const words = createWords(sqlite);
  const acts: Act[] = [];
  await eachAct(sqlite, channelDay, words, controls, (act) => acts.push(act));
  return { version, unknown: words.unknown, acts: words.unknown.length > 0 ? null : packActs(acts) };
};

export interface StatsDays {
  /** Days before `day` that are not packed as they are now, newest first. */
  stale(day: number): readonly ChannelDay[];
  /** Gives numbers to words, in one transaction, until `isEnough`; returns how many it took. Throws DATABASE_*. */
  learn(words: readonly string[], isEnough?: () => boolean): number;
  /** Stores a packed day; false when it has changed since. Throws DATABASE_*. */
  store(channelDay: ChannelDay, version: number, acts: Uint8Array): boolean;
}

export function createStatsDays(db: Database): StatsDays {
  const { sqlite } = db;
  const stale = sqlite.prepare<[number], ChannelDay>(
    'SELECT channel_id AS channelId, day FROM stats_stale WHERE day BETWEEN 0 AND ? - 1 ORDER BY day DESC',
  );
  const learn = sqlite.prepare('INSERT INTO stats_word (word) VALUES (?) ON CONFLICT (word) DO NOTHING');
  const settle = sqlite.prepare('DELETE FROM stats_stale WHERE channel_id = ? AND day = ? AND version = ?');
  const put = sqlite.prepare(
    `INSERT INTO stats_day (channel_id, day, acts) VALUES (?, ?, ?)
     ON CONFLICT (channel_id, day) DO UPDATE SET acts = excluded.acts`,
  );
  return {
    stale: (day) => stale.all(day),
    learn: (words, isEnough = () => false) =>
      db.immediate(() => {
        let taken = 0;
        while (taken < words.length && (taken === 0 || !isEnough())) learn.run(words[taken++]);
        return taken;
      }),
    store: ({ channelId, day }, version, acts) =>
      db.immediate(() => {
        if (settle.run(channelId, day, version).changes === 0) return false;
        put.run(channelId, day, Buffer.from(acts));
        return true;
      }),
  };
}
