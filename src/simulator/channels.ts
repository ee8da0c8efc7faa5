// The channels: who moderates, who is banned, who asks to come back, what was said lately.
import { createBanList, type BanBase, type BanList } from './ban-list.ts';
import type { Users } from './users.ts';
import type { RawExpiry, TrueBan, UnbanRequest } from './types.ts';

export interface ChatMessage {
  readonly id: string;
  readonly userId: string;
  readonly text: string;
  readonly sentAt: number;
}

export interface Channel {
  readonly id: string;
  readonly bans: BanList;
  readonly moderators: Set<string>;
  readonly vips: Set<string>;
  readonly rawExpiry: Map<string, RawExpiry>;
  readonly requests: Map<string, UnbanRequest>;
  readonly messages: Map<string, ChatMessage>;
  /** False: the channel takes no unban requests. */
  takesRequests: boolean;
  /** Since when it streams (epoch ms); null while it does not. */
  liveSince: number | null;
}

export interface Channels {
  /** Undefined when the user is unknown: every existing user has a channel. */
  of(userId: string): Channel | undefined;
  /** Gives a channel its starting list. Must come before anything touches the channel. */
  open(userId: string, base: BanBase | null): Channel;
  moderatedBy(userId: string): readonly Channel[];
  truth(channelId: string, now: number): TrueBan[];
}

export function createChannels(users: Users): Channels {
  const channels = new Map<string, Channel>();
  const open = (userId: string, base: BanBase | null): Channel => {
    const channel: Channel = {
      id: userId,
      bans: createBanList(base),
      moderators: new Set(),
      vips: new Set(),
      rawExpiry: new Map(),
      requests: new Map(),
      messages: new Map(),
      takesRequests: true,
      liveSince: null,
    };
    channels.set(userId, channel);
    return channel;
  };
  const of = (userId: string): Channel | undefined =>
    users.byId(userId) ? (channels.get(userId) ?? open(userId, null)) : undefined;
  return {
    of,
    open,
    moderatedBy: (userId) => [...channels.values()].filter((channel) => channel.moderators.has(userId)),
    truth: (channelId, now) => {
      const channel = of(channelId);
      if (!channel) return [];
      return Array.from(channel.bans.all(now), (ban) => {
        const { login, displayName } = users.namesOf(ban.userId);
        return {
          ...ban,
          userLogin: login,
          userName: displayName,
          kind: ban.expiresAt === null ? 'ban' : 'timeout',
          raw: channel.rawExpiry.get(ban.userId) ?? { value: rawExpiryOf(ban.expiresAt) },
        };
      });
    },
  };
}

/** `expires_at` as documented: an empty string for a ban. */
export function rawExpiryOf(expiresAt: number | null): string {
  return expiresAt === null ? '' : `${new Date(expiresAt).toISOString().slice(0, 19)}Z`;
}
