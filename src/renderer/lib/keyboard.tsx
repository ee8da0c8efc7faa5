// Listens to the window's keys and hands each meaning to whoever asked last (the innermost thing on screen).
import { useEffect, useRef } from 'react';
import { createHotkeyMachine, keymapOf, type HotkeyHit, type HotkeyId } from './hotkeys.ts';
import { useServices } from './services.tsx';
import type { Store } from './store.ts';

export type KeyHandler = (preset: number) => void;

export interface Keyboard {
  /** `preset` hears the digits; the number is 0 for every other id. Returns the function that stops it. */
  on(id: HotkeyId | 'preset', handler: KeyHandler): () => void;
  stop(): void;
}

export function createKeyboard(store: Store): Keyboard {
  const handlers = new Map<string, KeyHandler[]>();
  const machine = createHotkeyMachine(() => keymapOf(store.getState().settings?.keys ?? {}));

  function listen(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    const { window: open, question } = store.getState();
    // Also before the window has taken the focus: what is typed into it must not act on the page.
    const place = open === null && question === null ? placeOf(event.target) : 'apart';
    if (place === 'apart') return machine.reset();
    if (place === 'typing' && event.key === 'Escape') return leaveField(event);
    const isText = !event.ctrlKey && !event.metaKey && !/^F\d+$/.test(event.key);
    if (place === 'typing' && isText) return machine.reset();
    if (place === 'control' && OWN_KEYS.includes(event.key)) return;
    const inComposer = event.target instanceof Element && event.target.closest('[data-composer]') !== null;
    const hit = machine.press(event, event.timeStamp, inComposer);
    const handler = hit === null ? undefined : handlers.get(idOf(hit))?.at(-1);
    if (hit === null || handler === undefined) return;
    event.preventDefault();
    handler('preset' in hit ? hit.preset : 0);
  }

  window.addEventListener('keydown', listen);
  return {
    on: (id, handler) => {
      handlers.set(id, [...(handlers.get(id) ?? []), handler]);
      return () =>
        handlers.set(
          id,
          (handlers.get(id) ?? []).filter((other) => other !== handler),
        );
    },
    stop: () => window.removeEventListener('keydown', listen),
  };
}

/** Escape in a field gives the keys back to the page; only the next one closes something. */
function leaveField(event: KeyboardEvent): void {
  event.preventDefault();
  if (event.target instanceof HTMLElement) event.target.blur();
  document.getElementById('ban-grid')?.focus({ preventScroll: true });
}

function idOf(hit: HotkeyHit): string {
  return 'preset' in hit ? 'preset' : hit.id;
}

/** Keys that a focused button, tab or switch keeps for itself. */
const OWN_KEYS = ['Enter', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

/**
 * `apart`: dialogs and menus, where our keys mean nothing. `typing`: text, and a dialog that fades away: what is typed
 * into it was not meant for the page. `control`: something with keys of its own.
 */
function placeOf(target: EventTarget | null): 'page' | 'control' | 'typing' | 'apart' {
  if (!(target instanceof Element)) return 'page';
  const apart = target.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]');
  if (apart !== null) return apart.hasAttribute('data-closed') ? 'typing' : 'apart';
  if (target.closest('textarea,[contenteditable],input:not([type=checkbox])') !== null) return 'typing';
  return target.closest('button,a,select,[role=switch],[role=tab],[role=checkbox]') === null ? 'page' : 'control';
}

/** Reacts to `id` while mounted and `isOn`; the handler may change with every render. */
export function useHotkey(id: HotkeyId | 'preset', handler: KeyHandler, isOn = true): void {
  const { keyboard } = useServices();
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => (isOn ? keyboard.on(id, (preset) => latest.current(preset)) : undefined), [keyboard, id, isOn]);
}
