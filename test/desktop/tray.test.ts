// The tray of the built desktop shell, with the demo's Twitch behind it: what it says, what its menu does, and that closing
// the window to it loses nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../helpers/electron-double/built.ts';
import type { TrayDouble } from '../helpers/electron-double/tray.ts';
import { buildWorld, startApp, temporaryFolder, type StartedApp } from './worlds.ts';

const folder = temporaryFolder();
const soon = { timeout: 20_000, interval: 50 };
let app: StartedApp;
let tray: TrayDouble;

beforeAll(async () => {
  ensureBuilt();
  app = await startApp(buildWorld(folder.path), ['--demo']);
  tray = app.world.trays[0]!;
  await vi.waitUntil(() => tray.toolTip.includes('live'), soon);
}, 120_000);
afterAll(async () => {
  await app?.quit();
  folder.remove();
});

async function channels() {
  const reply = await app.call('channels.list', {});
  return reply.ok ? reply.value.channels : [];
}

test('one icon says how the watching goes, in words and with a picture of its own', async () => {
  expect(app.world.trays).toHaveLength(1);
  expect(tray.toolTip).toMatch(/^Modkeep \(demo\): .+ · acting on/);
  expect(tray.image.isEmpty()).toBe(false);
  expect(tray.image.getScaleFactors()).toEqual([1, 2]);
  expect(tray.labels).toEqual(expect.arrayContaining(['Pause watching', 'Kill switch: only read', 'Quit Modkeep']));
});

test('the kill switch goes on and off from the menu, and icon and words follow', async () => {
  const before = tray.image.bytes();
  tray.choose('Kill switch: only read');
  await vi.waitFor(() => expect(tray.toolTip).toContain('acting off: kill switch'), soon);
  expect(await app.call('app.get', {})).toMatchObject({ value: { acting: { reason: 'kill_switch' } } });
  expect(tray.image.bytes().equals(before)).toBe(false);
  tray.choose('Kill switch: only read');
  await vi.waitFor(() => expect(tray.toolTip).toContain('acting on'), soon);
  expect(await app.call('app.get', {})).toMatchObject({ value: { acting: { isOn: true } } });
});

test('watching is paused and resumed from the menu; what is paused is remembered for the next start', async () => {
  const watched = (await channels()).filter(({ isWatched }) => isWatched).map(({ id }) => id);
  expect(watched.length).toBeGreaterThan(0);
  tray.choose('Pause watching');
  await vi.waitFor(() => expect(tray.labels).toContain('Resume watching'), soon);
  expect((await channels()).some(({ isWatched }) => isWatched)).toBe(false);
  expect(tray.toolTip).toContain('watching is paused');
  const memory = (): unknown => JSON.parse(readFileSync(join(folder.path, 'shell', 'tray.json'), 'utf8'));
  expect(memory()).toMatchObject({ paused: watched });
  tray.choose('Resume watching');
  await vi.waitFor(() => expect(tray.labels).toContain('Pause watching'), soon);
  expect((await channels()).filter(({ isWatched }) => isWatched).map(({ id }) => id)).toEqual(watched);
  expect(memory()).toMatchObject({ paused: [] });
  await vi.waitFor(() => expect(tray.toolTip).toContain('live'), soon);
});

test('closed to the tray the window is hidden, the core goes on, and what came meanwhile is counted', async () => {
  const { window, world } = app;
  window.focus();
  await app.call('settings.set', { closeToTray: true });
  await app.call('settings.get', {});
  window.close();
  expect(window.isDestroyed()).toBe(false);
  expect(window.isVisible()).toBe(false);
  expect(world.dialog.shown.map(({ message }) => message)).toEqual(['Modkeep keeps watching']);
  const own = (await channels()).find(({ mode }) => mode === 'broadcaster')!;
  const list = await app.call('bans.list', { channelId: own.id, limit: 100, kinds: ['ban'] });
  const userId = list.ok ? list.value.bans[0]!.userId : '';
  const act = { channelId: own.id, userId, expect: 'either', actId: crypto.randomUUID() } as const;
  expect(await app.call('bans.revoke', act)).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(tray.toolTip).toMatch(/\d+ new entr/), soon);
  expect(world.app.badge).toBeGreaterThan(0);
  expect(tray.menu.some(({ label }) => /^Open Modkeep \(\d+ new/.test(label ?? ''))).toBe(true);
  // Opened again: everything is seen. It is explained once only.
  tray.emit('click');
  expect(window.isVisible()).toBe(true);
  await vi.waitFor(() => expect(world.app.badge).toBe(0), soon);
  window.close();
  expect(world.dialog.shown).toHaveLength(1);
});

test('a second start brings a hidden window back, and quitting from the menu is not held up by the tray', async () => {
  const { window, world } = app;
  expect(window.isVisible()).toBe(false);
  world.app.emit('second-instance', {}, [], '', {});
  await vi.waitFor(() => expect(window.isVisible() && window.isFocused()).toBe(true));
  tray.choose('Quit Modkeep');
  expect(await world.app.exited).toEqual({ code: 0 });
  expect(tray.isDestroyed()).toBe(true);
});
