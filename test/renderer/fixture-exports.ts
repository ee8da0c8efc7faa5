// The made-up world's exports: one that goes on until it is cancelled, and a folder that takes no file. Test code.
import type { Command, Reply } from '../../src/shared/contract.ts';
import type { JobView } from '../../src/shared/model.ts';
import { syncJob, type Input, type Scenario } from './fixture-frame.ts';
import { iso, uuid } from './fixture-world.ts';

type Answers = Partial<Record<Command, (input: Input) => Reply<unknown>>>;

/** `show` puts the job in the place of all others. */
export function exportAnswers(scenario: Scenario, show: (job: JobView) => void): Answers {
  const running: JobView = {
    ...syncJob(420_000),
    jobId: uuid(903),
    kind: 'export',
    channelId: null,
    phase: 'writing',
    total: 1_204_000,
    rate: 310_000,
    etaMs: 2_500,
    actor: 'owner',
    summary: { what: 'audit', format: 'csv', name: null, rows: 420_000, bytes: 61_000_000 },
  };
  const begin = (): Reply<unknown> => {
    if (scenario === 'error') {
      const details = { reason: 'not_writable' };
      return { ok: false, error: { code: 'SERVICE_UNAVAILABLE', error: 'not writable', details } };
    }
    show(running);
    return { ok: true, value: { jobId: running.jobId } };
  };
  return {
    'audit.export': begin,
    'history.export': begin,
    'exports.cancel': () => {
      const job: JobView = { ...running, status: 'cancelled', finishedAt: iso(Date.now()) };
      show(job);
      return { ok: true, value: { job } };
    },
  };
}
