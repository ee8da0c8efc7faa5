// The rail's stand-in where there is no room for a rail (an OBS dock): one select of channels.
import { useApp, useServices } from '../../lib/services.tsx';
import { openChannel } from '../../lib/store.ts';
import { ROLE_WORDS } from '../../lib/words.tsx';

export function ChannelPicker() {
  const { store } = useServices();
  const channels = useApp((state) => state.channels) ?? [];
  const channelId = useApp((state) => state.channelId);
  if (channels.length === 0) return null;
  return (
    <select
      aria-label="Channel"
      value={channelId ?? ''}
      onChange={(event) => openChannel(store, event.target.value)}
      className="hidden h-7.5 w-[46%] rounded-md border border-line bg-s2 px-2 max-sm:order-1 max-sm:block"
    >
      {channels.map((channel) => (
        <option key={channel.id} value={channel.id}>
          {channel.displayName} · {ROLE_WORDS[channel.mode]}
        </option>
      ))}
    </select>
  );
}
