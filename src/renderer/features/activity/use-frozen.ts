// Keeps a list still while the pointer or the keyboard is on it, and counts what came in meanwhile.
import { useCallback, useRef, useState } from 'react';

export interface Frozen<T> {
  readonly value: T | null;
  /** Entries that came in since the list stood still. */
  readonly missed: number;
  readonly isPaused: boolean;
  readonly hold: Readonly<Record<'onPointerEnter' | 'onPointerMove' | 'onPointerLeave', () => void>>;
  /** Lets what came in be shown until the pointer moves again: one's own act is no surprise. */
  readonly release: () => void;
}

/** Another `page` is always shown at once: turning pages is not something that happens under the pointer. */
export function useFrozen<T extends { readonly total: number }>(latest: T | null, page: number): Frozen<T> {
  const [isPaused, setPaused] = useState(false);
  const pause = (): void => setPaused(true);
  const release = useCallback(() => setPaused(false), []);
  const shown = useRef<{ page: number; value: T } | null>(null);
  const isStill = isPaused && shown.current?.page === page;
  if (latest !== null && !isStill) shown.current = { page, value: latest };
  const value = shown.current?.value ?? null;
  return {
    value,
    missed: value === null || latest === null ? 0 : Math.max(0, latest.total - value.total),
    isPaused,
    hold: { onPointerEnter: pause, onPointerMove: pause, onPointerLeave: release },
    release,
  };
}
