// Runs one job from its start to its end: abort, progress, pauses, events, journal. Knows no other job.
import { fail, type AppError, type AppFailure } from '../../shared/errors.ts';
import type { JobKind, JobStatus, JobView } from '../../shared/model.ts';
import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import { newId } from './id.ts';
import { applyProgress, createJob, isFinished, move, viewOf, type Job, type Progress, type Summary } from './job.ts';
import type { Log } from './log.ts';
import { createThrottle } from './throttle.ts';

export interface JobSpec {
  readonly kind: JobKind;
  readonly channelId: string | null;
  /** What it works on. While a job with this kind and key is unfinished, starting gives its id. */
  readonly key: string;
  /** The person's id, or null for work nobody asked for. */
  readonly actor: string | null;
  readonly total?: number;
  /** False: not written down, unless the job calls `keep`. True when left out. */
  readonly journal?: boolean;
}

export interface JobContext {
  readonly jobId: string;
  readonly signal: AbortSignal;
  report(progress: Progress): void;
  /** Sleeps until `untilMs` (epoch ms, wall clock) as `waiting` with `reason` as its phase. Throws when stopped. */
  wait(untilMs: number, reason: string): Promise<void>;
  /** Writes this run down after all, because it turned out to matter. */
  keep(): void;
}

/** The work itself. What it resolves with is added to the summary; what it throws makes the job fail. */
export type JobRun = (context: JobContext) => Promise<Summary>;

export interface LiveJobDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly bus: Pick<Bus, 'emit'>;
  readonly save: (view: JobView) => void;
  readonly describe: (error: unknown, log: Log, where: string) => AppError;
  /** Called once, when it has ended in whatever way. */
  readonly onEnd: (view: JobView) => void;
}

export interface LiveJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly key: string;
  readonly ended: Promise<void>;
  status(): JobStatus;
  isStopping(): boolean;
  view(): JobView;
  /** Shows and writes down that it waits for its turn. */
  announce(): void;
  begin(): void;
  /** Aborts; the job ends as `as` when its run gives way, at once when it never began. */
  stop(as: 'cancelled' | 'interrupted'): void;
  /** Ends it as interrupted, whether its run gives way or not. */
  abandon(): void;
}

const EVENT_MS = 200;
const SAVE_MS = 10_000;
const SLICE_MS = 30_000;

/** A job that waits for `begin`. What `run` throws ends it as failed, in the words of `deps.describe`. */
export function createLiveJob(deps: LiveJobDeps, spec: JobSpec, run: JobRun): LiveJob {
  const { clock } = deps;
  const id = newId(clock.now());
  const { kind, channelId, actor } = spec;
  const job = createJob({ id, kind, channelId, actor }, spec.total ?? null, clock.now());
  const abort = new AbortController();
  const ended = Promise.withResolvers<void>();
  const told = createTelling(deps, job, spec.journal ?? true);
  let stopAs: 'cancelled' | 'interrupted' | null = null;

  function finish(status: JobStatus, result: { summary?: Summary; error?: AppError }): void {
    // Abandoned meanwhile: what a late run still says changes nothing.
    if (isFinished(job.status)) return;
    job.pause = null;
    job.summary = { ...job.summary, ...result.summary };
    job.error = result.error ?? null;
    move(job, status, clock.now());
    told.end();
    ended.resolve();
    deps.onEnd(viewOf(job, clock));
  }

  async function work(): Promise<void> {
    const context = contextOf(job, told, { clock, signal: abort.signal });
    try {
      // Whoever starts a job has its id before the work begins.
      await Promise.resolve();
      abort.signal.throwIfAborted();
      finish('completed', { summary: await run(context) });
    } catch (error) {
      if (stopAs !== null) finish(stopAs, { error: stopped(stopAs).failure });
      else finish('failed', { error: deps.describe(error, deps.log, `job ${kind}`) });
    }
  }

  return {
    id,
    kind,
    key: spec.key,
    ended: ended.promise,
    status: () => job.status,
    isStopping: () => stopAs !== null,
    view: () => viewOf(job, clock),
    announce: told.change,
    begin() {
      move(job, 'running', clock.now());
      job.pace.restart(clock.monotonic(), 0);
      told.change();
      void work();
    },
    stop(as) {
      stopAs ??= as;
      abort.abort(stopped(stopAs));
      if (job.status === 'queued') finish(stopAs, { error: stopped(stopAs).failure });
    },
    abandon: () => finish('interrupted', { error: stopped('interrupted').failure }),
  };
}

function contextOf(job: Job, told: Telling, deps: { clock: Clock; signal: AbortSignal }): JobContext {
  return {
    jobId: job.id,
    signal: deps.signal,
    report(progress) {
      if (isFinished(job.status)) return;
      applyProgress(job, progress, deps.clock);
      told.progress();
    },
    wait: (untilMs, reason) => pause(job, { untilMs, reason }, { ...deps, changed: told.change }),
    keep: told.keep,
  };
}

interface Telling {
  change(): void;
  progress(): void;
  keep(): void;
  end(): void;
}

/** Events at most five a second, the last always; the journal at each change of status and every 10 s between. */
function createTelling(deps: LiveJobDeps, job: Job, isJournaled: boolean): Telling {
  const { clock } = deps;
  const events = createThrottle(clock, EVENT_MS, () => deps.bus.emit({ type: 'job.changed', jobId: job.id }));
  let isKept = isJournaled;
  let savedAt = 0;

  function save(): void {
    if (!isKept) return;
    savedAt = clock.monotonic();
    try {
      deps.save(viewOf(job, clock));
    } catch (error) {
      // A full disk must not take the work with it.
      deps.log.warn('job journal failed', { code: deps.describe(error, deps.log, 'job journal').code });
    }
  }

  return {
    change() {
      save();
      events.send();
    },
    progress() {
      if (clock.monotonic() - savedAt >= SAVE_MS) save();
      events.send();
    },
    keep() {
      isKept = true;
      save();
    },
    end() {
      save();
      events.sendLast();
    },
  };
}

interface PauseDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly changed: () => void;
}

async function pause(
  job: Job,
  { untilMs, reason }: { untilMs: number; reason: string },
  deps: PauseDeps,
): Promise<void> {
  const { clock, signal, changed } = deps;
  signal.throwIfAborted();
  const { phase } = job;
  const rate = job.pace.rate(clock.monotonic());
  move(job, 'waiting', clock.now());
  job.pause = { until: untilMs, rate };
  job.phase = reason;
  changed();
  // In slices: timers stand still while the machine sleeps, the wall clock does not; but it may be set back meanwhile.
  const steadyUntil = clock.monotonic() + untilMs - clock.now();
  const left = (): number => Math.min(untilMs - clock.now(), steadyUntil - clock.monotonic());
  while (left() > 0) await clock.sleep(Math.min(left(), SLICE_MS), signal);
  move(job, 'running', clock.now());
  job.pause = null;
  job.phase = phase;
  job.pace.restart(clock.monotonic(), job.done);
  changed();
}

function stopped(as: 'cancelled' | 'interrupted'): AppFailure {
  const sentence = as === 'cancelled' ? 'It was cancelled.' : 'Modkeep was closed before it was done.';
  return fail('CANCELLED', sentence, { reason: as });
}
