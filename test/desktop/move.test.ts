// Moving the data folder in the built desktop shell, from the settings to the next start, and what is said when the data are
// not there any more.
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { FolderFound, MoveHow } from '../../src/shared/contract/data.ts';
import { ensureBuilt, MAIN } from '../helpers/electron-double/built.ts';
import { launch } from '../helpers/electron-double/launch.ts';
import type { BrowserWindowDouble } from '../helpers/electron-double/window.ts';
import type { World } from '../helpers/electron-double/world.ts';
import { buildWorld, startApp, temporaryFolder, type StartedApp } from './worlds.ts';

let folder: ReturnType<typeof temporaryFolder>;
let home: string;
let disk: string;
const running: StartedApp[] = [];
beforeAll(ensureBuilt, 120_000);
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('XDG_DATA_HOME', folder.path);
  home = join(folder.path, 'modkeep');
  disk = join(folder.path, 'disk');
  mkdirSync(disk);
  writeFileSync(join(disk, 'something else.txt'), '');
});
afterEach(async () => {
  for (const app of running.splice(0)) if (app.world.app.ended === null) await app.quit();
  vi.unstubAllEnvs();
  folder.remove();
});

async function start(world: World = buildWorld(folder.path)): Promise<StartedApp> {
  const app = await startApp(world, [], true);
  running.push(app);
  return app;
}

async function choose({ call, world }: StartedApp, path: string | null): Promise<FolderFound> {
  world.dialog.chosen = path;
  const reply = await call('data.chooseFolder', path === null ? { usual: true } : {});
  if (!reply.ok) throw new Error(reply.error.error);
  return reply.value.folder!;
}

async function stage(app: StartedApp, path: string | null, how: MoveHow = 'copy'): Promise<void> {
  const { folderId } = await choose(app, path);
  expect(await app.call('data.stageMove', { folderId, how })).toMatchObject({ ok: true });
}

const dataOf = async ({ call }: StartedApp) => {
  const reply = await call('data.get', {});
  if (!reply.ok) throw new Error(reply.error.error);
  return reply.value;
};
const themeOf = async ({ call }: StartedApp) => {
  const reply = await call('settings.get', {});
  return reply.ok ? reply.value.settings.theme : null;
};

test('the data move at the next start, and back; sign-ins and settings come along', async () => {
  const first = await start();
  await first.call('settings.set', { theme: 'light' });
  const found = await choose(first, disk);
  expect(found).toMatchObject({ name: 'Modkeep', isUsual: false, holdsDatabase: false, isRemovable: false });
  expect(JSON.stringify(found)).not.toContain(folder.path);
  expect(await first.call('data.stageMove', { folderId: found.folderId, how: 'copy' })).toMatchObject({
    value: { move: { movedTo: null, staged: { name: 'Modkeep', how: 'copy' } } },
  });
  await first.quit();
  // So much that the move has a window of its own, which goes when the app's is there.
  mkdirSync(join(home, 'import'), { recursive: true });
  writeFileSync(join(home, 'import', 'big.db'), '');
  truncateSync(join(home, 'import', 'big.db'), 70 * 1024 ** 2);
  const world = buildWorld(folder.path);
  const windows: BrowserWindowDouble[] = [];
  world.app.on('browser-window-created', (_event: unknown, window: BrowserWindowDouble) => void windows.push(window));
  const second = await start(world);
  const [moving] = windows;
  expect(moving?.webContents.getURL()).toBe('app://bundle/moving.html');
  expect(moving?.titles.join()).toMatch(/moving the data.*checking the moved data/);
  await vi.waitFor(() => expect(moving?.isDestroyed()).toBe(true));
  expect(second.world.app.ended).toBeNull();
  expect((await dataOf(second)).move).toMatchObject({ movedTo: 'Modkeep', last: { how: 'copy', error: null } });
  expect(await themeOf(second)).toBe('light');
  await second.call('settings.set', { theme: 'dark' });
  await second.call('data.show', { folder: 'data' });
  expect(second.world.shell.shownFolders).toEqual([join(disk, 'Modkeep', 'modkeep.db')]);
  await stage(second, null);
  await second.quit();
  const third = await start();
  expect((await dataOf(third)).move).toMatchObject({ movedTo: null, last: { how: 'copy', error: null } });
  expect(await themeOf(third)).toBe('dark');
  expect(third.world.dialog.shown).toEqual([]);
});

test('a folder is refused for what is wrong with it; a move that fails says why and leaves the old folder in use', async () => {
  const app = await start();
  const refusalOf = (path: string): Promise<string> =>
    choose(app, path).then(
      () => 'taken',
      (error: Error) => error.message,
    );
  mkdirSync(join(disk, 'Modkeep'));
  writeFileSync(join(disk, 'Modkeep', 'novel.txt'), '');
  expect(await refusalOf(disk)).toMatch(/“Modkeep” with something else in it/);
  rmSync(join(disk, 'Modkeep'), { recursive: true });
  expect(await refusalOf(home)).toMatch(/where the data are now/);
  expect(await refusalOf(join(home, 'backups'))).toMatch(/ENOENT/);
  mkdirSync(join(home, 'inner'));
  expect(await refusalOf(join(home, 'inner'))).toMatch(/must not lie inside/);
  expect(await refusalOf('/proc')).toMatch(/cannot be used/);
  writeFileSync(join(home, 'huge'), '');
  truncateSync(join(home, 'huge'), 8 * 1024 ** 4);
  expect(await refusalOf(disk)).toMatch(/not enough room/);
  rmSync(join(home, 'huge'));
  expect(readdirSync(disk)).toEqual(['something else.txt']);
  // One that was chosen and left again.
  expect(await refusalOf(disk)).toBe('taken');
  expect(await app.call('data.cancelMove', {})).toMatchObject({ ok: true });
  expect(readdirSync(disk)).toEqual(['something else.txt']);
  expect(await app.call('data.stageMove', { folderId: crypto.randomUUID(), how: 'copy' })).toMatchObject({
    error: { code: 'NOT_FOUND' },
  });
  await stage(app, disk);
  await app.quit();
  rmSync(disk, { recursive: true });
  const next = await start();
  expect((await dataOf(next)).move).toMatchObject({
    movedTo: null,
    staged: null,
    last: { error: { code: 'NOT_FOUND' } },
  });
  expect(next.world.dialog.shown[0]?.message).toMatch(/The data were not moved. The new folder is not there any more/);
});

test('data on a disk that is gone: asked again until it is back; an old state only when it is asked for', async () => {
  const app = await start();
  await stage(app, disk);
  await app.quit();
  await (await start()).quit();
  rmSync(disk, { recursive: true });
  const world = buildWorld(folder.path);
  world.dialog.answer = 1;
  await launch(world, MAIN, []);
  expect(await world.app.exited).toEqual({ code: 0 });
  expect(world.dialog.shown[0]?.detail).toContain(join(disk, 'Modkeep'));
  expect(existsSync(disk)).toBe(false);
  const other = buildWorld(folder.path);
  other.dialog.answer = 2;
  const old = await start(other);
  expect(other.dialog.shown[0]?.buttons).toEqual(['Try again', 'Quit', 'Use the old folder']);
  expect((await dataOf(old)).move).toMatchObject({ movedTo: null });
});
