// The rooms that read, hear and keep the list: ledger, silent reader, sync jobs, live feed, expiry.
import type { Brakes } from '../actions/brakes.ts';
import type { Confirmations } from '../actions/confirmations.ts';
import { pageDelay } from '../bans/cadence.ts';
import { startExpiry } from '../bans/expiry.ts';
import { createGaps } from '../bans/gaps.ts';
import { createLedger, type Ledger } from '../bans/ledger.ts';
import { createPoller } from '../bans/poller.ts';
import { createReadList } from '../bans/read.ts';
import { createSyncs, type Syncs } from '../bans/sync.ts';
import { createUpkeep, type Upkeep } from '../bans/upkeep.ts';
import type { Channels } from '../channels/channels.ts';
import { createHeard } from '../channels/heard.ts';
import type { Statuses } from '../channels/status.ts';
import { MINUTE_MS } from '../lib/time.ts';
import type { ModeratorRecord } from '../moderators/record.ts';
import { createNames } from '../people/names.ts';
import { createLive, type Live } from '../twitch/live.ts';
import type { Base } from './base.ts';
import { createWatching, type Watching } from './watching.ts';

export interface Reading {
  readonly ledger: Ledger;
  readonly syncs: Syncs;
  readonly upkeep: Upkeep;
  readonly watching: Watching;
  /** A read of the whole list soon. */
  hurry(channelId: string): void;
  stop(): Promise<void>;
}

export interface ReadingDeps {
  readonly channels: Channels;
  readonly statuses: Statuses;
  readonly brakes: Brakes;
  readonly moderatorRecord: ModeratorRecord;
  /** Loopback port of a Twitch-shaped server, or null for Twitch itself. */
  readonly mockPort: number | null;
  /** Somebody gained or lost a channel, or had a feed refused, by user id. */
  readonly onModeratorChange: (userId: string) => void;
  /** Built after this room: hears of every event and of every feed. */
  readonly confirmations: () => Pick<Confirmations, 'heard' | 'onFeed'>;
}

/** What Twitch documents as an example, until its headers say otherwise: requests per minute. */
const TWITCH_LIMIT = 800;

export function createReading(base: Base, deps: ReadingDeps): Reading {
  const { channels, statuses, brakes, moderatorRecord, mockPort, onModeratorChange } = deps;
  const { db, bus, clock, twitch, twitchNow } = base;
  const ledger = createLedger({ ...base, names: createNames(db) });
  const gaps = createGaps(db, bus, base.readOnly);
  const readList = createReadList({
    ...base,
    ledger,
    client: twitch.reader,
    beginWatching: channels.beginWatching,
    pace: async (channelId, signal) => {
      const delay = pageDelay(twitch.meter.last(channelId), twitchNow());
      if (delay > 0) await clock.sleep(delay, signal);
    },
  });
  const heard = createHeard(db);
  const poller = createPoller({
    ...base,
    readList,
    statuses,
    gaps,
    limitOf: (channelId) => twitch.meter.last(channelId)?.limit ?? TWITCH_LIMIT,
    heardUntil: heard.until,
    firstRead: (channelId) => syncs.first(channelId),
  });
  const syncs = createSyncs({
    ...base,
    poller,
    readList,
    assertReadable: (channelId) => void channels.demand(channelId, 'readList'),
    brake: (channelId, isForced) => brakes.take('sync', channelId, { isForced }),
  });
  const expiry = startExpiry({ ...base, ledger });
  const watching = createWatching({
    ...base,
    channels,
    statuses,
    poller,
    live: () => live,
    ledger,
    gaps,
    heard,
    moderatorRecord,
    onModeratorChange,
  });
  const stopNoting = clock.every(MINUTE_MS, watching.noteHeard);
  const live: Live = createLive({
    ...base,
    apiClientFor: twitch.apiClientFor,
    mockPort,
    onAct(act) {
      base.metrics.time('eventsub_lag_ms', Math.max(0, act.latencyMs));
      watching.onAct(act);
      deps.confirmations().heard(act.channelId);
    },
    onState(channelId, state) {
      if (state.state === 'lost') base.metrics.count('eventsub_lost_total');
      watching.onState(channelId, state);
      deps.confirmations().onFeed(channelId, state.state === 'live');
    },
  });
  return {
    ledger,
    syncs,
    upkeep: createUpkeep({ ...base, ledger }),
    watching,
    hurry: poller.hurry,
    async stop() {
      stopNoting();
      watching.stop();
      watching.noteHeard();
      await Promise.allSettled([poller.stop(), live.stop(), expiry.stop()]);
    },
  };
}
