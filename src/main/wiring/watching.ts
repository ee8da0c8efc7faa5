// Keeps every watched channel read and heard: starts and stops the silent reader and the live feed as accounts and
// choices change, and hands what the feed hears to the ledger. A part of the composition, split off for its size.
import type { GapReason } from '../../shared/model.ts';
import type { Gaps } from '../bans/gaps.ts';
import type { Ledger } from '../bans/ledger.ts';
import type { NoteSeen, Observation } from '../bans/observation.ts';
import type { Poller } from '../bans/poller.ts';
import type { Channels } from '../channels/channels.ts';
import type { Statuses } from '../channels/status.ts';
import type { Live } from '../twitch/live.ts';
import type { LiveAct, LiveState } from '../twitch/types.ts';

export interface Watching {
  /** Brings readers and feeds in line with who is signed in and what is watched. Cheap; call it after any change. */
  update(): void;
  /** For the live feed. Throws when the act could not be written. */
  onAct(act: LiveAct): void;
  onState(channelId: string, state: LiveState): void;
  onSleep(): void;
  onResume(): void;
}

export interface WatchingDeps {
  readonly channels: Channels;
  readonly statuses: Statuses;
  readonly poller: Poller;
  /** The feed itself needs `onAct` and `onState`, so it comes later. */
  readonly live: () => Live;
  readonly ledger: Ledger;
  readonly gaps: Gaps;
  readonly twitchNow: () => number;
  /** Somebody gained or lost a channel: if it is one of our accounts, its channels are to be asked again. */
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

/** Reasons of the live feed that are more than a broken connection. */
const GAPS: Readonly<Record<string, GapReason>> = {
  sleep: 'sleep',
  write_failed: 'write_failed',
  malformed_event: 'write_failed',
};

export function createWatching(deps: WatchingDeps): Watching {
  const { channels, statuses, poller, live, ledger, gaps, twitchNow } = deps;
  let sleptAt: number | null = null;
  const lostSince = new Map<string, { at: number; reason: GapReason }>();

  /** Nothing was heard from `since` on: where the list can be read the next read closes it, else it is closed now. */
  function unheard(channelId: string, since: number, reason: GapReason): void {
    if (channels.reach(channelId, 'readList') === null) gaps.record(channelId, since, twitchNow(), reason);
  }

  return {
    update() {
      for (const { id, isWatched, mode } of channels.list()) {
        const canRead = isWatched && channels.reach(id, 'readList') !== null;
        if (canRead) poller.watch(id);
        else poller.unwatch(id);
        const listener = isWatched ? (channels.reach(id, 'live') ?? channels.reach(id, 'act')) : null;
        if (listener === null) {
          live().unwatch(id);
          statuses.set(id, { live: 'off', liveLatencyMs: null });
        } else {
          live().watch({ channelId: id, accountId: listener.account.id, role: listener.role });
        }
        if (canRead || !isWatched) continue;
        const why =
          mode === 'moderator'
            ? 'Twitch lets only the broadcaster read this list.'
            : 'Nobody who may read this list is signed in.';
        statuses.set(id, { reading: 'off', nextReadAt: null, explanation: why });
      }
    },
    onAct(act) {
      ledger.apply(act.channelId, [toObservation(act)]);
      if (act.kind === 'mod' || act.kind === 'unmod') deps.onModeratorChange(act.user.id);
      statuses.set(act.channelId, { liveLatencyMs: Math.max(0, Math.round(act.latencyMs)) });
    },
    onState(channelId, state) {
      switch (state.state) {
        case 'connecting':
          return statuses.set(channelId, { live: 'connecting' });
        case 'refused':
          return statuses.set(channelId, { live: 'refused', liveLatencyMs: null });
        case 'lost':
          lostSince.set(channelId, { at: state.since, reason: GAPS[state.reason] ?? 'connection' });
          poller.hurry(channelId);
          return statuses.set(channelId, { live: 'lost', liveLatencyMs: null });
        case 'live': {
          const since = lostSince.get(channelId);
          lostSince.delete(channelId);
          channels.beginWatching(channelId, twitchNow());
          if (since !== undefined) unheard(channelId, since.at, since.reason);
          poller.hurry(channelId);
          return statuses.set(channelId, { live: 'live' });
        }
      }
    },
    onSleep() {
      sleptAt = twitchNow();
    },
    onResume() {
      const since = sleptAt;
      sleptAt = null;
      live().restart('sleep');
      if (since === null) return;
      for (const { id } of channels.list()) {
        poller.markUnwatched(id, since, 'sleep');
        poller.hurry(id);
      }
    },
  };
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
