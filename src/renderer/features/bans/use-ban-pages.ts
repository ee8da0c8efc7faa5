// Feeds the table: asks for the pages on screen, again when the list has changed, and never for the whole list.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Input } from '../../../shared/contract.ts';
import type { AppError } from '../../../shared/errors.ts';
import { questionOf } from '../../lib/ban-filter.ts';
import { createRefresher, type Refresher } from '../../lib/refresher.ts';
import { useServices } from '../../lib/services.tsx';
import type { State } from '../../lib/store.ts';
import { emptyPages, markStale, PAGE_SIZE, pagesOf, toAsk, withPage, type BanPages } from './ban-pages.ts';

export type BanQuestion = Omit<Input<'bans.list'>, 'limit' | 'offset' | 'cursor'>;

interface Narrowing extends Pick<State, 'kinds' | 'sort' | 'banFilter'> {
  readonly words: string;
}

/** What is looked for in the list. */
export function wordsIn({ search }: Pick<State, 'search'>): string {
  return (search['bans'] ?? '').trim();
}

/** What is asked of a channel's list. */
export function questionIn(channelId: string, { kinds, sort, words, banFilter }: Narrowing): BanQuestion {
  return {
    channelId,
    sort,
    ...(kinds.length > 0 ? { kinds: [...kinds] } : {}),
    ...(words === '' ? {} : { search: words }),
    ...questionOf(banFilter),
  };
}

export interface BanRows {
  readonly held: BanPages;
  readonly error: AppError | null;
  /** True until this question has its first answer; rows of the question before may still be shown. */
  readonly isLoading: boolean;
  /** Tells which rows are on screen. */
  readonly show: (first: number, last: number) => void;
  readonly refresh: () => void;
}

export function useBanPages(question: BanQuestion): BanRows {
  const { bridge, store } = useServices();
  const { channelId } = question;
  const key = useMemo(() => JSON.stringify(question), [question]);
  const [held, setHeld] = useState<BanPages>(() => emptyPages(''));
  const [error, setError] = useState<AppError | null>(null);
  const work = useRef({ held, key: '', question, first: 0, last: 0, changes: 0 });
  const refresher = useRef<Refresher | null>(null);

  useEffect(() => {
    const put = (next: BanPages): void => {
      work.current.held = next;
      setHeld(next);
    };
    const current = createRefresher(async () => {
      const now = work.current;
      const { key: asked, changes } = now;
      const base = now.held.key === asked ? now.held : emptyPages(asked);
      const wanted = toAsk(base, base.pages.size === 0 ? [0] : pagesOf(now.first, now.last, base.total));
      for (const page of wanted) {
        const place = { limit: PAGE_SIZE, offset: page * PAGE_SIZE, count: 'bounded' } as const;
        const reply = await bridge.call('bans.list', { ...now.question, ...place });
        if (work.current.key !== asked) return current.request();
        setError(reply.ok ? null : reply.error);
        if (!reply.ok) return;
        const before = work.current.held.key === asked ? work.current.held : base;
        const { bans, total, totalIsExact: isExact } = reply.value;
        const next = withPage(before, page, bans, { total, isExact });
        // What changed while the answer was on its way is not in it.
        put(work.current.changes === changes ? next : markStale(next));
      }
    }, 33);
    refresher.current = current;
    return () => current.stop();
  }, [bridge]);

  const refresh = useCallback(() => {
    work.current.changes += 1;
    work.current.held = markStale(work.current.held);
    refresher.current?.request();
  }, []);
  const show = useCallback((first: number, last: number) => {
    Object.assign(work.current, { first, last });
    const { held: now } = work.current;
    if (toAsk(now, pagesOf(first, last, now.total)).length > 0) refresher.current?.request();
  }, []);
  const ask = useCallback(
    (next: BanQuestion) => {
      const asked = JSON.stringify(next);
      if (asked === work.current.key) return;
      Object.assign(work.current, { key: asked, question: next });
      refresh();
    },
    [refresh],
  );
  useEffect(() => ask(question), [ask, question]);
  // Not by way of a render: the question is on the wire before React has had its turn.
  useEffect(
    () =>
      store.subscribe((now, before) => {
        if (now.channelId === channelId && isOther(now, before))
          ask(questionIn(channelId, { ...now, words: wordsIn(now) }));
        const isChanged = now.bansRevision[channelId] !== before.bansRevision[channelId];
        if (isChanged || now.epoch !== before.epoch) refresh();
      }),
    [store, channelId, ask, refresh],
  );

  const isSameChannel = held.key.includes(`"channelId":"${channelId}"`);
  return useMemo(
    () => ({
      held: isSameChannel ? held : emptyPages(''),
      error,
      isLoading: held.key !== key && error === null,
      show,
      refresh,
    }),
    [held, error, key, isSameChannel, show, refresh],
  );
}

function isOther(now: State, before: State): boolean {
  return (['kinds', 'sort', 'search', 'banFilter'] as const).some((name) => now[name] !== before[name]);
}
