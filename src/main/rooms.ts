// Every room of the core, built once and in reading order, and the places where they meet.
import type { AccountView, AppInfo } from '../shared/model.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createSignIns } from './accounts/sign-in.ts';
import { createTokenStore } from './accounts/token-store.ts';
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
import { createUpkeep } from './bans/upkeep.ts';
import { createChannels } from './channels/channels.ts';
import { createStatuses } from './channels/status.ts';
import type { CoreDeps } from './core.ts';
import { createJobJournal } from './db/job-journal.ts';
import type { Database } from './db/open.ts';
import { describe } from './dispatch.ts';
import type { HandlerDeps } from './handlers.ts';
import type { Bus } from './lib/bus.ts';
import { createJobs } from './lib/jobs.ts';
import { HOUR_MS, toIso } from './lib/time.ts';
import { createLinks } from './links.ts';
import { createNames } from './people/names.ts';
import { createPeopleQueries } from './people/queries.ts';
import { createControl } from './settings/control.ts';
import { createSettings, readFlag } from './settings/settings.ts';
import { connectTwitch } from './twitch/connect.ts';
import { createLive, type Live } from './twitch/live.ts';
import { createWatching } from './watching.ts';

export interface Rooms extends HandlerDeps {
  /** Takes up where the last run ended: accounts, watching, acts that were cut off. */
  start(): Promise<void>;
  stop(): Promise<void>;
  onSleep(): void;
  onResume(): void;
}

/** What Twitch documents as an example, until its headers say otherwise: requests per minute. */
const TWITCH_LIMIT = 800;
const VAULT_RETRY_MS = 30_000;
const MODERATOR_LAG_MS = 3_000;

