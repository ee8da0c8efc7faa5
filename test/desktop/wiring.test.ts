// The whole desktop app but for Electron's binary: built main on the double, built preload and page in real
// Chromium, the real core, and the demo's Twitch in a child process.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AppEvent, Bridge } from '../../src/shared/contract.ts';
import type { ChromiumWindow } from '../helpers/electron-double/chromium.ts';
import {
  buildWorld,
  startApp,
  startInChromium,
  temporaryFolder,
  type AppInChromium,
  type StartedApp,
} from './worlds.ts';

/** What page functions below find on their window. */
declare const modkeep: Bridge;

let here: AppInChromium;
let app: StartedApp;
let chromium: ChromiumWindow;
let channelId: string;

beforeAll(async () => {
  here = await startInChromium(['--demo']);
  ({ app, chromium } = here);
  channelId = await vi.waitFor(
    async () => {
      const reply = await app.call('channels.list', {});
      const own = reply.ok ? reply.value.channels.find(({ mode }) => mode === 'broadcaster') : undefined;
      if (own === undefined) throw new Error('the demo has not signed in yet');
      return own.id;
    },
    { timeout: 30_000, interval: 100 },
  );
}, 120_000);
afterAll(() => here?.close());

test('the window shows the page, served by the handler alone', async () => {
  const { page, foreignRequests } = chromium;
  expect(app.window.webContents.getURL()).toBe('app://bundle/index.html');
  await page.locator('#root > *').first().waitFor();
  expect(foreignRequests).toEqual([]);
});

test('checklist 20: the page sees call and onEvent, read-only, and nothing of the preload', async () => {
  const surface = await chromium.page.evaluate(() => {
    const found = Object.getOwnPropertyDescriptor(globalThis, 'modkeep');
    const names = ['require', 'process', 'Buffer', 'module', 'exports', '__electronDoubleInvoke'];
    return {
      keys: Object.keys(modkeep).toSorted(),
      isFixed: found?.writable === false && found.configurable === false && Object.isFrozen(modkeep),
      globals: names.filter((name) => name in globalThis),
    };
  });
  expect(surface).toEqual({ keys: ['call', 'onEvent'], isFixed: true, globals: [] });
});

