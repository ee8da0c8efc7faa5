// The rows of a job, a hundred at a time in the order of their lines. The whole list is never held here.
import { useState } from 'react';
import type { BulkView } from '../../../shared/contract/bulk.ts';
import { describeError, fullLine } from '../../lib/messages.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Pager } from '../../ui/pager.tsx';
import { BulkRow } from './bulk-row.tsx';
import { CELLS, ROW } from './row-columns.ts';
import { countOf, type RowFilter } from './row-chips.tsx';

const LIMIT = 100;
const HEADS = [
  ['line', 'Line'],
  ['who', 'Who'],
  ['act', 'Act'],
  ['outcome', 'Outcome'],
  ['why', 'Why'],
] as const;

export function RowTable({
  bulk,
  filter,
  revision,
}: {
  readonly bulk: BulkView;
  readonly filter: RowFilter;
  readonly revision: string;
}) {
  /** The cursor of each page up to the one on show; the first page has none. */
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const cursor = cursors.at(-1) ?? null;
  const question = { bulkId: bulk.id, ...filter, limit: LIMIT, ...(cursor === null ? {} : { cursor }) };
  const { value, error, isLoading } = useQuery('bulk.result', question, revision, true);
  const offset = (cursors.length - 1) * LIMIT;
  const next = value?.next ?? null;
  const total = Math.max(countOf(bulk, filter), offset + (value?.rows.length ?? 0));
  const move = (to: number): void => {
    if (to < offset) setCursors(cursors.slice(0, -1));
    else if (next !== null && !isLoading) setCursors([...cursors, next]);
  };
  return (
    <div className="@container/rows flex flex-1 flex-col px-3 pb-3">
      {error !== null && (
        <p role="alert" className="py-2 text-danger">
          {fullLine(describeError(error))}
        </p>
      )}
      <div role="table" aria-label="Rows of this job" aria-rowcount={total + 1} className="border-t border-line">
        <div role="row" aria-rowindex={1} className={`${ROW} h-8 border-b border-line text-xs font-semibold text-mute`}>
          {HEADS.map(([column, word]) => (
            <span
              key={column}
              role="columnheader"
              className={column === 'why' ? '@max-[30rem]/rows:hidden' : CELLS[column]}
            >
              {word}
            </span>
          ))}
        </div>
        {value?.rows.map((row, index) => (
          <BulkRow key={row.line} row={row} bulk={bulk} index={offset + index + 2} />
        ))}
      </div>
      {value !== null && value.rows.length === 0 && (
        <p className="py-4 text-center text-mute">No row is like that now.</p>
      )}
      {total > LIMIT && (
        <div className="sticky bottom-0 flex justify-end bg-s0 py-1.5">
          <Pager offset={offset} limit={LIMIT} total={total} onMove={move} words={{ back: 'Earlier', on: 'Later' }} />
        </div>
      )}
    </div>
  );
}
