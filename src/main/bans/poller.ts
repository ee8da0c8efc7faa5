// The silent reader: reads each watched channel again and again at the pace that is affordable, and says what it does.
// One read at a time per channel; a sync by hand takes the turn of the silent one.
import { AppFailure } from '../../shared/errors.ts';
import type { GapReason } from '../../shared/model.ts';
import type { Statuses } from '../channels/status.ts';
import type { Database } from '../db/open.ts';
import type { ReadOnly } from '../db/read-only.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { toIso } from '../lib/time.ts';
import { failurePause, planCadence } from './cadence.ts';
import type { Gaps } from './gaps.ts';
import type { ReadList, ReadResult } from './read.ts';

export interface PollerDeps {
  readonly db: Database;
  readonly readOnly: Pick<ReadOnly, 'since' | 'writable'>;
  readonly readList: ReadList;
  readonly statuses: Statuses;
  readonly gaps: Gaps;
  readonly clock: Clock;
  readonly log: Log;
  readonly twitchNow: () => number;
  /** Requests per minute that Twitch grants the token that reads this channel. */
  readonly limitOf: (channelId: string) => number;
  /** Epoch ms up to which the channel was heard or read, also by an earlier run; null when it never was. */
  readonly heardUntil: (channelId: string) => number | null;
  /** Makes the first read of a channel a job that people can see; resolves when it has ended. */
  readonly firstRead: (channelId: string) => Promise<void>;
}

export interface Poller {
  watch(channelId: string): void;
  unwatch(channelId: string): void;
  /** Runs `run` as the only read of the channel: a silent read under way is dropped, later ones wait. */
  exclusively<T>(channelId: string, run: () => Promise<T>): Promise<T>;
  /** A read outside the poller was complete: pending gaps end here. */
  completed(channelId: string, result: ReadResult): void;
  /** Reads soon: a suspicion, or something went wrong since the last read. */
  hurry(channelId: string): void;
  /** Nothing was watched from `since` on; recorded as a gap when the next read is complete, if short only as a hole. */
  markUnwatched(channelId: string, since: number, reason: GapReason, isHole?: boolean): void;
  stop(): Promise<void>;
}

interface Watch {
  readonly controller: AbortController;
  /** Aborts only the silent read or the pause under way. */
  turn: AbortController;
  isReading: boolean;
  /** The next read is wanted sooner; stays set when a read under way may have begun too early to answer it. */
  isHurried: boolean;
  /** Syncs that want or have this channel's turn. */
  waiting: number;
  /** When the failed reads in a row began, by the steady clock. */
  failedAt: number[];
  retryAfter: number | null;
  lastReadMs: number | null;
  unwatched: { since: number; reason: GapReason; isHole?: boolean } | null;
  loop: Promise<void>;
}

const NOT_WRITABLE = 'Nothing can be saved: the disk is full or refuses to write. It is read as soon as there is room.';

