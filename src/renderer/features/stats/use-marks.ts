// The marks of a picture as one stop of the Tab key: arrows move between them. Also how wide the picture may be.
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

export interface Marks {
  /** The mark that is pointed at or has the focus; null = none. */
  readonly shown: number | null;
  /** What every mark is given, by its number. */
  readonly mark: (index: number) => {
    readonly 'data-mark': number;
    readonly tabIndex: 0 | -1;
    readonly onFocus: () => void;
    readonly onBlur: () => void;
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

/** `stride` is how many marks one row holds, for the keys up and down; 0 where there is one row. */
export function useMarks(count: number, stride: number, onPick?: (index: number) => void): Marks {
  const [active, setActive] = useState(0);
  const [focused, setFocused] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const stop = Math.min(active, count - 1);
  return {
    shown: pointed ?? focused,
    mark: (index) => ({
      'data-mark': index,
      tabIndex: index === stop ? 0 : -1,
      onFocus: () => {
        setActive(index);
        setFocused(index);
      },
      onBlur: () => setFocused(null),
      onPointerEnter: () => setPointed(index),
      onPointerLeave: () => setPointed(null),
      onKeyDown: (event) => {
        const next = nextOf(event.key, index, count, stride);
        if (next !== null) {
          event.preventDefault();
          const picture = event.currentTarget.closest('[data-marks]');
          picture?.querySelector<SVGElement>(`[data-mark="${next}"]`)?.focus();
        } else if (onPick !== undefined && (event.key === 'Enter' || event.key === ' ')) {
          event.preventDefault();
          onPick(index);
        }
      },
    }),
  };
}

function nextOf(key: string, index: number, count: number, stride: number): number | null {
  const by: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ...(stride > 0 ? { ArrowUp: -stride, ArrowDown: stride } : {}),
    Home: -index,
    End: count - 1 - index,
  };
  const step = by[key];
  if (step === undefined) return null;
  const next = index + step;
  return next >= 0 && next < count ? next : index;
}

/** Width of an element in CSS pixels, kept up; `first` until it is known. */
export function useWidth<T extends HTMLElement>(first: number): readonly [RefObject<T | null>, number] {
  const ref = useRef<T>(null);
  const [width, setWidth] = useState(first);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
