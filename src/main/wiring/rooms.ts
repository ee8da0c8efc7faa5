// Every room of the core, built once and in reading order, and the places where they meet.
import { join } from 'node:path';
import type { AppInfo } from '../../shared/model.ts';
import { createAccounts, type Accounts } from '../accounts/accounts.ts';
import { createSignIns, type SignInDeps } from '../accounts/sign-in.ts';
import { createAuditQueries } from '../audit/queries.ts';
import { createBanQueries } from '../bans/list-queries.ts';
import { createChannels, type Channels } from '../channels/channels.ts';
import { createPicker } from '../channels/picker.ts';
import { createStatuses } from '../channels/status.ts';
import type { CoreDeps } from '../core.ts';
import type { Database } from '../db/open.ts';
import type { StagedRestore } from '../db/restore.ts';
import type { DispatchScope, OnRefusal } from '../dispatch.ts';
import type { HandlerDeps } from '../handlers.ts';
import type { Bus } from '../lib/bus.ts';
import { readLog } from '../lib/log-read.ts';
import { toIso } from '../lib/time.ts';
import { createLinks } from '../links.ts';
import { createPeopleQueries } from '../people/queries.ts';
import { createActingRooms, type ActingRooms } from './acting.ts';
import { createBase, type Base } from './base.ts';
import { createBulkRooms, type BulkRooms } from './bulk.ts';
import { createHealthRooms, type HealthRooms } from './health.ts';
import { createGuarding, type Guarding } from './guarding.ts';
import { checkLater } from './check-later.ts';
import { keepCounted } from './keep-counted.ts';
import { keepIndexed } from './keep-indexed.ts';
import { createPresence, type Presence } from './presence.ts';
import { createKeeping, type Keeping } from './keeping.ts';
import { createReading, type Reading } from './reading.ts';
import { createRoles, type Roles } from './roles.ts';

export interface Rooms extends HandlerDeps {
  readonly scope: DispatchScope;
  readonly onRefusal: OnRefusal;
  /** Takes up where the last run ended: accounts, watching, acts that were cut off. */
  start(): Promise<void>;
  stop(): Promise<void>;
  onSleep(): void;
  onResume(awayMs?: number): void;
}

export function createRooms(deps: CoreDeps, db: Database, bus: Bus, restored: StagedRestore | null): Rooms {
  const base = createBase(deps, db, bus);
  const { twitch } = base;
  const bans = createBanQueries(db);
  const statuses = createStatuses(bus);
  // An account that comes or goes reaches rooms that are built after it.
  const presence: Presence = createPresence(base, {
    accounts: () => accounts,
    channels: () => channels,
    update: () => reading.watching.update(),
    settle: () => acting.settle().then(roles.directory.refreshAll),
  });
  const accounts = createAccountRoom(base, presence);
  const channels: Channels = createChannels({
    ...base,
    statuses,
    client: twitch.reader,
    accounts: accounts.list,
    counts: bans.counts,
  });
  const guarding: Guarding = createGuarding(base, channels, accounts.list);
  const reading: Reading = createReading(base, {
    channels,
    statuses,
    brakes: guarding.brakes,
    moderatorRecord: guarding.moderatorRecord,
    mockPort: deps.twitchPort,
    onModeratorChange: presence.onModeratorChange,
    confirmations: () => acting.confirmations,
  });
  const acting: ActingRooms = createActingRooms(base, {
    channels,
    reading,
    accounts: accounts.list,
    bans,
    guards: guarding.guards,
    appVersion: deps.version,
  });
  const roles: Roles = createRoles(base, { ...deps, channels, accounts: accounts.list, reading, acting, guarding });
  const bulk = createBulkRooms(base, { channels, bans, guarding, acting, directory: roles.directory });
  const keeping = createKeeping(deps, base, { ...reading, ...guarding }, restored);
  const { health, onChecked } = createHealthRooms(base, { accounts, channels, keeping });
  const ways = waysIn(deps, base, { accounts, channels, presence });

  return {
    ...lifecycle(base, { presence, reading, acting, bulk, keeping, onChecked }, accounts.close),
    ...bulk,
    ...roles,
    ...ownParts(deps, base, ways.signIns.verificationUri, health),
    ...queries(base, bans, guarding.moderatorRecord),
    ...ways,
    accounts,
    channels,
    syncs: reading.syncs,
    ...keeping,
    upkeep: reading.upkeep,
    ...actingParts(base, guarding, acting),
    watch: createWatch(channels, reading),
  };
}

/** How accounts and channels come in. */
function waysIn(
  deps: CoreDeps,
  base: Base,
  { accounts, channels, presence }: { accounts: Accounts; channels: Channels; presence: Presence },
): Pick<HandlerDeps, 'picker' | 'signIns'> {
  const { welcome } = presence;
  return {
    picker: createPicker({ channels, client: base.twitch.reader, accounts: accounts.list, welcome }),
    signIns: createSignIns({ ...base, ...signInWiring(deps, base), accounts }),
  };
}

/** Begins or ends watching a channel. */
function createWatch(channels: Channels, reading: Reading): HandlerDeps['watch'] {
  return (channelId, isWatched) => {
    channels.setWatched(channelId, isWatched);
    reading.watching.update();
    return channels.get(channelId);
  };
}

