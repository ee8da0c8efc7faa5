// The list itself: only the rows on screen exist. One tab stop; the active row is told by aria-activedescendant.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import type { BanView } from '../../../shared/model.ts';
import { useHotkey } from '../../lib/keyboard.tsx';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { openPerson } from '../../lib/store.ts';
import { indexOf, rowAt, type BanPages } from './ban-pages.ts';
import { BanHead } from './ban-head.tsx';
import { BanRow } from './ban-row.tsx';
import type { BanRows } from './use-ban-pages.ts';
import { useChecking } from './use-checking.ts';

export function BanTable({ rows }: { readonly rows: BanRows }) {
  const { held, show } = rows;
  const scroller = useRef<HTMLDivElement>(null);
  const scale = useApp((state) => (state.settings?.scale ?? 100) / 100);
  const active = useApp((state) => state.activeRow);
  const checked = useApp((state) => state.checked);
  const hasSource = useApp((state) => state.hasSourceColumn);
  const minute = useMinute();
  const height = 32 * scale;
  const virtual = useVirtualizer({
    count: held.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => show(first, last), [show, first, last, held]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [held.key]);

  useFreshActive(held);
  const onOpen = useOpenRow();
  const onCheck = useChecking(held);
  const onModerator = useModeratorFilter();
  useMoving(held, onOpen, (index) => virtual.scrollToIndex(index, { align: 'auto' }));
  useHotkey('row.select', () => active !== null && onCheck(active, indexOf(held, active.userId), false));

  return (
    <div
      ref={scroller}
      role="grid"
      id="ban-grid"
      tabIndex={0}
      aria-label="Bans and timeouts"
      aria-rowcount={held.isExact ? held.total + 1 : -1}
      aria-colcount={hasSource ? 8 : 7}
      aria-multiselectable="true"
      aria-busy={rows.isLoading}
      aria-activedescendant={active === null ? undefined : `ban-${active.userId}`}
      className="group @container/list relative min-h-0 flex-1 overflow-y-auto outline-none"
    >
      <div role="rowgroup" className="sticky top-0 z-10 bg-s0">
        <BanHead />
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const ban = rowAt(held, index);
          return ban === null ? (
            <Blank key={index} index={index} top={start} />
          ) : (
            <BanRow
              key={ban.userId}
              {...{ ban, index, hasSource, onOpen, onCheck, onModerator }}
              top={start}
              now={minute}
              isActive={active?.userId === ban.userId}
              isChecked={checked.has(ban.userId)}
            />
          );
        })}
      </div>
    </div>
  );
}

/** A row whose page is on the way. */
function Blank({ index, top }: { readonly index: number; readonly top: number }) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-busy="true"
      style={{ transform: `translateY(${top}px)` }}
      className="absolute inset-x-0 top-0 flex h-8 items-center border-b border-line px-10"
    >
      <span className="h-2 w-40 rounded-sm bg-s2" />
    </div>
  );
}

/** The active row follows what the list says of that person now. */
function useFreshActive(held: BanPages): void {
  const { store } = useServices();
  useEffect(() => {
    const { activeRow } = store.getState();
    if (activeRow === null) return;
    const index = indexOf(held, activeRow.userId);
    const fresh = index === -1 ? null : rowAt(held, index);
    if (fresh !== null && fresh !== activeRow) store.setState({ activeRow: fresh });
  }, [store, held]);
}

function useModeratorFilter() {
  const { store } = useServices();
  return useCallback(
    (id: string, name: string) =>
      store.setState((state) => ({ banFilter: { ...state.banFilter, moderator: { id, name } } })),
    [store],
  );
}

function useOpenRow() {
  const { store } = useServices();
  return useCallback(
    (ban: BanView) => {
      store.setState({ activeRow: ban });
      openPerson(store, ban.channelId, ban.userId, ban.displayName);
    },
    [store],
  );
}

/** ↑↓ j k and Enter. An open panel follows the active row. */
function useMoving(held: BanPages, onOpen: (ban: BanView) => void, scrollTo: (index: number) => void): void {
  const { store } = useServices();
  const place = useRef(-1);
  const move = (step: number): void => {
    const { activeRow, panel } = store.getState();
    const known = activeRow === null ? -1 : indexOf(held, activeRow.userId);
    const from = known === -1 ? place.current : known;
    const next = Math.max(0, Math.min(held.total - 1, from + step));
    const ban = rowAt(held, next);
    scrollTo(next);
    if (ban === null) return;
    place.current = next;
    store.setState({ activeRow: ban });
    if (panel !== null) openPerson(store, ban.channelId, ban.userId, ban.displayName);
    // Whoever moves is in the list from then on: Enter must not press the button that was clicked before.
    const isElsewhere = document.activeElement?.closest('#ban-grid, [data-composer]') == null;
    if (isElsewhere) document.getElementById('ban-grid')?.focus({ preventScroll: true });
  };
  useHotkey('move.down', () => move(1));
  useHotkey('move.up', () => move(-1));
  useHotkey('person.open', () => {
    const { activeRow } = store.getState();
    if (activeRow !== null) onOpen(activeRow);
  });
}