export function createRooms(deps: CoreDeps, db: Database, bus: Bus): Rooms {
  const { clock, log, vault } = deps;
  const flag = readFlag(deps.environment['FEATURE_TWITCH_MODERATION']);
  const settings = createSettings({ db, bus, log, now: clock.now, flag });
  const clientId = (): string => settings.get().twitchClientId || deps.clientId;
  const store = createTokenStore(vault);
  const twitch = connectTwitch({ clock, log, bus, store, port: deps.twitchPort, clientId, protect: deps.protect });
  const twitchNow = twitch.serverTime.now;
  const audit = createAuditLog({ db, now: clock.now });
  /** What most rooms need. */
  const base = { db, bus, log, clock, now: clock.now, twitchNow, audit };

  const control = createControl({ ...base, store: settings });
  const jobs = createJobs({ ...base, journal: createJobJournal(db), describe });
  const bans = createBanQueries(db);
  const ledger = createLedger({ ...base, names: createNames(db) });
  const statuses = createStatuses(bus);
  const gaps = createGaps(db, bus);

  const accounts = createAccounts({
    ...base,
    auth: twitch.auth,
    onChange: (action, account) => {
      control.recordAccount(action, account);
      void welcome(account.id);
    },
  });
  const channels = createChannels({
    ...base,
    statuses,
    client: twitch.reader,
    accounts: accounts.list,
    counts: bans.counts,
    isActingOn: () => settings.acting().isOn,
  });
  const canLook = (channelId: string): boolean => channels.reach(channelId, 'readList') !== null;

  const readList = createReadList({
    ...base,
    ledger,
    client: twitch.reader,
    pace: async (channelId, signal) => {
      const delay = pageDelay(twitch.meter.last(channelId), twitchNow());
      if (delay > 0) await clock.sleep(delay, signal);
    },
  });
  const poller = createPoller({
    ...base,
    readList,
    statuses,
    gaps,
    limitOf: (channelId) => twitch.meter.last(channelId)?.limit ?? TWITCH_LIMIT,
    firstRead: (channelId) => syncs.first(channelId),
  });
  const syncs = createSyncs({
    ...base,
    jobs,
    poller,
    readList,
    assertReadable: (channelId) => void channels.demand(channelId, 'readList'),
  });

  const intents = createIntents(db);
  const people = createPeople({ ...base, client: twitch.actor });
  const outcomes = createOutcomes({
    ...base,
    ledger,
    intents,
    client: twitch.actor,
    canLook,
    appVersion: deps.version,
  });
  const acting = createActing({
    ...base,
    intents,
    outcomes,
    people,
    client: twitch.actor,
    settings: settings.get,
    acting: settings.acting,
    findBan: bans.find,
    getBan: (banId) => bans.get({ banId }),
    actorFor: (channelId) => ({ account: channels.demand(channelId, 'act').account, canLook: canLook(channelId) }),
  });

  const expiry = startExpiry({ ...base, ledger });
  const upkeep = createUpkeep({ ...base, ledger });
  const watching = createWatching({
    ...base,
    channels,
    statuses,
    poller,
    live: () => live,
    ledger,
    gaps,
    onModeratorChange,
  });
  const live: Live = createLive({
    ...base,
    apiClientFor: twitch.apiClientFor,
    mockPort: deps.twitchPort,
    onAct: watching.onAct,
    onState: watching.onState,
  });

  const signIns = createSignIns({
    ...base,
    accounts,
    jobs,
    auth: twitch.auth,
    endpoint: twitch.endpoint,
    clientId,
    protect: deps.protect,
    isMock: deps.twitchPort !== null,
    displayNameOf: async (id) => (await twitch.reader.users({ accountId: id, ids: [id] }))[0]?.displayName ?? null,
  });

  const startedAt = twitchNow();
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  /** An account came or went: its channels, what is watched, and its acts that were cut off. */
  function welcome(accountId: string): Promise<void> {
    const work = welcomeAccount(accountId).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error('an account could not be taken up', { accountId, error: String(error) });
    });
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }
  async function welcomeAccount(accountId: string): Promise<void> {
    watching.update();
    const account = signedIn(accountId);
    if (account === null) return;
    try {
      await channels.refresh(account);
    } catch (error) {
      log.warn('the channels of an account could not be asked', { accountId, error: String(error) });
    }
    if (stopping.signal.aborted) return;
    watching.update();
    await settleDangling({ intents, outcomes, people, log, account: signedIn, before: startedAt });
  }
  /** Twitch may take a moment until its list of moderated channels follows. */
  function onModeratorChange(userId: string): void {
    if (signedIn(userId) === null) return;
    void clock.sleep(MODERATOR_LAG_MS, stopping.signal).then(
      () => welcome(userId),
      () => undefined,
    );
  }
  function signedIn(accountId: string): AccountView | null {
    const account = accounts.get(accountId);
    return account?.state === 'signed-in' ? account : null;
  }
  /** Takes up stored tokens; where the vault can't be read just now, tries again until it can. */
  async function restore(): Promise<void> {
    const unread = await accounts.restore();
    for (const { id } of accounts.list()) void welcome(id);
    if (unread.length > 0) void clock.sleep(VAULT_RETRY_MS, stopping.signal).then(restore, () => undefined);
  }
  let stopKeeping = (): void => undefined;

  const info = (): AppInfo => ({
    version: deps.version,
    shell: deps.shell,
    isDemo: deps.isDemo,
    hasClientId: clientId() !== '',
    acting: settings.acting(),
    vault: vault.kind,
    now: toIso(clock.now()),
  });

  return {
    info,
    accounts,
    signIns,
    channels,
    syncs,
    jobs,
    bans,
    upkeep,
    acting,
    control,
    history: createHistoryQueries(db),
    people: createPeopleQueries(db, bans.ofPerson),
    audit: createAuditQueries(db),
    meter: twitch.meter,
    links: createLinks({ openExternal: deps.openExternal, verificationUri: signIns.verificationUri }),
    watch(channelId, isWatched) {
      channels.setWatched(channelId, isWatched);
      watching.update();
      return channels.get(channelId);
    },
    revision: bus.revision,

    async start() {
      jobs.interruptDead();
      await restore();
      const refresh = (): void => accounts.list().forEach(({ id }) => void welcome(id));
      const stops = [twitch.auth.keepValid(), upkeep.keepTidy(), clock.every(HOUR_MS, refresh)];
      stopKeeping = () => stops.forEach((stop) => stop());
    },
    async stop() {
      stopping.abort();
      accounts.close();
      stopKeeping();
      await Promise.allSettled([jobs.close(), poller.stop(), live.stop(), expiry.stop(), ...underWay]);
      twitch.disconnect();
    },
    onSleep: watching.onSleep,
    onResume() {
      twitch.serverTime.onResume();
      watching.onResume();
    },
  };
}
