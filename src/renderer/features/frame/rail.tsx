// The rail: whose channel is looked at, in which role, how it is doing. Icons only on narrow windows.
import { Castle, Layers, Plus, Settings2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ChannelView } from '../../../shared/model.ts';
import { describeChannel } from '../../lib/freshness.ts';
import { useApp, useMay, useMinute, useServices } from '../../lib/services.tsx';
import { openChannel, openEverywhere, openScreen } from '../../lib/store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Kbd } from '../../ui/button.tsx';
import { LIVE_WORDS, LiveDot } from '../../ui/live-dot.tsx';
import { AccountsMenu } from './accounts-menu.tsx';

export function Rail() {
  const { store } = useServices();
  const channels = useApp((state) => state.channels) ?? [];
  const mayAdd = useMay('channels.add');
  const hasAccounts = useApp((state) => state.accounts.length > 0);
  const isEverywhere = useApp((state) => state.isEverywhere && state.screen === 'activity');
  const isSettings = useApp((state) => state.screen === 'settings');
  const groups = [
    { title: 'My channel', list: channels.filter((channel) => channel.mode === 'broadcaster') },
    { title: 'I moderate', list: channels.filter((channel) => channel.mode === 'moderator') },
    { title: 'I watch', list: channels.filter((channel) => channel.mode === 'viewer') },
  ];
  return (
    <nav
      aria-label="Channels"
      className="flex min-h-0 flex-col gap-0.5 overflow-y-auto border-r border-line bg-s1 px-2 py-2.5 [grid-area:rail] max-sm:hidden"
    >
      <div className="flex items-center gap-2 px-2 pt-0.5 pb-2 text-sm font-semibold tracking-wide max-lg:justify-center max-lg:px-0">
        <Castle size={18} className="shrink-0 text-accent" aria-hidden="true" />
        <span className="max-lg:sr-only">Modkeep</span>
      </div>
      {groups.map(({ title, list }) => list.length > 0 && <Group key={title} title={title} list={list} />)}
      <div className="mt-2 flex flex-col gap-0.5">
        {channels.length > 1 && (
          <Way
            icon={<Layers size={16} />}
            word="All channels"
            isCurrent={isEverywhere}
            onGo={() => openEverywhere(store)}
          />
        )}
        {mayAdd && hasAccounts && (
          <Way icon={<Plus size={16} />} word="Add channel" onGo={() => store.setState({ window: 'add-channel' })} />
        )}
      </div>
      <div className="flex-1" />
      <AccountsMenu className={`${ITEM} text-mute hover:text-ink`} />
      <Way
        icon={<Settings2 size={16} />}
        word="Settings"
        hint=","
        isCurrent={isSettings}
        onGo={() => openScreen(store, 'settings')}
      />
    </nav>
  );
}

function Group({ title, list }: { readonly title: string; readonly list: readonly ChannelView[] }) {
  return (
    <div role="group" aria-label={title} className="flex flex-col gap-0.5">
      <h2 className="px-2 pt-2.5 pb-1 text-xs font-semibold text-mute max-lg:sr-only">{title}</h2>
      <div className="mx-auto my-1 hidden w-6 border-t border-line max-lg:block" />
      {list.map((channel) => (
        <ChannelButton key={channel.id} channel={channel} />
      ))}
    </div>
  );
}

const ITEM =
  'flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-s2 max-lg:justify-center max-lg:px-0';

function ChannelButton({ channel }: { readonly channel: ChannelView }) {
  const { store } = useServices();
  const isCurrent = useApp(
    (state) => state.channelId === channel.id && !(state.isEverywhere && state.screen === 'activity'),
  );
  const unread = useApp((state) => state.unread[channel.id] ?? 0);
  const now = useMinute();
  const state = describeChannel(channel, now);
  const name = channel.displayName || channel.login;
  const open = (): void => {
    openChannel(store, channel.id);
    const { screen } = store.getState();
    if (screen === 'settings' || screen === 'connect') openScreen(store, 'bans');
  };
  return (
    <button
      type="button"
      onClick={open}
      aria-current={isCurrent ? 'page' : undefined}
      title={`${name} · ${state}${unread === 0 ? '' : ` · ${unread} new`}`}
      className={`${ITEM} relative aria-[current]:bg-s3`}
    >
      <Avatar id={channel.id} name={name} />
      <span className="min-w-0 flex-1 max-lg:sr-only">
        <span className="block truncate">{name}</span>
        <span className="block truncate text-xs text-mute">{state}</span>
      </span>
      {unread > 0 && <Unread count={unread} />}
      <LiveDot live={channel.status.live} className="max-lg:absolute max-lg:right-1.5 max-lg:bottom-1" />
      <span className="sr-only">{LIVE_WORDS[channel.status.live]}</span>
    </button>
  );
}

/** What came in since this channel was last looked at. */
function Unread({ count }: { readonly count: number }) {
  return (
    <span className="min-w-4.5 shrink-0 rounded-full bg-accent px-1 text-center text-xs font-semibold text-accent-ink max-lg:absolute max-lg:top-0 max-lg:right-0">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> new</span>
    </span>
  );
}

function Way({
  icon,
  word,
  hint,
  isCurrent = false,
  onGo,
}: {
  readonly icon: ReactNode;
  readonly word: string;
  readonly hint?: string;
  readonly isCurrent?: boolean;
  readonly onGo: () => void;
}) {
  return (
    <button
      type="button"
      onClick={onGo}
      title={word}
      aria-current={isCurrent ? 'page' : undefined}
      className={`${ITEM} text-mute hover:text-ink aria-[current]:bg-s3 aria-[current]:text-ink`}
    >
      <span className="grid w-5 shrink-0 place-items-center" aria-hidden="true">
        {icon}
      </span>
      <span className="flex-1 max-lg:sr-only">{word}</span>
      {hint !== undefined && <Kbd className="max-lg:hidden">{hint}</Kbd>}
    </button>
  );
}
