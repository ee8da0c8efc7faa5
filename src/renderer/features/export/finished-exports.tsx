// The last files that were made, each with what proves it: how many rows, and the hashes of the first and the last.
import type { JobView } from '../../../shared/model.ts';
import { exportOf, isOwnExport, saveWord } from '../../lib/exports.ts';
import { formatBytes, formatCount, formatWhenLong, plural } from '../../lib/format.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Copyable } from '../../ui/copyable.tsx';

const SHOWN = 3;

export function FinishedExports({ what }: { readonly what: 'audit' | 'history' }) {
  const jobs = useApp((state) => state.jobs);
  const caller = useApp((state) => state.caller);
  const { value } = useQuery('jobs.list', { active: false }, jobs);
  const files = (value?.jobs ?? [])
    .filter((job) => exportOf(job)?.what === what && isOwnExport({ caller }, job))
    .slice(0, SHOWN);
  if (files.length === 0) return null;
  return (
    <section aria-label="Finished exports" className="border-t border-line pt-3">
      <h3 className="text-xs font-semibold text-mute">Finished</h3>
      <ul>
        {files.map((job) => (
          <FinishedExport key={job.jobId} job={job} />
        ))}
      </ul>
    </section>
  );
}

function FinishedExport({ job }: { readonly job: JobView }) {
  const { exports } = useServices();
  const now = useMinute();
  const word = useApp((state) => saveWord(state));
  const file = exportOf(job);
  if (file === null) return null;
  const { name, rows, bytes, firstSeq, lastSeq, firstHash, lastHash } = file;
  return (
    <li className="flex items-start justify-between gap-3 py-2">
      <div className="min-w-0">
        <div className="truncate font-medium" title={name}>
          {name}
        </div>
        <div className="text-mute">
          {plural(rows, 'row', 'rows')} · {formatBytes(bytes)} · {formatWhenLong(job.finishedAt, now)}
        </div>
        {firstHash !== null && lastHash !== null && firstSeq !== null && lastSeq !== null && (
          <div className="text-xs text-mute">
            No. {formatCount(firstSeq)} <Hash of="the first row" hash={firstHash} /> to {formatCount(lastSeq)}{' '}
            <Hash of="the last row" hash={lastHash} />
          </div>
        )}
      </div>
      <Button onClick={() => void exports.save(job.jobId)} aria-label={`${word}: ${name}`}>
        {word}
      </Button>
    </li>
  );
}

/** Its beginning; the whole is copied. */
function Hash({ of, hash }: { readonly of: string; readonly hash: string }) {
  return <Copyable text={hash} shown={hash.slice(0, 8)} label={`hash of ${of}`} className="font-mono" />;
}
