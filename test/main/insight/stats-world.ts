// Entries made up for adding up, and the reader asked as the app asks it. Test code.
import type { StatsView } from '../../../src/shared/contract/insight.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createStatsDays, packDay } from '../../../src/main/insight/stats-days.ts';
import { readStats, type StatsQuestion } from '../../../src/main/insight/stats.ts';

export const NOW = Date.parse('2026-11-20T12:00:00Z');
export const DAY = 86_400_000;
export const controls = { progress() {}, isCancelled: () => false, pause: async () => {} };

export interface Act {
  readonly channelId: string;
  readonly userId: string;
  readonly kind: string;
  readonly at: number;
  readonly notBefore: number | null;
  readonly moderatorId: string | null;
  readonly reason: string;
  readonly seconds: number | null;
  readonly found: boolean;
}

export const ask = async ({ sqlite }: Database, question: Partial<StatsQuestion> = {}): Promise<StatsView> =>
  readStats(sqlite, { timeZone: 'UTC', now: NOW, ...question }, controls);

export function insert(db: Database, acts: readonly Act[]): void {
  const add = db.sqlite.prepare(
    `INSERT INTO entry (id, channel_id, user_id, kind, at, not_before, recorded_at, duration_seconds, reason,
       moderator_id, moderator_login, sources, found, evidence)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 2, ?, '')`,
  );
  db.immediate(() => {
    for (const act of acts) {
      const login = act.moderatorId === null ? null : `mod${act.moderatorId}`;
      const id = crypto.randomUUID();
      const { channelId, userId, kind, at, notBefore, seconds, reason, moderatorId, found } = act;
      add.run(id, channelId, userId, kind, at, notBefore, at, seconds, reason, moderatorId, login, found ? 1 : 0);
    }
  });
}

/** Packs every second day that changed, or all of them. */
export async function pack(db: Database, every: 1 | 2): Promise<void> {
  const days = createStatsDays(db);
  for (const [index, one] of days.stale(30_000).entries()) {
    if (index % every !== 0) continue;
    days.learn((await packDay(db.sqlite, one, controls)).unknown);
    const { version, acts } = await packDay(db.sqlite, one, controls);
    if (acts === null || !days.store(one, version, acts)) throw new Error(`day ${one.day} was not packed`);
  }
}

export const act = (change: Partial<Act> = {}): Act => ({
  channelId: '1',
  userId: '50',
  kind: 'ban',
  at: NOW - DAY,
  notBefore: null,
  moderatorId: '7',
  reason: '',
  seconds: null,
  found: false,
  ...change,
});