export function createPoller(deps: PollerDeps): Poller {
  const { db, readOnly, readList, statuses, gaps, clock, log } = deps;
  const watches = new Map<string, Watch>();
  /** One read at a time per channel, whoever asks: the promise of the last in the queue. */
  const queues = new Map<string, Promise<unknown>>();
  const lastRead = db.sqlite.prepare<[string], { endedAt: number | null; count: number | null }>(
    'SELECT last_read_ended_at AS endedAt, last_read_count AS count FROM channel WHERE id = ?',
  );

  function inQueue<T>(channelId: string, run: () => Promise<T>): Promise<T> {
    const mine = (queues.get(channelId) ?? Promise.resolve()).then(run);
    queues.set(
      channelId,
      mine.catch(() => undefined),
    );
    return mine;
  }

  async function loop(channelId: string, watch: Watch): Promise<void> {
    const { signal } = watch.controller;
    const before = lastRead.get(channelId)?.endedAt ?? null;
    const until = Math.max(before ?? 0, deps.heardUntil(channelId) ?? 0);
    if (before !== null) watch.unwatched ??= { since: until, reason: 'app_closed' };
    else {
      await deps.firstRead(channelId);
      if (lastRead.get(channelId)?.endedAt == null) watch.failedAt.push(clock.monotonic());
    }
    // What an earlier run has read is read again at once.
    for (let isRested = before !== null; !signal.aborted; isRested = false) {
      if (!isRested) await rest(channelId, watch);
      await untilWritable(channelId, signal);
      if (signal.aborted) return;
      if (watch.waiting === 0) await inQueue(channelId, () => turn(channelId, watch));
      else await queues.get(channelId);
    }
  }

  /** A read whose findings cannot be kept is not worth Twitch's while. */
  async function untilWritable(channelId: string, signal: AbortSignal): Promise<void> {
    if (readOnly.since() === null || signal.aborted) return;
    statuses.set(channelId, { reading: 'failed', nextReadAt: null, explanation: NOT_WRITABLE });
    await readOnly.writable(signal).catch(() => undefined);
  }

  /** The pause between two reads; `hurry` shortens it, a sync ends it. */
  async function rest(channelId: string, watch: Watch): Promise<void> {
    const failures = watch.failedAt.length;
    const { intervalMs, leastMs, why } = planCadence({
      rows: lastRead.get(channelId)?.count ?? null,
      lastReadMs: watch.lastReadMs,
      limit: deps.limitOf(channelId),
      isLive: statuses.get(channelId).live === 'live',
      failures,
    });
    const started = clock.monotonic();
    const pause = { intervalMs, failedAt: watch.failedAt, now: started, retryAfter: watch.retryAfter };
    const wait = failures > 0 ? failurePause({ ...pause, random: clock.random() }) : intervalMs;
    const least = failures > 0 ? failurePause({ ...pause, intervalMs: leastMs, random: clock.random() }) : leastMs;
    statuses.set(channelId, {
      reading: failures > 0 ? 'failed' : 'waiting',
      nextReadAt: toIso(clock.now() + wait),
      intervalMs: wait,
      ...(failures > 0 ? {} : { explanation: why }),
    });
    while (watch.waiting === 0 && !watch.controller.signal.aborted) {
      const left = started + (watch.isHurried ? Math.min(least, wait) : wait) - clock.monotonic();
      if (left <= 0) return;
      watch.turn = new AbortController();
      const signal = AbortSignal.any([watch.controller.signal, watch.turn.signal]);
      await clock.sleep(left, signal).catch(() => undefined);
    }
  }

  /** One silent read. A failure removes nobody and is told in the channel's status. */
  async function turn(channelId: string, watch: Watch): Promise<void> {
    if (watch.controller.signal.aborted || watch.waiting > 0) return;
    watch.turn = new AbortController();
    const signal = AbortSignal.any([watch.controller.signal, watch.turn.signal]);
    statuses.set(channelId, { reading: 'reading', nextReadAt: null });
    const started = clock.monotonic();
    watch.isReading = true;
    watch.isHurried = false;
    try {
      completed(channelId, await readList(channelId, signal, undefined, (was, now) => held(channelId, was, now)));
    } catch (error) {
      if (!signal.aborted) failed(channelId, watch, started, error);
    } finally {
      watch.isReading = false;
    }
  }

  function failed(channelId: string, watch: Watch, started: number, error: unknown): void {
    const failure = error instanceof AppFailure ? error.failure : null;
    watch.failedAt = [...watch.failedAt.slice(-20), started];
    watch.retryAfter = failure?.code === 'RATE_LIMIT_EXCEEDED' ? failure.details.retry_after : null;
    log.warn('silent read failed', { channelId, code: failure?.code ?? 'INTERNAL_ERROR', error: String(error) });
    statuses.set(channelId, { reading: 'failed', explanation: failure?.error ?? 'Something unexpected happened.' });
  }

  function held(channelId: string, was: number, now: number): void {
    statuses.set(channelId, {
      reading: 'held',
      explanation: `Held: the list shrank from ${was} to ${now}, confirming.`,
    });
  }

  function completed(channelId: string, result: ReadResult): void {
    const watch = watches.get(channelId);
    if (watch === undefined) return;
    watch.failedAt = [];
    watch.retryAfter = null;
    watch.lastReadMs = result.endedAt - result.startedAt;
    // A read that began before the stretch says nothing about its end.
    if (watch.unwatched !== null && watch.unwatched.since <= result.startedAt) {
      const { since, reason, isHole } = watch.unwatched;
      gaps.record(channelId, since, result.startedAt, reason, isHole);
      watch.unwatched = null;
    }
    statuses.set(channelId, { reading: 'idle' });
  }

  /** A sync by hand: in the channel's queue, with the silent read out of its way. */
  async function exclusively<T>(channelId: string, run: () => Promise<T>): Promise<T> {
    const watch = watches.get(channelId);
    if (watch === undefined) return inQueue(channelId, run);
    watch.waiting += 1;
    watch.turn.abort();
    try {
      return await inQueue(channelId, () => {
        watch.isHurried = false;
        if (watches.get(channelId) === watch) statuses.set(channelId, { reading: 'reading', nextReadAt: null });
        return run();
      });
    } finally {
      watch.waiting -= 1;
    }
  }

  function begin(channelId: string): void {
    const watch: Watch = {
      controller: new AbortController(),
      turn: new AbortController(),
      isReading: false,
      isHurried: false,
      waiting: 0,
      failedAt: [],
      retryAfter: null,
      lastReadMs: null,
      unwatched: null,
      loop: Promise.resolve(),
    };
    watches.set(channelId, watch);
    statuses.set(channelId, { reading: 'idle', explanation: 'About to be read.' });
    watch.loop = loop(channelId, watch).catch((error: unknown) => {
      log.error('silent reader stopped', { channelId, error: String(error) });
      statuses.set(channelId, {
        reading: 'failed',
        explanation: 'The reader stopped unexpectedly. Restart Modkeep.',
      });
    });
  }

  return {
    watch(channelId) {
      if (!watches.has(channelId)) begin(channelId);
    },
    unwatch(channelId) {
      watches.get(channelId)?.controller.abort();
      watches.delete(channelId);
      statuses.set(channelId, { reading: 'off', nextReadAt: null, explanation: 'Not watched.' });
    },
    exclusively,
    completed,
    hurry(channelId) {
      const watch = watches.get(channelId);
      if (watch === undefined) return;
      watch.isHurried = true;
      if (!watch.isReading) watch.turn.abort();
    },
    markUnwatched(channelId, since, reason, isHole = false) {
      const watch = watches.get(channelId);
      if (watch === undefined) return;
      watch.unwatched ??= { since, reason };
      if (isHole) watch.unwatched = { ...watch.unwatched, since: Math.min(since, watch.unwatched.since), isHole };
    },
    async stop() {
      const loops = [...watches.values()].map((watch) => {
        watch.controller.abort();
        return watch.loop;
      });
      watches.clear();
      await Promise.allSettled(loops);
    },
  };
}
