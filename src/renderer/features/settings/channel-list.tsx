// Which channels are watched: each can be let go and taken up again; what is on record stays.
import { Plus } from 'lucide-react';
import { useApp, useMay, useMinute, useServices } from '../../lib/services.tsx';
import { describeChannel } from '../../lib/freshness.ts';
import { byRole } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Toggle } from '../../ui/field.tsx';

export function ChannelList() {
  const { bridge, store, say } = useServices();
  const now = useMinute();
  const mayAdd = useMay('channels.add');
  const channels = useApp((state) => state.channels) ?? [];
  const may = useMay('channels.watch');
  const watch = async (channelId: string, isWatched: boolean): Promise<void> => {
    const reply = await bridge.call('channels.watch', { channelId, isWatched });
    if (!reply.ok) say.failed(reply.error);
  };
  if (channels.length === 0)
    return <p className="text-mute">Sign in first; your own and your moderated channels appear here.</p>;
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col gap-2">
        {byRole(channels).map((channel) => {
          const { id, displayName, isWatched } = channel;
          return (
            <li key={id} className="flex items-center gap-2.5">
              <Avatar id={id} name={displayName} />
              <span className="min-w-0 flex-1 truncate">
                {displayName} <span className="text-mute">· {describeChannel(channel, now)}</span>
              </span>
              <Toggle
                label={`Watch ${displayName}`}
                isOn={isWatched}
                disabled={!may}
                onChange={(on) => void watch(id, on)}
              />
            </li>
          );
        })}
      </ul>
      {mayAdd && (
        <Button className="self-start" onClick={() => store.setState({ window: 'add-channel' })}>
          <Plus size={14} aria-hidden="true" /> Add channel
        </Button>
      )}
    </div>
  );
}
