// The rail's stand-in where there is no room for a rail (an OBS dock): one select of channels.
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { byRole, openChannel, openEverywhere } from '../../lib/store.ts';
import { ROLE_WORDS } from '../../lib/words.tsx';

export function ChannelPicker() {
  const { store } = useServices();
  const mayAdd = useMay('channels.add');
  const channels = useApp((state) => state.channels) ?? [];
  const channelId = useApp((state) => state.channelId);
  const isEverywhere = useApp((state) => state.isEverywhere && state.screen === 'activity');
  if (channels.length === 0) return null;
  const pick = (id: string): void => {
    if (id === 'all') openEverywhere(store);
    else if (id === 'add') store.setState({ window: 'add-channel' });
    else openChannel(store, id);
  };
  return (
    <select
      aria-label="Channel"
      value={isEverywhere ? 'all' : (channelId ?? '')}
      onChange={(event) => pick(event.target.value)}
      className="hidden h-7.5 w-[46%] rounded-md border border-line bg-s2 px-2 max-sm:order-1 max-sm:block"
    >
      {byRole(channels).map((channel) => (
        <option key={channel.id} value={channel.id}>
          {channel.displayName} · {ROLE_WORDS[channel.mode]}
        </option>
      ))}
      {channels.length > 1 && <option value="all">All channels</option>}
      {mayAdd && <option value="add">Add channel…</option>}
    </select>
  );
}