test('the page lists bans through the bridge, the core and the demo’s Twitch, and shows them', async () => {
  const { page } = chromium;
  const names = (): Promise<readonly string[]> =>
    page.evaluate(async (id) => {
      const reply = await modkeep.call('bans.list', { channelId: id, limit: 500 });
      if (!reply.ok) throw new Error(reply.error.error);
      return reply.value.bans.map(({ displayName }) => displayName);
    }, channelId);
  await expect.poll(names, { timeout: 30_000 }).not.toEqual([]);
  await expect
    .poll(
      async () => {
        const text = await page.locator('#root').innerText();
        return (await names()).filter((name) => text.includes(name)).length;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(5);
}, 60_000);

test('an act made through the page changes the list there, and an event says so', async () => {
  const seen = await chromium.page.evaluate(
    async ({ id, actId }) => {
      const list = async (): Promise<readonly string[]> => {
        const reply = await modkeep.call('bans.list', { channelId: id, limit: 100, kinds: ['ban'] });
        return reply.ok ? reply.value.bans.map(({ userId }) => userId) : [];
      };
      const [userId] = await list();
      if (userId === undefined) throw new Error('nobody is banned');
      const heard = Promise.withResolvers<AppEvent>();
      const stop = modkeep.onEvent((event) => {
        if (event.type === 'bans.changed' && event.channelId === id) heard.resolve(event);
      });
      const reply = await modkeep.call('bans.revoke', { channelId: id, userId, expect: 'either', actId });
      const event = await heard.promise;
      stop();
      return { reply, event, isListed: (await list()).includes(userId) };
    },
    { id: channelId, actId: crypto.randomUUID() },
  );
  expect(seen.reply, JSON.stringify(seen.reply)).toMatchObject({ ok: true });
  expect(seen.event).toMatchObject({ type: 'bans.changed', channelId });
  expect(seen.isListed).toBe(false);
});

test('a ban is a notification of the system’s, silent and without markup, and a click on it brings the window', async () => {
  await app.call('settings.set', { noticeWays: { ban: ['system', 'sound'] }, noticeOwnActs: true });
  const listed = await app.call('bans.list', { channelId, limit: 1, kinds: ['ban'] });
  const { userId, displayName } = (listed.ok && listed.value.bans[0]) || { userId: '', displayName: '' };
  const { notifications } = app.world;
  const about = () => notifications.filter(({ options }) => `${options.title} ${options.body}`.includes(displayName));
  // The demo's people act too; where many do at once, one notice tells of them all and names the last.
  for (let tries = 0; tries < 6 && about().length === 0; tries += 1) {
    const before = notifications.length;
    await app.call('bans.revoke', { channelId, userId, expect: 'either', actId: crypto.randomUUID() });
    const again = { channelId, user: { id: userId }, actId: crypto.randomUUID(), reason: '<b>spam' };
    expect(await app.call('bans.create', again)).toMatchObject({ ok: true });
    await expect.poll(() => notifications.length, { timeout: 15_000 }).toBeGreaterThan(before);
  }
  expect(about()).not.toEqual([]);
  const [shown] = about();
  expect(shown).toMatchObject({ state: 'shown', options: { silent: true, urgency: 'normal' } });
  expect(JSON.stringify(shown?.options)).not.toContain(process.platform === 'linux' ? '<' : '\0');
  app.window.blur();
  shown?.click();
  await expect.poll(() => app.window.isFocused()).toBe(true);
  await app.call('settings.set', { noticeWays: {} });
}, 120_000);

test('after sleep the live connection is dropped and made anew, and reading goes on', async () => {
  const live = async (): Promise<string | undefined> => {
    const reply = await app.call('channels.list', {});
    return reply.ok ? reply.value.channels.find(({ id }) => id === channelId)?.status.live : undefined;
  };
  await expect.poll(live, { timeout: 20_000 }).toBe('live');
  app.world.power.sleep();
  expect(await live()).toBe('live');
  app.world.power.wake();
  await expect.poll(live, { timeout: 5_000, interval: 5 }).not.toBe('live');
  await expect.poll(live, { timeout: 20_000 }).toBe('live');
}, 60_000);

test('a listener that was stopped hears nothing more', async () => {
  const count = await chromium.page.evaluate(async () => {
    let heard = 0;
    const stop = modkeep.onEvent(() => (heard += 1));
    stop();
    const other = new Promise<void>((resolve) => {
      modkeep.onEvent((event) => event.type === 'settings.changed' && resolve());
    });
    await modkeep.call('settings.set', { theme: 'light' });
    await other;
    return heard;
  });
  expect(count).toBe(0);
});

test('bad calls get an answer with a code, never an exception or a stack', async () => {
  const replies = await chromium.page.evaluate(async () => {
    const call = modkeep.call as (command: string, input: unknown) => Promise<unknown>;
    return Promise.all([
      call('no.such', {}),
      call('bans.list', { channelId: 'x' }),
      call('bans.list', { a: 'a'.repeat(70_000) }),
    ]);
  });
  for (const reply of replies) expect(reply).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } });
  // Refused by its size, before anybody looked at what is in it.
  expect(replies[2]).toMatchObject({ error: { error: 'The message is larger than 64 KB.' } });
  expect(JSON.stringify(replies)).not.toContain(' at ');
  await expect(
    chromium.page.evaluate(() =>
      (modkeep.call as (command: string, input: unknown) => Promise<unknown>)('app.get', Symbol('x')),
    ),
  ).rejects.toThrow(/could not be cloned/);
});

test('--self-test says in one line that everything works, and ends with 0', async () => {
  const lines: string[] = [];
  const said = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const own = temporaryFolder();
  const world = buildWorld(own.path);
  here.host.connect(world);
  const { window } = await startApp(world, ['--self-test', `--data-dir=${own.path}`]);
  const ended = await world.app.exited;
  said.mockRestore();
  own.remove();
  const report = JSON.parse(lines.find((line) => line.startsWith('{"ok"')) ?? '{}') as unknown;
  expect(report).toEqual({
    ok: true,
    electron: 'none',
    window: true,
    preload: true,
    ipc: true,
    database: true,
    vault: 'system',
    vaultNotice: 'none',
    fuses: { checked: false, ok: true, wrong: [] },
  });
  expect(ended).toEqual({ code: 0 });
  expect(window.isDestroyed()).toBe(true);
});
