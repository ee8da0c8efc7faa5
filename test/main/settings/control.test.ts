// Changing settings and the kill switch: with their trace or not at all, and the kill switch whatever the disk says.
import { beforeEach, expect, test } from 'vitest';
import { createAuditLog } from '../../../src/main/audit/append.ts';
import { createAuditQueries } from '../../../src/main/audit/queries.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { createControl, type Control } from '../../../src/main/settings/control.ts';
import { readFlag } from '../../../src/main/settings/flag.ts';
import { createSettings, type SettingsStore } from '../../../src/main/settings/settings.ts';
import { openTestDatabase, silentLog } from '../../helpers/db.ts';

let db: Database;
let store: SettingsStore;
let control: Control;

beforeEach(() => {
  db = openTestDatabase();
  ({ store, control } = open());
});

function open(): { store: SettingsStore; control: Control } {
  const deps = { db, bus: createBus(() => undefined), log: silentLog(), now: () => 1_800_000_000_000 };
  const store = createSettings({ ...deps, flag: readFlag({}, silentLog()), defaults: { actingEnabled: true } });
  return { store, control: createControl({ ...deps, store, audit: createAuditLog(deps) }) };
}

const recorded = (): string[] =>
  createAuditQueries(db)
    .list({ limit: 50, folded: false })
    .data.map(({ action, metadata }) => `${action} ${JSON.stringify(metadata)}`);
/** From here on nothing can be written, as on a full disk. */
const fill = (): void => void db.sqlite.pragma('query_only = ON');
const makeRoom = (): void => void db.sqlite.pragma('query_only = OFF');

test('the kill switch is in force, recorded, and still there at the next start', () => {
  expect(store.acting()).toEqual({ isOn: true, reason: 'on' });
  expect(control.setKillSwitch(true, 'Mira')).toEqual({ isOn: false, reason: 'kill_switch' });
  expect(recorded()).toEqual(['kill_switch {"on":true}']);
  expect(open().store.acting().isOn).toBe(false);
  expect(control.setKillSwitch(false, 'Mira')).toEqual({ isOn: true, reason: 'on' });
  expect(open().store.acting().isOn).toBe(true);
});

test('a full disk says so, and does not keep Modkeep acting', () => {
  fill();
  expect(() => control.setKillSwitch(true, 'Mira')).toThrow();
  expect(store.acting()).toEqual({ isOn: false, reason: 'kill_switch' });
  expect(store.get().killSwitch).toBe(true);
  // Nor does another change that fails let it act again.
  expect(() => control.set({ scale: 110 }, 'Mira')).toThrow();
  expect(store.acting().isOn).toBe(false);
  makeRoom();
  expect(control.setKillSwitch(false, 'Mira').isOn).toBe(true);
});

test('a kill switch that could not be taken off stays on', () => {
  control.setKillSwitch(true, 'Mira');
  fill();
  expect(() => control.setKillSwitch(false, 'Mira')).toThrow();
  expect(store.acting().isOn).toBe(false);
});

test('a change that was not written is not in force, nor recorded', () => {
  control.set({ scale: 110 }, 'Mira');
  fill();
  expect(() => control.set({ scale: 120, actingEnabled: false }, 'Mira')).toThrow();
  makeRoom();
  expect([store.get().scale, store.acting().isOn]).toEqual([110, true]);
  expect(recorded()).toEqual(['change_settings {"names":["scale"]}']);
});

test('says what every value is that nobody has changed', () => {
  control.set({ scale: 110, ladder: [60, null] }, 'Mira');
  const { settings, defaults } = control.settings();
  expect([settings.scale, settings.ladder]).toEqual([110, [60, null]]);
  // The environment's word, handed in as a default, is among them.
  expect([defaults.scale, defaults.actingEnabled]).toEqual([100, true]);
  expect(defaults.ladder).not.toEqual([60, null]);
});
