// Command -> function, one line each. No logic here: what a command means lives in its room.
import { fail } from '../shared/errors.ts';
import { ownHandlers, type OwnParts } from './about.ts';
import type { Command, Output, Parsed } from '../shared/contract.ts';
import type { AppInfo } from '../shared/model.ts';
import type { SubjectView } from '../shared/contract/rights.ts';
import { RIGHTS, type Caller, type Right } from '../shared/permissions.ts';
import type { ReasonView } from '../shared/contract/acting.ts';
import type { Schedule } from './actions/schedule.ts';
import type { Acting } from './actions/act.ts';
import type { Confirmations } from './actions/confirmations.ts';
import type { Latencies } from './actions/latency.ts';
import type { Preview } from './actions/preview.ts';
import type { Undo } from './actions/undo.ts';
import type { OnAir } from './channels/on-air.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { Alerts } from './alerts/alerts.ts';
import type { SignIns } from './accounts/sign-in.ts';
import type { AuditQueries } from './audit/queries.ts';
import type { Retention } from './audit/retention.ts';
import type { Verifications } from './audit/verify.ts';
import type { BanQueries, ListInput } from './bans/list-queries.ts';
import type { Syncs } from './bans/sync.ts';
import type { Upkeep } from './bans/upkeep.ts';
import type { Backups } from './db/backups.ts';
import type { Exports } from './db/exports.ts';
import type { KeptData } from './db/folder.ts';
import type { Bulks } from './bulk/bulks.ts';
import type { Channels } from './channels/channels.ts';
import { featuresOf } from './accounts/features.ts';
import type { Picker } from './channels/picker.ts';
import type { Handlers } from './dispatch.ts';
import type { Jobs } from './lib/jobs.ts';
import type { ProtectedList } from './lists/protected.ts';
import type { Directory } from './moderators/directory.ts';
import type { Moderators } from './moderators/moderators.ts';
import type { Permissions } from './moderators/permissions.ts';
import type { PeopleQueries } from './people/queries.ts';
import type { DockServer } from './settings/dock-server.ts';
import type { Keyring } from './settings/keyring.ts';
import type { Control } from './settings/control.ts';

/** What surrounds acting: taking back, looking ahead, and what Twitch has shown. */
export interface ActingAround {
  readonly undo: Undo;
  readonly preview: Preview;
  readonly onAir: OnAir;
  readonly confirmations: Pick<Confirmations, 'list'>;
  readonly latencies: Latencies;
}

/** The long lists as files. */
export interface ExportParts extends Pick<Exports, 'cancel' | 'ticket' | 'reveal' | 'takeFile'> {
  audit(input: Parsed<'audit.export'>, caller: Caller): Promise<string | null>;
  history(input: Parsed<'history.export'>, caller: Caller): Promise<string | null>;
}

/** The long lists: a page of each, read elsewhere. */
interface Lists {
  readonly bans: (asked: { input: ListInput; revision: number }) => Promise<Output<'bans.list'>>;
  readonly history: (input: Parsed<'history.list'>) => Promise<Output<'history.list'>>;
  readonly audit: (input: Parsed<'audit.list'>) => Promise<Output<'audit.list'>>;
}

