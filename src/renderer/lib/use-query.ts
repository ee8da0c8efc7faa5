// Asks the core one question and keeps the answer fresh while it is on screen.
import { useEffect, useRef, useState } from 'react';
import type { Command, Input, Output } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import { createRefresher, type Refresher } from './refresher.ts';
import { useApp, useServices } from './services.tsx';

export interface Query<T> {
  /** The last answer to this very question; null before the first. */
  readonly value: T | null;
  readonly error: AppError | null;
  readonly isLoading: boolean;
  readonly refresh: () => void;
}

interface Held<T> {
  readonly key: string;
  readonly value: T | null;
  readonly error: AppError | null;
}

/**
 * `input` null asks nothing. A higher `revision` asks again (at most every 100 ms), keeping the old answer meanwhile.
 * With `keep`, another question keeps showing the old answer until its own has come.
 */
export function useQuery<C extends Command>(
  command: C,
  input: Input<C> | null,
  revision: unknown = 0,
  keep = false,
): Query<Output<C>> {
  const { bridge } = useServices();
  const epoch = useApp((state) => state.epoch);
  const key = input === null ? '' : JSON.stringify([command, input]);
  const [held, setHeld] = useState<Held<Output<C>>>({ key: '', value: null, error: null });
  const latest = useRef({ key, input });
  latest.current = { key, input };
  const refresher = useRef<Refresher | null>(null);

  useEffect(() => {
    const current = createRefresher(async () => {
      const asked = latest.current;
      if (asked.input === null) return;
      const reply = await bridge.call(command, asked.input);
      if (asked.key !== latest.current.key) return current.request();
      setHeld((old) =>
        reply.ok
          ? { key: asked.key, value: reply.value, error: null }
          : { key: asked.key, value: old.key === asked.key ? old.value : null, error: reply.error },
      );
    }, 100);
    refresher.current = current;
    return () => current.stop();
  }, [bridge, command]);

  useEffect(() => {
    if (key !== '') refresher.current?.request();
  }, [key, revision, epoch]);

  const isOwn = held.key === key && key !== '';
  return {
    value: isOwn || (keep && key !== '') ? held.value : null,
    error: isOwn ? held.error : null,
    isLoading: key !== '' && !isOwn,
    refresh: () => refresher.current?.request(),
  };
}
