// What Twitch said, as plain rows: the shapes that leave this folder. Raw strings stay raw.

export interface TwitchUser {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
}

/** One row of Get Banned Users. https://dev.twitch.tv/docs/api/reference/#get-banned-users */
export interface BannedRow {
  readonly userId: string;
  readonly userLogin: string;
  readonly userName: string;
  /** Untouched: a string, null, undefined when the key was missing, or whatever else was sent. */
  readonly expiresAt: unknown;
  readonly createdAt: string;
  readonly reason: string;
  readonly moderatorId: string;
  readonly moderatorLogin: string;
  readonly moderatorName: string;
}

export interface BannedPage {
  readonly rows: readonly BannedRow[];
  /** 1 for the first page. */
  readonly page: number;
  /** True only when Twitch said that nothing follows. */
  readonly isLast: boolean;
  /** When it arrived, epoch ms by Twitch's clock; left out where that is now. */
  readonly readAt?: number;
}

/** A moderation act as EventSub told it. Only acts of the channel itself: shared chat acts never get here. */
export interface LiveAct {
  readonly messageId: string;
  /** Epoch ms: the act's own time where Twitch gives one, else the message's. */
  readonly at: number;
  readonly channelId: string;
  readonly kind:
    | 'ban'
    | 'timeout'
    | 'unban'
    | 'untimeout'
    | 'warn'
    | 'delete'
    | 'mod'
    | 'unmod'
    | 'approve_unban_request'
    | 'deny_unban_request';
  readonly user: TwitchUser;
  readonly moderator: TwitchUser | null;
  readonly reason: string;
  readonly expiresAt: number | null;
  readonly rawExpiresAt: string | null;
  /** Milliseconds between Twitch's stamp and its arrival here, by the corrected clock. */
  readonly latencyMs: number;
}

export type LiveState =
  | { readonly state: 'connecting' }
  /** `hasHole`: of the stretch before, not even everything that was heard could be kept. */
  | { readonly state: 'live'; readonly since: number; readonly hasHole?: true }
  /** Nothing was heard from `since` on: a full read must follow. */
  | { readonly state: 'lost'; readonly since: number; readonly reason: string }
  /** Twitch refused for good (scope, revocation); polling carries on. */
  | { readonly state: 'refused'; readonly reason: string };

/** The outcome of a ban or timeout request. `expiresAt` is null for a permanent ban. */
export interface ActResult {
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly rawCreatedAt: string | null;
  readonly rawExpiresAt: string | null;
  readonly latencyMs: number;
}

export interface ModeratedChannel {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
}

/**
 * Calls to Twitch for one purpose. Two instances exist, one for reading and one for acting, so that a click
 * never waits for a poll. Every method throws AppFailure only, and honours its AbortSignal.
 */
export interface TwitchClient {
  /**
   * Reads the whole banned list page by page (100 rows each) with the broadcaster's own token.
   * Follows cursors through empty pages; throws TWITCH_API_ERROR (`reason`: cursor_loop, too_many_empty_pages,
   * too_many_pages, malformed_page) rather than end early. The caller has a complete list only if the last
   * yielded page said `isLast`.
   */
  readBanned(input: { channelId: string; signal: AbortSignal }): AsyncGenerator<BannedPage>;
  /** Looks up to 100 people in the banned list; only those restricted right now come back. Broadcaster only. */
  lookUpBanned(input: {
    channelId: string;
    userIds: readonly string[];
    signal?: AbortSignal;
  }): Promise<readonly BannedRow[]>;
  /** Any number of ids or logins; unknown and suspended ones are simply absent. */
  users(input: {
    accountId: string;
    ids?: readonly string[];
    logins?: readonly string[];
    signal?: AbortSignal;
  }): Promise<readonly TwitchUser[]>;
  moderatedChannels(input: { accountId: string; signal?: AbortSignal }): Promise<readonly ModeratedChannel[]>;
  /** Those of any number of channels that are streaming now, by id, and since when (epoch ms, null where not readable). Needs no scope. */
  liveAmong(input: {
    accountId: string;
    channelIds: readonly string[];
    signal?: AbortSignal;
  }): Promise<ReadonlyMap<string, number | null>>;
  /**
   * Bans, or times out when `durationSeconds` is given. Never repeated by anyone below the caller. `beforeSending` runs
   * right before the request leaves, and again before a replay with a renewed token: what it throws holds it back.
   */
  ban(input: {
    accountId: string;
    channelId: string;
    userId: string;
    durationSeconds?: number;
    reason?: string;
    beforeSending?: () => void;
    signal?: AbortSignal;
  }): Promise<ActResult>;
  /** Lifts a ban or a timeout, whichever it is. Never repeated by anyone below the caller. */
  unban(input: {
    accountId: string;
    channelId: string;
    userId: string;
    beforeSending?: () => void;
    signal?: AbortSignal;
  }): Promise<{ at: number; latencyMs: number }>;
  /** Everybody who moderates a channel, without the broadcaster. Broadcaster's own token only. */
  moderators(input: { channelId: string; signal?: AbortSignal }): Promise<readonly TwitchUser[]>;
  /**
   * Broadcaster's own token only. Never repeated by anyone below the caller; `beforeSending` as for `ban`. Throws
   * INVALID_REQUEST (`reason`: already_moderator, banned, vip) and NOT_FOUND for nobody.
   */
  addModerator(input: ModeratorChange): Promise<void>;
  /** As `addModerator`; throws NOT_FOUND (`what`: moderator) for somebody who is none. */
  removeModerator(input: ModeratorChange): Promise<void>;
}

export interface ModeratorChange {
  readonly channelId: string;
  readonly userId: string;
  readonly beforeSending?: () => void;
  readonly signal?: AbortSignal;
}
