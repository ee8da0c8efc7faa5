// The live feed of one account: one connection at a time, its channels, and coming back after every loss.
// Says per channel whether it is heard; what is heard goes through untouched.
import type { ApiClient } from '@twurple/api';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createBackoff, jitteredDelay, type Backoff, type BackoffTiming } from './live-backoff.ts';
import { createDeadline, type Deadline } from './live-deadline.ts';
import type { LiveFrame, LiveNotification } from './live-frame.ts';
import { openLink, type Link, type LinkTiming } from './live-link.ts';
import { readSubscriptionFailure } from './live-refusal.ts';
import type { Feed, SubscriptionResult } from './live-subscriptions.ts';

export interface LiveTiming extends BackoffTiming, LinkTiming {
  /** A connection that held this long starts the back-off anew. */
  readonly healthyMs: number;
}

export interface AccountDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: LiveTiming;
  readonly accountId: string;
  /** Throws when nobody is signed in with that id. */
  readonly apiClient: () => ApiClient;
  readonly twitchNow: () => number;
  readonly mockPort: number | null;
  readonly onHeard: (channelId: string) => void;
  readonly onLost: (channelId: string, since: number, reason: string) => void;
  readonly onRefused: (channelId: string, reason: string) => void;
  readonly onNotification: (frame: LiveNotification) => void;
  /** A frame came that nobody can read: anything may have been in it. */
  readonly onUnreadable: () => void;
}

export interface Account {
  add(channelId: string, role: 'broadcaster' | 'moderator'): void;
  remove(channelId: string): void;
  /** True while the channel's acts arrive. */
  isHeard(channelId: string): boolean;
  /** Drops the connection and makes a new one at once, as far as the ceiling allows. */
  restart(reason: string): void;
  close(): Promise<void>;
}

interface Channel {
  readonly role: 'broadcaster' | 'moderator';
  readonly addedAt: number;
  readonly retryBy: Deadline;
  feed: Feed;
  failures: number;
  isRefused: boolean;
}

interface State {
  readonly deps: AccountDeps;
  readonly channels: Map<string, Channel>;
  readonly backoff: Backoff;
  readonly connectBy: Deadline;
  link: Link | null;
  /** Monotonic ms of the welcome; null before it. */
  welcomedAt: number | null;
  /** Epoch ms by Twitch's clock of the last frame. */
  heardAt: number | null;
  /** Connections that nobody needs any more and that are still saying goodbye. */
  readonly closing: Set<Promise<void>>;
  isClosed: boolean;
}

/** Connects when the first channel is added, and not before. */
export function createAccount(deps: AccountDeps): Account {
  const state: State = {
    deps,
    channels: new Map(),
    backoff: createBackoff(deps.clock, deps.timing),
    connectBy: createDeadline(deps.clock, () => connect(state)),
    link: null,
    welcomedAt: null,
    heardAt: null,
    closing: new Set(),
    isClosed: false,
  };
  return {
    add(channelId, role) {
      const retryBy = createDeadline(deps.clock, () => state.link?.subscriptions.retry(channelId));
      const addedAt = deps.twitchNow();
      state.channels.set(channelId, { role, addedAt, retryBy, feed: 'moderate', failures: 0, isRefused: false });
      if (state.link) subscribeMissing(state);
      else connectSoon(state);
    },
    remove(channelId) {
      state.channels.get(channelId)?.retryBy.clear();
      state.channels.delete(channelId);
      leave(state, channelId);
    },
    isHeard: (channelId) => isHeard(state, channelId),
    restart(reason) {
      state.backoff.reset();
      state.link?.cut();
      lose(state, reason);
      connectSoon(state);
    },
    async close() {
      state.isClosed = true;
      state.connectBy.clear();
      for (const { retryBy } of state.channels.values()) retryBy.clear();
      hangUp(state);
      await Promise.all(state.closing);
    },
  };
}

function wanted(state: State): Map<string, Feed> {
  return new Map([...state.channels].filter(([, { isRefused }]) => !isRefused).map(([id, { feed }]) => [id, feed]));
}

function isHeard({ channels, link, welcomedAt }: State, channelId: string): boolean {
  const isWanted = channels.get(channelId)?.isRefused === false;
  return isWanted && welcomedAt !== null && link !== null && link.subscriptions.isComplete(channelId);
}

function connectSoon(state: State): void {
  if (state.isClosed || state.link || wanted(state).size === 0) return;
  const delayMs = state.backoff.delay();
  // Without a timer when it can be now: channels added in the same turn still join before the welcome.
  if (delayMs <= 0) connect(state);
  else state.connectBy.set(delayMs);
}

