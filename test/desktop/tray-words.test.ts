// What the tray says of every mix of channels, and that each state has a shape of its own.
import { expect, test } from 'vitest';
import type { ChannelStatus } from '../../src/shared/model.ts';
import { drawTrayIcon } from '../../src/main/desktop/tray-icon.ts';
import { openTrayMemory } from '../../src/main/desktop/tray-memory.ts';
import { trayMenu } from '../../src/main/desktop/tray-menu.ts';
import { trayView, type TrayFacts, type TrayState } from '../../src/main/desktop/tray-words.ts';
import { writeFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { join } from 'node:path';
import { recordingLog } from '../helpers/db.ts';
import { temporaryFolder } from './worlds.ts';

type Channel = TrayFacts['channels'][number];

function channel(
  displayName: string,
  live: ChannelStatus['live'],
  reading: ChannelStatus['reading'] = 'idle',
  given: Partial<Channel> = {},
): Channel {
  const status = { live, reading } as ChannelStatus;
  return { displayName, isWatched: true, mode: 'broadcaster', status, ...given };
}

const ON = { isOn: true, reason: 'on' } as const;
const OFF = { isOn: false, reason: 'kill_switch' } as const;
const asked = (channels: readonly Channel[], given: Partial<TrayFacts> = {}) =>
  trayView({ channels, acting: ON, isPaused: false, unread: 0, isDemo: false, ...given });

test.each<readonly [string, readonly Channel[], Partial<TrayFacts>, TrayState, RegExp]>([
  [
    'all is heard',
    [channel('Ada', 'live'), channel('Bob', 'live')],
    {},
    'live',
    /^Modkeep: 2 channels live · acting on$/,
  ],
  [
    'one is only read',
    [channel('Ada', 'live'), channel('Bob', 'lost')],
    {},
    'reading',
    /live connection missing for Bob/,
  ],
  [
    'a moderator hears nothing',
    [channel('Bob', 'lost', 'off', { mode: 'moderator' })],
    {},
    'broken',
    /not watching Bob/,
  ],
  ['a moderator is on the way', [channel('Bob', 'connecting', 'off', { mode: 'moderator' })], {}, 'reading', /Bob/],
  ['reading failed and nothing is heard', [channel('Ada', 'refused', 'failed')], {}, 'broken', /not watching Ada/],
  ['broken goes before acting off', [channel('Ada', 'off', 'off')], { acting: OFF }, 'broken', /kill switch/],
  ['acting off goes before reading', [channel('Ada', 'lost')], { acting: OFF }, 'off', /acting off: kill switch/],
  ['nobody is watched', [], {}, 'broken', /nothing is watched/],
  ['paused', [channel('Ada', 'off', 'off', { isWatched: false })], { isPaused: true }, 'paused', /paused/],
  ['unread', [channel('Ada', 'live')], { unread: 1 }, 'live', /Ada is live · acting on · 1 new entry$/],
])('%s', (_name, channels, given, state, words) => {
  const view = asked(channels, given);
  expect(view.state).toBe(state);
  expect(view.tooltip).toMatch(words);
});

test('a tooltip never grows beyond what Windows shows', () => {
  const long = 'x'.repeat(200);
  expect(asked([channel(long, 'live')]).tooltip).toHaveLength(127);
});

/** Only which pixels are covered: shape without colour. */
function shapeOf(png: Buffer, size: number): string {
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  let shape = '';
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) shape += (rows[y * (size * 4 + 1) + 4 + x * 4] ?? 0) > 127 ? '#' : '.';
  return shape;
}

test('every state has a shape of its own, in black too', () => {
  const states = ['live', 'reading', 'broken', 'off', 'paused'] as const;
  for (const size of [16, 24, 32]) {
    const shapes = states.map((state) => shapeOf(drawTrayIcon(state, size, false), size));
    expect(new Set(shapes).size).toBe(states.length);
    expect(states.map((state) => shapeOf(drawTrayIcon(state, size, true), size))).toEqual(shapes);
  }
});

test('what the tray remembers survives, and a damaged file means nothing is remembered', () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'tray.json');
  const open = () => openTrayMemory(file, recordingLog()).now();
  expect(open()).toEqual({ paused: [], isExplained: false });
  openTrayMemory(file, recordingLog()).change({ paused: ['12'], isExplained: true });
  expect(open()).toEqual({ paused: ['12'], isExplained: true });
  for (const damaged of ['', '[]', 'null', '{"paused":"12"}', '{"paused":["../x",7]}']) {
    writeFileSync(file, damaged);
    expect(open().paused).toEqual([]);
  }
  folder.remove();
});

test('a version that is ready is offered in the menu, and a pause only where something is watched', () => {
  const nothing = (): void => undefined;
  const actions = {
    open: nothing,
    pause: nothing,
    resume: nothing,
    setKillSwitch: nothing,
    install: nothing,
    quit: nothing,
  };
  const facts = { view: asked([]), unread: 0, isPaused: false, isIdle: true, killSwitch: false, ready: '0.2.0' };
  const menu = trayMenu(actions, facts);
  expect(menu.find(({ label }) => label === 'Restart into Modkeep 0.2.0')).toBeDefined();
  expect(menu.find(({ label }) => label === 'Pause watching')).toMatchObject({ enabled: false });
});