/** Acting and what surrounds it. */
function actingParts(
  { twitch, settings }: Base,
  { protectedList, limits }: Guarding,
  { acting, undo, preview, onAir, confirmations, latencies, schedule, reasons }: ActingRooms,
): Pick<HandlerDeps, 'acting' | 'around' | 'protectedList' | 'schedule' | 'reasons' | 'limits'> {
  return {
    acting,
    around: { undo, preview, onAir, confirmations, latencies },
    protectedList,
    schedule,
    reasons: () => reasons.list(settings.get().reasonPresets),
    limits: (channelId) => ({ limits: twitch.meter.rows(), ...limits(channelId) }),
  };
}

/** What concerns Modkeep itself. */
function ownParts(
  deps: CoreDeps,
  base: Base,
  verificationUri: HandlerDeps['signIns']['verificationUri'],
  health: HandlerDeps['health'],
): Pick<Rooms, 'info' | 'jobs' | 'control' | 'links' | 'readLog' | 'revision' | 'health' | 'notify' | 'onRefusal'> {
  return {
    health,
    notify: base.notify,
    onRefusal: base.metrics.error,
    info: () => describeApp(deps, base),
    jobs: base.jobs,
    control: base.control,
    links: createLinks({ openExternal: deps.openExternal, verificationUri }),
    readLog: (input) => readLog(join(deps.dataDir, 'logs'), input),
    revision: base.bus.revision,
  };
}

function queries(
  { db, settings, reader, now }: Base,
  bans: HandlerDeps['bans'],
  { isModerator }: Guarding['moderatorRecord'],
): Pick<HandlerDeps, 'bans' | 'lists' | 'people' | 'audit' | 'stats'> {
  return {
    bans,
    lists: {
      bans: (asked) => reader.run('bans.list', asked),
      history: (input) => reader.run('history.list', input),
      audit: (input) => reader.run('audit.list', input),
    },
    people: createPeopleQueries(db, bans.ofPerson, () => settings.get().ladder, isModerator),
    audit: createAuditQueries(db),
    stats: (input) => reader.run('insight.stats', { ...input, now: now() }),
  };
}

function createAccountRoom(base: Base, presence: Presence): Accounts {
  const { twitch, control } = base;
  return createAccounts({
    ...base,
    auth: twitch.auth,
    onChange(action, account) {
      control.recordAccount(action, account);
      if (action === 'sign_out') twitch.meter.forget(account.id);
      void presence.welcome(account.id);
    },
  });
}

function signInWiring(
  { protect, twitchPort }: CoreDeps,
  { twitch }: Base,
): Pick<SignInDeps, 'auth' | 'endpoint' | 'protect' | 'isMock' | 'displayNameOf'> {
  return {
    auth: twitch.auth,
    endpoint: twitch.endpoint,
    protect,
    isMock: twitchPort !== null,
    displayNameOf: async (id) => (await twitch.reader.users({ accountId: id, ids: [id] }))[0]?.displayName ?? null,
  };
}

function describeApp(deps: CoreDeps, { clientId, settings, environment, now }: Base): AppInfo {
  return {
    version: deps.version,
    shell: deps.shell,
    isDemo: deps.isDemo,
    hasClientId: clientId() !== '',
    acting: settings.acting(),
    environment,
    vault: deps.vault.kind,
    now: toIso(now()),
  };
}

function lifecycle(
  base: Base,
  rooms: { presence: Presence; reading: Reading; acting: ActingRooms; bulk: BulkRooms; keeping: Keeping } & Pick<
    HealthRooms,
    'onChecked'
  >,
  closeAccounts: () => void,
): Pick<Rooms, 'start' | 'stop' | 'onSleep' | 'onResume'> {
  const { jobs, twitch, reader, checkpointer } = base;
  const { presence, reading, acting, bulk, keeping } = rooms;
  let stops: (() => void)[] = [];
  let stopLifting = (): Promise<void> => Promise.resolve();
  let stopConfirming = stopLifting;
  let stopIndexing = stopLifting;
  let stopCounting = stopLifting;
  return {
    async start() {
      const stopProving = await keeping.proof.begin();
      jobs.interruptDead();
      bulk.bulks.interruptDead();
      keeping.exports.sweep();
      await presence.restore();
      stopLifting = acting.followSchedule();
      stopConfirming = acting.confirmations.start();
      stopIndexing = keepIndexed(base);
      stopCounting = keepCounted(base);
      stops = [
        twitch.auth.keepValid(),
        reading.upkeep.keepTidy(),
        presence.keepFresh(),
        closeAccounts,
        stopProving,
        keeping.backups.follow(),
        checkLater(base, rooms.onChecked),
        base.metrics.follow(),
      ];
    },
    async stop() {
      for (const stop of stops) stop();
      await Promise.allSettled([
        stopLifting(),
        stopConfirming(),
        stopIndexing(),
        stopCounting(),
        presence.stop(),
        jobs.close(),
        reading.stop(),
      ]);
      // A renewal under way has spent the old token: the new one must be stored before the end.
      await twitch.auth.settle();
      twitch.disconnect();
      await keeping.proof.end();
      await reader.close();
      await checkpointer.close();
    },
    onSleep: reading.watching.onSleep,
    onResume(awayMs) {
      twitch.serverTime.onResume();
      void twitch.auth.validateAll();
      reading.watching.onResume(awayMs);
    },
  };
}
