// Every room of the core, built once and in reading order, and the places where they meet.
import { join } from 'node:path';
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
import { readLog, type LogQuestion } from '../lib/log-read.ts';
import { createLinks } from '../links.ts';
import { createPeopleQueries } from '../people/queries.ts';
import { describeApp, versionsOf } from './about.ts';
import { createActingRooms, type ActingRooms } from './acting.ts';
import { createBase, type Base } from './base.ts';
import { createBulkRooms } from './bulk.ts';
import { createExposition } from './exposition.ts';
import { createHealthRooms, type HealthRooms } from './health.ts';
import { createGuarding, type Guarding } from './guarding.ts';
import { noticeHandlers } from './notifying.ts';
import { createPresence, type Presence } from './presence.ts';
import { createKeeping } from './keeping.ts';
import { lifecycle, type Lifecycle } from './lifecycle.ts';
import { createReading, type Reading } from './reading.ts';
import { createReport, type ReportDeps } from './report.ts';
import { createRoles, type Roles } from './roles.ts';

export interface Rooms extends HandlerDeps, Lifecycle {
  readonly scope: DispatchScope;
  readonly onRefusal: OnRefusal;
  /** For programs that ask for metrics. */
  readonly exposition: () => string;
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
  const health: HealthRooms = createHealthRooms(base, { accounts, channels, keeping, acting, dock: roles.dock });
  const ways = waysIn(deps, base, { accounts, channels, presence });

  return {
    ...lifecycle(base, { presence, reading, acting, bulk, keeping, health, channels }, accounts.close),
    ...bulk,
    ...roles,
    ...ownParts(deps, base, ways.signIns.verificationUri, { ...health, accounts, channels, syncs: reading.syncs }),
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

type OwnPart =
  | 'info'
  | 'versions'
  | 'jobs'
  | 'control'
  | 'links'
  | 'readLog'
  | 'exposition'
  | 'report'
  | 'revision'
  | 'health'
  | 'alerts'
  | 'notices'
  | 'onRefusal';

/** What concerns Modkeep itself. */
function ownParts(
  deps: CoreDeps,
  base: Base,
  verificationUri: HandlerDeps['signIns']['verificationUri'],
  rooms: HealthRooms & Pick<ReportDeps, 'accounts' | 'channels' | 'syncs'>,
): Pick<Rooms, OwnPart> {
  const { health, alerts } = rooms;
  const told = {
    health,
    info: () => describeApp(deps, base),
    versions: () => versionsOf(deps, base),
    readLog: (input: LogQuestion) => readLog(deps.logControl?.folder ?? join(deps.dataDir, 'logs'), input),
  };
  return {
    ...told,
    exposition: createExposition(deps, base, rooms),
    report: createReport(base, { ...rooms, ...told, scrub: deps.scrub ?? ((text) => text) }),
    alerts,
    notices: noticeHandlers(base.notify),
    onRefusal(error, where) {
      base.metrics.error(error, where);
      // The guards count theirs themselves, with a reason.
      const isAtTheDoor = error.code === 'FORBIDDEN' && error.details.reason === undefined;
      if (isAtTheDoor) base.metrics.count('refused_total', ['rights']);
    },
    jobs: base.jobs,
    control: base.control,
    links: createLinks({ openExternal: deps.openExternal, verificationUri }),
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
