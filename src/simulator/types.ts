// The simulator's own vocabulary: people, bans, acts. Knows nothing of HTTP, sockets or the project around it.

export interface User {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
}

/** One person's restriction in one channel. Times are epoch milliseconds; `expiresAt` null means for good. */
export interface Ban {
  readonly userId: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly reason: string;
  readonly moderatorId: string;
}

/** What the list sends as `expires_at` instead of the truth: any JSON value, or no key at all. */
export type RawExpiry = { readonly missing: true } | { readonly value: unknown };

export type ActKind =
  | 'ban'
  | 'timeout'
  | 'unban'
  | 'untimeout'
  | 'warn'
  | 'delete'
  | 'clear'
  | 'mod'
  | 'unmod'
  | 'vip'
  | 'unvip'
  | 'approve_unban_request'
  | 'deny_unban_request'
  | 'unban_request'
  | 'shared_chat_ban'
  | 'shared_chat_timeout'
  | 'shared_chat_unban'
  | 'shared_chat_untimeout';

/** Where an act came from: an API request, the control channel, or the demo's own life. */
export type ActSource = 'helix' | 'control' | 'life';

/** Something that really happened in the simulated world. */
export interface Act {
  readonly sequence: number;
  /** Epoch ms by the simulator's clock. */
  readonly at: number;
  readonly kind: ActKind;
  readonly channelId: string;
  readonly moderatorId: string;
  readonly userId: string;
  readonly reason: string;
  /** Epoch ms; null unless the act is a timeout. */
  readonly expiresAt: number | null;
  readonly source: ActSource;
  /** Request id, message id and text, or the other channel of a shared chat. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A row of the truth: what a complete and honest list must hold right now. */
export interface TrueBan extends Ban {
  readonly userLogin: string;
  readonly userName: string;
  readonly kind: 'ban' | 'timeout';
  /** What the list sends as `expires_at`; `missing` when it sends no such key. */
  readonly raw: RawExpiry;
}

export interface UnbanRequest {
  readonly id: string;
  readonly channelId: string;
  readonly userId: string;
  readonly text: string;
  readonly status: 'pending' | 'approved' | 'denied' | 'acknowledged' | 'canceled';
  readonly createdAt: number;
  readonly moderatorId: string | null;
  readonly resolvedAt: number | null;
  readonly resolutionText: string;
}

/** Numeric order of decimal ids without turning them into numbers. */
export function compareIds(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** RFC 3339 with whole seconds, as Helix writes `created_at`. */
export function toSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** RFC 3339 with nanoseconds, as EventSub writes its timestamps. */
export function toNanoseconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}000000Z`;
}
