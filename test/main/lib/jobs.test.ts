// Long work in virtual time, with the real journal: one per key, in turn, cancelled, told about, written down.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describe as describeError } from '../../../src/main/dispatch.ts';
import { createJobJournal } from '../../../src/main/db/job-journal.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createBus, type Bus } from '../../../src/main/lib/bus.ts';
import { createJobs, type Jobs } from '../../../src/main/lib/jobs.ts';
import type { JobContext, JobRun, JobSpec } from '../../../src/main/lib/live-job.ts';
import { fail } from '../../../src/shared/errors.ts';
import { openTestDatabase, silentLog } from '../../helpers/db.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';

let clock: FakeClock;
let db: Database;
let bus: Bus;
let jobs: Jobs;
beforeEach(() => {
  clock = createFakeClock();
  db = openTestDatabase({ clock });
  bus = createBus((error) => {
    throw error;
  });
  jobs = newJobs();
});
afterEach(() => db.close());

function newJobs(concurrency: { sync?: number } = {}): Jobs {
  return createJobs({
    journal: createJobJournal(db),
    clock,
    log: silentLog(),
    bus,
    describe: describeError,
    concurrency,
  });
}

const SYNC: JobSpec = { kind: 'sync', channelId: '1', key: '1', actor: '7' };

/** A run that works until it is let go, and gives way to its signal. */
function held(): { run: JobRun; release(): void; context(): JobContext; begun(): boolean } {
  const gate = Promise.withResolvers<void>();
  let context: JobContext | undefined;
  return {
    run: async (given) => {
      context = given;
      given.signal.addEventListener('abort', () => gate.reject(given.signal.reason as Error));
      await gate.promise;
      return { added: 3 };
    },
    release: () => gate.resolve(),
    begun: () => context !== undefined,
    context: () => {
      if (!context) throw new Error('the job has not begun');
      return context;
    },
  };
}

describe('a job', () => {
  it('runs, is written down, and is found again after a restart', async () => {
    const work = held();
    const id = jobs.start(SYNC, work.run);
    expect(jobs.get(id)).toMatchObject({
      status: 'running',
      kind: 'sync',
      channelId: '1',
      actor: '7',
      finishedAt: null,
    });
    await clock.settle();
    work.context().report({ done: 100, pages: 1, phase: 'reading', summary: { first: true } });
    work.release();
    await clock.settle();
    const view = jobs.get(id);
    expect(view).toMatchObject({
      status: 'completed',
      done: 100,
      pages: 1,
      summary: { first: true, added: 3 },
      error: null,
    });
    expect(newJobs().get(id)).toEqual({ ...view, rate: null, etaMs: null });
  });

  it('fails with what describe makes of the error', async () => {
    const planned = jobs.start(SYNC, async () => Promise.reject(fail('OFFLINE', 'No network.', {})));
    const broken = jobs.start({ ...SYNC, key: '2' }, async () => Promise.reject(new TypeError('secret detail')));
    await clock.settle();
    expect(jobs.get(planned)).toMatchObject({ status: 'failed', error: { code: 'OFFLINE' } });
    expect(jobs.get(broken)).toMatchObject({ status: 'failed', error: { code: 'INTERNAL_ERROR' } });
    expect(JSON.stringify(jobs.get(broken))).not.toContain('secret detail');
  });

  it('fails, not crashes, when the run throws before it returns a promise', async () => {
    const id = jobs.start(SYNC, () => {
      throw new Error('at once');
    });
    await clock.settle();
    expect(jobs.get(id)?.status).toBe('failed');
  });

  it('is not written down when told so, and still found while this process lives', async () => {
    const id = jobs.start({ ...SYNC, journal: false }, async () => ({}));
    await clock.settle();
    expect(jobs.get(id)?.status).toBe('completed');
    expect(newJobs().get(id)).toBeNull();
  });

  it('is written down after all when it keeps itself', async () => {
    const id = jobs.start({ ...SYNC, journal: false }, async ({ keep }) => {
      keep();
      return { found: 1 };
    });
    await clock.settle();
    expect(newJobs().get(id)).toMatchObject({ status: 'completed', summary: { found: 1 } });
  });

  it('goes on when the journal cannot be written', async () => {
    const work = held();
    const id = jobs.start(SYNC, work.run);
    await clock.settle();
    db.sqlite.exec('ALTER TABLE job_run RENAME TO gone');
    work.release();
    await clock.settle();
    expect(jobs.get(id)?.status).toBe('completed');
  });
});

