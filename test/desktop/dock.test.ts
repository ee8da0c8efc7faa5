// The loopback server of the built desktop shell: nothing listens until it is turned on over IPC, then a dock key lists bans
// from outside, a real browser shows the page, and the end of the app is the end of the server.
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { chromium } from 'playwright';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Command, Input, Output } from '../../src/shared/contract.ts';
import type { DockView } from '../../src/shared/contract/dock.ts';
import { DEFAULT_DOCK_PORT } from '../../src/shared/dock-port.ts';
import { ensureBuilt } from '../helpers/electron-double/built.ts';
import { raw, signedIn, statusOf } from '../main/dock/fixture.ts';
import { CHROMIUM } from '../renderer/page.ts';
import { createApps, type Apps, type StartedApp } from './worlds.ts';

let apps: Apps;
beforeAll(ensureBuilt, 120_000);
beforeEach(() => void (apps = createApps()));
afterEach(() => apps.close());

/** Of this process, in which the app runs too. */
const servers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
const page = (port: number): Promise<string> =>
  raw(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);

async function ask<C extends Command>({ call }: StartedApp, command: C, input: Input<C>): Promise<Output<C>> {
  const reply = await call(command, input);
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.error}`);
  return reply.value;
}
const until = (app: StartedApp, state: DockView['state']): Promise<DockView> =>
  vi.waitFor(
    async () => {
      const { dock } = await ask(app, 'dock.get', {});
      expect(dock.state).toBe(state);
      return dock;
    },
    { timeout: 5_000 },
  );
/** Keys are read from the vault while the window opens. */
const makeKey = (app: StartedApp, input: Input<'keys.add'>): Promise<Output<'keys.add'>> =>
  vi.waitFor(() => ask(app, 'keys.add', input), { timeout: 5_000 });

async function demo(): Promise<{ readonly app: StartedApp; readonly channelId: string }> {
  const app = await apps.start({}, ['--demo']);
  const channelId = await vi.waitFor(
    async () => {
      const { channels } = await ask(app, 'channels.list', {});
      const own = channels.find(({ mode }) => mode === 'broadcaster');
      expect((await ask(app, 'bans.list', { channelId: own!.id })).total).toBeGreaterThan(5);
      return own!.id;
    },
    { timeout: 30_000, interval: 100 },
  );
  return { app, channelId };
}

test('nothing listens until it is turned on; then a dock key lists bans, and off nothing listens again', async () => {
  const before = servers();
  const { app, channelId } = await demo();
  expect(await until(app, 'off')).toMatchObject({ isSwitched: true, port: DEFAULT_DOCK_PORT, connected: 0 });
  expect(servers()).toBe(before);
  await ask(app, 'settings.set', { dockEnabled: true, dockPort: 0 });
  const { port } = await until(app, 'on');
  expect(servers()).toBe(before + 1);
  const { text } = await makeKey(app, { name: 'OBS', permissions: [] });
  const client = await signedIn(port!, text);
  expect(client.ready).toMatchObject({ name: 'OBS', rights: [] });
  const told = (await client.call('bans.list', { channelId, limit: 50 })) as { value?: Output<'bans.list'> };
  expect(told.value?.bans.length).toBeGreaterThan(5);
  expect(await client.call('settings.set', { dockPort: 0 })).toMatchObject({ error: { code: 'FORBIDDEN' } });
  await ask(app, 'settings.set', { dockEnabled: false });
  expect((await client.closed).code).toBe(1001);
  await until(app, 'off');
  expect(servers()).toBe(before);
  await expect(page(port!)).rejects.toThrow('ECONNREFUSED');
}, 60_000);

test('port, keys and the switch outlive the app; quitting ends the server', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  const first = await apps.start();
  await ask(first, 'settings.set', { dockEnabled: true, dockPort: port });
  expect((await until(first, 'failed')).error).toMatchObject({ code: 'CONFLICT' });
  await new Promise((resolve) => holder.close(resolve));
  await ask(first, 'dock.retry', {});
  await until(first, 'on');
  const { text } = await makeKey(first, { name: 'OBS', permissions: ['view_reports'] });
  const client = await signedIn(port, text);
  await first.quit();
  expect((await client.closed).code).toBe(1001);
  await expect(page(port)).rejects.toThrow('ECONNREFUSED');
  const second = await apps.start();
  await until(second, 'on');
  expect((await signedIn(port, text)).ready).toMatchObject({ name: 'OBS', rights: ['view_reports'] });
  expect(statusOf(await page(port))).toBe(200);
}, 60_000);

test.skipIf(!existsSync(CHROMIUM))(
  'a browser with the address shows the page and breaks none of its rules',
  async () => {
    const { app } = await demo();
    await ask(app, 'settings.set', { dockEnabled: true, dockPort: 0 });
    const { port } = await until(app, 'on');
    const { text } = await makeKey(app, { name: 'OBS', permissions: ['view_reports'] });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const dock = await browser.newPage({ viewport: { width: 380, height: 700 } });
      const complaints: string[] = [];
      dock.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      dock.on('pageerror', (error) => complaints.push(String(error)));
      const answer = await dock.goto(`http://127.0.0.1:${port}/#k=${text}`);
      expect(answer?.headers()['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${port};`);
      await dock.locator('#root > *').first().waitFor();
      await expect.poll(() => ask(app, 'dock.get', {}).then(({ dock: view }) => view.connected)).toBe(1);
      // The key is out of the address, and a reload still works.
      expect(dock.url()).not.toContain('#k=');
      await dock.reload();
      await dock.locator('#root > *').first().waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  90_000,
);
