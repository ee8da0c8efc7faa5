// The rail: whose channel is looked at, in which role, how it is doing. Icons only on narrow windows.
import { Castle, LogIn, Settings2 } from 'lucide-react';
import type { ChannelView } from '../../../shared/model.ts';
import { formatWhen } from '../../lib/format.ts';
import { useApp, useMay, useMinute, useServices } from '../../lib/services.tsx';
import { openChannel, openConnect, openScreen, type Screen } from '../../lib/store.ts';
import { ROLE_WORDS } from '../../lib/words.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Kbd } from '../../ui/button.tsx';

export function Rail() {
  const channels = useApp((state) => state.channels) ?? [];
  const maySignIn = useMay('accounts.signIn');
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
      <div className="flex-1" />
      {maySignIn && <Way screen="connect" icon={<LogIn size={16} />} word="Add account" />}
      <Way screen="settings" icon={<Settings2 size={16} />} word="Settings" hint="," />
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
  const isCurrent = useApp((state) => state.channelId === channel.id);
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
      title={`${name} · ${state}`}
      className={`${ITEM} relative aria-[current]:bg-s3`}
    >
      <Avatar id={channel.id} name={name} />
      <span className="min-w-0 flex-1 max-lg:sr-only">
        <span className="block truncate">{name}</span>
        <span className="block truncate text-xs text-mute">{state}</span>
      </span>
      <LiveDot live={channel.status.live} className="max-lg:absolute max-lg:right-1.5 max-lg:bottom-1" />
      <span className="sr-only">{LIVE_WORDS[channel.status.live]}</span>
    </button>
  );
}

const LIVE_TONES: Readonly<Record<ChannelView['status']['live'], string>> = {
  live: 'bg-ok',
  connecting: 'bg-warn',
  lost: 'bg-danger',
  refused: 'bg-danger',
  off: 'bg-edge',
};
export const LIVE_WORDS: Readonly<Record<ChannelView['status']['live'], string>> = {
  live: 'Live',
  connecting: 'Connecting',
  lost: 'Live lost',
  refused: 'Live refused',
  off: 'Not live',
};

export function LiveDot({
  live,
  className = '',
}: {
  readonly live: ChannelView['status']['live'];
  readonly className?: string;
}) {
  return <span className={`size-1.75 shrink-0 rounded-full ${LIVE_TONES[live]} ${className}`} aria-hidden="true" />;
}

/** `owner · complete`, `mod · since 12 Nov`, `mod · not watched`. */
export function describeChannel({ mode, status, isWatched }: ChannelView, now: number): string {
  const role = ROLE_WORDS[mode];
  if (!isWatched) return `${role} · not watched`;
  if (mode !== 'broadcaster')
    return status.firstWatchedAt === null ? role : `${role} · since ${formatWhen(status.firstWatchedAt, now)}`;
  if (status.reading === 'failed') return `${role} · read failed`;
  if (status.reading === 'held') return `${role} · on hold`;
  return status.lastCompleteReadAt === null ? `${role} · not read yet` : `${role} · complete`;
}

function Way({
  screen,
  icon,
  word,
  hint,
}: {
  readonly screen: Screen;
  readonly icon: React.ReactNode;
  readonly word: string;
  readonly hint?: string;
}) {
  const { store } = useServices();
  const isCurrent = useApp((state) => state.screen === screen);
  return (
    <button
      type="button"
      onClick={() => (screen === 'connect' ? openConnect(store, null) : openScreen(store, screen))}
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
