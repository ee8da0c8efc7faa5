// Keeps the store true: loads the small state at the start, and again whenever an event says that it changed.
import type { AppEvent, Bridge, Command, Input, Output } from '../../shared/contract.ts';
import type { ChannelView, JobView } from '../../shared/model.ts';
import { createRefresher } from './refresher.ts';
import type { State, Store } from './store.ts';

export interface Feed {
  /** Asks for everything again, rows on screen included. */
  reload(): void;
  /** Asks how the limits stand: what frees them is time, which sends no event. */
  limits(): void;
}

export interface FeedDeps {
  readonly bridge: Bridge;
  readonly store: Store;
  /** The core's time in ms. */
  readonly now: () => number;
  /** Sets the page's clock by the core's (ms of the epoch, as heard now). */
  readonly onServerTime: (now: number) => void;
  readonly onJobEnd: (job: JobView) => void;
  /** `before` null: asked for the first time. */
  /** `before` null: asked for the first time. */
  readonly onAlerts: (before: State['alerts'], after: NonNullable<State['alerts']>) => void;
  readonly onUnconfirmed: (before: State['unconfirmed'], after: NonNullable<State['unconfirmed']>) => void;
}

const GAP = 200;

export function createFeed(deps: FeedDeps): Feed {
  const { bridge, store } = deps;
  async function load<C extends Command>(
    command: C,
    input: Input<C>,
    put: (value: Output<C>) => Partial<State>,
  ): Promise<void> {
    const reply = await bridge.call(command, input);
    if (reply.ok) store.setState(put(reply.value));
  }

  const app = createRefresher(async () => {
    const reply = await bridge.call('app.get', {});
    if (!reply.ok) return;
    deps.onServerTime(Date.parse(reply.value.now));
    const { rights } = reply.value;
    store.setState(({ caller }) => ({
      app: reply.value,
      caller: caller.kind === 'owner' ? caller : { ...caller, rights },
    }));
  }, GAP);
  const accounts = createRefresher(() => load('accounts.list', {}, ({ accounts: list }) => ({ accounts: list })), GAP);
  const channels = createRefresher(
    () => load('channels.list', {}, ({ channels: list }) => withChannels(store.getState(), list, deps.now())),
    GAP,
  );
  const settings = createRefresher(() => load('settings.get', {}, (value) => value), GAP);
  const limits = createRefresher(() => load('limits.get', {}, (value) => value), 1000);
  const jobs = createRefresher(() => refreshJobs(deps), GAP);
  const unconfirmed = createRefresher(
    () =>
      load('acts.unconfirmed', {}, (value) => {
        const after = new Map(value.acts.map((act) => [act.entryId, act]));
        deps.onUnconfirmed(store.getState().unconfirmed, after);
        return { unconfirmed: after };
      }),
    GAP,
  );
  const alerts = createRefresher(
    () =>
      load('alerts.list', {}, (value) => {
        deps.onAlerts(store.getState().alerts, value.alerts);
        return { alerts: value.alerts };
      }),
    GAP,
  );
  const all = [app, accounts, channels, settings, limits, jobs, unconfirmed, alerts];

  bridge.onEvent((event) => {
    for (const refresher of affected(event)) refresher.request();
    store.setState(raised(store.getState(), event));
  });

  function affected(event: AppEvent): readonly { request(): void }[] {
    switch (event.type) {
      case 'channel.status':
        return [channels];
      case 'app.changed':
        return [app];
      case 'accounts.changed':
        return [accounts, channels, app];
      case 'limits.changed':
        return [limits];
      case 'settings.changed':
        return [settings, app, channels, limits];
      case 'job.changed':
        return [jobs];
      case 'acts.changed':
        return [unconfirmed];
      case 'alerts.changed':
        return [alerts];
      default:
        return [];
    }
  }

  function reload(): void {
    for (const refresher of all) refresher.request();
    store.setState((state) => ({ epoch: state.epoch + 1 }));
  }
  return { reload, limits: () => limits.request() };
}

/** Keeps looking at the same channel while it exists; else the user's own one, else the first. */
function withChannels(state: State, channels: readonly ChannelView[], now: number): Partial<State> {
  const lostSince = lostChannels(state, channels, now);
  if (channels.some((channel) => channel.id === state.channelId)) return { channels, lostSince };
  const first = channels.find((channel) => channel.mode === 'broadcaster') ?? channels[0];
  return { channels, lostSince, channelId: first?.id ?? null };
}

/** When each channel stopped being live under this page's eyes; kept until it is live again. */
function lostChannels(state: State, channels: readonly ChannelView[], now: number): Readonly<Record<string, number>> {
  const lost: Record<string, number> = {};
  for (const { id, status } of channels) {
    if (status.live === 'live') continue;
    const wasLive = state.channels?.some((old) => old.id === id && old.status.live === 'live') === true;
    const since = state.lostSince[id] ?? (wasLive ? now : null);
    if (since !== null) lost[id] = since;
  }
  return lost;
}

/** The revisions that `event` raises. They only rise, so a late event changes nothing. */
function raised(state: State, event: AppEvent): Partial<State> {
  switch (event.type) {
    case 'bans.changed':
      return { bansRevision: { ...state.bansRevision, [event.channelId]: event.revision } };
    case 'history.changed':
      return { historyRevision: { ...state.historyRevision, [event.channelId]: event.revision } };
    case 'audit.changed':
      return { auditRevision: event.revision };
    case 'bulk.changed':
      return { bulkRevision: event.revision };
    case 'settings.changed':
      return { settingsRevision: event.revision };
    case 'updates.changed':
      return { updatesRevision: event.revision };
    case 'discord.changed':
      return { discordRevision: event.revision };
    case 'dock.changed':
      return { dockRevision: event.revision };
    default:
      return {};
  }
}

/** Running jobs for the bar; those that have ended since the last look are announced once. */
async function refreshJobs({ bridge, store, onJobEnd }: FeedDeps): Promise<void> {
  const reply = await bridge.call('jobs.list', { active: true });
  if (!reply.ok) return;
  const active = reply.value.jobs;
  const gone = store.getState().jobs.filter((job) => !active.some((other) => other.jobId === job.jobId));
  store.setState({ jobs: active });
  if (gone.length === 0) return;
  const all = await bridge.call('jobs.list', {});
  if (!all.ok) return;
  for (const job of all.value.jobs) if (gone.some((other) => other.jobId === job.jobId)) onJobEnd(job);
}
