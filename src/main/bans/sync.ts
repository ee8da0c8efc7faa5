// A sync by hand: the same full read as the silent one, as a journaled job with progress, retries and a time limit.
import { AppFailure, fail } from '../../shared/errors.ts';
import type { SyncView } from '../../shared/contract/bans.ts';
import type { JobView } from '../../shared/model.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { ReadOnly } from '../db/read-only.ts';
import type { Clock } from '../lib/clock.ts';
import { isFinished } from '../lib/job.ts';
import type { Jobs } from '../lib/jobs.ts';
import type { JobContext } from '../lib/live-job.ts';
import { backoffMs } from '../lib/retry.ts';
import { MINUTE_MS, parseRfc3339 } from '../lib/time.ts';
import type { Poller } from './poller.ts';
import type { ReadList, ReadResult } from './read.ts';

export interface SyncDeps {
  readonly db: Database;
  readonly readOnly: Pick<ReadOnly, 'through'>;
  readonly jobs: Jobs;
  readonly poller: Poller;
  readonly readList: ReadList;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly twitchNow: () => number;
  /** Throws when this channel's list cannot be read through any signed-in account. */
  readonly assertReadable: (channelId: string) => void;
  /** Takes one use of the local limit; throws RATE_LIMIT_EXCEEDED when there is none left and it is not forced. */
  readonly brake: (channelId: string, isForced: boolean) => void;
}

export interface Syncs {
  /** Answers at once. Within 5 minutes of a completed sync it gives that one back, unless `force`. */
  start(
    channelId: string,
    options: { force: boolean; actor: string | null },
  ): { status: 'syncing' | 'queued' | 'completed'; jobId: string; message: string };
  get(jobId: string): SyncView;
  cancel(jobId: string): Promise<SyncView>;
  /** Starts the same channel again, whatever became of `jobId`. */
  retry(jobId: string, actor: string | null): { status: 'syncing' | 'queued'; jobId: string; message: string };
  history(channelId: string, limit: number): readonly SyncView[];
  /** The first read of a channel, as a job nobody asked for. Resolves when it has ended in whatever way. */
  first(channelId: string): Promise<void>;
}

const GUARD_MS = 5 * MINUTE_MS;
const TIME_LIMIT_MS = 5 * MINUTE_MS;
/** Twitch grants 800 requests a minute; a large list may take this long a page on top of the five minutes. */
const PER_PAGE_MS = 150;
const LOOK_AGAIN_MS = 100;
const TRIES = 5;
const BACKOFF = { firstDelayMs: 5_000, maxDelayMs: 120_000 };

