// The table's head: six columns that sort, which the core does, and the source on demand.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Fragment } from 'react';
import { useApp, useServices } from '../../lib/services.tsx';
import type { BanSort } from '../../lib/store.ts';

const COLUMNS = [
  { by: 'name', word: 'Name', first: 'asc' },
  { by: 'kind', word: 'Kind', first: 'asc' },
  { by: 'reason', word: 'Reason', first: 'asc' },
  { by: 'moderator', word: 'By', first: 'asc' },
  { by: 'bannedAt', word: 'When', first: 'desc' },
  { by: 'expiresAt', word: 'Remaining', first: 'asc' },
] as const satisfies readonly { by: BanSort['by']; word: string; first: BanSort['direction'] }[];

export function BanHead() {
  const { store } = useServices();
  const sort = useApp((state) => state.sort);
  const hasSource = useApp((state) => state.hasSourceColumn);
  return (
    <div
      role="row"
      aria-rowindex={1}
      data-source={hasSource}
      className="ban-row h-8 shrink-0 border-b border-line px-3 text-xs font-semibold text-mute"
    >
      <span role="columnheader" data-column="tick" aria-label="Selected" />
      {COLUMNS.map(({ by, word, first }) => {
        const isOn = sort.by === by;
        const flip = sort.direction === 'asc' ? 'desc' : 'asc';
        const Arrow = sort.direction === 'asc' ? ArrowUp : ArrowDown;
        return (
          <Fragment key={by}>
            {hasSource && by === 'bannedAt' && (
              <span role="columnheader" data-column="source">
                From
              </span>
            )}
            <span
              role="columnheader"
              data-column={by}
              aria-sort={isOn ? (sort.direction === 'asc' ? 'ascending' : 'descending') : 'none'}
            >
              <button
                type="button"
                onClick={() => store.setState({ sort: { by, direction: isOn ? flip : first } })}
                className={`-ml-1 inline-flex items-center gap-1 rounded-sm px-1 py-0.5 hover:text-ink ${isOn ? 'text-ink' : ''}`}
              >
                {word}
                {isOn && <Arrow size={12} aria-hidden="true" />}
              </button>
            </span>
          </Fragment>
        );
      })}
    </div>
  );
}
