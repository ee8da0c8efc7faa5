// Long work, while it runs: what, how far, how fast, how long still, and Cancel. It blocks nothing.
import type { JobView } from '../../../shared/model.ts';
import { isOwnExport } from '../../lib/exports.ts';
import { formatCount, formatDuration } from '../../lib/format.ts';
import { describeProgress } from '../../lib/messages.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openChannel, openScreen } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';

const TITLES = {
  sync: 'Syncing bans',
  export: 'Exporting',
  bulk: 'Bulk job',
  verify: 'Verifying the audit log',
  purge: 'Removing old audit rows',
  backup: 'Backing up',
  import: 'Importing history',
  'sign-in': 'Signing in',
} as const;

export function JobBar() {
  const shown = useApp((state) => (state.screen === 'bulk' ? state.channelId : null));
  // Its own screen shows a bulk job better.
  const jobs = useApp((state) => state.jobs).filter(
    ({ kind, channelId }) => kind !== 'sign-in' && !(kind === 'bulk' && channelId === shown),
  );
  if (jobs.length === 0) return null;
  return (
    <div className="bottom-bar flex flex-col gap-1.5 px-3 pb-2.5">
      {jobs.map((job) => (
        <JobLine key={job.jobId} job={job} />
      ))}
    </div>
  );
}

/** `label` where the same job already has its line elsewhere on the screen. */
export function JobLine({ job, label }: { readonly job: JobView; readonly label?: string }) {
  const { bridge, say } = useServices();
  const may = useMay('sync.cancel');
  const isOwn = useApp((state) => isOwnExport(state, job));
  const channel = useApp((state) => state.channels?.find((one) => one.id === job.channelId)?.displayName);
  const cancel = async (): Promise<void> => {
    const { jobId } = job;
    const reply = await (job.kind === 'export'
      ? bridge.call('exports.cancel', { jobId })
      : bridge.call('sync.cancel', { jobId }));
    if (!reply.ok) say.failed(reply.error);
  };
  const share = job.total === null || job.total === 0 ? null : Math.min(1, job.done / job.total);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-line bg-s3 px-3 py-2 shadow-lg">
      <b className="font-semibold">
        {TITLES[job.kind]}
        {channel === undefined ? '' : ` ${job.kind === 'bulk' ? 'in' : 'of'} ${channel}`}
      </b>
      <span
        role="progressbar"
        aria-label={label ?? TITLES[job.kind]}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
        className="h-1 min-w-24 flex-1 overflow-hidden rounded-full bg-s1"
      >
        <span
          className={`block h-full rounded-full bg-accent ${share === null ? 'w-1/3 animate-pulse' : ''}`}
          style={share === null ? {} : { width: `${share * 100}%` }}
        />
      </span>
      <span className="text-mute">{describeJob(job)}</span>
      {job.kind === 'sync' && may && <Button onClick={() => void cancel()}>Cancel</Button>}
      {job.kind === 'export' && isOwn && <Button onClick={() => void cancel()}>Cancel</Button>}
      {job.kind === 'bulk' && <ToBulk job={job} />}
    </div>
  );
}

/** Leads to the job's own screen, where it can be paused. */
function ToBulk({ job }: { readonly job: JobView }) {
  const { bridge, store, say } = useServices();
  const open = async (): Promise<void> => {
    const reply = await bridge.call('bulk.list', { limit: 20 });
    if (!reply.ok) return say.failed(reply.error);
    const bulk = reply.value.bulks.find(({ jobId }) => jobId === job.jobId);
    if (job.channelId !== null) openChannel(store, job.channelId);
    store.setState({ bulkId: bulk?.id ?? null });
    openScreen(store, 'bulk');
  };
  return <Button onClick={() => void open()}>Open</Button>;
}

/** `reading · 4 200 of about 10 000 · 1 200/s · 5s left`, only what is known. */
function describeJob(job: JobView): string {
  const parts = [
    job.status === 'waiting' ? `waiting · ${job.phase}` : job.phase,
    describeProgress(job.done, job.total, job.kind !== 'sync'),
  ];
  if (job.rate !== null && job.rate > 0) parts.push(`${formatCount(Math.round(job.rate))}/s`);
  if (job.etaMs !== null) parts.push(`${formatDuration(Math.ceil(job.etaMs / 1000))} left`);
  return parts.filter((part) => part !== '').join(' · ');
}
