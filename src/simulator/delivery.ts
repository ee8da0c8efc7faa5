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

export type Delivery = ReturnType<typeof createDelivery>;

export function createDelivery(deps: {
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly users: Users;
  readonly channels: Channels;
  readonly sessions: () => Sessions;
  readonly subscriptions: Subscriptions;
}) {
  const { clock, random, users, channels, subscriptions } = deps;
  let orders: { order: DeliveryOrder; left: number }[] = [];
  let chaos: DeliveryChaos = { lose: 0, duplicate: 0, delayUpToMs: 0 };
  let held: (() => void)[] = [];
  const timers = new Set<NodeJS.Timeout>();

  function tell(act: Act): void {
    const request = channels.of(act.channelId)?.requests.get(act.extra['requestId'] ?? '');
    for (const entry of subscriptions.enabled()) {
      if (entry.condition['broadcaster_user_id'] !== act.channelId) continue;
      const event = payloadFor(entry.type, entry.version, act, users.namesOf, request);
      if (event) deliver(entry, event);
    }
    if (act.kind === 'unmod') {
      const isTheirs = (entry: Subscription): boolean =>
        entry.userId === act.userId && entry.condition['broadcaster_user_id'] === act.channelId;
      subscriptions.revoke(isTheirs, 'moderator_removed');
    }
  }

  function deliver(entry: Subscription, event: unknown): void {
    const messageId = random.uuid();
    const order = nextOrder();
    const at = order?.mode === 'age' ? clock.now() - (order.ms ?? 0) : clock.now();
    const push = (): void => notify(entry, event, messageId, at);
    if (order) return carryOut(order, push);
    if (chaos.lose > 0 && random.chance(chaos.lose)) return;
    const copies = chaos.duplicate > 0 && random.chance(chaos.duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      if (chaos.delayUpToMs > 0) later(random.between(0, chaos.delayUpToMs), push);
      else push();
    }
  }

  function nextOrder(): DeliveryOrder | null {
    const head = orders[0];
    if (!head) return null;
    head.left -= 1;
    if (head.left <= 0) orders = orders.slice(1);
    return head.order;
  }

  function carryOut(order: DeliveryOrder, push: () => void): void {
    switch (order.mode) {
      case 'lose':
        return;
      case 'duplicate':
        push();
        return push();
      case 'delay':
        return later(order.ms ?? 0, push);
      case 'age':
        return push();
      case 'reorder': {
        held.push(push);
        if (held.length < order.count) return;
        const released = held.toReversed();
        held = [];
        for (const release of released) release();
      }
    }
  }

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  }

  function notify(entry: Subscription, event: unknown, messageId: string, at: number): void {
    const session = entry.status === 'enabled' ? deps.sessions().find(entry.sessionId) : undefined;
    if (!session) return;
    const extra = { subscription_type: entry.type, subscription_version: entry.version };
    const { connected_at: _, ...transport } = subscriptions.describe(entry)['transport'] as Record<string, unknown>;
    const subscription = { ...subscriptions.describe(entry), transport };
    deps.sessions().send(session, 'notification', { subscription, event }, { messageId, at, extra });
  }

  return {
    tell,
    /** Sends an event of any shape to every enabled subscription of a type. Returns how many got it. */
    sendRaw: (input: { type: string; channelId: string; event: unknown; messageId?: string; at?: number }): number => {
      const receivers = subscriptions
        .enabled()
        .filter((entry) => entry.type === input.type && entry.condition['broadcaster_user_id'] === input.channelId);
      for (const entry of receivers) {
        notify(entry, input.event, input.messageId ?? random.uuid(), input.at ?? clock.now());
      }
      return receivers.length;
    },
    order: (order: DeliveryOrder): void => {
      orders.push({ order, left: order.count });
    },
    setChaos: (next: DeliveryChaos): void => {
      chaos = next;
    },
    clear: (): void => {
      orders = [];
      held = [];
      chaos = { lose: 0, duplicate: 0, delayUpToMs: 0 };
    },
    stop: (): void => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
