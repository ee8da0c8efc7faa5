// Keys: the table has no double meaning, sequences hold for three seconds, digits act only when they should.
import { describe, expect, it, vi } from 'vitest';
import {
  conflictOf,
  createHotkeyMachine,
  createKeyReader,
  HOTKEYS,
  keymapOf,
  keysOf,
  labelOf,
  nameOf,
  swapOf,
  type HotkeyMachine,
} from '../../../src/renderer/lib/hotkeys.ts';

const press = (machine: HotkeyMachine, key: string, at = 0, inComposer = false, more: { ctrlKey?: boolean } = {}) =>
  machine.press({ key, ctrlKey: false, metaKey: false, altKey: false, ...more }, at, inComposer);
const fresh = (own: Record<string, string> = {}): HotkeyMachine => createHotkeyMachine(() => keymapOf(own));

describe('swapping two keys', () => {
  it('gives each the key of the other', () => {
    expect(conflictOf('t', 'act.ban', {})).toMatchObject({ kind: 'taken', other: 'act.timeout' });
    const swapped = swapOf('t', 'act.ban', {});
    expect(swapped).toEqual({ 'act.ban': 't', 'act.timeout': 'b' });
    expect(keysOf('act.ban', swapped ?? {})).toEqual(['t']);
    expect(swapOf('b', 'act.ban', swapped ?? {})).toEqual({ 'act.ban': 'b', 'act.timeout': 't' });
  });

  it('is not there for a free key, a reserved one, or one whose sequence would be cut off', () => {
    expect(swapOf('q', 'act.ban', {})).toBeNull();
    expect(swapOf('5', 'act.ban', {})).toBeNull();
    expect(swapOf('g', 'act.ban', {})).toBeNull();
    // Every key of the ban is somebody else's: there is nothing to give.
    expect(swapOf('t', 'act.ban', { 'act.end': 'b' })).toBeNull();
  });

  it('leaves no key with two meanings, whichever two are swapped', () => {
    let swaps = 0;
    for (const { id } of HOTKEYS)
      for (const { keys } of HOTKEYS) {
        const swapped = swapOf(keys[0], id, {});
        if (swapped === null) continue;
        swaps += 1;
        expect(keysOf(id, swapped)).toEqual([keys[0]]);
        const all = HOTKEYS.flatMap((action) => keysOf(action.id, swapped));
        expect(new Set(all).size).toBe(all.length);
        expect(all.some((key) => all.some((other) => other.startsWith(`${key} `)))).toBe(false);
      }
    expect(swaps).toBeGreaterThan(HOTKEYS.length);
  });
});

describe('hotkeys', () => {
  it('gives no key two meanings', () => {
    const keys = HOTKEYS.flatMap((action) => [...action.keys]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('knows single keys, with Caps Lock on too', () => {
    expect(press(fresh(), 'b')).toEqual({ id: 'act.ban' });
    expect(press(fresh(), 'B')).toEqual({ id: 'act.ban' });
    expect(press(fresh(), ' ')).toEqual({ id: 'row.select' });
    expect(press(fresh(), 'k', 0, false, { ctrlKey: true })).toEqual({ id: 'palette' });
    expect(press(fresh(), 'q')).toBeNull();
  });

  it('lets a digit act only right after T', () => {
    const machine = fresh();
    expect(press(machine, '5', 0)).toBeNull();
    expect(press(machine, 't', 100)).toEqual({ id: 'act.timeout' });
    expect(press(machine, '5', 200)).toEqual({ preset: 5 });
    expect(press(machine, '6', 300)).toBeNull();
  });

  it('forgets T after three seconds, after another key, and on reset', () => {
    const machine = fresh();
    press(machine, 't', 0);
    expect(press(machine, '5', 3001)).toBeNull();
    press(machine, 't', 4000);
    press(machine, 'q', 4100);
    expect(press(machine, '5', 4200)).toBeNull();
    press(machine, 't', 5000);
    machine.reset();
    expect(press(machine, '5', 5100)).toBeNull();
  });

  it('lets a digit act with the composer in focus', () => {
    expect(press(fresh(), '9', 0, true)).toEqual({ preset: 9 });
    expect(press(fresh(), '0', 0, true)).toBeNull();
  });

  it('follows sequences, whose letters alone keep their own meaning', () => {
    const machine = fresh();
    expect(press(machine, 'g', 0)).toBeNull();
    expect(press(machine, 'b', 100)).toEqual({ id: 'go.bans' });
    expect(press(machine, 'b', 200)).toEqual({ id: 'act.ban' });
  });

  it('puts the user’s own key in the place of the default', () => {
    const machine = fresh({ 'act.ban': 'x' });
    expect(press(machine, 'x')).toEqual({ id: 'act.ban' });
    expect(press(machine, 'b')).toBeNull();
    expect(keysOf('act.ban', { 'act.ban': 'x' })).toEqual(['x']);
    expect(keysOf('act.ban', {})).toEqual(['b']);
  });

  it('writes keys as people know them', () => {
    expect(['b', 'ArrowDown', 'Ctrl+k', 'g b', 'Escape'].map(labelOf)).toEqual(['B', '↓', 'Ctrl K', 'G B', 'Esc']);
    expect(nameOf({ key: 'k', ctrlKey: false, metaKey: true, altKey: false })).toBe('Ctrl+k');
  });
});

describe('keys of one’s own', () => {
  it('win over the default of another action, which then says that it has none', () => {
    const own = { 'act.timeout': 'b' };
    expect(press(fresh(own), 'b')).toEqual({ id: 'act.timeout' });
    expect(keysOf('act.ban', own)).toEqual([]);
    expect(press(fresh(own), 't')).toBeNull();
  });

  it('are warned of where another action has them, and refused where they could not work', () => {
    expect(conflictOf('q', 'act.ban', {})).toBeNull();
    expect(conflictOf('b', 'act.ban', {})).toBeNull();
    expect(conflictOf('b', 'act.timeout', {})).toMatchObject({ kind: 'taken' });
    expect(conflictOf('5', 'act.ban', {})).toMatchObject({ kind: 'reserved' });
    expect(conflictOf('Tab', 'act.ban', {})).toMatchObject({ kind: 'reserved' });
    expect(conflictOf('g', 'act.ban', {})).toMatchObject({ kind: 'reserved' });
    expect(conflictOf('b b', 'act.end', {})).toMatchObject({ kind: 'reserved' });
    expect(conflictOf('t', 'act.ban', { 'act.timeout': 'y' })).toBeNull();
  });

  it('are read as one key, or G and another, modifiers with what they modify', () => {
    vi.useFakeTimers();
    const read: string[] = [];
    const reader = createKeyReader((key) => void read.push(key));
    const plain = { ctrlKey: false, metaKey: false, altKey: false };
    reader.press({ key: 'Control', ...plain, ctrlKey: true });
    reader.press({ key: 'm', ...plain, ctrlKey: true });
    reader.press({ key: 'g', ...plain });
    reader.press({ key: 'x', ...plain });
    reader.press({ key: 'g', ...plain });
    expect(read).toEqual(['Ctrl+m', 'g x']);
    vi.advanceTimersByTime(2000);
    expect(read).toEqual(['Ctrl+m', 'g x', 'g']);
    reader.press({ key: 'g', ...plain });
    reader.stop();
    vi.advanceTimersByTime(2000);
    expect(read).toHaveLength(3);
    vi.useRealTimers();
  });
});
