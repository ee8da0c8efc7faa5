// Verifying the audit log as a job: the reader walks it, the key stays here, and the result is kept in the job's run.
import { fail } from '../../shared/errors.ts';
import type { Verification } from '../../shared/contract/audit.ts';
import type { Output } from '../../shared/contract.ts';
import type { JobView } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import type { RunOptions } from '../db/reader.ts';
import type { Jobs } from '../lib/jobs.ts';
import type { AnchorKeys } from './anchor-key.ts';
import type { Anchor } from './anchor.ts';
import { createEnds } from './chain.ts';
import { judge } from './judge.ts';
import type { WalkInput, Walked } from './walk.ts';

export interface Verifications {
  /** One at a time: while one is under way this gives its id. */
  start(actor: string | null): string;
  /** Throws NOT_FOUND for an id that is no verification. */
  cancel(jobId: string): Promise<JobView>;
  last(): Output<'audit.verification'>;
}

export function createVerifications(deps: {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly anchor: Anchor;
  readonly keys: Pick<AnchorKeys, 'current' | 'memory'>;
  readonly walk: (input: WalkInput, options: RunOptions) => Promise<Walked>;
}): Verifications {
  const { jobs, anchor, keys, walk } = deps;
  const ends = createEnds(deps.db);
  return {
    start: (actor) =>
      jobs.start({ kind: 'verify', channelId: null, key: 'audit', actor }, async ({ signal, report }) => {
        // All of one moment: nothing is awaited in between.
        const head = ends.head();
        const segments = anchor.segments();
        const key = keys.current();
        const remembered = keys.memory().anchor;
        report({ phase: 'verifying', total: head.seq - ends.base().seq });
        const marks = segments.map((segment) => segment.seq);
        const walked = await walk({ to: head.seq, marks }, { signal, onProgress: report });
        report({ done: walked.rows, total: walked.rows });
        return { verification: judge({ walked, segments, head, key, remembered }) };
      }),
    async cancel(jobId) {
      const job = jobs.get(jobId);
      if (job?.kind !== 'verify')
        throw fail('NOT_FOUND', 'There is no such verification.', { what: 'verification', id: jobId });
      return (await jobs.cancel(jobId)) ?? job;
    },
    last() {
      const running = jobs.list({ kind: 'verify', active: true, limit: 1 })[0];
      const done = jobs.list({ kind: 'verify', active: false, limit: 20 }).find((job) => job.status === 'completed');
      return { verification: done === undefined ? null : resultOf(done), jobId: running?.jobId ?? null };
    },
  };
}

function resultOf({ summary, finishedAt, updatedAt }: JobView): Verification & { finishedAt: string } {
  return { ...(summary['verification'] as Verification), finishedAt: finishedAt ?? updatedAt };
}