export function createSyncs(deps: SyncDeps): Syncs {
  const { db, jobs, poller, readList, audit, clock, twitchNow } = deps;
  const channel = db.sqlite.prepare<[string], { login: string; count: number | null }>(
    'SELECT login, last_read_count AS count FROM channel WHERE id = ?',
  );

  function begin(channelId: string, actor: string | null): string {
    const known = channel.get(channelId);
    const spec = {
      kind: 'sync',
      channelId,
      key: channelId,
      actor,
      ...(known?.count == null ? {} : { total: known.count }),
    } as const;
    return jobs.start(spec, async (context) => {
      const result = await poller.exclusively(channelId, () => withRetries(channelId, context));
      poller.completed(channelId, result);
      await whenWritable(context, () => record(channelId, known?.login ?? null, actor, context.jobId, result));
      context.report({ phase: 'complete', done: result.count, total: result.count, pages: result.pages });
      const { count, pages, changes, found, gone } = result;
      return { count, pages, changes, found, gone };
    });
  }

  /** A full disk is waited for: what was found until then is kept, and a read begins anew. */
  function whenWritable<T>({ signal, report }: JobContext, run: () => T | Promise<T>): Promise<T> {
    return deps.readOnly.through(run, { signal, onWait: () => report({ phase: 'waiting for room on the disk' }) });
  }

  /** One that a person asked for counts against the limit, unless it is under way already. */
  function byHand(channelId: string, actor: string | null, isForced: boolean): string {
    if (jobs.list({ kind: 'sync', channelId, active: true, limit: 1 }).length === 0) deps.brake(channelId, isForced);
    return begin(channelId, actor);
  }

  /** Five tries, only for what another try may cure; 429 waits as long as Twitch says. */
  async function withRetries(channelId: string, context: JobContext): Promise<ReadResult> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await whenWritable(context, () => oneTry(channelId, context));
      } catch (error) {
        context.signal.throwIfAborted();
        const pause = pauseBefore(error, attempt);
        if (attempt >= TRIES || pause === null) throw error;
        await context.wait(clock.now() + pause, `waiting to try again (${attempt + 1} of ${TRIES})`);
      }
    }
  }

  function pauseBefore(error: unknown, attempt: number): number | null {
    if (!(error instanceof AppFailure)) return null;
    const jitter = BACKOFF.firstDelayMs * 2 ** (attempt - 1) * 0.75 + backoffMs(attempt, BACKOFF, clock.random()) / 2;
    const { failure } = error;
    if (failure.code === 'RATE_LIMIT_EXCEEDED')
      return Math.min(120, Math.max(1, failure.details.retry_after)) * 1000 + jitter / 4;
    return failure.code === 'SERVICE_UNAVAILABLE' || failure.code === 'OFFLINE' ? jitter : null;
  }

  async function oneTry(channelId: string, context: JobContext): Promise<ReadResult> {
    const expected = Math.ceil((channel.get(channelId)?.count ?? 0) / 100);
    const overdue = new AbortController();
    const over = new AbortController();
    const started = clock.monotonic();
    let pages = 0;
    // A list of unknown length earns its time by the pages that come.
    const limit = (): number => TIME_LIMIT_MS + Math.max(expected, pages) * PER_PAGE_MS;
    const watchdog = async (): Promise<void> => {
      for (let left = limit(); left > 0; left = started + limit() - clock.monotonic()) {
        await clock.sleep(left, over.signal);
      }
      overdue.abort();
    };
    const watching = watchdog().catch(() => undefined);
    try {
      return await readList(
        channelId,
        AbortSignal.any([context.signal, overdue.signal]),
        (progress) => {
          pages = Math.max(pages, progress.pages);
          context.report({ phase: progress.phase, done: progress.count, pages: progress.pages });
        },
        (was, now) => context.report({ phase: `held: the list shrank from ${was} to ${now}, confirming` }),
      );
    } catch (error) {
      if (!overdue.signal.aborted) throw error;
      throw fail(
        'SYNC_TIMEOUT',
        'The sync took too long and was stopped; what it found is kept.',
        { duration_ms: Math.round(clock.monotonic() - started), timeout_ms: limit() },
        { cause: error },
      );
    } finally {
      over.abort();
      await watching;
    }
  }

  function record(
    channelId: string,
    login: string | null,
    actor: string | null,
    jobId: string,
    result: ReadResult,
  ): void {
    db.immediate(() =>
      audit.append({
        at: twitchNow(),
        moderatorId: null,
        moderatorLogin: actor,
        action: 'sync_bans',
        contentType: 'channel',
        contentId: channelId,
        contentName: login,
        channelId,
        reason: '',
        metadata: {
          channelId,
          jobId,
          count: result.count,
          pages: result.pages,
          changes: result.changes,
          found: result.found,
          gone: result.gone,
        },
      }),
    );
  }

  function view(jobId: string): JobView {
    const job = jobs.get(jobId);
    if (job === null || job.kind !== 'sync')
      throw fail('NOT_FOUND', 'There is no such sync.', { what: 'sync', id: jobId });
    return job;
  }

  function started(jobId: string): { status: 'syncing' | 'queued'; jobId: string; message: string } {
    const job = view(jobId);
    const status = job.status === 'queued' ? 'queued' : 'syncing';
    const what = status === 'queued' ? 'is queued behind another channel' : 'started';
    return { status, jobId, message: `Ban sync ${what} for channel ${job.channelId}` };
  }

  return {
    start(channelId, { force, actor }) {
      deps.assertReadable(channelId);
      const last = jobs.list({ kind: 'sync', channelId, limit: 5 }).find((job) => job.status === 'completed');
      const finishedAt = parseRfc3339(last?.finishedAt);
      const age = finishedAt === null ? -1 : clock.now() - finishedAt;
      // A negative age is a clock that was set back: it says nothing.
      if (!force && last !== undefined && age >= 0 && age < GUARD_MS) {
        const minutes = Math.max(1, Math.round(age / MINUTE_MS));
        return {
          status: 'completed',
          jobId: last.jobId,
          message: `Already synced ${minutes} min ago; this is that result. Force to read again.`,
        };
      }
      return started(byHand(channelId, actor, force));
    },
    get: (jobId) => toSyncView(view(jobId)),
    async cancel(jobId) {
      view(jobId);
      const job = await jobs.cancel(jobId);
      return toSyncView(job ?? view(jobId));
    },
    retry(jobId, actor) {
      const { channelId } = view(jobId);
      deps.assertReadable(channelId ?? '');
      return started(byHand(channelId ?? '', actor, false));
    },
    history: (channelId, limit) => jobs.list({ kind: 'sync', channelId, limit }).map(toSyncView),
    async first(channelId) {
      const jobId = begin(channelId, null);
      while (!isFinished(view(jobId).status)) await clock.sleep(LOOK_AGAIN_MS);
    },
  };
}

function toSyncView(job: JobView): SyncView {
  return {
    jobId: job.jobId,
    channelId: job.channelId ?? '',
    status: job.status === 'running' || job.status === 'waiting' ? 'syncing' : job.status,
    phase: job.phase,
    syncedCount: job.done,
    totalCount: job.total,
    pages: job.pages,
    rate: job.rate,
    etaMs: job.etaMs,
    startedAt: job.startedAt,
    updatedAt: job.updatedAt,
    finishedAt: job.finishedAt,
    actor: job.actor,
    summary: job.summary,
    ...(job.error === null ? {} : { error: job.error }),
  };
}