export interface HandlerDeps extends OwnParts {
  readonly backups: Backups;
  readonly data: KeptData;
  readonly moving: Pick<Handlers, `data.${'chooseFolder' | 'stageMove' | 'cancelMove'}`>;
  readonly info: () => AppInfo;
  readonly accounts: Accounts;
  readonly signIns: SignIns;
  readonly channels: Channels;
  readonly picker: Picker;
  readonly watch: (channelId: string, isWatched: boolean) => ReturnType<Channels['setWatched']>;
  readonly syncs: Syncs;
  readonly jobs: Jobs;
  readonly bans: BanQueries;
  readonly lists: Lists;
  readonly exports: ExportParts;
  readonly people: PeopleQueries;
  readonly stats: (input: Parsed<'stats.get'>) => Promise<Output<'stats.get'>>;
  readonly audit: AuditQueries;
  readonly proof: { readonly verifications: Verifications; readonly retention: Retention };
  readonly upkeep: Upkeep;
  readonly bulks: Bulks;
  readonly exportBans: Handlers['bans.export'];
  readonly acting: Acting;
  readonly around: ActingAround;
  readonly control: Control;
  readonly protectedList: ProtectedList;
  readonly schedule: Schedule;
  readonly reasons: () => readonly ReasonView[];
  readonly directory: Directory;
  readonly moderators: Moderators;
  readonly permissions: Permissions;
  readonly keyring: Keyring;
  readonly dock: DockServer;
  readonly subjects: () => readonly SubjectView[];
  /** Every right that a caller has anywhere. */
  readonly rightsOf: (caller: Caller) => readonly Right[];
  readonly limits: (channelId?: string) => Output<'limits.get'>;
  /** Telling people who look elsewhere. */
  readonly notices: Pick<Handlers, Extract<Command, `${'notices' | 'discord'}.${string}`>>;
  readonly alerts: Alerts;
  readonly updates: Pick<Handlers, Extract<Command, `updates.${string}`>>;
  readonly revision: () => number;
}

export function createHandlers(deps: HandlerDeps): Handlers {
  const { accounts, signIns, channels, picker, syncs, jobs, bans, people, audit, upkeep, acting, control } = deps;
  return {
    'app.get': (_input, caller) => ({ ...deps.info(), rights: deps.rightsOf(caller) }),
    'accounts.list': () => ({ accounts: accounts.list() }),
    'accounts.signIn': (input) => signIns.start(input),
    'accounts.scopes': () => ({ accounts: featuresOf(accounts.list()) }),
    'accounts.cancelSignIn': async (input) => ({ job: await signIns.cancel(input.jobId) }),
    'accounts.signOut': async (input) => ({ account: await accounts.signOut(input.accountId) }),
    'channels.list': () => ({ channels: channels.list() }),
    'channels.find': (input) => picker.find(input.query),
    'channels.add': async (input) => ({ channel: await picker.add(input.query) }),
    'channels.check': async (input) => ({ checks: await picker.check(input.channelId) }),
    'channels.watch': (input) => ({ channel: deps.watch(input.channelId, input.isWatched) }),
    'sync.start': (input, caller) =>
      syncs.start(input.channelId, { force: input.force ?? false, actor: nameOf(caller) }),
    'sync.get': (input) => syncs.get(input.jobId),
    'sync.cancel': (input) => syncs.cancel(input.jobId),
    'sync.retry': (input, caller) => syncs.retry(input.jobId, nameOf(caller)),
    'sync.history': (input) => ({ runs: syncs.history(input.channelId, input.limit) }),
    'jobs.list': (input) => ({ jobs: jobs.list(input.active === undefined ? {} : { active: input.active }) }),
    'bans.list': (input, caller) => deps.lists.bans({ input: withinPage(input, caller), revision: deps.revision() }),
    'bans.get': (input) => ({ ban: bans.get(input) }),
    'bans.create': (input, caller) => acting.create(input, { caller }),
    'bans.revoke': (input, caller) => acting.revoke(input, { caller }),
    'bans.deduplicate': (input) => upkeep.deduplicate(input.channelId),
    'bans.cleanupExpired': (input) => upkeep.cleanupExpired(input.channelId),
    'history.list': (input, caller) => deps.lists.history(withinPage(input, caller)),
    'people.get': (input) => people.get(input),
    'stats.get': (input) => deps.stats(input),
    'audit.list': deps.lists.audit,
    'audit.get': (input) => ({ entry: audit.get(input.id) }),
    'limits.get': (input) => deps.limits(input.channelId),
    'settings.get': () => control.settings(),
    'settings.set': (input, caller) => ({ settings: control.set(input, nameOf(caller)) }),
    'killSwitch.set': (input, caller) => ({ acting: control.setKillSwitch(input.on, nameOf(caller)) }),
    ...ownHandlers(deps),
    ...actHandlers(deps.around),
    ...alertHandlers(deps),
    ...proofHandlers(deps),
    ...keepingHandlers(deps),
    ...guardHandlers(deps),
    ...roleHandlers(deps),
    ...bulkHandlers(deps),
    ...exportHandlers(deps),
    ...deps.updates,
    ...deps.notices,
  };
}

