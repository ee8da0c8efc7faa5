// What becomes of jobs when Modkeep closes, or died before.
import { describe, expect, it } from 'vitest';
import { describe as describeError } from '../../../src/main/dispatch.ts';
import { createJobJournal } from '../../../src/main/db/job-journal.ts';
import { MOVES, isFinished, createJob, move } from '../../../src/main/lib/job.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { createJobs, type Jobs } from '../../../src/main/lib/jobs.ts';
import type { JobStatus } from '../../../src/shared/model.ts';
import { openTestDatabase, silentLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const clock = createFakeClock();

function setUp(): { newJobs(): Jobs; close(): void } {
  const db = openTestDatabase({ clock });
  const deps = {
    journal: createJobJournal(db),
    clock,
    log: silentLog(),
    bus: createBus(() => undefined),
    describe: describeError,
  };
  return { newJobs: () => createJobs({ ...deps, concurrency: { sync: 1 } }), close: () => db.close() };
}

describe('the end of jobs', () => {
  it('interrupts what an earlier process left running, waiting or queued', async () => {
    const { newJobs, close } = setUp();
    const before = newJobs();
    const running = before.start({ kind: 'sync', channelId: '1', key: '1', actor: null }, async ({ wait }) => {
      await wait(clock.now() + 1e9, 'rate limit');
      return {};
    });
    const queued = before.start({ kind: 'sync', channelId: '2', key: '2', actor: null }, async () => ({}));
    const done = before.start({ kind: 'export', channelId: null, key: '3', actor: null }, async () => ({}));
    await clock.settle();
    // The process dies here: nobody closes anything.
    const after = newJobs();
    expect(after.interruptDead()).toBe(2);
    expect(after.get(running)).toMatchObject({ status: 'interrupted', error: { code: 'CANCELLED' } });
    expect(after.get(queued)).toMatchObject({ status: 'interrupted' });
    expect(after.get(done)).toMatchObject({ status: 'completed' });
    expect(after.interruptDead()).toBe(0);
    close();
  });

  it('closes: aborts everything, waits for those that give way, gives up on the others', async () => {
    const { newJobs, close } = setUp();
    const jobs = newJobs();
    const yielding = jobs.start({ kind: 'sync', channelId: '1', key: '1', actor: null }, async ({ signal }) => {
      await clock.sleep(1e9, signal);
      return {};
    });
    const queued = jobs.start({ kind: 'sync', channelId: '2', key: '2', actor: null }, async () => ({}));
    const late = Promise.withResolvers<Record<string, unknown>>();
    const stubborn = jobs.start({ kind: 'bulk', channelId: null, key: '3', actor: null }, () => late.promise);
    await clock.settle();
    const closed = jobs.close();
    await clock.advance(6000);
    await closed;
    for (const id of [yielding, queued, stubborn]) expect(newJobs().get(id)?.status).toBe('interrupted');
    expect(() => jobs.start({ kind: 'sync', channelId: '1', key: '9', actor: null }, async () => ({}))).toThrow(
      'closing',
    );
    late.resolve({});
    await clock.settle();
    expect(jobs.get(stubborn)?.status).toBe('interrupted');
    await jobs.close();
    close();
  });
});

describe('the table of moves', () => {
  it('lets nothing out of a finished state and nothing into one twice', () => {
    const all = Object.keys(MOVES) as JobStatus[];
    for (const from of all) {
      const tries = all.map((to) => ({ to, isLegal: MOVES[from].includes(to), outcome: tryMove(from, to) }));
      for (const { to, isLegal, outcome } of tries) {
        expect(outcome).toBe(isLegal ? `finished at ${isFinished(to) ? '5' : 'null'}` : 'refused');
      }
    }
    expect(all.filter(isFinished)).toEqual(['completed', 'failed', 'cancelled', 'interrupted']);
  });
});

function tryMove(from: JobStatus, to: JobStatus): string {
  const job = { ...createJob({ id: 'x', kind: 'sync', channelId: null, actor: null }, null, 0), status: from };
  try {
    move(job, to, 5);
    return `finished at ${String(job.finishedAt)}`;
  } catch {
    return 'refused';
  }
}
