// One act as the log wrote it: the first row and every one that later added to it, none of them changed.
import type { AuditView } from '../../../shared/model.ts';
import { formatWhenLong } from '../../lib/format.ts';
import { describeError, oneLine } from '../../lib/messages.ts';
import { useApp, useMinute } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { AUDIT_WORDS } from '../../lib/words.tsx';

export function RowsAsWritten({ row }: { readonly row: AuditView }) {
  const revision = useApp((state) => state.auditRevision);
  const first = useQuery('audit.get', { id: row.id }, revision, true);
  const later = useQuery('audit.list', { amends: row.id, folded: false, limit: 100 }, revision, true);
  const error = first.error ?? later.error;
  const rows = [...(first.value === null ? [] : [first.value.entry]), ...(later.value?.data.toReversed() ?? [])];
  return (
    <div role="row" className="border-b border-line bg-s1">
      <div role="cell" className="px-3 py-1.5 pl-8">
        {error !== null && <p role="alert">{oneLine(describeError(error))}</p>}
        <ol aria-label="Rows as they were written" className="flex flex-col gap-1">
          {rows.map((one) => (
            <Written key={one.id} row={one} />
          ))}
        </ol>
      </div>
    </div>
  );
}

function Written({ row }: { readonly row: AuditView }) {
  const now = useMinute();
  const sources: unknown = row.metadata['sources'];
  return (
    <li className="flex flex-wrap gap-x-3 text-mute">
      <span className="text-xs leading-5">{row.seq}</span>
      <span>{formatWhenLong(row.createdAt, now)}</span>
      <span className="text-ink">{AUDIT_WORDS[row.action]}</span>
      <span>by {row.moderatorUsername ?? row.moderatorId ?? 'somebody unknown'}</span>
      {row.reason !== '' && <span className="min-w-0 wrap-break-word whitespace-normal">{row.reason}</span>}
      {Array.isArray(sources) && <span className="text-xs leading-5">from {sources.join(', ')}</span>}
      {row.metadata['retracted'] === true && <span className="text-xs leading-5">taken back</span>}
    </li>
  );
}