/** What is wrong now, and from where on it is. */
function alertHandlers({ alerts }: HandlerDeps): Pick<Handlers, AlertCommand> {
  return {
    'alerts.list': (input) => alerts.list(input),
    'alerts.set': (input, caller) => alerts.set(input, nameOf(caller)),
    'alerts.mute': (input, caller) => alerts.mute(input, nameOf(caller)),
    'alerts.acknowledge': (input) => alerts.acknowledge(input),
  };
}
type AlertCommand = Extract<Command, `alerts.${string}`>;

/** Whether the audit log is to be believed. */
function proofHandlers({ proof: { verifications, retention } }: HandlerDeps): Pick<Handlers, ProofCommand> {
  return {
    'audit.verify': (_input, caller) => ({ jobId: verifications.start(nameOf(caller)) }),
    'audit.cancelVerify': async (input) => ({ job: await verifications.cancel(input.jobId) }),
    'audit.verification': () => verifications.last(),
    'audit.retention': () => ({ retention: retention.view() }),
    'audit.previewPurge': async (input) => ({ preview: await retention.preview(input.days) }),
    'audit.purge': (input, caller) => ({ jobId: retention.purge(input.days, nameOf(caller)) }),
  };
}
/** Copies of the database, and other databases. */
function keepingHandlers({ backups, data, moving }: HandlerDeps): Pick<Handlers, KeepingCommand> {
  return {
    'data.get': () => data.view(),
    'data.show': (input) => data.show(input.folder),
    'data.import': async (input, caller) => ({ jobId: await data.import(input.name, nameOf(caller)) }),
    ...moving,
    'data.cancelImport': async (input) => ({ job: await data.cancelImport(input.jobId) }),
    'backups.list': () => ({ backups: backups.list() }),
    'backups.create': (_input, caller) => ({ jobId: backups.create(nameOf(caller)) }),
    'backups.restore': async (input, caller) => ({ backup: await backups.restore(input.name, nameOf(caller)) }),
    'backups.cancelRestore': () => ({ backups: backups.cancelRestore() }),
  };
}
type KeepingCommand = Extract<Command, `${'data' | 'backups'}.${string}`>;
type ProofCommand = Exclude<Extract<Command, `audit.${string}`>, 'audit.list' | 'audit.get' | 'audit.export'>;

/** Who moderates and what each may do. */
function roleHandlers(deps: HandlerDeps): Pick<Handlers, RoleCommand> {
  const { directory, moderators, permissions, keyring, dock, subjects } = deps;
  return {
    'moderators.list': (input) => directory.list(input),
    'moderators.add': (input, caller) => moderators.add(input, caller),
    'moderators.remove': (input, caller) => moderators.remove(input, caller),
    'moderators.setPermissions': (input, caller) => permissions.set(input, nameOf(caller)),
    'rights.list': () => ({ rights: RIGHTS, subjects: subjects() }),
    'dock.get': () => ({ dock: dock.view() }),
    'dock.retry': async () => ({ dock: await dock.retry() }),
    'keys.list': () => ({ keys: keyring.list() }),
    'keys.metrics': keyring.metrics.view,
    'keys.addMetrics': (_input, caller) => keyring.metrics.add(nameOf(caller)),
    'keys.removeMetrics': (_input, caller) => keyring.metrics.remove(nameOf(caller)),
    'keys.add': (input, caller) => keyring.add(input, nameOf(caller)),
    'keys.remove': async (input, caller) => ({ key: await keyring.remove(input.keyId, nameOf(caller)) }),
  };
}
type RoleCommand = Extract<Command, `${'moderators' | 'rights' | 'keys' | 'dock'}.${string}`>;

