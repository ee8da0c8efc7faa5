// The bulk jobs of this channel, newest first.
import type { BulkView } from '../../../shared/contract/bulk.ts';
import { formatCount, formatWhenLong } from '../../lib/format.ts';
import { describeError, fullLine } from '../../lib/messages.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { When } from '../../ui/marks.tsx';
import { sourceWords, titleOf } from './bulk-words.ts';
import { JobState } from './job-state.tsx';

const LIMIT = 20;

export function JobList({ channelId }: { readonly channelId: string }) {
  const changed = useApp((state) => state.bulkRevision);
  const jobs = useApp((state) => state.jobs).filter((job) => job.kind === 'bulk');
  const revision = `${changed} ${jobs.map(({ done }) => done).join(',')}`;
  const { value, error } = useQuery('bulk.list', { channelId, limit: LIMIT }, revision, true);
  return (
    <section aria-labelledby="bulk-jobs" className="min-w-0">
      <h2 id="bulk-jobs" className="pb-2 text-lg font-semibold">
        Jobs so far
      </h2>
      {error !== null && (
        <p role="alert" className="text-danger">
          {fullLine(describeError(error))}
        </p>
      )}
      {value !== null && value.bulks.length === 0 && (
        <p className="text-mute">
          None yet. A job acts on many people at once, after a dry run, and can be taken back.
        </p>
      )}
      <ul>
        {value?.bulks.map((bulk) => (
          <JobItem key={bulk.id} bulk={bulk} />
        ))}
      </ul>
    </section>
  );
}

function JobItem({ bulk }: { readonly bulk: BulkView }) {
  const { store } = useServices();
  const now = useMinute();
  const done = bulk.results.done ?? 0;
  const acts = bulk.plans.act ?? 0;
  return (
    <li className="border-t border-line">
      <button
        type="button"
        onClick={() => store.setState({ bulkId: bulk.id })}
        className="flex w-full flex-col gap-0.5 rounded-sm px-1 py-2 text-left hover:bg-s1"
      >
        <span className="flex w-full items-start justify-between gap-3">
          <b className="min-w-0 font-semibold wrap-anywhere">{titleOf(bulk)}</b>
          <JobState bulk={bulk} />
        </span>
        <span className="text-mute wrap-anywhere">
          from {sourceWords(bulk.source)} ·{' '}
          <When
            iso={bulk.createdAt}
            now={now}
            text={formatWhenLong(bulk.createdAt, Math.max(now, Date.parse(bulk.createdAt)))}
          />
          {acts > 0 && done > 0 && ` · ${formatCount(done)} of ${formatCount(acts)} done`}
        </span>
      </button>
    </li>
  );
}
