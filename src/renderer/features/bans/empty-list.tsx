// Why the list is empty: filtered away, never read, not readable, or nobody is banned. Each says what to do.
import { Eye, FilterX, PartyPopper, RefreshCw, ShieldQuestionMark } from 'lucide-react';
import { formatWhen } from '../../lib/format.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { currentChannel } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/marks.tsx';
import { Diagnosis } from './diagnosis.tsx';
import { SyncButton } from './freshness.tsx';

export function EmptyList({ isFiltered }: { readonly isFiltered: boolean }) {
  const { store, ticker } = useServices();
  const channel = useApp(currentChannel);
  if (channel === null) return null;
  const { status, mode, displayName } = channel;
  const known = status.counts.ban + status.counts.timeout + status.counts.unknown;
  if (isFiltered && (known > 0 || mode !== 'broadcaster')) {
    const clear = (): void => store.setState((state) => ({ kinds: [], search: { ...state.search, bans: '' } }));
    return (
      <Empty icon={<FilterX size={20} />} title="Nobody matches">
        <p>The filter hides everybody in this list.</p>
        <Button onClick={clear}>Show all</Button>
      </Empty>
    );
  }
  if (mode === 'moderator') {
    return (
      <Empty icon={<Eye size={20} />} title="Nothing seen yet">
        <p>
          Twitch shows a channel’s ban list only to its broadcaster. Modkeep writes down what happens in {displayName}{' '}
          while it watches
          {status.firstWatchedAt === null ? '' : `, since ${formatWhen(status.firstWatchedAt, ticker.now())}`}.
        </p>
      </Empty>
    );
  }
  if (mode === 'viewer') {
    return (
      <Empty icon={<ShieldQuestionMark size={20} />} title="No rights here">
        <p>You are neither broadcaster nor moderator of {displayName}.</p>
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