type ActCommand = 'channels.live' | Extract<Command, `acts.${string}`>;

function actHandlers({ undo, preview, onAir, confirmations, latencies }: ActingAround): Pick<Handlers, ActCommand> {
  return {
    'acts.undo': (input, caller) => undo.undo(input, caller),
    'acts.undoable': (input) => ({ undos: undo.undoable(input.entryIds) }),
    'acts.unconfirmed': () => ({ acts: confirmations.list() }),
    'acts.latency': () => latencies.read(),
    'acts.preview': preview,
    'channels.live': async () => ({ channels: await onAir.read() }),
  };
}

type GuardCommand = Extract<Command, `${'protected' | 'schedule' | 'reasons'}.${string}`>;

/** Who may not be hit, who may do what, what ends by itself. */
function guardHandlers({ protectedList, schedule, reasons }: HandlerDeps): Pick<Handlers, GuardCommand> {
  return {
    'schedule.list': (input) => ({ lifts: schedule.list(input) }),
    'schedule.cancel': (input, caller) => ({ lift: schedule.cancel(input.id, nameOf(caller)) }),
    'reasons.list': () => ({ reasons: reasons() }),
    'protected.list': (input) => protectedList.list(input),
    'protected.add': (input, caller) => protectedList.add(input, nameOf(caller)),
    'protected.remove': (input, caller) => protectedList.remove(input, nameOf(caller)),
    'protected.import': (input, caller) => protectedList.import(input, nameOf(caller)),
  };
}

/** Many people at once, and the files that go with it. */
function bulkHandlers({ bulks, exportBans }: HandlerDeps): Pick<Handlers, 'bans.export' | BulkCommand> {
  return {
    'bans.export': exportBans,
    'bulk.prepare': (input, caller) => bulks.prepare(input, nameOf(caller)),
    'bulk.addRows': (input) => bulks.addRows(input),
    'bulk.check': (input, caller) => bulks.check(input, nameOf(caller)),
    'bulk.start': (input, caller) => bulks.start(input, caller, nameOf(caller)),
    'bulk.pause': (input) => bulks.pause(input),
    'bulk.resume': (input, caller) => bulks.resume(input, caller, nameOf(caller)),
    'bulk.cancel': (input) => bulks.cancel(input),
    'bulk.rollback': (input, caller) => bulks.rollback(input, nameOf(caller)),
    'bulk.get': (input) => bulks.get(input),
    'bulk.list': (input) => bulks.list(input),
    'bulk.result': (input, caller) => bulks.result(withinPage(input, caller)),
    'bulk.export': (input) => bulks.export(input),
  };
}
type BulkCommand = Extract<Command, `bulk.${string}`>;

/** Files made of long lists. */
function exportHandlers({ exports }: HandlerDeps): Pick<Handlers, ExportCommand> {
  return {
    'audit.export': async (input, caller) => ({ jobId: await exports.audit(input, caller) }),
    'history.export': async (input, caller) => ({ jobId: await exports.history(input, caller) }),
    'exports.cancel': async (input, caller) => ({ job: await exports.cancel(input.jobId, caller) }),
    'exports.ticket': (input, caller) => exports.ticket(input.jobId, caller),
    'exports.reveal': (input) => exports.reveal(input.jobId),
  };
}
type ExportCommand = 'audit.export' | 'history.export' | Extract<Command, `exports.${string}`>;

/** Outside callers get at most 100 rows a page; our own pages may take 500. */
function withinPage<T extends { limit: number }>(input: T, caller: Caller): T {
  if (caller.kind === 'owner' || input.limit <= OUTSIDE_LIMIT) return input;
  throw fail('INVALID_REQUEST', `limit: at most ${OUTSIDE_LIMIT} rows a page`, {
    field: 'limit',
    limit: OUTSIDE_LIMIT,
  });
}
const OUTSIDE_LIMIT = 100;

/** Who asked, as the journal names them. */
export function nameOf(caller: Caller): string {
  return caller.kind === 'owner' ? 'owner' : caller.name;
}
