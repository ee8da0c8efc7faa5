// The silent reader in virtual time over lists that are only numbers: a read costs its requests and its time, through
// the same pacing and a token bucket of its own per channel, and marks the channel as read.
import { pageDelay } from '../../../src/main/bans/cadence.ts';
import { createGaps } from '../../../src/main/bans/gaps.ts';
import { createPoller, type Poller } from '../../../src/main/bans/poller.ts';
import type { ReadList, ReadResult } from '../../../src/main/bans/read.ts';
import { createStatuses, type Statuses } from '../../../src/main/channels/status.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createBus, type Bus } from '../../../src/main/lib/bus.ts';
import { openTestDatabase, recordingLog } from '../../helpers/db.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { createFakeTwitch, type FakeTwitch } from '../../helpers/fake-twitch-client.ts';
import { WRITABLE } from '../../helpers/writable.ts';

export interface FakeChannel {
  /** People in its list. */
  rows: number;
  readonly twitch: FakeTwitch;
  /** When reads began, by the steady clock. */
  readonly began: number[];
  completed: number;
  inFlight: number;
  mostInFlight: number;
}

export interface PollerWorld {
  readonly clock: FakeClock;
  readonly db: Database;
  readonly poller: Poller;
  readonly statuses: Statuses;
  readonly bus: Bus;
  readonly readList: ReadList;
  readonly channels: ReadonlyMap<string, FakeChannel>;
  readonly log: ReturnType<typeof recordingLog>;
  /** Thrown by the next reads after their first page; null heals. */
  fault: (() => Error) | null;
  channel(id: string): FakeChannel;
  gaps(): { channelId: string; from: number; to: number; reason: string }[];
}

export interface PollerWorldOptions {
  /** People per channel; channels are called `1`, `2`, … */
  readonly sizes: readonly number[];
  readonly limit?: number;
  readonly latencyMs?: number;
  /** Epoch ms before now at which the lists were read by an earlier run; never when left out. */
  readonly lastReadAgoMs?: number;
  readonly createPoller?: typeof createPoller;
  readonly seed?: number;
}

/** Nothing is watched yet. Stop the poller and close the database. */
export function createPollerWorld(options: PollerWorldOptions): PollerWorld {
  const { sizes, limit = 800, latencyMs = 60 } = options;
  const clock = createFakeClock(undefined, options.seed ?? 1);
  const db = openTestDatabase({ clock });
  const bus = createBus((error) => {
    throw error;
  });
  const log = recordingLog();
  const statuses = createStatuses(bus);
  const channels = new Map<string, FakeChannel>();
  const ago = options.lastReadAgoMs === undefined ? null : clock.now() - options.lastReadAgoMs;
  for (const [index, rows] of sizes.entries()) {
    const id = String(index + 1);
    const twitch = createFakeTwitch({ clock, limit, latencyMs });
    channels.set(id, { rows, twitch, began: [], completed: 0, inFlight: 0, mostInFlight: 0 });
    db.sqlite
      .prepare(
        `INSERT INTO channel (id, login, display_name, is_watched, first_watched_at, last_read_started_at, last_read_ended_at, last_read_count)
         VALUES (?, ?, ?, 1, ?, ?, ?, ?)`,
      )
      .run(id, `channel${id}`, `Channel${id}`, ago, ago, ago, ago === null ? null : rows);
  }
  const channelOf = (id: string): FakeChannel => channels.get(id)!;
  const mark = db.sqlite.prepare(
    'UPDATE channel SET last_read_started_at = ?, last_read_ended_at = ?, last_read_count = ? WHERE id = ?',
  );

  async function readPages(id: string, signal: AbortSignal, report: (pages: number) => void): Promise<ReadResult> {
    const { rows, twitch } = channelOf(id);
    const startedAt = clock.now();
    const pages = Math.max(1, Math.ceil(rows / 100));
    for (let page = 1; page <= pages; page += 1) {
      const delay = pageDelay(twitch.budget(), clock.now());
      if (delay > 0) await clock.sleep(delay, signal);
      await twitch.client.lookUpBanned({ channelId: id, userIds: [], signal });
      if (world.fault !== null) throw world.fault();
      report(page);
    }
    const endedAt = clock.now();
    mark.run(startedAt, endedAt, rows, id);
    return { startedAt, endedAt, count: rows, pages, changes: 0, found: 0, gone: 0 };
  }

  const readList: ReadList = async (id, signal, onProgress) => {
    const channel = channelOf(id);
    channel.began.push(clock.monotonic());
    channel.inFlight += 1;
    channel.mostInFlight = Math.max(channel.mostInFlight, channel.inFlight);
    try {
      const result = await readPages(id, signal, (pages) =>
        onProgress?.({ phase: 'reading', count: pages * 100, pages }),
      );
      channel.completed += 1;
      return result;
    } finally {
      channel.inFlight -= 1;
    }
  };

  const poller: Poller = (options.createPoller ?? createPoller)({
    db,
    readOnly: WRITABLE,
    readList,
    statuses,
    clock,
    log,
    gaps: createGaps(db, bus, WRITABLE),
    twitchNow: clock.now,
    limitOf: () => limit,
    heardUntil: () => null,
    firstRead: async (id) => {
      const read = poller.exclusively(id, () => readList(id, new AbortController().signal));
      await read.then(
        (result) => poller.completed(id, result),
        () => undefined,
      );
    },
  });
  const world: PollerWorld = {
    clock,
    db,
    poller,
    statuses,
    bus,
    readList,
    channels,
    log,
    fault: null,
    channel: channelOf,
    gaps: () =>
      db.sqlite
        .prepare<[], { channelId: string; from: number; to: number; reason: string }>(
          'SELECT channel_id AS channelId, from_at AS "from", to_at AS "to", reason FROM gap ORDER BY to_at',
        )
        .all(),
  };
  return world;
}
