// Which page of a list that is read by cursor is on show: the way back is remembered, the way on is what the list says.
import { useState } from 'react';

export interface Pages {
  readonly cursor: string | undefined;
  /** Pages before this one. */
  readonly number: number;
  readonly back: () => void;
  readonly on: (next: string) => void;
}

export function usePages(): Pages {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  return {
    cursor: cursors.at(-1),
    number: cursors.length,
    back: () => setCursors((now) => now.slice(0, -1)),
    on: (next) => setCursors((now) => [...now, next]),
  };
}
