// One piece of long work: its state, its progress, and what may follow what. Knows no queue, no table, no events.
import type { AppError } from '../../shared/errors.ts';
import type { JobKind, JobStatus, JobView } from '../../shared/model.ts';
import type { Clock } from './clock.ts';
import { createPace, remainingMs, type Pace } from './pace.ts';
import { isoOrNull, toIso } from './time.ts';

/** Every legal move; whatever is not here does not happen. */
export const MOVES: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ['running', 'cancelled', 'interrupted'],
  running: ['waiting', 'completed', 'failed', 'cancelled', 'interrupted'],
  waiting: ['running', 'completed', 'failed', 'cancelled', 'interrupted'],
  completed: [],
  failed: [],
  cancelled: [],
  interrupted: [],
};

export function isFinished(status: JobStatus): boolean {
  return MOVES[status].length === 0;
}

export type Summary = Readonly<Record<string, unknown>>;

/** What a job says of itself on the way; what is left out stays as it was. */
export interface Progress {
  readonly done?: number;
  readonly total?: number | null;
  readonly pages?: number;
  readonly phase?: string;
  readonly summary?: Summary;
  /** What the job itself knows of the time it still needs, in ms; else it is told from the pace so far. */
  readonly etaMs?: number;
}

/** A job as it lives. Times are epoch ms. */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly channelId: string | null;
  readonly actor: string | null;
  readonly startedAt: number;
  readonly pace: Pace;
  status: JobStatus;
  phase: string;
  done: number;
  total: number | null;
  pages: number;
  updatedAt: number;
  finishedAt: number | null;
  summary: Summary;
  error: AppError | null;
  /** Set while waiting: until when, and the rate that will be gone on with. */
  pause: { readonly until: number; readonly rate: number | null } | null;
  /** When it will be done by its own word, on the steady clock; null when it has said nothing. */
  endsAt: number | null;
}

/** Changes the status. Throws Error for a move that the table lacks: that is a fault of ours. */
export function move(job: Job, status: JobStatus, now: number): void {
  if (!MOVES[job.status].includes(status)) throw new Error(`a job can't go from ${job.status} to ${status}`);
  job.status = status;
  job.updatedAt = now;
  if (isFinished(status)) job.finishedAt = now;
}

export function createJob(
  fixed: Pick<Job, 'id' | 'kind' | 'channelId' | 'actor'>,
  total: number | null,
  now: number,
): Job {
  return {
    ...fixed,
    startedAt: now,
    pace: createPace(),
    status: 'queued',
    phase: '',
    done: 0,
    total,
    pages: 0,
    updatedAt: now,
    finishedAt: null,
    summary: {},
    error: null,
    pause: null,
    endsAt: null,
  };
}

/** Takes over what a job said of itself. */
export function applyProgress(job: Job, progress: Progress, clock: Clock): void {
  const { done = job.done, total = job.total, pages = job.pages, phase = job.phase, summary } = progress;
  Object.assign(job, { done, total, pages, phase, summary: { ...job.summary, ...summary }, updatedAt: clock.now() });
  if (progress.done !== undefined) job.pace.add(clock.monotonic(), done);
  if (progress.etaMs !== undefined) job.endsAt = clock.monotonic() + progress.etaMs;
}

/** By the job's own word where it has given one. */
function etaOf(job: Job, rate: number | null, clock: Clock): number | null {
  if (isFinished(job.status)) return null;
  if (job.endsAt !== null) return Math.max(0, Math.ceil(job.endsAt - clock.monotonic()));
  const rest = remainingMs(job.done, job.total, rate);
  return rest === null ? null : rest + (job.pause === null ? 0 : Math.max(0, job.pause.until - clock.now()));
}

/** The job for the outside, with rate and remaining time as far as they can be told. */
export function viewOf(job: Job, clock: Clock): JobView {
  const rate = job.status === 'running' ? job.pace.rate(clock.monotonic()) : (job.pause?.rate ?? null);
  return {
    jobId: job.id,
    kind: job.kind,
    channelId: job.channelId,
    status: job.status,
    phase: job.phase,
    done: job.done,
    total: job.total,
    pages: job.pages,
    rate: job.status === 'running' ? rate : null,
    etaMs: etaOf(job, rate, clock),
    startedAt: toIso(job.startedAt),
    updatedAt: toIso(job.updatedAt),
    finishedAt: isoOrNull(job.finishedAt),
    actor: job.actor,
    summary: job.summary,
    error: job.error,
  };
}
