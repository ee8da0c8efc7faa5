// Builds the whole core from what a shell hands in, in reading order. Knows no shell, no Electron, no sockets to pages.
import { join } from 'node:path';
import type { AppEvent } from '../shared/contract.ts';
import type { AccountView, AppInfo } from '../shared/model.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createSignIns } from './accounts/sign-in.ts';
import { createTokenStore } from './accounts/token-store.ts';
import type { Vault } from './accounts/vault.ts';
import { createActing } from './actions/act.ts';
import { settleDangling } from './actions/dangling.ts';
import { createIntents } from './actions/intents.ts';
import { createOutcomes } from './actions/outcomes.ts';
import { createPeople } from './actions/people.ts';
import { createAuditLog } from './audit/append.ts';
import { createAuditQueries } from './audit/queries.ts';
import { pageDelay } from './bans/cadence.ts';
import { startExpiry } from './bans/expiry.ts';
import { createGaps } from './bans/gaps.ts';
import { createHistoryQueries } from './bans/history-queries.ts';
import { createLedger } from './bans/ledger.ts';
import { createBanQueries } from './bans/list-queries.ts';
import { createPoller } from './bans/poller.ts';
import { createReadList } from './bans/read.ts';
import { createSyncs } from './bans/sync.ts';
import { createChannels } from './channels/channels.ts';
import { createStatuses } from './channels/status.ts';
import { createJobJournal } from './db/job-journal.ts';
import { lockFolder } from './db/lock.ts';
import { openDatabase } from './db/open.ts';
import { createDispatch, describe, type Dispatch } from './dispatch.ts';
import { createHandlers } from './handlers.ts';
import { createBus } from './lib/bus.ts';
import type { Clock } from './lib/clock.ts';
import { createJobs } from './lib/jobs.ts';
import type { Log } from './lib/log.ts';
import { toIso } from './lib/time.ts';
import { createLinks } from './links.ts';
import { createNames } from './people/names.ts';
import { createPeopleQueries } from './people/queries.ts';
import { createControl } from './settings/control.ts';
import { createSettings, readFlag } from './settings/settings.ts';
import { connectTwitch } from './twitch/connect.ts';
import { createLive, type Live } from './twitch/live.ts';
import { createWatching } from './watching.ts';

export interface CoreDeps {
  /** Folder that holds modkeep.db, its lock, backups and logs. Exists and is writable. */
  readonly dataDir: string;
  /** Folder with the SQL migrations. */
  readonly migrationsDir: string;
  readonly version: string;
  readonly shell: 'desktop' | 'browser';
  readonly isDemo: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
  /** Makes a token unprintable in the log (the scrubber's registry). */
  readonly protect: (secret: string) => void;
  /** From `TWITCH_CLIENT_ID` or the build; a client id in the settings wins. Empty = none. */
  readonly clientId: string;
  /** Loopback port of a Twitch-shaped server to talk to instead of Twitch; null = Twitch. */
  readonly twitchPort: number | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens an allow-listed https page in the system browser; resolves to false where there is none. */
  readonly openExternal: (url: string) => Promise<boolean>;
}

