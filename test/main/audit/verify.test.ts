// Verification as it is asked for: a job through the core, its result kept, its rights, and its end when cancelled.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createVerifications } from '../../../src/main/audit/verify.ts';
import { walkAudit } from '../../../src/main/audit/walk.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import type { AppError, AppFailure } from '../../../src/shared/errors.ts';
import type { JobView } from '../../../src/shared/model.ts';
import type { Caller } from '../../../src/shared/permissions.ts';
import { createJobJournal } from '../../../src/main/db/job-journal.ts';
import { createInlineReader } from '../../../src/main/db/reader.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { createJobs } from '../../../src/main/lib/jobs.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { createTempDir, silentLog } from '../../helpers/db.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { createProofWorld } from './proof-world.ts';

let simulator: TestSimulator;
const cores: TestCore[] = [];
beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:5' });
});
afterAll(() => simulator.stop());
afterEach(async () => {
  for (const core of cores.splice(0)) await core.stop();
});
async function start(options: Parameters<typeof startTestCore>[1] = {}): Promise<TestCore> {
  const core = await startTestCore(simulator, options);
  cores.push(core);
  return core;
}

async function verified(core: TestCore) {
  const { jobId } = await core.call('audit.verify', {});
  const { verification } = await core.until(
    () => core.call('audit.verification', {}),
    ({ verification: found, jobId: running }) => found !== null && running === null,
  );
  expect((await core.call('jobs.list', {})).jobs.find((job) => job.jobId === jobId)?.status).toBe('completed');
  return verification!;
}

test('is asked for, runs in the reader, and its result outlives a restart, which the log itself tells of', async () => {
  const temp = createTempDir();
  const first = await start({ dataDir: temp.dir });
  expect(await first.call('audit.verification', {})).toEqual({ verification: null, jobId: null });
  for (const scale of [100, 110, 120]) await first.call('settings.set', { scale });
  expect(await verified(first)).toMatchObject({ isUnbroken: true, anchoring: 'anchored', rows: 3, problem: null });
  await first.core.close();

  const second = await start({ dataDir: temp.dir, vault: createMemoryVault() });
  expect((await second.call('audit.verification', {})).verification).toMatchObject({ rows: 3 });
  const { data } = await second.call('audit.list', { action: 'anchor_log' });
  expect(data.map(({ reason }) => reason)).toEqual([expect.stringContaining('new key')]);
  expect(await verified(second)).toMatchObject({ isUnbroken: true, anchoring: 'partly', rows: 4 });
  await second.core.close();

  // The same vault again: nothing to tell.
  const third = await start({ dataDir: temp.dir, vault: second.vault });
  expect((await third.call('audit.list', { action: 'anchor_log' })).meta.total).toBe(1);
  await third.core.close();
  temp.remove();
});

test('is for who may see reports, and only what verifies can be cancelled as such', async () => {
  const core = await start();
  const key: Caller = { kind: 'key', keyId: 'k', name: 'dock', rights: [] };
  expect((await core.refused('audit.verify', {}, key)).code).toBe('FORBIDDEN');
  const other = '0192d0c0-0000-7000-8000-000000000000';
  expect((await core.refused('audit.cancelVerify', { jobId: other })).code).toBe('NOT_FOUND');
});

test('cancelled between two windows it stops there, says so, and leaves no result', async () => {
  const world = createProofWorld();
  await world.open();
  world.add(2_500);
  const describe = (error: unknown): AppError => (error as AppFailure).failure;
  const clock = createClock();
  const reader = createInlineReader(world.db.sqlite, { walk: walkAudit }, clock);
  const jobs = createJobs({
    journal: createJobJournal(world.db),
    clock,
    log: silentLog(),
    describe,
    bus: createBus(() => undefined),
  });
  let ended: Promise<JobView> | null = null as Promise<JobView> | null;
  const verifications = createVerifications({
    db: world.db,
    jobs,
    keys: world.keys,
    anchor: world.anchor(),
    walk: (input, { signal, onProgress }) =>
      reader.run('walk', input, {
        signal,
        onProgress(progress) {
          onProgress?.(progress);
          // The first window has been looked at: whoever cancels now is heard before the second.
          ended ??= verifications.cancel(jobId);
        },
      }),
  });
  const jobId = verifications.start('owner');
  while (ended === null) await clock.sleep(1);
  const job = await ended;
  expect(job).toMatchObject({ status: 'cancelled', done: 1_000, total: 2_500 });
  expect(job.summary).toEqual({});
  expect(verifications.last()).toEqual({ verification: null, jobId: null });
  world.remove();
});
