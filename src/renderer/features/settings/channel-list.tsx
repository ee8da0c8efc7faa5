// Which channels are watched: each can be let go and taken up again; what is on record stays.
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { ROLE_WORDS } from '../../lib/words.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Toggle } from '../../ui/field.tsx';

export function ChannelList() {
  const { bridge, say } = useServices();
  const channels = useApp((state) => state.channels) ?? [];
  const may = useMay('channels.watch');
  const watch = async (channelId: string, isWatched: boolean): Promise<void> => {
    const reply = await bridge.call('channels.watch', { channelId, isWatched });
    if (!reply.ok) say.failed(reply.error);
  };
  if (channels.length === 0)
    return <p className="text-mute">Sign in first; your own and your moderated channels appear here.</p>;
  return (
    <ul className="flex flex-col gap-2">
      {channels.map(({ id, displayName, mode, isWatched }) => (
        <li key={id} className="flex items-center gap-2.5">
          <Avatar id={id} name={displayName} />
          <span className="min-w-0 flex-1 truncate">
            {displayName} <span className="text-mute">· {ROLE_WORDS[mode]}</span>
          </span>
          <Toggle
            label={`Watch ${displayName}`}
            isOn={isWatched}
            disabled={!may}
            onChange={(on) => void watch(id, on)}
          />
        </li>
      ))}
    </ul>
  );
}
