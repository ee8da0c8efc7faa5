// Why the list is empty: filtered away, never read, not readable, or nobody is banned. Each says what to do.
import { Eye, EyeOff, FilterX, PartyPopper, RefreshCw, ShieldQuestionMark } from 'lucide-react';
import type { ChannelView } from '../../../shared/model.ts';
import { formatWhen } from '../../lib/format.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { NO_FILTER } from '../../lib/ban-filter.ts';
import { currentChannel } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/marks.tsx';
import { Diagnosis } from '../sync/diagnosis.tsx';
import { SyncButton } from '../sync/sync-button.tsx';
import { FilterChips } from './filter-chips.tsx';
import { KINDS } from '../../lib/words.tsx';

export function EmptyList({ isFiltered }: { readonly isFiltered: boolean }) {
  const { ticker } = useServices();
  const channel = useApp(currentChannel);
  if (channel === null) return null;
  const { status, mode, displayName } = channel;
  const known = status.counts.ban + status.counts.timeout + status.counts.unknown;
  if (isFiltered && (known > 0 || mode !== 'broadcaster')) {
    return <NobodyMatches />;
  }
  if (!channel.isWatched) return <NotWatched channel={channel} />;
  if (mode === 'moderator') {
    return (
      <Empty icon={<Eye size={20} />} title="Nothing seen yet">
        <p>
          Twitch shows a channel’s ban list only to its broadcaster. Modkeep writes down what happens in {displayName}{' '}
          while it watches
          {status.firstWatchedAt === null ? '' : `, since ${formatWhen(status.firstWatchedAt, ticker.now())}`}.
        </p>
        <Diagnosis channelId={channel.id} />
      </Empty>
    );
  }
  if (mode === 'viewer') {
    return (
      <Empty icon={<ShieldQuestionMark size={20} />} title="No rights here">
        <p>You are neither broadcaster nor moderator of {displayName}.</p>
        <Diagnosis channelId={channel.id} />
      </Empty>
    );
  }
  if (status.lastCompleteReadAt === null) {
    return (
      <Empty icon={<RefreshCw size={20} />} title="The list was never read">
        <p>{status.explanation || 'A sync reads everybody who is banned or timed out.'}</p>
        <Diagnosis channelId={channel.id} />
        <SyncButton isMain />
      </Empty>
    );
  }
  return (
    <Empty icon={<PartyPopper size={20} />} title="Nobody is banned">
      <p>The list was read in full, and it is empty.</p>
    </Empty>
  );
}

/** The filter as it stands, each part with its way out. */
function NobodyMatches() {
  const { store } = useServices();
  const kinds = useApp((state) => state.kinds);
  const words = kinds.map((kind) => KINDS[kind].word.toLowerCase()).join(' or ');
  return (
    <Empty icon={<FilterX size={20} />} title="Nobody matches">
      <p>
        Nobody in this list is {words === '' ? 'what the filter asks for' : `${words} and fits the rest of the filter`}.
      </p>
      <FilterChips />
      <Button
        onClick={() =>
          store.setState((state) => ({ kinds: [], banFilter: NO_FILTER, search: { ...state.search, bans: '' } }))
        }
      >
        Show all
      </Button>
    </Empty>
  );
}

function NotWatched({ channel }: { readonly channel: ChannelView }) {
  const { bridge, say } = useServices();
  const may = useMay('channels.watch');
  const watch = async (): Promise<void> => {
    const reply = await bridge.call('channels.watch', { channelId: channel.id, isWatched: true });
    if (!reply.ok) say.failed(reply.error);
  };
  return (
    <Empty icon={<EyeOff size={20} />} title={`${channel.displayName} is not watched`}>
      <p>Modkeep neither reads nor hears of this channel, so nothing is known of it.</p>
      {may && (
        <Button look="primary" className="min-h-8 px-4" onClick={() => void watch()}>
          Watch it
        </Button>
      )}
    </Empty>
  );
}
