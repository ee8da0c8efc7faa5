// Alerts raised and cleared, kept across runs, the last 500 of them. What cannot be written now, because the database
// is what is wrong, counts all the same and is written later.
import type { AlertRule } from '../../shared/alerts.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { Database } from '../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { MINUTE_MS } from '../lib/time.ts';

export interface Alert {
  readonly id: string;
  readonly rule: AlertRule;
  /** Empty where it concerns no channel of its own. */
  readonly channelId: string;
  /** Epoch ms by this machine's clock. */
  readonly raisedAt: number;
  readonly clearedAt: number | null;
  readonly worst: number;
  readonly threshold: number;
  readonly acknowledgedAt: number | null;
  readonly isTold: boolean;
}

export interface AlertRecord {
  /** What earlier runs have left raised. */
  raised(): readonly Alert[];
  /** Remembers a new alert, or what became of one. Never throws. */
  put(alert: Alert): void;
  /** Writes what could not be written before, where its time has come. */
  catchUp(): void;
  /** The newest that are over. */
  over(limit: number): readonly Alert[];
}

export const KEPT = 500;

interface Row extends Omit<Alert, 'isTold'> {
  readonly isTold: number;
}

export function createAlertRecord({
  db,
  clock,
  log,
}: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Log;
}): AlertRecord {
  const columns = `id, rule, channel_id AS channelId, raised_at AS raisedAt, cleared_at AS clearedAt, worst, threshold,
    acknowledged_at AS acknowledgedAt, is_told AS isTold`;
  const raised = db.sqlite.prepare<[], Row>(`SELECT ${columns} FROM alert WHERE cleared_at IS NULL`);
  const over = db.sqlite.prepare<[number], Row>(
    `SELECT ${columns} FROM alert WHERE cleared_at IS NOT NULL ORDER BY raised_at DESC LIMIT ?`,
  );
  const save = db.sqlite.prepare(
    `INSERT INTO alert (id, rule, channel_id, raised_at, cleared_at, worst, threshold, acknowledged_at, is_told)
     VALUES (@id, @rule, @channelId, @raisedAt, @clearedAt, @worst, @threshold, @acknowledgedAt, @isTold)
     ON CONFLICT (id) DO UPDATE SET cleared_at = excluded.cleared_at, worst = excluded.worst,
       acknowledged_at = excluded.acknowledged_at`,
  );
  const prune = db.sqlite.prepare(
    `DELETE FROM alert WHERE cleared_at IS NOT NULL AND id NOT IN
       (SELECT id FROM alert WHERE cleared_at IS NOT NULL ORDER BY raised_at DESC LIMIT ${KEPT})`,
  );
  /** In the order in which they were raised: of two of one kind the older is over before the newer begins. */
  const unwritten = new Map<string, Alert>();
  let againAt = Number.NEGATIVE_INFINITY;

  function write(): void {
    if (unwritten.size === 0 || clock.monotonic() < againAt) return;
    try {
      db.immediate(() => {
        for (const alert of unwritten.values()) save.run({ ...alert, isTold: alert.isTold ? 1 : 0 });
        prune.run();
      });
      unwritten.clear();
    } catch (error) {
      againAt = clock.monotonic() + MINUTE_MS;
      const code = error instanceof AppFailure ? error.failure.code : String(error);
      log.warn('alerts could not be written down yet', { count: unwritten.size, code });
    }
  }

  return {
    raised: () => raised.all().map((row) => toAlert(row)),
    put(alert) {
      unwritten.set(alert.id, alert);
      write();
    },
    catchUp: write,
    over(limit) {
      if (limit === 0) return [];
      const known = over.all(limit).filter(({ id }) => !unwritten.has(id));
      const waiting = [...unwritten.values()].filter(({ clearedAt }) => clearedAt !== null);
      return [...known.map((row) => toAlert(row)), ...waiting]
        .toSorted((one, other) => other.raisedAt - one.raisedAt)
        .slice(0, limit);
    },
  };
}

function toAlert(row: Row): Alert {
  return { ...row, isTold: row.isTold !== 0 };
}
