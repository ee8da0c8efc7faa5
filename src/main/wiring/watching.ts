// Keeps every watched channel read and heard: starts and stops the silent reader and the live feed as accounts and
// choices change, and hands what the feed hears to the ledger. A part of the composition, split off for its size.
import { AppFailure } from '../../shared/errors.ts';
import type { ChannelView, GapReason } from '../../shared/model.ts';
import type { Gaps } from '../bans/gaps.ts';
import type { Ledger } from '../bans/ledger.ts';
import type { NoteSeen, Observation } from '../bans/observation.ts';
import type { Poller } from '../bans/poller.ts';
import type { Channels, Reach } from '../channels/channels.ts';
import type { Heard } from '../channels/heard.ts';
import type { Statuses } from '../channels/status.ts';
import type { ReadOnly } from '../db/read-only.ts';
import type { Clock } from '../lib/clock.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import type { TwitchAuth } from '../twitch/auth.ts';
import type { ModeratorRecord } from '../moderators/record.ts';
import type { Live } from '../twitch/live.ts';
import type { LiveAct, LiveState } from '../twitch/types.ts';

export interface Watching {
  /** Brings readers and feeds in line with who is signed in and what is watched. Cheap; call it after any change. */
  update(): void;
  /** For the live feed. Throws when the act could not be written. */
  onAct(act: LiveAct): void;
  onState(channelId: string, state: LiveState): void;
  /** Notes that what is live was heard up to now, for the next start. */
  noteHeard(): void;
  onSleep(): void;
  /** `awayMs`: how long the machine was away, where nobody said that it went. */
  onResume(awayMs?: number): void;
  /** Nothing could be saved from `since` (epoch ms) on, and now it can. */
  onWritable(since: number): void;
  /** Asks for nothing any more. */
  stop(): void;
}

export interface WatchingDeps {
  readonly channels: Channels;
  readonly statuses: Statuses;
  readonly poller: Poller;
  /** The feed itself needs `onAct` and `onState`, so it comes later. */
  readonly live: () => Live;
  readonly ledger: Ledger;
  readonly gaps: Gaps;
  readonly heard: Heard;
  readonly readOnly: Pick<ReadOnly, 'since'>;
  readonly moderatorRecord: Pick<ModeratorRecord, 'follow'>;
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly twitch: { readonly auth: Pick<TwitchAuth, 'accountIds'> };
  readonly twitchNow: () => number;
  /** Somebody gained or lost a channel, or had a feed refused: if it is one of our accounts, Twitch is to be asked. */
  readonly onModeratorChange: (userId: string) => void;
}

const NOTES: Readonly<Partial<Record<LiveAct['kind'], NoteSeen['kind']>>> = {
  warn: 'warned',
  delete: 'message_deleted',
  mod: 'moderator_added',
  unmod: 'moderator_removed',
  approve_unban_request: 'unban_request_approved',
  deny_unban_request: 'unban_request_denied',
};

/** A refusal is asked about again after this long, or when the account's standing has changed. */
const REFUSED_FOR_MS = HOUR_MS - 5 * MINUTE_MS;
/** What was taken back though the token still holds may be had again: asked for after this long, doubling. */
const REVOKED_FOR_MS = 10_000;

/** Reasons of the live feed that are more than a broken connection. */
const GAPS: Readonly<Record<string, GapReason>> = {
  sleep: 'sleep',
  write_failed: 'write_failed',
  malformed_event: 'write_failed',
};

interface Listening {
  readonly accountId: string;
  /** Role, sign-in and scopes: with the same, a refusal would be the same. */
  readonly standing: string;
  /** Steady ms. */
  readonly askedAt: number;
  /** How long a refusal counts, in ms from when it was asked for or, revoked, from then on. */
  refusedFor: number;
  /** Steady ms at which a refused feed may be asked for again. */
  againAt: number;
}

