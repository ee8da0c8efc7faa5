// One line of an ordered list that can be changed: up, down, away; the focus stays with the line that was moved.
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { IconButton } from '../../ui/button.tsx';

export interface ListRowProps {
  readonly index: number;
  readonly count: number;
  /** What the buttons say it is: `2nd offence`. */
  readonly name: string;
  readonly onMove: (to: number) => void;
  /** Left out: it cannot be taken away. */
  readonly onRemove?: (() => void) | undefined;
  readonly children: ReactNode;
}

export function ListRow({ index, count, name, onMove, onRemove, children }: ListRowProps) {
  return (
    <li className="flex items-center gap-1 border-t border-line py-1 first:border-t-0">
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2.5 gap-y-1">{children}</span>
      <IconButton label={`${name}: up`} disabled={index === 0} onClick={() => onMove(index - 1)}>
        <ChevronUp size={14} />
      </IconButton>
      <IconButton label={`${name}: down`} disabled={index === count - 1} onClick={() => onMove(index + 1)}>
        <ChevronDown size={14} />
      </IconButton>
      <IconButton label={`${name}: remove`} disabled={onRemove === undefined} onClick={onRemove}>
        <X size={14} />
      </IconButton>
    </li>
  );
}

/** Alt and an arrow in the line's field move the line: one up (-1) or down (1). */
export function heardMove(event: KeyboardEvent, onMove: (step: -1 | 1) => void): void {
  if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
  event.preventDefault();
  onMove(event.key === 'ArrowUp' ? -1 : 1);
}

/** Gives the focus to the field with the id that was asked for, once `list` has changed on screen. */
export function useFocusAfter(list: unknown): (id: string) => void {
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (wanted.current !== null) document.getElementById(wanted.current)?.focus();
    wanted.current = null;
  }, [list]);
  return (id) => {
    wanted.current = id;
  };
}
