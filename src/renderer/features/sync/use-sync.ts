// Starting and retrying a read of the whole list, and the one under way.
import type { JobView } from '../../../shared/model.ts';
import { useApp, useServices } from '../../lib/services.tsx';

export interface Sync {
  /** The sync of this channel that is under way. */
  readonly job: JobView | null;
  readonly start: (force: boolean) => Promise<void>;
  readonly retry: (jobId: string) => Promise<void>;
  readonly cancel: (jobId: string) => Promise<void>;
}

export function useSync(channelId: string): Sync {
  const { bridge, say } = useServices();
  const job = useApp((state) => state.jobs.find((one) => one.kind === 'sync' && one.channelId === channelId) ?? null);
  return {
    job,
    start: async (force) => {
      const reply = await bridge.call('sync.start', { channelId, ...(force ? { force } : {}) });
      if (!reply.ok) say.failed(reply.error);
      else if (reply.value.status === 'completed') say.note('Already up to date', reply.value.message, 'note');
    },
    retry: async (jobId) => {
      const reply = await bridge.call('sync.retry', { jobId });
      if (!reply.ok) say.failed(reply.error);
    },
    cancel: async (jobId) => {
      const reply = await bridge.call('sync.cancel', { jobId });
      if (!reply.ok) say.failed(reply.error);
    },
  };
}
