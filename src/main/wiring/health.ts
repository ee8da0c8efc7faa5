// The rooms that tell how Modkeep itself is doing: figures, checks, and the test of the connection.
import type { HealthView, MetricsView, Range } from '../../shared/contract/health.ts';
import { featuresOf } from '../accounts/features.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Channels } from '../channels/channels.ts';
import type { DatabaseCheck } from '../insight/health-facts.ts';
import { createHealthTest } from '../insight/health-test.ts';
import { healthOf } from '../insight/health.ts';
import { addSlice } from '../insight/metrics-slice.ts';
import { viewOf } from '../insight/metrics-view.ts';
import { DAY_MS, HOUR_MS, parseRfc3339 } from '../lib/time.ts';
import type { DockServer } from '../settings/dock-server.ts';
import type { Base } from './base.ts';
import type { ActingRooms } from './acting.ts';
import { createAlertRooms, type AlertRooms } from './alerts.ts';
import type { Keeping } from './keeping.ts';

export interface HealthRooms extends Pick<AlertRooms, 'alerts'> {
  readonly health: {
    get(): HealthView;
    test: ReturnType<typeof createHealthTest>;
    metrics(range: Range): Promise<MetricsView>;
  };
  /** What the look through the database has shown. */
  onChecked(found: DatabaseCheck): void;
}

export interface HealthRoomDeps {
  readonly accounts: Accounts;
  readonly channels: Channels;
  readonly keeping: Pick<Keeping, 'backups' | 'data' | 'proof'>;
  readonly acting: Pick<ActingRooms, 'onAir' | 'confirmations'>;
  readonly dock: Pick<DockServer, 'view'>;
}

const RANGE_MS = { '1h': HOUR_MS, '24h': DAY_MS, '7d': 7 * DAY_MS } as const;

export function createHealthRooms(base: Base, deps: HealthRoomDeps): HealthRooms {
  const { accounts, channels, keeping, acting } = deps;
  const { clock, twitch, metrics, pulse, reader, settings } = base;
  let database: DatabaseCheck | null = base.db.path === ':memory:' ? { at: clock.now(), damaged: [] } : null;
  const asker = (): string | null => accounts.list().find(({ state }) => state === 'signed-in')?.id ?? null;
  const test = createHealthTest({
    clock,
    accountId: asker,
    validate: async (accountId, signal) => {
      const { token } = await twitch.auth.accessFor(accountId);
      return (await twitch.endpoint.validate(token, signal)) !== null;
    },
    readUser: (accountId, signal) => twitch.reader.users({ accountId, ids: [accountId], signal }),
  });
  const { alerts, readings } = createAlertRooms(base, {
    accounts: accounts.list,
    channels: channels.list,
    unconfirmed: acting.confirmations.list,
    freeBytes: () => keeping.data.view().freeBytes,
    database: () => database,
    onAir: acting.onAir,
    canShow: keeping.data.view().canShow,
    deliver: base.notify.deliver,
  });
  return {
    alerts,
    onChecked: (found) => void (database = found),
    health: {
      test,
      get() {
        const { databaseBytes, freeBytes, canShow } = keeping.data.view();
        const copy = keeping.backups.list().find(({ kind }) => kind === 'copy');
        return healthOf({
          now: clock.now(),
          accounts: accounts.list(),
          features: featuresOf(accounts.list()),
          channels: channels.list(),
          expiresAt: twitch.auth.expiresAt,
          lastRequest: pulse.last(),
          refusedByLimit: pulse.refusedByLimit(),
          limits: twitch.meter.rows(),
          clockOffset: twitch.serverTime.isKnown() ? twitch.serverTime.offset() : null,
          freeBytes,
          canShow,
          databaseBytes,
          database,
          readOnlySince: base.readOnly.since(),
          ...readings.databaseFailures(),
          lastBackupAt: copy === undefined ? null : parseRfc3339(copy.madeAt),
          verification: keeping.proof.verifications.last().verification,
          acting: settings.acting(),
          dock: deps.dock.view(),
        });
      },
      async metrics(range) {
        const to = clock.now();
        const from = to - RANGE_MS[range];
        const twitchSince = base.twitchNow() - RANGE_MS[range];
        const read = await reader.run('metrics.read', { since: from, twitchSince });
        addSlice(read.slice, metrics.unwritten());
        return viewOf(read, { range, from, to });
      },
    },
  };
}
