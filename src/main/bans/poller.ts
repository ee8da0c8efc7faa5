// The silent reader: reads each watched channel again and again at the pace that is affordable, and says what it does.
// One read at a time per channel; a sync by hand takes the turn of the silent one.
import { AppFailure } from '../../shared/errors.ts';
import type { GapReason } from '../../shared/model.ts';
import type { Statuses } from '../channels/status.ts';
import type { Database } from '../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { toIso } from '../lib/time.ts';
import { planCadence } from './cadence.ts';
import type { Gaps } from './gaps.ts';
import type { ReadList, ReadResult } from './read.ts';

export interface PollerDeps {
  readonly db: Database;
  readonly readList: ReadList;
  readonly statuses: Statuses;
  readonly gaps: Gaps;
  readonly clock: Clock;
  readonly log: Log;
  readonly twitchNow: () => number;
  /** Requests per minute that Twitch grants the token that reads this channel. */
  readonly limitOf: (channelId: string) => number;
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
  /** Nothing was watched from `since` on; recorded as a gap when the next read is complete. */
  markUnwatched(channelId: string, since: number, reason: GapReason): void;
  stop(): Promise<void>;
}

interface Watch {
  readonly controller: AbortController;
  /** Aborts only the silent read or the wait under way. */
  turn: AbortController;
  lock: Promise<unknown>;
  waiting: number;
  failures: number;
  lastReadMs: number | null;
  unwatched: { since: number; reason: GapReason } | null;
  loop: Promise<void>;
}

export function createPoller(deps: PollerDeps): Poller {
  const { db, readList, statuses, gaps, clock, log, twitchNow } = deps;
  const watches = new Map<string, Watch>();
  const lastRead = db.sqlite.prepare<[string], { endedAt: number | null; count: number | null }>(
    'SELECT last_read_ended_at AS endedAt, last_read_count AS count FROM channel WHERE id = ?',
  );

  async function loop(channelId: string, watch: Watch): Promise<void> {
    const before = lastRead.get(channelId);
    if (before?.endedAt != null) watch.unwatched ??= { since: before.endedAt, reason: 'app_closed' };
    else await deps.firstRead(channelId);
    while (!watch.controller.signal.aborted) {
      if (lastRead.get(channelId)?.endedAt != null || watch.failures > 0)
        await rest(channelId, watch, before?.endedAt ?? null);
      if (watch.controller.signal.aborted) return;
      if (watch.waiting === 0) await turn(channelId, watch);
      await watch.lock;
    }
  }

  /** The pause between two reads; `hurry` or a sync ends it early. The first read after a start does not wait. */
  async function rest(channelId: string, watch: Watch, atStart: number | null): Promise<void> {
    const last = lastRead.get(channelId);
    if (watch.failures === 0 && last?.endedAt != null && last.endedAt === atStart && watch.lastReadMs === null) return;
    const { intervalMs, why } = planCadence({
      rows: last?.count ?? null,
      lastReadMs: watch.lastReadMs,
      limit: deps.limitOf(channelId),
      isLive: statuses.get(channelId).live === 'live',
      failures: watch.failures,
    });
    const wait = watch.failures > 0 ? intervalMs * (0.5 + clock.random() / 2) : intervalMs;
    statuses.set(channelId, {
      reading: watch.failures > 0 ? 'failed' : 'waiting',
      nextReadAt: toIso(clock.now() + wait),
      intervalMs,
      ...(watch.failures > 0 ? {} : { explanation: why }),
    });
    watch.turn = new AbortController();
    const signal = AbortSignal.any([watch.controller.signal, watch.turn.signal]);
    await clock.sleep(wait, signal).catch(() => undefined);
  }

  /** One silent read. A failure removes nobody and is told in the channel's status. */
  async function turn(channelId: string, watch: Watch): Promise<void> {
    watch.turn = new AbortController();
    const signal = AbortSignal.any([watch.controller.signal, watch.turn.signal]);
    statuses.set(channelId, { reading: 'reading', nextReadAt: null });
    const started = clock.monotonic();
    try {
      const result = await readList(channelId, signal, undefined, (was, now) => held(channelId, was, now));
      watch.failures = 0;
      watch.lastReadMs = clock.monotonic() - started;
      completed(channelId, result);
    } catch (error) {
      if (signal.aborted) return;
      watch.failures += 1;
      const text = error instanceof AppFailure ? error.failure.error : 'Something unexpected happened.';
      log.warn('silent read failed', {
        channelId,
        code: error instanceof AppFailure ? error.failure.code : 'INTERNAL_ERROR',
        error: String(error),
      });
      statuses.set(channelId, { reading: 'failed', explanation: text });
    }
  }

  function held(channelId: string, was: number, now: number): void {
    statuses.set(channelId, {
      reading: 'held',
      explanation: `Held: the list shrank from ${was} to ${now}, confirming.`,
    });
  }

  function completed(channelId: string, result: ReadResult): void {
    const watch = watches.get(channelId);
    if (watch?.unwatched != null) {
      gaps.record(channelId, watch.unwatched.since, result.startedAt, watch.unwatched.reason);
      watch.unwatched = null;
    }
    statuses.set(channelId, { reading: 'idle' });
  }

  return {
    watch(channelId) {
      if (watches.has(channelId)) return;
      const watch: Watch = {
        controller: new AbortController(),
        turn: new AbortController(),
        lock: Promise.resolve(),
        waiting: 0,
        failures: 0,
        lastReadMs: null,
        unwatched: null,
        loop: Promise.resolve(),
      };
      watches.set(channelId, watch);
      watch.loop = loop(channelId, watch).catch((error: unknown) => {
        log.error('silent reader stopped', { channelId, error: String(error) });
        statuses.set(channelId, {
          reading: 'failed',
          explanation: 'The reader stopped unexpectedly. Restart Modkeep.',
        });
      });
    },
    unwatch(channelId) {
      watches.get(channelId)?.controller.abort();
      watches.delete(channelId);
      statuses.set(channelId, { reading: 'off', nextReadAt: null, explanation: 'Not watched.' });
    },
    async exclusively(channelId, run) {
      const watch = watches.get(channelId);
      if (watch === undefined) return run();
      watch.waiting += 1;
      watch.turn.abort();
      const mine = watch.lock.then(run, run);
      watch.lock = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        watch.waiting -= 1;
      }
    },
    completed,
    hurry(channelId) {
      if (statuses.get(channelId).reading !== 'reading') watches.get(channelId)?.turn.abort();
    },
    markUnwatched(channelId, since, reason) {
      const watch = watches.get(channelId);
      if (watch !== undefined) watch.unwatched ??= { since, reason };
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
