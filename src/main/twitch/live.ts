// The live feed of moderation acts: who is watched through which account, what each channel's feed is worth right
// now, and every act once. Knows nothing of the ledger; a write that fails there makes the feed count as lost.
import type { ApiClient } from '@twurple/api';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import { createAccount, type Account, type LiveTiming } from './live-account.ts';
import { readAct } from './live-act.ts';
import { createDelivery, type Delivery } from './live-delivery.ts';
import type { LiveNotification } from './live-frame.ts';
import type { LiveAct, LiveState } from './types.ts';

export interface LiveDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** The client that subscribes for this account. May throw when it is not signed in. */
  readonly apiClientFor: (accountId: string) => ApiClient;
  /** Epoch ms by Twitch's clock. */
  readonly twitchNow: () => number;
  /** Loopback port of a Twitch-shaped server; null = Twitch. */
  readonly mockPort: number | null;
  /** Called once per message. May throw: the write failed; the act is handed in again until it is taken. */
  readonly onAct: (act: LiveAct) => void;
  readonly onState: (channelId: string, state: LiveState) => void;
  readonly timing?: Partial<LiveTiming>;
}

export interface WatchInput {
  readonly channelId: string;
  readonly accountId: string;
  readonly role: 'broadcaster' | 'moderator';
}

/**
 * The states of a channel: `connecting` once; `live` when its acts arrive; `lost` once per stretch in which some may
 * have been missed, always before the `live` that ends it; `refused` until it is watched anew. Whoever gets `live`
 * reads in full, because nothing is replayed.
 */
export interface Live {
  /** Watches a channel through an account. The same input again changes nothing, except that a refusal is tried anew. */
  watch(input: WatchInput): void;
  unwatch(channelId: string): void;
  /** The machine woke up, or the network is back: what was open is not trusted. `reason` is told with `lost`. */
  restart(reason: string): void;
  /** What could not be written can be now. */
  catchUp(): void;
  /** Resolves when every socket is closed and no timer is left. Tells no states any more. */
  stop(): Promise<void>;
  states(): ReadonlyMap<string, LiveState>;
}

const TIMING: LiveTiming = {
  minDelayMs: SECOND_MS,
  maxDelayMs: MINUTE_MS,
  attemptGapMs: SECOND_MS,
  attemptsPerMinute: 12,
  healthyMs: 30 * SECOND_MS,
  welcomeMs: 15 * SECOND_MS,
  reconnectMs: 30 * SECOND_MS,
  closeMs: SECOND_MS,
  keepaliveFactor: 1.2,
};

interface Feed {
  readonly deps: LiveDeps;
  readonly timing: LiveTiming;
  readonly accounts: Map<string, Account>;
  readonly watched: Map<string, WatchInput>;
  readonly states: Map<string, LiveState>;
  readonly delivery: Delivery;
  /** Channels of whose acts some were neither written nor kept, since they were lost. */
  readonly holes: Set<string>;
  isStopped: boolean;
}

/** Connects nowhere until `watch`. Twurple's target must be configured already. */
export function createLive(deps: LiveDeps): Live {
  const timing = { ...TIMING, ...deps.timing };
  const delivery = createDelivery({
    clock: deps.clock,
    log: deps.log,
    timing,
    onAct: deps.onAct,
    onMissed: (channelId, since, reason) => lose(feed, channelId, since, reason),
    onDropped: (channelId) => void feed.holes.add(channelId),
    onRecovered: (channelId) => goLive(feed, channelId),
  });
  const feed: Feed = {
    deps,
    timing,
    accounts: new Map(),
    watched: new Map(),
    states: new Map(),
    delivery,
    holes: new Set(),
    isStopped: false,
  };
  return {
    watch: (input) => watch(feed, input),
    unwatch: (channelId) => unwatch(feed, channelId),
    restart(reason) {
      for (const account of feed.accounts.values()) account.restart(reason);
    },
    catchUp: delivery.catchUp,
    async stop() {
      feed.isStopped = true;
      delivery.stop();
      await Promise.all([...feed.accounts.values()].map((account) => account.close()));
    },
    states: () => feed.states,
  };
}

function watch(feed: Feed, input: WatchInput): void {
  if (feed.isStopped) return;
  const { channelId, accountId, role } = input;
  const known = feed.watched.get(channelId);
  const isSame = known?.accountId === accountId && known.role === role;
  if (isSame && feed.states.get(channelId)?.state !== 'refused') return;
  unwatch(feed, channelId);
  feed.watched.set(channelId, input);
  tell(feed, channelId, { state: 'connecting' });
  const account = feed.accounts.get(accountId) ?? openAccount(feed, accountId);
  account.add(channelId, role);
}

function unwatch(feed: Feed, channelId: string): void {
  const known = feed.watched.get(channelId);
  if (!known) return;
  feed.watched.delete(channelId);
  feed.states.delete(channelId);
  feed.holes.delete(channelId);
  feed.delivery.forget(channelId);
  feed.accounts.get(known.accountId)?.remove(channelId);
}

function openAccount(feed: Feed, accountId: string): Account {
  const { clock, log, twitchNow, mockPort, apiClientFor } = feed.deps;
  const account = createAccount({
    clock,
    log,
    timing: feed.timing,
    accountId,
    apiClient: () => apiClientFor(accountId),
    twitchNow,
    mockPort,
    onHeard: (channelId) => goLive(feed, channelId),
    onLost: (channelId, since, reason) => lose(feed, channelId, since, reason),
    onRefused: (channelId, reason) => {
      feed.delivery.forget(channelId);
      tell(feed, channelId, { state: 'refused', reason });
    },
    onNotification: (frame) => take(feed, frame),
    onUnreadable: () => {
      const now = twitchNow();
      for (const [channelId, by] of feed.watched) {
        if (by.accountId === accountId && account.isHeard(channelId)) feed.delivery.missed(channelId, now);
      }
    },
  });
  feed.accounts.set(accountId, account);
  return account;
}

function take(feed: Feed, frame: LiveNotification): void {
  const now = feed.deps.twitchNow();
  const read = readAct(frame, now);
  if (read.type === 'act') feed.delivery.deliver(read.act);
  if (read.type !== 'malformed') return;
  feed.deps.log.warn('live event not understood', { channelId: frame.channelId, type: frame.subscriptionType });
  feed.delivery.missed(frame.channelId, frame.sentAt ?? now);
}

function goLive(feed: Feed, channelId: string): void {
  const known = feed.watched.get(channelId);
  const isHeard = known !== undefined && feed.accounts.get(known.accountId)?.isHeard(channelId) === true;
  if (!isHeard || feed.delivery.isBehind(channelId) || feed.states.get(channelId)?.state === 'live') return;
  const hasHole = feed.holes.delete(channelId);
  tell(feed, channelId, { state: 'live', since: feed.deps.twitchNow(), ...(hasHole ? { hasHole } : {}) });
}

function lose(feed: Feed, channelId: string, since: number, reason: string): void {
  const before = feed.states.get(channelId)?.state;
  // The connection goes while what it told still waits to be written.
  if (before === 'lost' && feed.delivery.isBehind(channelId)) feed.holes.add(channelId);
  if (before !== 'live' && before !== 'connecting') return;
  tell(feed, channelId, { state: 'lost', since: Math.min(since, feed.deps.twitchNow()), reason });
}

function tell(feed: Feed, channelId: string, state: LiveState): void {
  if (feed.isStopped) return;
  feed.states.set(channelId, state);
  try {
    feed.deps.onState(channelId, state);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    feed.deps.log.error('live state was not taken', { channelId, state: state.state, name });
  }
}
