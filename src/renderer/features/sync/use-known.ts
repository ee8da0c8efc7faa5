// What is known of a channel now, with its latest gap and, in its own seconds, its age.
import type { ChannelView } from '../../../shared/model.ts';
import type { Known } from '../../lib/freshness.ts';
import { useApp } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';

/** `now` in ms. The gap matters only where no list can be asked, and is asked for only there. */
export function useKnown(channel: ChannelView, now: number): Known {
  const revision = useApp((state) => state.historyRevision[channel.id] ?? 0);
  const lostSince = useApp((state) => state.lostSince[channel.id] ?? null);
  const isBlind = channel.mode !== 'broadcaster';
  // No kind at all: the answer is the gaps alone, newest first.
  const { value } = useQuery(
    'history.list',
    isBlind ? { channelId: channel.id, kinds: [], limit: 1 } : null,
    `${revision} ${channel.status.live}`,
  );
  return { channel, gap: value?.gaps[0] ?? null, lostSince, now };
}