function connect(state: State): void {
  state.connectBy.clear();
  const first = wanted(state);
  if (state.isClosed || state.link || first.size === 0) return;
  const { clock, timing, accountId, mockPort } = state.deps;
  state.backoff.attempted();
  try {
    state.link = openLink(
      {
        clock,
        timing,
        accountId,
        mockPort,
        apiClient: state.deps.apiClient(),
        onFrame: (frame) => hear(state, frame),
        onSubscription: (channelId, result) => settle(state, channelId, result),
        onEnd: (reason) => comeBack(state, reason),
      },
      first,
    );
  } catch (error) {
    const failure = readSubscriptionFailure(error);
    if (failure.outcome !== 'refused') return comeBack(state, 'open_failed');
    for (const channelId of first.keys()) refuse(state, channelId, failure.reason);
  }
}

function comeBack(state: State, reason: string): void {
  const { log, accountId } = state.deps;
  noteFailure(state);
  log.info('live feed lost', { accountId, reason });
  lose(state, reason);
  connectSoon(state);
}

function noteFailure({ backoff, welcomedAt, deps }: State): void {
  const heldMs = welcomedAt === null ? 0 : deps.clock.monotonic() - welcomedAt;
  if (heldMs >= deps.timing.healthyMs) backoff.reset();
  backoff.failed();
}

function hear(state: State, frame: LiveFrame): void {
  state.heardAt = state.deps.twitchNow();
  switch (frame.type) {
    case 'welcome':
      state.welcomedAt ??= state.deps.clock.monotonic();
      // After Twurple has taken in the welcome and made the subscriptions it knows of.
      queueMicrotask(() => subscribeMissing(state));
      return;
    case 'notification':
      if (state.channels.get(frame.channelId)?.isRefused === false) state.deps.onNotification(frame);
      return;
    case 'revocation':
      // Gone at Twitch already: nothing to delete.
      state.link?.subscriptions.forget(frame.channelId);
      return refuse(state, frame.channelId, frame.status);
    case 'malformed':
      state.deps.log.warn('live frame not understood', { reason: frame.reason });
      return state.deps.onUnreadable();
    case 'keepalive':
    case 'reconnect':
    case 'unknown':
  }
}

/** Channels that were added while nothing could be subscribed. */
function subscribeMissing(state: State): void {
  if (!state.link || state.link.isReconnecting()) return;
  for (const [channelId, feed] of wanted(state)) state.link.subscriptions.add(channelId, feed);
}

function settle(state: State, channelId: string, result: SubscriptionResult): void {
  const channel = state.channels.get(channelId);
  if (!channel || channel.isRefused) return;
  const { deps } = state;
  if (result === 'subscribed') {
    if (!isHeard(state, channelId)) return;
    channel.failures = 0;
    return deps.onHeard(channelId);
  }
  if (result.outcome === 'retry') {
    channel.failures += 1;
    deps.log.info('live subscription failed', { channelId, reason: result.reason, failures: channel.failures });
    channel.retryBy.set(jitteredDelay(channel.failures, deps.timing, deps.clock.random()));
    return deps.onLost(channelId, channel.addedAt, result.reason);
  }
  if (result.outcome !== 'refused') return;
  // A broadcaster who lacks a scope of channel.moderate may still have the one for the plain ban feed.
  if (result.reason === 'forbidden' && channel.role === 'broadcaster' && channel.feed === 'moderate') {
    channel.feed = 'bans';
    deps.log.info('live feed falls back to plain bans', { channelId });
    return state.link?.subscriptions.add(channelId, 'bans');
  }
  refuse(state, channelId, result.reason);
}

function refuse(state: State, channelId: string, reason: string): void {
  const channel = state.channels.get(channelId);
  if (!channel || channel.isRefused) return;
  channel.isRefused = true;
  channel.retryBy.clear();
  state.deps.log.warn('live feed refused', { channelId, reason });
  leave(state, channelId);
  state.deps.onRefused(channelId, reason);
}

/** Twitch closes a socket on which nothing is subscribed, so it goes with its last channel. */
function leave(state: State, channelId: string): void {
  if (wanted(state).size > 0) return state.link?.subscriptions.remove(channelId);
  state.connectBy.clear();
  hangUp(state);
}

function hangUp(state: State): void {
  const closed: Promise<void> | undefined = state.link
    ?.close()
    .finally(() => void (closed && state.closing.delete(closed)));
  if (closed) state.closing.add(closed);
  state.link = null;
  state.welcomedAt = null;
}

/** Everything of this account is unheard from the last frame on. */
function lose(state: State, reason: string): void {
  const { heardAt } = state;
  state.link = null;
  state.welcomedAt = null;
  for (const [channelId, channel] of state.channels) {
    channel.retryBy.clear();
    if (!channel.isRefused) state.deps.onLost(channelId, Math.max(heardAt ?? 0, channel.addedAt), reason);
  }
}