export function createWatching(deps: WatchingDeps): Watching {
  const { channels, statuses, poller, live, ledger, gaps, heard, clock, twitchNow } = deps;
  const stopping = new AbortController();
  let sleptAt: number | null = null;
  const lostSince = new Map<string, { at: number; reason: GapReason }>();
  const listening = new Map<string, Listening>();
  const isBlind = (channelId: string): boolean => channels.reach(channelId, 'readList') === null;

  /** Not so while a locked vault keeps the tokens of somebody who is signed in. */
  const hasTokens = (accountId: string): boolean => deps.twitch.auth.accountIds().includes(accountId);

  /** Nothing was heard from `since` on: where the list can be read the next read closes it, else it is closed now. */
  function unheard(channelId: string, since: number, reason: GapReason): void {
    if (isBlind(channelId)) gaps.record(channelId, since, twitchNow(), reason);
  }

  /** Not even all that was heard could be kept: a gap, however short, and the read that closes it. */
  function missed(channelId: string, since: number): void {
    if (isBlind(channelId)) gaps.record(channelId, since, twitchNow(), 'write_failed', true);
    else poller.markUnwatched(channelId, since, 'write_failed', true);
  }

  /** While nothing can be saved nothing is read either, so that what goes unheard is a gap there too. */
  function unread(channelId: string, since: number, reason: GapReason): void {
    if (deps.readOnly.since() !== null) poller.markUnwatched(channelId, since, reason);
  }

  /** Where it cannot be written, the next start takes what came since the last mark for unheard. */
  function mark(channelIds: readonly string[], at: number): void {
    try {
      heard.mark(channelIds, at);
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
    }
  }

  /** What was heard until this moment is noted, because the feed ends here or goes on through another account. */
  function leave(channelId: string, reason: GapReason): void {
    if (!listening.delete(channelId)) return;
    const at = twitchNow();
    if (statuses.get(channelId).live === 'live') {
      mark([channelId], at);
      lostSince.set(channelId, { at, reason });
    }
  }

  function listen(channelId: string, { account, role }: Reach): void {
    const standing = [role, account.signedInAt, ...account.scopes].join(' ');
    const before = listening.get(channelId);
    const isSame = before?.accountId === account.id && before.standing === standing;
    const isRefused = statuses.get(channelId).live === 'refused';
    if (isSame && !(isRefused && clock.monotonic() >= before.againAt)) return;
    if (before !== undefined && before.accountId !== account.id) leave(channelId, 'connection');
    const askedAt = clock.monotonic();
    const refusedFor = isSame ? before.refusedFor : 0;
    listening.set(channelId, {
      accountId: account.id,
      standing,
      askedAt,
      refusedFor,
      againAt: askedAt + REFUSED_FOR_MS,
    });
    live().watch({ channelId, accountId: account.id, role });
  }

  /** Taken back by Twitch: asked for again soon, and ever later when it is taken back soon again. */
  function revoked(feed: Listening): void {
    const now = clock.monotonic();
    const isSteady = now - feed.askedAt > 2 * feed.refusedFor;
    feed.refusedFor = isSteady ? REVOKED_FOR_MS : Math.min(REFUSED_FOR_MS, 2 * feed.refusedFor);
    feed.againAt = now + feed.refusedFor;
    // A timer may go off a moment early by the steady clock.
    void clock.sleep(feed.refusedFor + 100, stopping.signal).then(update, () => undefined);
  }

  function update(): void {
    for (const { id, isWatched } of channels.list()) {
      const canRead = isWatched && !isBlind(id) && hasTokens(id);
      if (canRead) poller.watch(id);
      else poller.unwatch(id);
      const listener = isWatched ? channels.reach(id, 'live') : null;
      if (listener === null || !hasTokens(listener.account.id)) {
        leave(id, isWatched ? 'signed_out' : 'connection');
        live().unwatch(id);
        statuses.set(id, { live: 'off', liveLatencyMs: null });
      } else {
        listen(id, listener);
      }
      if (canRead || !isWatched) continue;
      statuses.set(id, { reading: 'off', nextReadAt: null, explanation: whyUnread(channels, id) });
    }
  }

  return {
    update,
    onAct(act) {
      const isRole = act.kind === 'mod' || act.kind === 'unmod';
      const follow = (): void => deps.moderatorRecord.follow(act.channelId, act.user);
      ledger.apply(act.channelId, [toObservation(act)], isRole ? follow : undefined);
      if (isRole) deps.onModeratorChange(act.user.id);
      statuses.set(act.channelId, { liveLatencyMs: Math.max(0, Math.round(act.latencyMs)) });
    },
    onState(channelId, state) {
      switch (state.state) {
        case 'connecting':
          return statuses.set(channelId, { live: 'connecting' });
        case 'refused': {
          const feed = listening.get(channelId);
          if (feed !== undefined && state.reason === 'authorization_revoked') revoked(feed);
          if (statuses.get(channelId).live === 'live')
            lostSince.set(channelId, { at: twitchNow(), reason: 'connection' });
          statuses.set(channelId, { live: 'refused', liveLatencyMs: null });
          return feed === undefined ? undefined : deps.onModeratorChange(feed.accountId);
        }
        case 'lost':
          lostSince.set(channelId, { at: state.since, reason: GAPS[state.reason] ?? 'connection' });
          if (isBlind(channelId)) mark([channelId], state.since);
          if (state.reason !== 'write_failed') unread(channelId, state.since, GAPS[state.reason] ?? 'connection');
          poller.hurry(channelId);
          return statuses.set(channelId, { live: 'lost', liveLatencyMs: null });
        case 'live': {
          const lost = lostSince.get(channelId);
          const at = lost?.at ?? heard.until(channelId);
          lostSince.delete(channelId);
          channels.beginWatching(channelId, twitchNow());
          if (lost !== undefined && state.hasHole === true) missed(channelId, lost.at);
          else if (at !== null) unheard(channelId, at, lost?.reason ?? 'app_closed');
          if (isBlind(channelId)) mark([channelId], twitchNow());
          poller.hurry(channelId);
          return statuses.set(channelId, { live: 'live' });
        }
      }
    },
    noteHeard() {
      const isHeard = ({ id, status }: ChannelView): boolean => status.live === 'live' && isBlind(id);
      mark(
        channels.list().flatMap((channel) => (isHeard(channel) ? [channel.id] : [])),
        twitchNow(),
      );
    },
    onSleep() {
      sleptAt = twitchNow();
    },
    onResume(awayMs) {
      const since = awayMs === undefined ? sleptAt : twitchNow() - awayMs;
      sleptAt = null;
      live().restart('sleep');
      if (since === null) return;
      for (const { id } of channels.list()) {
        poller.markUnwatched(id, since, 'sleep');
        poller.hurry(id);
      }
    },
    onWritable(since) {
      for (const { id, status } of channels.list()) {
        const isWaiting = status.live === 'lost' && lostSince.get(id)?.reason === 'write_failed';
        if (status.live !== 'live' && !isWaiting) poller.markUnwatched(id, since, 'write_failed');
        poller.hurry(id);
      }
      live().catchUp();
    },
    stop: () => stopping.abort(),
  };
}

function whyUnread(channels: Channels, channelId: string): string {
  try {
    channels.demand(channelId, 'readList');
    return 'The stored sign-in cannot be read yet.';
  } catch (error) {
    return error instanceof AppFailure ? error.failure.error : 'This list cannot be read now.';
  }
}

function toObservation(act: LiveAct): Observation {
  const common = {
    source: 'eventsub' as const,
    key: act.messageId,
    user: act.user,
    moderator: act.moderator,
    at: act.at,
    reason: act.reason,
  };
  const note = NOTES[act.kind];
  if (note !== undefined) return { type: 'note', kind: note, ...common };
  if (act.kind === 'ban' || act.kind === 'timeout' || act.kind === 'unban' || act.kind === 'untimeout') {
    return { type: 'act', kind: act.kind, expiresAt: act.expiresAt, rawExpiresAt: act.rawExpiresAt, ...common };
  }
  throw new Error(`no observation for ${act.kind}`);
}
