// Turns the pages of a long list: newer, older, and where one stands.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { formatCount } from '../lib/format.ts';
import { IconButton } from './button.tsx';

export interface PagerProps {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
  readonly onMove: (offset: number) => void;
}

export function Pager({ offset, limit, total, onMove }: PagerProps) {
  if (total === 0) return null;
  const end = Math.min(total, offset + limit);
  return (
    <div className="flex items-center gap-1 text-mute" role="group" aria-label="Pages">
      <span className="whitespace-nowrap">
        {formatCount(offset + 1)}–{formatCount(end)} of {formatCount(total)}
      </span>
      <IconButton label="Newer" disabled={offset === 0} onClick={() => onMove(Math.max(0, offset - limit))}>
        <ChevronLeft size={16} />
      </IconButton>
      <IconButton label="Older" disabled={end >= total} onClick={() => onMove(offset + limit)}>
        <ChevronRight size={16} />
      </IconButton>
    </div>
  );
}
