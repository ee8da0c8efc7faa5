// Carries acts to the sockets: faithfully, or lost, twice, late, stale or out of order when told to.
import { payloadFor } from './payloads.ts';
import type { Channels } from './channels.ts';
import type { SimulatorClock } from './clock.ts';
import type { Random } from './random.ts';
import type { Sessions } from './sessions.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';
import type { Act } from './types.ts';
import type { Users } from './users.ts';

/** What happens to the next `count` notifications. Orders are worked off one after the other. */
export interface DeliveryOrder {
  /**
   * `lose` · `duplicate` (twice, one message id) · `delay` (`ms`, real time) · `reorder` (held back until `count`
   * are there, then sent newest first) · `age` (stamped `ms` before now).
   */
  readonly mode: 'lose' | 'duplicate' | 'delay' | 'reorder' | 'age';
  readonly count: number;
  readonly ms?: number;
}

/** Chances for every notification that no order speaks of. */
export interface DeliveryChaos {
  readonly lose: number;
  readonly duplicate: number;
  /** Each is delayed by up to this many real milliseconds, so that they overtake each other. */
  readonly delayUpToMs: number;
}

export interface DeliveryDeps {
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly users: Users;
  readonly channels: Channels;
  readonly sessions: () => Sessions;
  readonly subscriptions: Subscriptions;
}

export interface RawEvent {
  readonly type: string;
  readonly channelId: string;
  readonly event: unknown;
  readonly messageId?: string;
  /** Epoch ms for the stamp; now when not given. */
  readonly at?: number;
}

export interface Delivery {
  tell(act: Act): void;
  /** Sends an event of any shape to every enabled subscription of a type. Returns how many got it. */
  sendRaw(input: RawEvent): number;
  order(order: DeliveryOrder): void;
  setChaos(chaos: DeliveryChaos): void;
  /** Forgets orders, chaos, and what was held back. */
  clear(): void;
  stop(): void;
}

interface State extends DeliveryDeps {
  orders: { order: DeliveryOrder; left: number }[];
  chaos: DeliveryChaos;
  held: (() => void)[];
  readonly timers: Set<NodeJS.Timeout>;
}

const NO_CHAOS: DeliveryChaos = { lose: 0, duplicate: 0, delayUpToMs: 0 };

export function createDelivery(deps: DeliveryDeps): Delivery {
  const state: State = { ...deps, orders: [], chaos: NO_CHAOS, held: [], timers: new Set() };
  return {
    tell: (act) => tell(state, act),
    sendRaw: ({ type, channelId, event, messageId, at }) => {
      const receivers = deps.subscriptions
        .enabled()
        .filter((entry) => entry.type === type && entry.condition['broadcaster_user_id'] === channelId);
      for (const entry of receivers) {
        notify(state, entry, event, messageId ?? deps.random.uuid(), at ?? deps.clock.now());
      }
      return receivers.length;
    },
    order: (order) => void state.orders.push({ order, left: order.count }),
    setChaos: (chaos) => {
      state.chaos = chaos;
    },
    clear: () => {
      state.orders = [];
      state.held = [];
      state.chaos = NO_CHAOS;
    },
    stop: () => {
      for (const timer of state.timers) clearTimeout(timer);
    },
  };
}

function tell(state: State, act: Act): void {
  const request = state.channels.of(act.channelId)?.requests.get(act.extra['requestId'] ?? '');
  for (const entry of state.subscriptions.enabled()) {
    if (entry.condition['broadcaster_user_id'] !== act.channelId) continue;
    const event = payloadFor(entry.type, entry.version, act, state.users.namesOf, request);
    if (event) deliver(state, entry, event);
  }
  if (act.kind !== 'unmod') return;
  const isTheirs = (entry: Subscription): boolean =>
    entry.userId === act.userId && entry.condition['broadcaster_user_id'] === act.channelId;
  state.subscriptions.revoke(isTheirs, 'moderator_removed');
}

function deliver(state: State, entry: Subscription, event: unknown): void {
  const { chaos, clock, random } = state;
  const messageId = random.uuid();
  const order = nextOrder(state);
  const at = order?.mode === 'age' ? clock.now() - (order.ms ?? 0) : clock.now();
  const push = (): void => notify(state, entry, event, messageId, at);
  if (order) return carryOut(state, order, push);
  if (chaos.lose > 0 && random.chance(chaos.lose)) return;
  const copies = chaos.duplicate > 0 && random.chance(chaos.duplicate) ? 2 : 1;
  for (let copy = 0; copy < copies; copy += 1) {
    if (chaos.delayUpToMs > 0) later(state, random.between(0, chaos.delayUpToMs), push);
    else push();
  }
}

function nextOrder(state: State): DeliveryOrder | null {
  const head = state.orders[0];
  if (!head) return null;
  head.left -= 1;
  if (head.left <= 0) state.orders.shift();
  return head.order;
}

function carryOut(state: State, order: DeliveryOrder, push: () => void): void {
  switch (order.mode) {
    case 'lose':
      return;
    case 'duplicate':
      push();
      return push();
    case 'delay':
      return later(state, order.ms ?? 0, push);
    case 'age':
      return push();
    case 'reorder': {
      state.held.push(push);
      if (state.held.length < order.count) return;
      const released = state.held.toReversed();
      state.held = [];
      for (const release of released) release();
    }
  }
}

function later(state: State, ms: number, run: () => void): void {
  const timer = setTimeout(() => {
    state.timers.delete(timer);
    run();
  }, ms);
  state.timers.add(timer);
}

function notify(state: State, entry: Subscription, event: unknown, messageId: string, at: number): void {
  const session = entry.status === 'enabled' ? state.sessions().find(entry.sessionId) : undefined;
  if (!session) return;
  const extra = { subscription_type: entry.type, subscription_version: entry.version };
  const transport = { method: 'websocket', session_id: entry.sessionId };
  const subscription = { ...state.subscriptions.describe(entry), transport };
  state.sessions().send(session, 'notification', { subscription, event }, { messageId, at, extra });
}