export interface Core {
  readonly dispatch: Dispatch;
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** The machine went to sleep or woke up: everything heard in between is a gap. */
  onSleep(): void;
  onResume(): void;
  /** Stops every loop, lets running writes end, closes the database. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the data folder and starts everything. Throws DATABASE_BUSY when another Modkeep holds the folder, and
 * DATABASE_FULL, DATABASE_CORRUPT or DATABASE_NEWER when its database can't be used.
 */
export async function createCore(deps: CoreDeps): Promise<Core> {
  const { clock, log, vault } = deps;
  const lock = lockFolder(deps.dataDir);
  const stopping = new AbortController();
  const db = openOrRelease();
  const bus = createBus((error) => log.error('a listener failed', { error: String(error) }));
  const settings = createSettings({
    db,
    bus,
    log,
    now: clock.now,
    flag: readFlag(deps.environment['FEATURE_TWITCH_MODERATION']),
  });
  const clientId = (): string => settings.get().twitchClientId || deps.clientId;
  const twitch = connectTwitch({
    clock,
    log,
    bus,
    store: createTokenStore(vault),
    port: deps.twitchPort,
    clientId,
    protect: deps.protect,
  });
  const twitchNow = twitch.serverTime.now;
  const audit = createAuditLog({ db, now: clock.now });
  const control = createControl({ db, store: settings, audit, bus, log, now: clock.now });
  const jobs = createJobs({ journal: createJobJournal(db), clock, log, bus, describe });
  jobs.interruptDead();

  const bans = createBanQueries(db);
  const ledger = createLedger({ db, audit, names: createNames(db), bus, log, twitchNow });
  const statuses = createStatuses(bus);
  const gaps = createGaps(db, bus);
  const accounts = createAccounts({
    db,
    bus,
    log,
    clock,
    auth: twitch.auth,
    onChange: (action, account) => {
      control.recordAccount(action, account);
      void welcome(account.id);
    },
  });
  const channels = createChannels({
    db,
    bus,
    log,
    statuses,
    client: twitch.reader,
    accounts: accounts.list,
    counts: bans.counts,
    isActingOn: () => settings.acting().isOn,
    now: clock.now,
  });
  const readList = createReadList({
    db,
    ledger,
    client: twitch.reader,
    clock,
    twitchNow,
    pace: (channelId, signal) => {
      const delay = pageDelay(twitch.meter.last(channelId), twitchNow());
      return delay === 0 ? Promise.resolve() : clock.sleep(delay, signal);
    },
  });
  const poller = createPoller({
    db,
    readList,
    statuses,
    gaps,
    clock,
    log,
    twitchNow,
    limitOf: (channelId) => twitch.meter.last(channelId)?.limit ?? TWITCH_LIMIT,
    firstRead: (channelId) => syncs.first(channelId),
  });
  const syncs = createSyncs({
    db,
    jobs,
    poller,
    readList,
    audit,
    clock,
    twitchNow,
    assertReadable: (channelId) => void channels.demand(channelId, 'readList'),
  });

  const intents = createIntents(db);
  const canLook = (channelId: string): boolean => channels.reach(channelId, 'readList') !== null;
  const people = createPeople({ db, client: twitch.actor, twitchNow });
  const outcomes = createOutcomes({
    db,
    ledger,
    audit,
    intents,
    client: twitch.actor,
    clock,
    log,
    twitchNow,
    canLook,
    appVersion: deps.version,
  });
  const acting = createActing({
    intents,
    outcomes,
    people,
    client: twitch.actor,
    clock,
    twitchNow,
    settings: settings.get,
    acting: settings.acting,
    findBan: bans.find,
    getBan: (banId) => bans.get({ banId }),
    actorFor: (channelId) => ({ account: channels.demand(channelId, 'act').account, canLook: canLook(channelId) }),
  });

  const expiry = startExpiry({ ledger, clock, log, twitchNow });
  const watching = createWatching({
    channels,
    statuses,
    poller,
    live: () => live,
    ledger,
    gaps,
    expiry: () => expiry,
    twitchNow,
  });
  const live: Live = createLive({
    clock,
    log,
    apiClientFor: twitch.apiClientFor,
    twitchNow,
    mockPort: deps.twitchPort,
    onAct: watching.onAct,
    onState: watching.onState,
  });
  const stopWaking = bus.subscribe((event) => {
    if (event.type === 'bans.changed') expiry.wake();
  });

  /** Whoever is signed in now: their channels, what is watched, and acts that were cut off. */
  async function welcome(accountId: string): Promise<void> {
    const account = accounts.get(accountId);
    if (account?.state !== 'signed-in') return watching.update();
    try {
      await channels.refresh(account);
    } catch (error) {
      log.warn('the channels of an account could not be asked', { accountId, error: String(error) });
    }
    watching.update();
    await settleDangling({ intents, outcomes, people, log, account: signedIn, before: startedAt });
  }
  const startedAt = twitchNow();
  const signedIn = (accountId: string): AccountView | null => {
    const account = accounts.get(accountId);
    return account?.state === 'signed-in' ? account : null;
  };
  const signIns = createSignIns({
    accounts,
    jobs,
    auth: twitch.auth,
    endpoint: twitch.endpoint,
    clientId,
    clock,
    protect: deps.protect,
    isMock: deps.twitchPort !== null,
    displayNameOf: async (id) => (await twitch.reader.users({ accountId: id, ids: [id] }))[0]?.displayName ?? null,
  });

  const info = (): AppInfo => ({
    version: deps.version,
    shell: deps.shell,
    isDemo: deps.isDemo,
    hasClientId: clientId() !== '',
    acting: settings.acting(),
    vault: vault.kind,
    now: toIso(clock.now()),
  });
  const handlers = createHandlers({
    info,
    accounts,
    signIns,
    channels,
    syncs,
    jobs,
    bans,
    acting,
    control,
    history: createHistoryQueries(db),
    people: createPeopleQueries(db, bans.ofPerson),
    audit: createAuditQueries(db),
    meter: twitch.meter,
    links: createLinks({ openExternal: deps.openExternal, verificationUri: signIns.verificationUri }),
    watch: (channelId, isWatched) => {
      const channel = channels.setWatched(channelId, isWatched);
      watching.update();
      return channel;
    },
    revision: bus.revision,
  });

  await restoreAll();
  const stopValidating = twitch.auth.keepValid();
  const welcoming = Promise.all(accounts.list().map(({ id }) => welcome(id)));
  if (db.recovery !== null)
    log.error('the database was damaged and set aside', {
      keptAs: db.recovery.keptAs,
      restoredFrom: db.recovery.restoredFrom,
    });

  /** Takes up stored tokens; where the vault can't be read just now, tries again until it can. */
  async function restoreAll(): Promise<void> {
    const unread = await accounts.restore();
    watching.update();
    if (unread.length === 0) return;
    void clock.sleep(VAULT_RETRY_MS, stopping.signal).then(restoreAll, () => undefined);
  }

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    stopping.abort();
    accounts.close();
    stopValidating();
    stopWaking();
    await Promise.allSettled([jobs.close(), poller.stop(), live.stop(), expiry.stop()]);
    await Promise.race([welcoming, clock.sleep(CLOSE_MS)]).catch(() => undefined);
    twitch.disconnect();
    db.close();
    lock.release();
  }

  return {
    dispatch: createDispatch(handlers, log),
    subscribe: bus.subscribe,
    onSleep: watching.onSleep,
    onResume: () => {
      twitch.serverTime.onResume();
      watching.onResume();
    },
    close: () => (closing ??= close()),
  };

  function openOrRelease(): ReturnType<typeof openDatabase> {
    try {
      return openDatabase({ path: join(deps.dataDir, 'modkeep.db'), migrationsDir: deps.migrationsDir, clock, log });
    } catch (error) {
      lock.release();
      throw error;
    }
  }
}

/** What Twitch documents as an example, until its headers say otherwise. */
const TWITCH_LIMIT = 800;
const CLOSE_MS = 2_000;
const VAULT_RETRY_MS = 30_000;
