// Stretches in which nothing was watched. A gap is what makes "actor unknown" honest.
import type { GapReason } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import type { ReadOnly } from '../db/read-only.ts';
import type { Bus } from '../lib/bus.ts';
import { newId } from '../lib/id.ts';

/** Shorter than this nobody would call it a gap. */
export const SHORTEST_GAP_MS = 60_000;

export interface Gaps {
  /**
   * Records that nothing was watched from `from` to `to` (epoch ms), as soon as the disk takes it. Shorter stretches are left
   * out, unless `isHole`: something is known to be missing.
   */
  record(channelId: string, from: number, to: number, reason: GapReason, isHole?: boolean): void;
}

export function createGaps(db: Database, bus: Bus, { eventually }: Pick<ReadOnly, 'eventually'>): Gaps {
  const insert = db.sqlite.prepare('INSERT INTO gap (id, channel_id, from_at, to_at, reason) VALUES (?, ?, ?, ?, ?)');
  return {
    record(channelId, from, to, reason, isHole = false) {
      if (to - from < SHORTEST_GAP_MS && !isHole) return;
      eventually(() => {
        db.immediate(() => insert.run(newId(to), channelId, from, to, reason));
        bus.emit({ type: 'history.changed', channelId });
      });
    },
  };
}
