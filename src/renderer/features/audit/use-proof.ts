// What is known of the audit log's proof, and having it looked at again.
import type { JobView } from '../../../shared/model.ts';
import type { Output } from '../../../shared/contract.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';

export interface Proof {
  /** Null until it is known. */
  readonly last: Output<'audit.verification'> | null;
  /** The verification under way. */
  readonly job: JobView | null;
  readonly start: () => void;
  readonly cancel: () => void;
}

export function useProof(): Proof {
  const { bridge, say } = useServices();
  const may = useMay('audit.verification');
  const jobs = useApp((state) => state.jobs);
  const job = jobs.find(({ kind }) => kind === 'verify') ?? null;
  const { value, refresh } = useQuery('audit.verification', may ? {} : null, jobs, true);
  const start = async (): Promise<void> => {
    const reply = await bridge.call('audit.verify', {});
    if (!reply.ok) say.failed(reply.error);
    refresh();
  };
  const cancel = async (): Promise<void> => {
    if (job === null) return;
    const reply = await bridge.call('audit.cancelVerify', { jobId: job.jobId });
    if (!reply.ok) say.failed(reply.error);
  };
  return { last: value, job, start: () => void start(), cancel: () => void cancel() };
}
