// One bulk job as the core has it now, and everything that can be asked of it.
import { useMemo, useState } from 'react';
import type { Input } from '../../../shared/contract.ts';
import type { BulkView } from '../../../shared/contract/bulk.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { JobView } from '../../../shared/model.ts';
import { useApp, useServices, type Services } from '../../lib/services.tsx';
import { fileName, saveFile } from '../../lib/save-file.ts';
import { channelOf } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';

export interface BulkDeeds {
  readonly check: () => void;
  readonly start: (count: number) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly cancel: () => void;
  readonly rollback: () => void;
  readonly save: () => void;
}

export interface BulkOnShow {
  readonly bulk: BulkView | null;
  /** Its work under way; tells how far it is. */
  readonly job: JobView | null;
  readonly error: AppError | null;
  /** Rises with whatever changes its rows. */
  readonly revision: string;
  readonly isBusy: boolean;
  readonly deeds: BulkDeeds;
}

export function useBulk(bulkId: string): BulkOnShow {
  const services = useServices();
  const changed = useApp((state) => state.bulkRevision);
  const jobs = useApp((state) => state.jobs).filter((job) => job.kind === 'bulk');
  const progress = jobs.map(({ jobId, status, phase, done }) => `${jobId} ${status} ${phase} ${done}`).join(',');
  const uploaded = useApp((state) => state.upload?.sent ?? 0);
  const revision = `${changed} ${progress} ${uploaded}`;
  const { value, error } = useQuery('bulk.get', { bulkId }, revision, true);
  const bulk = value?.bulk ?? null;
  const [isBusy, setBusy] = useState(false);
  const deeds = useMemo(() => deedsOf(services, bulkId, setBusy), [services, bulkId]);
  const job = jobs.find(({ jobId }) => jobId === bulk?.jobId) ?? null;
  return { bulk, job, error, revision, isBusy, deeds };
}

type Asked = 'bulk.check' | 'bulk.start' | 'bulk.pause' | 'bulk.resume' | 'bulk.cancel' | 'bulk.rollback';

function deedsOf(
  { bridge, store, say, ticker }: Services,
  bulkId: string,
  setBusy: (isBusy: boolean) => void,
): BulkDeeds {
  async function ask<C extends Asked>(command: C, input: Input<C>): Promise<string | null> {
    setBusy(true);
    const reply = await bridge.call(command, input);
    setBusy(false);
    if (!reply.ok) say.failed(reply.error);
    return reply.ok ? reply.value.bulk.id : null;
  }
  async function save(): Promise<void> {
    setBusy(true);
    const known = await bridge.call('bulk.get', { bulkId });
    const channel = known.ok ? channelOf(store.getState(), known.value.bulk.channelId) : null;
    const failure = await saveFile({
      name: fileName(channel?.login ?? 'channel', 'bulk-result', 'csv', ticker.now()),
      type: 'text/csv',
      page: (cursor) => bridge.call('bulk.export', { bulkId, ...(cursor === undefined ? {} : { cursor }) }),
    });
    setBusy(false);
    if (failure !== null) say.failed(failure);
  }
  return {
    check: () => void ask('bulk.check', { bulkId }),
    start: (count) => void ask('bulk.start', { bulkId, count }),
    pause: () => void ask('bulk.pause', { bulkId }),
    resume: () => void ask('bulk.resume', { bulkId }),
    cancel: () => {
      if (store.getState().upload?.bulkId === bulkId) store.setState({ upload: null });
      void ask('bulk.cancel', { bulkId });
    },
    rollback: () => void ask('bulk.rollback', { bulkId }).then((id) => id !== null && store.setState({ bulkId: id })),
    save: () => void save(),
  };
}
