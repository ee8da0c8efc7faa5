// One connection of one account to EventSub, from dialling to its end: welcome, keepalives, reconnect, silence.
// It never comes back by itself; whoever opened it decides what follows an end.
import type { ApiClient } from '@twurple/api';
import { EventSubWsListener } from '@twurple/eventsub-ws';
import type { Clock } from '../lib/clock.ts';
import { createDeadline, type Deadline } from './live-deadline.ts';
import { readFrame, type LiveFrame } from './live-frame.ts';
import { openWire, type Wire } from './live-seam.ts';
import { createSubscriptions, type Feed, type SubscriptionResult, type Subscriptions } from './live-subscriptions.ts';

export interface LinkTiming {
  /** From dialling to the welcome. */
  readonly welcomeMs: number;
  /** From a reconnect message to the welcome on the new socket; Twitch gives 30 s. */
  readonly reconnectMs: number;
  /** How long a closing socket may take to say goodbye. */
  readonly closeMs: number;
  /** A socket is dead after this many keepalive intervals without a frame. */
  readonly keepaliveFactor: number;
}

/** None of the callbacks may throw, and none is called after `cut` or `close`. */
export interface LinkDeps {
  readonly clock: Clock;
  readonly timing: LinkTiming;
  readonly accountId: string;
  readonly apiClient: ApiClient;
  /** Loopback port of a Twitch-shaped server; null = Twitch. */
  readonly mockPort: number | null;
  readonly onFrame: (frame: LiveFrame) => void;
  readonly onSubscription: (channelId: string, result: SubscriptionResult) => void;
  /** The link is dead. Called at most once. */
  readonly onEnd: (reason: string) => void;
}

export interface Link {
  /** Between a reconnect message and the welcome that answers it, nothing may be subscribed. */
  readonly isReconnecting: () => boolean;
  readonly subscriptions: Subscriptions;
  cut(): void;
  close(): Promise<void>;
}

interface State {
  readonly deps: LinkDeps;
  readonly welcomeBy: Deadline;
  readonly heardBy: Deadline;
  wire: Wire | null;
  keepaliveMs: number | null;
  isReconnecting: boolean;
  isOver: boolean;
}

const KEEPALIVE = '{"metadata":{"message_type":"session_keepalive"},"payload":{}}';

/** Opens a link with its first subscriptions (at least one). Throws INTERNAL_ERROR if Twurple was rebuilt. */
export function openLink(deps: LinkDeps, first: ReadonlyMap<string, Feed>): Link {
  const { clock, timing, accountId, apiClient, mockPort } = deps;
  const listener = new EventSubWsListener({
    apiClient,
    ...(mockPort === null ? {} : { url: `ws://127.0.0.1:${mockPort}/ws` }),
    logger: { custom: () => undefined },
  });
  const state: State = {
    deps,
    welcomeBy: createDeadline(clock, () => end(state, state.isReconnecting ? 'reconnect_timeout' : 'no_welcome')),
    heardBy: createDeadline(clock, () => end(state, 'keepalive')),
    wire: null,
    keepaliveMs: null,
    isReconnecting: false,
    isOver: false,
  };
  const subscriptions = createSubscriptions(listener, accountId, (channelId, result) => {
    if (state.isOver) return;
    if (typeof result === 'object' && result.outcome === 'session_gone') return end(state, 'session_gone');
    deps.onSubscription(channelId, result);
  });
  for (const [channelId, feed] of first) subscriptions.add(channelId, feed);
  state.wire = openWire({
    clock,
    listener,
    accountId,
    onText: (text) => hear(state, text),
    onDrop: (error) => end(state, dropReason(error)),
  });
  state.welcomeBy.set(timing.welcomeMs);
  return {
    isReconnecting: () => state.isReconnecting,
    subscriptions,
    cut: () => cut(state),
    close: async () => {
      release(state);
      await state.wire?.close(timing.closeMs);
    },
  };
}

/** Takes a frame; returns what Twurple is to see of it. */
function hear(state: State, text: string): string | null {
  if (state.isOver) return null;
  const { deps, keepaliveMs } = state;
  const frame = readFrame(text);
  if (keepaliveMs !== null) state.heardBy.set(keepaliveMs * deps.timing.keepaliveFactor);
  if (frame.type === 'welcome') hearWelcome(state, frame.keepaliveMs);
  if (frame.type === 'reconnect') hearReconnect(state, frame.url);
  if (frame.type === 'malformed' && frame.reason.startsWith('session_')) end(state, frame.reason);
  if (state.isOver) return null;
  deps.onFrame(frame);
  // Twurple would drop a notification by the local clock, mark it as seen before it is written, and keep a timer;
  // what is not what it expects makes it throw. It gets to know that something was heard, no more.
  const isTransport = frame.type === 'welcome' || frame.type === 'reconnect' || frame.type === 'revocation';
  return isTransport ? text : KEEPALIVE;
}

function hearWelcome(state: State, keepaliveMs: number): void {
  const { timing } = state.deps;
  state.keepaliveMs = keepaliveMs;
  state.heardBy.set(keepaliveMs * timing.keepaliveFactor);
  state.welcomeBy.clear();
  if (!state.isReconnecting) return;
  state.isReconnecting = false;
  // Only after Twurple has seen the welcome and let go of the old socket.
  queueMicrotask(() => state.wire?.closeOlder(timing.closeMs));
}

function hearReconnect(state: State, url: string): void {
  if (!isReconnectUrl(url, state.deps.mockPort)) return end(state, 'reconnect_url');
  state.isReconnecting = true;
  state.welcomeBy.set(state.deps.timing.reconnectMs);
}

function end(state: State, reason: string): void {
  if (state.isOver) return;
  cut(state);
  state.deps.onEnd(reason);
}

function cut(state: State): void {
  release(state);
  state.wire?.cut();
}

function release(state: State): void {
  state.isOver = true;
  state.welcomeBy.clear();
  state.heardBy.clear();
}

/** `closed_4003` by close code; 1006 is a connection that broke or never came about. */
function dropReason(error: Error | undefined): string {
  if (!error) return 'keepalive';
  const code = /^\[(\d{4})\]/.exec(error.message)?.[1];
  return code === undefined ? 'closed' : `closed_${code}`;
}

/** Twitch hands out other hosts of its own for reconnects (`cell-a.eventsub.wss.twitch.tv`), and nobody else's. */
export function isReconnectUrl(text: string, mockPort: number | null): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  if (mockPort !== null) {
    return protocol === 'ws:' && ['127.0.0.1', 'localhost'].includes(hostname) && port === String(mockPort);
  }
  const isTwitch = hostname === 'eventsub.wss.twitch.tv' || hostname.endsWith('.eventsub.wss.twitch.tv');
  return protocol === 'wss:' && port === '' && isTwitch;
}
