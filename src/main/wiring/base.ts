// What most rooms need, made first: settings, Twitch, the audit log, jobs.
import { createAnchor, type Anchor } from '../audit/anchor.ts';
import { createAnchorKeys, type AnchorKeys } from '../audit/anchor-key.ts';
import { createAuditLog, type AuditLog } from '../audit/append.ts';
import { createTokenStore } from '../accounts/token-store.ts';
import type { EnvironmentView } from '../../shared/model.ts';
import type { CoreDeps } from '../core.ts';
import { translateSqlite } from '../db/errors.ts';
import { createJobJournal } from '../db/job-journal.ts';
import type { Database } from '../db/open.ts';
import { createReadOnly, type ReadOnly } from '../db/read-only.ts';
import { describe } from '../dispatch.ts';
import type { Bus } from '../lib/bus.ts';
import type { Clock } from '../lib/clock.ts';
import { createJobs, type Jobs } from '../lib/jobs.ts';
import type { Log } from '../lib/log.ts';
import type { Notify } from '../notify/notify.ts';
import { createControl, type Control } from '../settings/control.ts';
import { environmentView, readFlag, readSwitch } from '../settings/flag.ts';
import { readRetentionDays } from '../settings/retention-days.ts';
import { createSettings, type SettingsStore } from '../settings/settings.ts';
import { connectTwitch, type Twitch } from '../twitch/connect.ts';
import type { Checkpointer } from '../db/checkpointer.ts';
import { openCheckpointer } from './checkpointer.ts';
import { createMetrics, type Metrics } from '../insight/metrics.ts';
import { createPulse, measureAudit, measureJobs, measureReader, measureTransaction, type Pulse } from './measuring.ts';
import { followLogLevel, logJobs } from './logging.ts';
import { createNotifying } from './notifying.ts';
import { openReader, type AppReader } from './reader.ts';

export interface Base {
  readonly db: Database;
  /** Whether the disk takes anything more. */
  readonly readOnly: ReadOnly;
  /** Reads what is more than a screenful. */
  readonly reader: AppReader;
  /** Keeps the database's log short beside the main thread. */
  readonly checkpointer: Checkpointer;
  readonly bus: Bus;
  readonly log: Log;
  readonly clock: Clock;
  /** Epoch ms by this machine's clock, and by Twitch's. */
  readonly now: () => number;
  readonly twitchNow: () => number;
  readonly audit: AuditLog;
  readonly anchor: Anchor;
  readonly anchorKeys: AnchorKeys;
  readonly jobs: Jobs;
  readonly settings: SettingsStore;
  readonly control: Control;
  readonly twitch: Twitch;
  /** Tells people who look elsewhere. */
  readonly notify: Notify;
  /** Figures of what is done, and what the requests to Twitch say about it. */
  readonly metrics: Metrics;
  readonly pulse: Pulse;
  /** The public client id in use now; empty = none. */
  readonly clientId: () => string;
  readonly environment: EnvironmentView;
}

/** What a Twitch-shaped server on this machine is told when nobody has named a client id. */
const LOCAL_CLIENT_ID = 'modkeeplocal';

export function createBase(deps: CoreDeps, db: Database, bus: Bus): Base {
  const { clock, log } = deps;
  const flag = readFlag(deps.environment, log);
  const brakesEnabled = readSwitch(deps.environment['RATE_LIMIT_ENABLED']);
  const defaults = {
    ...(brakesEnabled === null ? {} : { brakesEnabled }),
    auditRetentionDays: readRetentionDays(deps.environment, log),
  };
  const metrics = createMetrics({ db, clock, log });
  const readOnly = followWrites({ db, clock, log, bus }, metrics);
  const reader = measureReader(openReader({ db, clock, log }), metrics, clock);
  const checkpointer = openCheckpointer({ db, clock, log });
  const settings = createSettings({ db, bus, log, now: clock.now, flag, defaults });
  const spare = deps.twitchPort === null ? '' : LOCAL_CLIENT_ID;
  const clientId = (): string => settings.get().twitchClientId || deps.clientId || spare;
  const store = createTokenStore(deps.vault);
  const pulse = createPulse(metrics, clock, () => twitch.meter);
  const { onExchange } = pulse;
  const { protect, twitchPort: port } = deps;
  const twitch: Twitch = connectTwitch({ clock, log, bus, store, port, clientId, protect, onExchange });
  const anchorKeys = createAnchorKeys({ vault: deps.vault, log, protect: deps.protect });
  const anchor = createAnchor({ db, keys: anchorKeys, now: clock.now });
  const audit = measureAudit(createAuditLog({ db, now: clock.now, anchor }), metrics);
  const control = createControl({ db, store: settings, audit, bus, log, now: clock.now });
  followLogLevel(settings, bus, deps.logControl);
  const plainJobs = createJobs({
    journal: measureJobs(createJobJournal(db), metrics),
    clock,
    log,
    bus,
    // Each channel has a pace of its own, and a dry run must not wait for hours of another job.
    concurrency: { bulk: 4 },
    describe(error, into, where) {
      const told = describe(translateSqlite(error), into, where);
      metrics.error(told, where);
      return told;
    },
  });
  const jobs = logJobs(plainJobs, log, deps.logControl);
  const twitchNow = twitch.serverTime.now;
  const { now } = clock;
  return {
    db,
    readOnly,
    reader,
    checkpointer,
    bus,
    log,
    clock,
    now,
    twitchNow,
    audit,
    anchor,
    anchorKeys,
    jobs,
    settings,
    control,
    twitch,
    notify: createNotifying(deps, { db, bus, clock, log, audit, settings }),
    metrics,
    pulse,
    clientId,
    environment: environmentView(flag, brakesEnabled),
  };
}

/** Every transaction has its figures, and says whether the disk takes anything more. */
function followWrites({ db, clock, log, bus }: Pick<Base, 'db' | 'clock' | 'log' | 'bus'>, metrics: Metrics): ReadOnly {
  const readOnly = createReadOnly({ db, clock, log, onChange: () => bus.emit({ type: 'app.changed' }) });
  const measure = measureTransaction(metrics);
  db.onTransaction((ms) => {
    measure(ms);
    readOnly.kept();
  });
  db.onFailure((error) => {
    metrics.count('db_failures_total', [error.code]);
    readOnly.refused(error);
  });
  return readOnly;
}
