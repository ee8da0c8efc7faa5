// The subscriptions made on one connection, by channel. Knows Twurple's listener, not the socket.
import type { EventSubWsListener } from '@twurple/eventsub-ws';
import { readSubscriptionFailure, type SubscriptionFailure } from './live-refusal.ts';

/** `moderate` = channel.moderate v2; `bans` = channel.ban and channel.unban, which only a broadcaster may read. */
export type Feed = 'moderate' | 'bans';
export type SubscriptionResult = 'subscribed' | SubscriptionFailure;

export interface Subscriptions {
  /** Subscribes as soon as there is a session. Does nothing if the channel is subscribed with this feed already. */
  add(channelId: string, feed: Feed): void;
  remove(channelId: string): void;
  /** As `remove`, without telling Twitch. */
  forget(channelId: string): void;
  /** Asks again for what failed. */
  retry(channelId: string): void;
  /** True when everything the feed consists of is there. */
  isComplete(channelId: string): boolean;
}

type Subscription = ReturnType<EventSubWsListener['onChannelBan']>;
interface Entry {
  readonly channelId: string;
  readonly feed: Feed;
  state: 'asked' | 'active' | 'failed';
}

/** Events are taken from the raw frame, so Twurple's handlers have nothing to do. */
const nothing = (): void => undefined;

/** `report` hears of every subscription made or failed; it must not throw. */
export function createSubscriptions(
  listener: EventSubWsListener,
  accountId: string,
  report: (channelId: string, result: SubscriptionResult) => void,
): Subscriptions {
  const entries = new Map<Subscription, Entry>();
  const of = (channelId: string): [Subscription, Entry][] =>
    [...entries].filter(([, entry]) => entry.channelId === channelId);

  function settle(subscription: Subscription, result: SubscriptionResult): void {
    const entry = entries.get(subscription);
    if (!entry) return;
    const isActive = result === 'subscribed' || result.outcome === 'exists';
    entry.state = isActive ? 'active' : 'failed';
    report(entry.channelId, isActive ? 'subscribed' : result);
  }
  listener.onSubscriptionCreateSuccess((subscription) => settle(subscription, 'subscribed'));
  listener.onSubscriptionCreateFailure((subscription, error) => settle(subscription, readSubscriptionFailure(error)));

  function remove(channelId: string): void {
    for (const [subscription] of of(channelId)) {
      entries.delete(subscription);
      subscription.stop();
    }
  }

  return {
    add(channelId, feed) {
      const known = of(channelId);
      if (known.length > 0 && known.every(([, entry]) => entry.feed === feed)) return;
      // The new one first: Twurple closes a socket on which nothing is subscribed.
      const made =
        feed === 'moderate'
          ? [listener.onChannelModerate(channelId, accountId, nothing)]
          : [listener.onChannelBan(channelId, nothing), listener.onChannelUnban(channelId, nothing)];
      remove(channelId);
      for (const subscription of made) entries.set(subscription, { channelId, feed, state: 'asked' });
    },
    remove,
    forget(channelId) {
      for (const [subscription] of of(channelId)) entries.delete(subscription);
    },
    retry(channelId) {
      for (const [subscription, entry] of of(channelId)) {
        if (entry.state !== 'failed') continue;
        entry.state = 'asked';
        subscription.start();
      }
    },
    isComplete(channelId) {
      const known = of(channelId);
      return known.length > 0 && known.every(([, entry]) => entry.state === 'active');
    },
  };
}
