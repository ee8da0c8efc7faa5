// How long a job still takes: by its own word where it has given one, else by its pace.
import { expect, test } from 'vitest';
import { applyProgress, createJob, move, viewOf } from '../../../src/main/lib/job.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

function runningJob(clock: ReturnType<typeof createFakeClock>) {
  const job = createJob({ id: 'j', kind: 'bulk', channelId: null, actor: null }, 100, clock.now());
  move(job, 'running', clock.now());
  job.pace.restart(clock.monotonic(), 0);
  return job;
}

test('by the pace so far', async () => {
  const clock = createFakeClock();
  const job = runningJob(clock);
  expect(viewOf(job, clock).etaMs).toBeNull();
  await clock.advance(5_000);
  applyProgress(job, { done: 50 }, clock);
  expect(viewOf(job, clock).etaMs).toBe(5_000);
});

test('by its own word, which time uses up; nothing once it has ended', async () => {
  const clock = createFakeClock();
  const job = runningJob(clock);
  await clock.advance(5_000);
  applyProgress(job, { done: 50, etaMs: 90_000 }, clock);
  await clock.advance(30_000);
  expect(viewOf(job, clock).etaMs).toBe(60_000);
  await clock.advance(90_000);
  expect(viewOf(job, clock).etaMs).toBe(0);
  move(job, 'completed', clock.now());
  expect(viewOf(job, clock).etaMs).toBeNull();
});
