// The gaps of every channel that fall into the stretch on screen. The core gives gaps for one channel at a time.
import { useEffect, useState } from 'react';
import type { EntryView, GapView } from '../../../shared/model.ts';
import { useApp, useServices } from '../../lib/services.tsx';

const MOST_CHANNELS = 20;

/** `entries` null asks nothing. A page of fewer than `limit` entries reaches back to the beginning. */
export function useGapsOfAll(
  entries: readonly EntryView[] | null,
  limit: number,
  revision: number,
): readonly GapView[] {
  const { bridge } = useServices();
  const ids = useApp((state) => (state.channels ?? []).map(({ id }) => id).join());
  const [gaps, setGaps] = useState<readonly GapView[]>([]);
  const isOn = entries !== null;
  useEffect(() => {
    if (!isOn || ids === '') return;
    let isCurrent = true;
    const ask = (channelId: string) => bridge.call('history.list', { channelId, kinds: [], limit: 1 });
    void Promise.all(ids.split(',').slice(0, MOST_CHANNELS).map(ask)).then((replies) => {
      if (isCurrent) setGaps(replies.flatMap((reply) => (reply.ok ? reply.value.gaps : [])));
    });
    return () => {
      isCurrent = false;
    };
  }, [bridge, isOn, ids, revision]);
  return isOn ? within(gaps, entries, limit) : [];
}

/** Exported for its test. */
export function within(gaps: readonly GapView[], entries: readonly EntryView[], limit: number): readonly GapView[] {
  const oldest = entries.length < limit ? '' : (entries.at(-1)?.at ?? '');
  return gaps.filter(({ to }) => to >= oldest);
}