describe('starting', () => {
  it('gives the same id for the same key while it runs, and a new one after', async () => {
    const work = held();
    const id = jobs.start(SYNC, work.run);
    expect(jobs.start(SYNC, held().run)).toBe(id);
    expect(jobs.start({ ...SYNC, kind: 'export' }, held().run)).not.toBe(id);
    await clock.settle();
    work.release();
    await clock.settle();
    expect(jobs.start(SYNC, held().run)).not.toBe(id);
  });

  it('runs only so many of a kind at once, first come first served', async () => {
    jobs = newJobs({ sync: 1 });
    const works = [held(), held(), held()];
    const ids = works.map((work, index) => jobs.start({ ...SYNC, key: String(index) }, work.run));
    const states = (): unknown[] => ids.map((id) => jobs.get(id)?.status);
    expect(states()).toEqual(['running', 'queued', 'queued']);
    await clock.settle();
    expect(works.map((work) => work.begun())).toEqual([true, false, false]);
    works[0]?.release();
    await clock.settle();
    expect(states()).toEqual(['completed', 'running', 'queued']);
    await jobs.cancel(ids[1] ?? '');
    await clock.settle();
    expect(states()).toEqual(['completed', 'cancelled', 'running']);
  });
});

describe('cancelling', () => {
  it('ends a running job through its signal', async () => {
    const id = jobs.start(SYNC, held().run);
    await clock.settle();
    expect(await jobs.cancel(id)).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } });
  });

  it('ends a queued job before it ever runs', async () => {
    jobs = newJobs({ sync: 1 });
    const waiting = held();
    jobs.start(SYNC, held().run);
    const id = jobs.start({ ...SYNC, key: '2' }, waiting.run);
    expect(await jobs.cancel(id)).toMatchObject({ status: 'cancelled' });
    await clock.settle();
    expect(waiting.begun()).toBe(false);
  });

  it('is harmless for a finished job and says null for an unknown one', async () => {
    const id = jobs.start(SYNC, async () => ({}));
    await clock.settle();
    expect(await jobs.cancel(id)).toMatchObject({ status: 'completed' });
    expect(await jobs.cancel('no such job')).toBeNull();
  });

  it('does not wait for ever for a run that will not stop, and keeps its key free', async () => {
    const stubborn = Promise.withResolvers<Record<string, unknown>>();
    const id = jobs.start(SYNC, () => stubborn.promise);
    await clock.settle();
    const cancelled = jobs.cancel(id);
    await clock.advance(3000);
    expect(await cancelled).toMatchObject({ status: 'running' });
    expect(jobs.start(SYNC, held().run)).not.toBe(id);
    stubborn.resolve({ late: true });
    await clock.settle();
    // It did its work to the end: saying it was cancelled would not be true.
    expect(jobs.get(id)).toMatchObject({ status: 'completed', summary: { late: true } });
  });
});

