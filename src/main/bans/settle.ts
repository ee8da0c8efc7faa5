// Takes rows of the list into the indexes of its orders, a few at a time and behind whoever writes them: a page of a
// first read would else touch a hundred places of each. Lists read the rows that wait as they are.
import type { Database } from '../db/open.ts';
import type { Clock } from '../lib/clock.ts';

export interface Settler {
  /** Settles some rows in one short transaction. False when none is left. Throws DATABASE_*. */
  step(): boolean;
}

/** How long the rows of a step may take; what the commit takes does not depend on how many they are. */
const STEP_MS = 3;
/** A row writes to as many places as there are orders. The size of a step grows slowly and shrinks at once. */
const FIRST_ROWS = 25;
const MOST_ROWS = 400;

export function createSettler(db: Database, clock: Pick<Clock, 'monotonic'>): Settler {
  const { sqlite } = db;
  const settle = sqlite.prepare(
    'UPDATE ban SET settled = 1 WHERE row IN (SELECT row FROM ban INDEXED BY ban_unsettled WHERE settled = 0 LIMIT ?)',
  );
  const isAny = sqlite.prepare('SELECT 1 FROM ban INDEXED BY ban_unsettled WHERE settled = 0 LIMIT 1');
  let rows = FIRST_ROWS;
  return {
    step() {
      if (isAny.get() === undefined) return false;
      const asked = rows;
      return db.immediate(() => {
        const from = clock.monotonic();
        const { changes } = settle.run(asked);
        const fitting = (asked * STEP_MS) / (clock.monotonic() - from || 1);
        rows = Math.floor(Math.min(Math.max(fitting, FIRST_ROWS), asked * 2, MOST_ROWS));
        return changes === asked;
      });
    },
  };
}
