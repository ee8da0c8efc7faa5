// Keys: the table has no double meaning, sequences hold for three seconds, digits act only when they should.
import { describe, expect, it } from 'vitest';
import {
  createHotkeyMachine,
  HOTKEYS,
  keymapOf,
  keysOf,
  labelOf,
  nameOf,
  type HotkeyMachine,
} from '../../../src/renderer/lib/hotkeys.ts';

const press = (machine: HotkeyMachine, key: string, at = 0, inComposer = false, more: { ctrlKey?: boolean } = {}) =>
  machine.press({ key, ctrlKey: false, metaKey: false, altKey: false, ...more }, at, inComposer);
const fresh = (own: Record<string, string> = {}): HotkeyMachine => createHotkeyMachine(() => keymapOf(own));

describe('hotkeys', () => {
  it('gives no key two meanings', () => {
    const keys = HOTKEYS.flatMap((action) => [...action.keys]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('knows single keys, with Caps Lock on too', () => {
    expect(press(fresh(), 'b')).toEqual({ id: 'act.ban' });
    expect(press(fresh(), 'B')).toEqual({ id: 'act.ban' });
    expect(press(fresh(), ' ')).toEqual({ id: 'row.select' });
    expect(press(fresh(), 'k', 0, false, { ctrlKey: true })).toEqual({ id: 'search' });
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
