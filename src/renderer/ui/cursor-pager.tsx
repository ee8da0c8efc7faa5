// Turns the pages of a list that is read by cursor. Where the list was not counted to its end it says "at least".
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { formatCount } from '../lib/format.ts';
import type { Pages } from '../lib/use-pages.ts';
import { IconButton } from './button.tsx';

export function CursorPager({
  pages,
  limit,
  shown,
  total,
  isExact,
  next,
}: {
  readonly pages: Pages;
  readonly limit: number;
  readonly shown: number;
  readonly total: number;
  readonly isExact: boolean;
  readonly next: string | null;
}) {
  if (total === 0 && pages.number === 0) return null;
  const from = pages.number * limit;
  const least = Math.max(total, from + shown);
  return (
    <div className="flex items-center gap-1 text-mute" role="group" aria-label="Pages">
      <span className="whitespace-nowrap">
        {formatCount(from + 1)}–{formatCount(from + shown)} of {formatCount(least)}
        {!isExact && next !== null && (
          <>
            <span aria-hidden="true">+</span>
            <span className="sr-only"> or more</span>
          </>
        )}
      </span>
      <IconButton label="Newer" disabled={pages.number === 0} onClick={pages.back}>
        <ChevronLeft size={16} />
      </IconButton>
      <IconButton label="Older" disabled={next === null} onClick={() => next !== null && pages.on(next)}>
        <ChevronRight size={16} />
      </IconButton>
    </div>
  );
}
