// The lines on show: the newest page, older ones as somebody scrolls, and new ones in front while the log is followed.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Input } from '../../../shared/contract.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { LogLine } from '../../../shared/contract/log.ts';
import { useServices } from '../../lib/services.tsx';

export type LogFilter = Pick<Input<'log.list'>, 'level' | 'search' | 'about'>;

export interface LogLines {
  readonly lines: readonly LogLine[];
  /** More may come: either way, or because nobody has read to the end yet. */
  readonly isLoading: boolean;
  readonly hasOlder: boolean;
  readonly error: AppError | null;
  readonly loadOlder: () => void;
}

interface Held {
  readonly key: string;
  readonly lines: readonly LogLine[];
  readonly next: string | null;
  readonly error: AppError | null;
}

const PAGE = 200;
const FOLLOW_MS = 2_000;
/** Older ones are let go: the file has them. */
const MOST_LINES = 20_000;

export function useLog(filter: LogFilter, isFollowed: boolean): LogLines {
  const { bridge } = useServices();
  const key = JSON.stringify(filter);
  const [held, setHeld] = useState<Held>({ key: '', lines: [], next: null, error: null });
  const [isLoading, setLoading] = useState(true);
  const latest = useRef({ key, held, isBusy: false });
  latest.current.key = key;
  latest.current.held = held;

  const ask = useCallback(
    async (cursor: string | null): Promise<void> => {
      if (latest.current.isBusy) return;
      latest.current.isBusy = true;
      setLoading(true);
      const asked = latest.current.key;
      const question = JSON.parse(asked) as LogFilter;
      const reply = await bridge.call('log.list', { ...question, limit: PAGE, ...(cursor === null ? {} : { cursor }) });
      latest.current.isBusy = false;
      setLoading(false);
      // Somebody has asked something else meanwhile: that is asked by the effect below, as soon as this has ended.
      setHeld((old) => {
        if (asked !== latest.current.key) return { ...old };
        if (!reply.ok) return { ...old, key: asked, error: reply.error };
        const { lines, next } = reply.value;
        if (cursor !== null) return { ...old, lines: [...old.lines, ...lines].slice(0, MOST_LINES), next };
        return { key: asked, error: null, ...inFront(old.key === asked ? old : null, lines, next) };
      });
    },
    [bridge],
  );

  useEffect(() => {
    if (held.key !== key) void ask(null);
  }, [ask, key, held]);
  useEffect(() => {
    if (!isFollowed) return;
    const timer = setInterval(() => void ask(null), FOLLOW_MS);
    return () => clearInterval(timer);
  }, [ask, isFollowed]);

  const isOwn = held.key === key;
  const loadOlder = useCallback(() => {
    const { next } = latest.current.held;
    if (next !== null) void ask(next);
  }, [ask]);
  return {
    lines: isOwn ? held.lines : [],
    isLoading: isLoading || !isOwn,
    hasOlder: isOwn && held.next !== null,
    error: isOwn ? held.error : null,
    loadOlder,
  };
}

/** The newest page before what is known, if it reaches that far; else it stands alone. */
function inFront(old: Held | null, page: readonly LogLine[], next: string | null): Pick<Held, 'lines' | 'next'> {
  const [newest] = old?.lines ?? [];
  const at = newest === undefined ? -1 : page.findIndex(({ id }) => id === newest.id);
  if (old === null || at === -1) return { lines: page, next };
  return { lines: at === 0 ? old.lines : [...page.slice(0, at), ...old.lines].slice(0, MOST_LINES), next: old.next };
}