describe('waiting', () => {
  it('shows why, until when, and goes on by the wall clock', async () => {
    const id = jobs.start({ ...SYNC, total: 100 }, async ({ report, wait }) => {
      report({ phase: 'reading', done: 10 });
      await wait(clock.now() + 90_000, 'rate limit');
      return {};
    });
    await clock.settle();
    expect(jobs.get(id)).toMatchObject({ status: 'waiting', phase: 'rate limit' });
    await clock.advance(60_000);
    expect(jobs.get(id)?.status).toBe('waiting');
    // The machine slept through the rest.
    clock.jump(3_600_000);
    await clock.advance(30_000);
    expect(jobs.get(id)).toMatchObject({ status: 'completed', phase: 'reading' });
  });

  it('takes no longer when the clock is set back meanwhile', async () => {
    const id = jobs.start(SYNC, async ({ wait }) => {
      await wait(clock.now() + 90_000, 'rate limit');
      return {};
    });
    await clock.advance(30_000);
    clock.jump(-3_600_000);
    await clock.advance(59_000);
    expect(jobs.get(id)?.status).toBe('waiting');
    await clock.advance(1_000);
    expect(jobs.get(id)?.status).toBe('completed');
  });

  it('can be cancelled', async () => {
    const id = jobs.start(SYNC, async ({ wait }) => {
      await wait(clock.now() + 3_600_000, 'rate limit');
      return {};
    });
    await clock.settle();
    expect(await jobs.cancel(id)).toMatchObject({ status: 'cancelled' });
  });
});

describe('progress', () => {
  it('is told at most five times a second, the last one always', async () => {
    const told: { at: number; done: number | undefined; status: string | undefined }[] = [];
    let id = '';
    bus.subscribe(() => {
      const { done, status } = jobs.get(id) ?? {};
      told.push({ at: clock.monotonic(), done, status });
    });
    id = jobs.start(SYNC, async ({ report }) => {
      for (let done = 1; done <= 1000; done += 1) {
        report({ done });
        await clock.sleep(10);
      }
      return {};
    });
    await clock.advance(20_000);
    expect(jobs.get(id)?.status).toBe('completed');
    expect(told.at(-1)).toMatchObject({ done: 1000, status: 'completed' });
    for (const { at } of told.slice(0, -1))
      expect(told.slice(0, -1).filter((one) => one.at >= at && one.at < at + 1000).length).toBeLessThanOrEqual(5);
    expect(told.length).toBeGreaterThan(45);
  });

  it('tells rate and remaining time once it can, and lets a stall show', async () => {
    const id = jobs.start({ ...SYNC, total: 10_000 }, async ({ report }) => {
      for (let done = 0; done <= 2000; done += 50) {
        report({ done });
        await clock.sleep(500);
      }
      await clock.sleep(60_000);
      return {};
    });
    await clock.advance(400);
    expect(jobs.get(id)).toMatchObject({ rate: null, etaMs: null });
    await clock.advance(19_600);
    const view = jobs.get(id);
    expect(view?.rate).toBeGreaterThan(90);
    expect(view?.rate).toBeLessThan(110);
    expect(view?.etaMs).toBeGreaterThan(72_000);
    expect(view?.etaMs).toBeLessThan(90_000);
    await clock.advance(30_000);
    expect(jobs.get(id)?.rate).toBeLessThan(30);
  });
});

describe('listing', () => {
  it('has live and written-down jobs once each, newest first, filtered', async () => {
    const ids: string[] = [];
    for (const key of ['1', '2', '3']) {
      ids.unshift(jobs.start({ ...SYNC, channelId: key, key }, async () => ({})));
      await clock.advance(1000);
    }
    jobs = newJobs();
    ids.unshift(jobs.start({ ...SYNC, channelId: '4', key: '4' }, held().run));
    expect(jobs.list().map((job) => job.jobId)).toEqual(ids);
    expect(jobs.list({ active: true }).map((job) => job.jobId)).toEqual([ids[0]]);
    expect(jobs.list({ active: false }).map((job) => job.jobId)).toEqual(ids.slice(1));
    expect(jobs.list({ channelId: '2' }).map((job) => job.jobId)).toEqual([ids[2]]);
    expect(jobs.list({ limit: 2 }).map((job) => job.jobId)).toEqual(ids.slice(0, 2));
    expect(jobs.list({ kind: 'export' })).toEqual([]);
  });
});
