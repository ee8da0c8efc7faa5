// Turns the pages of a long list: newer, older, and where one stands.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { formatCount } from '../lib/format.ts';
import { IconButton } from './button.tsx';

export interface PagerProps {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
  readonly onMove: (offset: number) => void;
  /** What the two buttons are called. */
  readonly words?: { readonly back: string; readonly on: string };
}

const TIMES = { back: 'Newer', on: 'Older' };

export function Pager({ offset, limit, total, onMove, words = TIMES }: PagerProps) {
  if (total === 0) return null;
  const end = Math.min(total, offset + limit);
  return (
    <div className="flex items-center gap-1 text-mute" role="group" aria-label="Pages">
      <span className="whitespace-nowrap">
        {formatCount(offset + 1)}–{formatCount(end)} of {formatCount(total)}
      </span>
      <IconButton label={words.back} disabled={offset === 0} onClick={() => onMove(Math.max(0, offset - limit))}>
        <ChevronLeft size={16} />
      </IconButton>
      <IconButton label={words.on} disabled={end >= total} onClick={() => onMove(offset + limit)}>
        <ChevronRight size={16} />
      </IconButton>
    </div>
  );
}
