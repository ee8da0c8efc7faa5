// The tabs of the screens there are, and one search box for the screen on show.
import { Search, TextSearch, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { keysOf, labelOf } from '../../lib/hotkeys.ts';
import { useHotkey } from '../../lib/keyboard.tsx';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openScreen, type Screen } from '../../lib/store.ts';
import { IconButton, Kbd } from '../../ui/button.tsx';
import { plural } from '../../lib/format.ts';
import { countAlerts } from './alert-count.tsx';
import { ChannelPicker } from './channel-picker.tsx';

const TABS = [
  { screen: 'bans', word: 'Bans' },
  { screen: 'activity', word: 'Activity' },
  { screen: 'bulk', word: 'Bulk' },
  { screen: 'audit', word: 'Audit' },
  { screen: 'moderators', word: 'Moderators' },
  { screen: 'stats', word: 'Stats' },
  { screen: 'health', word: 'Health' },
  { screen: 'settings', word: 'Settings' },
  { screen: 'help', word: 'Help' },
] as const satisfies readonly { screen: Screen; word: string }[];

/** Before there is a channel there is only one thing to do. */
const FIRST_TABS = [
  { screen: 'connect', word: 'Connect' },
  { screen: 'settings', word: 'Settings' },
  { screen: 'help', word: 'Help' },
] as const satisfies readonly { screen: Screen; word: string }[];

export function Tabs() {
  const { store } = useServices();
  const screen = useApp((state) => state.screen);
  const mayAudit = useMay('audit.list');
  const mayCount = useMay('stats.get');
  const isFirstRun = useApp((state) => state.channels?.length === 0);
  const isHidden = (tab: Screen): boolean => (tab === 'audit' && !mayAudit) || (tab === 'stats' && !mayCount);
  const shown = isFirstRun ? FIRST_TABS : TABS.filter((tab) => !isHidden(tab.screen));
  const onShow = screen === 'schedule' ? 'bans' : screen === 'log' ? 'health' : screen;
  const selected = isFirstRun && screen !== 'settings' && screen !== 'help' ? 'connect' : onShow;
  const searched = screen !== 'schedule' && isSearched(selected) ? selected : null;
  useEffect(() => {
    // Where the tabs do not all fit, the one on show does.
    document.getElementById(`tab-${selected}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  const step = (from: number, by: number): void => {
    const next = shown[(from + by + shown.length) % shown.length];
    if (next === undefined) return;
    openScreen(store, next.screen);
    document.getElementById(`tab-${next.screen}`)?.focus();
  };
  return (
    <header className="flex min-h-11 items-center max-sm:flex-wrap gap-x-2 border-b border-line bg-s1 px-3 max-sm:gap-y-1 max-sm:py-1.5">
      <ChannelPicker />
      <div
        role="tablist"
        aria-label="Screens"
        className="-m-0.5 flex min-w-0 items-center gap-0.5 overflow-x-auto p-0.5 [scrollbar-width:none] max-sm:order-3 max-sm:w-full"
      >
        {shown.map((tab, index) => (
          <button
            key={tab.screen}
            id={`tab-${tab.screen}`}
            type="button"
            role="tab"
            aria-selected={selected === tab.screen}
            tabIndex={
              selected === tab.screen || (!shown.some((one) => one.screen === selected) && index === 0) ? 0 : -1
            }
            onClick={() => openScreen(store, tab.screen)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') step(index, 1);
              if (event.key === 'ArrowLeft') step(index, -1);
            }}
            className="shrink-0 rounded-md px-2.25 py-1.5 text-mute hover:text-ink aria-selected:bg-s3 aria-selected:text-ink"
          >
            {tab.word}
            {tab.screen === 'health' && <AlertBadge />}
          </button>
        ))}
      </div>
      {!isFirstRun && <PaletteButton isLast={searched === null} />}
      {searched !== null && <SearchField screen={searched} />}
    </header>
  );
}

/** The same count as in the status bar, where one looks for the screen. */
function AlertBadge() {
  const count = useApp(countAlerts);
  if (count === 0) return null;
  return (
    <span
      title={plural(count, 'alert', 'alerts')}
      className="ml-1.5 inline-grid min-w-4 place-items-center rounded-full bg-danger px-1 text-xs leading-4 font-semibold text-s0"
    >
      {count}
      <span className="sr-only"> {count === 1 ? 'alert' : 'alerts'}</span>
    </span>
  );
}

/** The palette for those who use the mouse; also shows its key. */
function PaletteButton({ isLast }: { readonly isLast: boolean }) {
  const { store } = useServices();
  const own = useApp((state) => state.settings?.keys) ?? {};
  const [key] = keysOf('palette', own);
  return (
    <button
      type="button"
      title="Find people, channels and commands"
      aria-label="Find anything"
      onClick={() => store.setState({ window: 'palette' })}
      className={`ml-auto flex h-7.5 items-center gap-1.5 rounded-md px-2 text-mute hover:bg-s3 hover:text-ink max-sm:order-2 ${isLast ? '' : 'max-sm:hidden'}`}
    >
      <TextSearch size={14} aria-hidden="true" />
      {key !== undefined && <Kbd className="max-lg:hidden">{labelOf(key)}</Kbd>}
    </button>
  );
}

const PLACEHOLDERS = {
  bans: 'Name or reason',
  activity: 'Name or reason',
  audit: 'Search the log',
} as const;

function isSearched(screen: Screen): screen is keyof typeof PLACEHOLDERS {
  return screen in PLACEHOLDERS;
}

function SearchField({ screen }: { readonly screen: keyof typeof PLACEHOLDERS }) {
  const { store } = useServices();
  const text = useApp((state) => state.search[screen] ?? '');
  const input = useRef<HTMLInputElement>(null);
  const put = (next: string): void => store.setState((state) => ({ search: { ...state.search, [screen]: next } }));
  useHotkey('search', () => input.current?.select());
  return (
    <label className="flex h-7.5 w-56 items-center gap-2 rounded-md border border-line px-2 text-mute focus-within:border-focus focus-within:text-ink hover:border-edge min-w-24 max-md:w-40 max-sm:order-2 max-sm:w-auto max-sm:min-w-0 max-sm:flex-1">
      <Search size={14} className="shrink-0" aria-hidden="true" />
      <input
        ref={input}
        type="text"
        role="searchbox"
        aria-label={`Search ${screen}`}
        placeholder={PLACEHOLDERS[screen]}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={text}
        onChange={(event) => put(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            if (text === '') event.currentTarget.blur();
            put('');
          }
          if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault();
            document.getElementById('ban-grid')?.focus();
          }
        }}
        className="min-w-0 flex-1 text-ink outline-none"
      />
      {text === '' ? (
        <Kbd>/</Kbd>
      ) : (
        <IconButton label="Clear the search" className="-mr-1.5 size-6" onClick={() => put('')}>
          <X size={14} />
        </IconButton>
      )}
    </label>
  );
}
