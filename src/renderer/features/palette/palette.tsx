// The palette: one field that finds people, channels, screens and whatever can be done now. All by keyboard.
import { Dialog } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { keysOf, labelOf } from '../../lib/hotkeys.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { Kbd } from '../../ui/button.tsx';
import { BACKDROP } from '../../ui/dialog.tsx';
import { grouped, type PaletteItem } from './commands.ts';
import { usePaletteItems } from './use-palette-items.ts';

export function Palette() {
  const { store } = useServices();
  const isOpen = useApp((state) => state.window === 'palette');
  const close = (): void => store.setState((state) => (state.window === 'palette' ? { window: null } : {}));
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP} />
        <Dialog.Popup
          aria-label="Find anything"
          className="fixed top-[10%] left-1/2 z-50 flex max-h-[75%] w-[min(34rem,94%)] -translate-x-1/2 flex-col rounded-lg border border-line bg-s1 shadow-2xl outline-none"
        >
          <Body isOpen={isOpen} onClose={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Body({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const [query, setQuery] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  // Opened again while it faded away, it still has the old words.
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen !== wasOpen) {
    setWasOpen(isOpen);
    if (isOpen) {
      setQuery('');
      setPicked(null);
    }
  }
  const groups = grouped(usePaletteItems(query));
  const items = groups.flatMap(([, list]) => list);
  const active = activeOf(items, picked, query);
  const run = (item: PaletteItem): void => {
    // First out of the way: what runs may open a window of its own.
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const from = active === null ? (step > 0 ? -1 : 0) : items.indexOf(active);
      setPicked(items[(from + step + items.length) % Math.max(1, items.length)]?.id ?? null);
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (active !== null) run(active);
    }
  };
  return (
    <>
      <label className="flex items-center gap-2.5 border-b border-line px-3.5 py-2.5 text-mute">
        <Search size={16} className="shrink-0" aria-hidden="true" />
        <input
          type="text"
          autoFocus
          role="combobox"
          aria-label="Find people, channels and commands"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={active === null ? undefined : idOf(active)}
          placeholder="A name, a channel, or what to do"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setPicked(null);
          }}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 text-lg text-ink outline-none"
        />
      </label>
      <div id="palette-list" role="listbox" aria-label="Found" className="min-h-0 overflow-y-auto p-1.5">
        {groups.map(([group, list]) => (
          <div key={group} role="group" aria-label={group}>
            <div className="px-2.5 pt-2 pb-1 text-xs font-semibold text-mute" aria-hidden="true">
              {group}
            </div>
            {list.map((item) => (
              <Line key={item.id} item={item} isActive={item === active} onRun={run} />
            ))}
          </div>
        ))}
        {items.length === 0 && <p className="px-2.5 py-4 text-mute">Nothing by that name, and nothing to do.</p>}
      </div>
      <span role="status" className="sr-only">
        {items.length} found
      </span>
    </>
  );
}

/**
 * The one that Enter runs: held by its id, because the core's answers come in between. Before anything is typed or
 * picked there is none, so that opening the palette and pressing Enter does nothing to anybody.
 */
function activeOf(items: readonly PaletteItem[], picked: string | null, query: string): PaletteItem | null {
  const held = items.find((item) => item.id === picked);
  return held ?? (query.trim() === '' ? null : (items[0] ?? null));
}

function idOf(item: PaletteItem): string {
  return `palette-${item.id.replaceAll(' ', '-')}`;
}

function Line({
  item,
  isActive,
  onRun,
}: {
  readonly item: PaletteItem;
  readonly isActive: boolean;
  readonly onRun: (item: PaletteItem) => void;
}) {
  const own = useApp((state) => state.settings?.keys) ?? {};
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  const [key] = item.key === undefined ? [] : keysOf(item.key, own);
  return (
    <div
      ref={place}
      id={idOf(item)}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      onClick={() => onRun(item)}
      onKeyDown={(event) => event.key === 'Enter' && onRun(item)}
      className={`flex min-h-8 cursor-default items-center gap-3 rounded-md px-2.5 py-1 ${isActive ? 'bg-pick shadow-[inset_2px_0_var(--accent)]' : 'hover:bg-s2'}`}
    >
      <span className="max-w-[70%] shrink-0 truncate">{item.words}</span>
      <span className="min-w-0 flex-1 truncate text-mute">{item.hint}</span>
      {key !== undefined && <Kbd>{labelOf(key)}</Kbd>}
    </div>
  );
}
