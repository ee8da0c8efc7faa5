// Alerts with values that a test sets, on a clock that it moves: what was told, and what the page would show.
import { onTestFinished } from 'vitest';
import { createAlerts, type Alerts, type Reading } from '../../../src/main/alerts/alerts.ts';
import type { AlertNotice } from '../../../src/main/alerts/telling.ts';
import { createAuditLog } from '../../../src/main/audit/append.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import type { AlertRule } from '../../../src/shared/alerts.ts';
import type { AppEvent } from '../../../src/shared/contract.ts';
import { openTestDatabase, recordingLog } from '../../helpers/db.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';

export interface AlertWorld {
  readonly alerts: Alerts;
  readonly clock: FakeClock;
  readonly db: Database;
  readonly notices: AlertNotice[];
  readonly events: AppEvent[];
  readonly log: ReturnType<typeof recordingLog>;
  isStreaming: boolean;
  /** What is measured from now on; `undefined` not at all. */
  put(rule: AlertRule, value: number | null | undefined, channelId?: string): void;
  /** Sets the value and lets one look at it pass, or `seconds`. */
  live(rule: AlertRule, value: number | null, seconds?: number): Promise<void>;
  raised(): readonly AlertRule[];
  /** The process ends and another one begins on the same database. */
  restart(): AlertWorld;
}

export const TICK_SECONDS = 2;

export function createAlertWorld(
  db: Database = openTestDatabase(),
  clock = createFakeClock(),
  readings: () => readonly Reading[] = () => [],
): AlertWorld {
  const own = new Map<string, Reading>();
  const notices: AlertNotice[] = [];
  const events: AppEvent[] = [];
  const log = recordingLog();
  const bus = createBus(() => undefined);
  bus.subscribe((event) => events.push(event));
  const alerts = createAlerts({
    db,
    bus,
    log,
    clock,
    now: clock.now,
    audit: createAuditLog({ db, now: clock.now }),
    read: () => [...own.values(), ...readings()],
    nameOf: (channelId) => `Channel ${channelId}`,
    fixOf: () => ({ kind: 'test' }),
    isStreaming: () => world.isStreaming,
    deliver: (notice) => void notices.push(notice),
  });
  const stop = alerts.follow();
  onTestFinished(stop);
  const world: AlertWorld = {
    alerts,
    clock,
    db,
    notices,
    events,
    log,
    isStreaming: false,
    put(rule, value, channelId) {
      const key = `${rule} ${channelId ?? ''}`;
      if (value === undefined) own.delete(key);
      else own.set(key, { rule, channelId: channelId ?? null, value });
    },
    async live(rule, value, seconds = TICK_SECONDS) {
      world.put(rule, value);
      await clock.advance(seconds * 1000);
    },
    raised: () => alerts.list({ history: 0 }).alerts.map(({ rule }) => rule),
    restart() {
      stop();
      return createAlertWorld(db, clock, () => [...own.values()]);
    },
  };
  return world;
}
