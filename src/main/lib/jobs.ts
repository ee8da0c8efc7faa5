// Long work: started once per key, queued per kind, first come first served, found again by id. Whatever a job throws
// ends here. Knows nothing of what a job does, and no table: the journal is handed in.
import { fail, type AppError } from '../../shared/errors.ts';
import type { JobKind, JobView } from '../../shared/model.ts';
import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import { isFinished } from './job.ts';
import { createLiveJob, type JobRun, type JobSpec, type LiveJob } from './live-job.ts';
import type { Log } from './log.ts';

export interface JobFilter {
  /** True: only what is not finished yet; false: only what is. */
  readonly active?: boolean | undefined;
  readonly kind?: JobKind | undefined;
  readonly channelId?: string | undefined;
  /** Rows at most, 50 when left out. */
  readonly limit?: number | undefined;
}

/** Where runs are kept across restarts. Writes may throw; a job goes on regardless. */
export interface JobJournal {
  /** Inserts or replaces the run with this id. */
  save(view: JobView): void;
  get(jobId: string): JobView | null;
  /** Newest first. */
  list(filter: JobFilter & { readonly limit: number }): readonly JobView[];
  /** Marks every unfinished run as interrupted at `now` (epoch ms); how many there were. */
  interruptUnfinished(now: number): number;
}

export interface JobsDeps {
  readonly journal: JobJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly bus: Pick<Bus, 'emit'>;
  /** Turns anything thrown into what a caller may know. */
  readonly describe: (error: unknown, log: Log, where: string) => AppError;
  /** How many of a kind run at once, where it differs from `CONCURRENCY`. */
  readonly concurrency?: Partial<Readonly<Record<JobKind, number>>>;
}

export interface Jobs {
  /** Queues and, when there is room, starts; returns the id at once. Throws SERVICE_UNAVAILABLE after `close`. */
  start(spec: JobSpec, run: JobRun): string;
  get(jobId: string): JobView | null;
  /** Newest first, live ones and those written down. */
  list(filter?: JobFilter): readonly JobView[];
  /**
   * Stops a job and resolves with its view once it has ended, or after 2 s while it still winds down. Harmless for
   * finished ones; null for an unknown id.
   */
  cancel(jobId: string): Promise<JobView | null>;
  /** For start-up: what an earlier process left unfinished is interrupted. Returns how many. */
  interruptDead(): number;
  /** Stops everything as interrupted, and waits up to 5 s for it. */
  close(): Promise<void>;
}

export const CONCURRENCY: Readonly<Record<JobKind, number>> = {
  sync: 2,
  'sign-in': 4,
  export: 1,
  bulk: 1,
  verify: 1,
  purge: 1,
  backup: 1,
  import: 1,
};
const CANCEL_MS = 2000;
const CLOSE_MS = 5000;
/** Finished jobs that can be asked for although they were not written down. */
const REMEMBERED = 200;

/** Begins empty. At start call `interruptDead`, which ends what an earlier process left unfinished. */
export function createJobs(deps: JobsDeps): Jobs {
  const { clock, journal } = deps;
  const live = new Map<string, LiveJob>();
  const remembered = new Map<string, JobView>();
  let isClosed = false;

  function onEnd(view: JobView): void {
    live.delete(view.jobId);
    remembered.set(view.jobId, view);
    for (const oldest of remembered.keys()) if (remembered.size > REMEMBERED) remembered.delete(oldest);
    beginNext();
  }

  function beginNext(): void {
    for (const job of live.values()) {
      if (isClosed || job.status() !== 'queued') continue;
      const running = [...live.values()].filter((other) => other.kind === job.kind && isUnderWay(other)).length;
      if (running < (deps.concurrency?.[job.kind] ?? CONCURRENCY[job.kind])) job.begin();
    }
  }

  function view(jobId: string): JobView | null {
    return live.get(jobId)?.view() ?? remembered.get(jobId) ?? journal.get(jobId);
  }

  return {
    start(spec, run) {
      if (isClosed) throw fail('SERVICE_UNAVAILABLE', 'Modkeep is closing.', { reason: 'closing' });
      const same = [...live.values()].find(
        (job) => job.kind === spec.kind && job.key === spec.key && !job.isStopping(),
      );
      if (same) return same.id;
      const job = createLiveJob({ ...deps, save: journal.save, onEnd }, spec, run);
      live.set(job.id, job);
      beginNext();
      if (job.status() === 'queued') job.announce();
      return job.id;
    },
    get: view,
    list: (filter = {}) =>
      merge([...remembered.values(), ...[...live.values()].map((job) => job.view())], journal, filter),
    async cancel(jobId) {
      const job = live.get(jobId);
      job?.stop('cancelled');
      if (job) await orPatience(job.ended, clock, CANCEL_MS);
      return view(jobId);
    },
    interruptDead: () => journal.interruptUnfinished(clock.now()),
    async close() {
      isClosed = true;
      const jobs = [...live.values()];
      for (const job of jobs) job.stop('interrupted');
      await orPatience(Promise.all(jobs.map((job) => job.ended)), clock, CLOSE_MS);
      for (const job of jobs) job.abandon();
    },
  };
}

function isUnderWay(job: LiveJob): boolean {
  return job.status() !== 'queued' && !isFinished(job.status());
}

/** What is in memory is the truth; the journal may hold an older state of it. */
function merge(known: readonly JobView[], journal: JobJournal, filter: JobFilter): readonly JobView[] {
  const limit = filter.limit ?? 50;
  const ids = new Set(known.map((job) => job.jobId));
  const others = journal.list({ ...filter, limit: limit + known.length }).filter((job) => !ids.has(job.jobId));
  const all = [...known.filter((job) => fits(job, filter)), ...others];
  return all.toSorted((one, two) => (one.jobId < two.jobId ? 1 : -1)).slice(0, limit);
}

function fits(job: JobView, filter: JobFilter): boolean {
  if (filter.active !== undefined && isFinished(job.status) === filter.active) return false;
  if (filter.kind !== undefined && job.kind !== filter.kind) return false;
  return filter.channelId === undefined || job.channelId === filter.channelId;
}

/** Resolves with `done`, or after `ms` at the latest. */
async function orPatience(done: Promise<unknown>, clock: Clock, ms: number): Promise<void> {
  const enough = new AbortController();
  const patience = clock.sleep(ms, enough.signal).catch(() => undefined);
  await Promise.race([done, patience]);
  enough.abort();
}
