// The installable app, packed by electron-builder around a stand-in for Electron's binary: what is in the archive,
// that nothing else is, and that the core starts from what was packed. The window itself needs the real binary.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../helpers/electron-double/built.ts';
import { signedIn } from '../main/dock/fixture.ts';
import { temporaryFolder } from './worlds.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = temporaryFolder();
const app = join(folder.path, 'dist', 'linux-unpacked');
const archive = join(app, 'resources', 'app.asar');
const unpacked = join(folder.path, 'unpacked');
/** The packer looks for the platform it runs on; a stand-in for another would prove as much. */
const isHere = process.platform === 'linux' && process.arch === 'x64';
let child: ChildProcess | null = null;

/** A folder laid out as Electron's is, whose binary holds nothing but a fuse wire. */
function standIn(): string {
  const path = join(folder.path, 'electron');
  mkdirSync(join(path, 'resources'), { recursive: true });
  const wire = Buffer.concat([
    Buffer.from('ELF'),
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 9]),
    Buffer.from('000000000'),
  ]);
  writeFileSync(join(path, 'electron'), wire);
  chmodSync(join(path, 'electron'), 0o755);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version']) writeFileSync(join(path, name), 'stand-in');
  return path;
}

function filesUnder(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** What has no business in an installed app: sources, tests, maps, tools, other platforms' binaries. */
function strangers(files: readonly string[]): string[] {
  const allowed = [
    /^package\.json$/,
    /^out\/(?:main\/(?:[\w-]+\.js|licences\.json)|preload\/index\.cjs|renderer\/.+\.(?:html|js|css|woff2|svg|png|wav)|\.modkeep-built)$/,
    /^drizzle\/(?:\d{4}_\w+\.sql|meta\/[\w]+\.json)$/,
    /^node_modules\/better-sqlite3\/(?:package\.json|LICENSE|lib\/.+\.js|prebuilds\/linux-x64\.node)$/,
  ];
  return files.filter((file) => !allowed.some((pattern) => pattern.test(file)));
}

beforeAll(() => {
  if (!isHere) return;
  ensureBuilt();
  const packer = join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
  const options = [
    // A repository that a clone would have: without one there is no address for newer versions in the package.
    '-c.publish.owner=somebody',
    '-c.publish.repo=modkeep',
    `-c.electronDist=${standIn()}`,
    `-c.directories.output=${join(folder.path, 'dist')}`,
  ];
  const run = spawnSync(process.execPath, [packer, '--linux', '--dir', '--publish', 'never', ...options], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (run.status !== 0) throw new Error(`packing failed:\n${run.stdout}\n${run.stderr}`);
  extractAll(archive, unpacked);
}, 150_000);
afterAll(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

test.runIf(isHere)('everything that was built is in the archive, byte for byte, and all migrations', () => {
  for (const name of ['out', 'drizzle']) {
    const wanted = filesUnder(join(ROOT, name)).filter((file) => !file.endsWith('.map') && file !== 'config.ts');
    expect(wanted.length).toBeGreaterThan(5);
    for (const file of wanted)
      expect([file, hashOf(join(unpacked, name, file))]).toEqual([file, hashOf(join(ROOT, name, file))]);
  }
});

test.runIf(isHere)('nothing else is in it', () => {
  const files = filesUnder(unpacked);
  expect(listPackage(archive, { isPack: false }).length).toBeGreaterThan(files.length);
  expect(strangers(files)).toEqual([]);
  // The planted fault: what must never be shipped would be seen.
  const bad = ['src/main/index.ts', 'out/main/index.js.map', 'node_modules/better-sqlite3/prebuilds/win32-x64.node'];
  expect(strangers([...files, ...bad])).toEqual(bad);
});

test.runIf(isHere)('every package in it is named with its licence', () => {
  const listed = JSON.parse(readFileSync(join(unpacked, 'out', 'main', 'licences.json'), 'utf8')) as {
    name: string;
    licence: string;
  }[];
  const names = listed.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['better-sqlite3', 'react', 'zod', '@fontsource-variable/inter']));
  expect(
    listed.filter(
      ({ licence }) => !/^(?:MIT|ISC|0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|OFL-1\.1)$/.test(licence),
    ),
  ).toEqual([]);
});

test.runIf(isHere)('native code lies outside the archive, and only this platform’s', () => {
  const outside = filesUnder(`${archive}.unpacked`).filter((file) => file.endsWith('.node'));
  expect(outside).toEqual(['node_modules/better-sqlite3/prebuilds/linux-x64.node']);
});

test.runIf(isHere)('it knows where to ask for newer versions, and lies in a folder of its own there', () => {
  const address = readFileSync(join(app, 'resources', 'app-update.yml'), 'utf8');
  expect(address).toMatch(/^owner: somebody$/m);
  expect(address).toMatch(/^provider: github$/m);
  expect(address).toMatch(/^updaterCacheDirName: modkeep-updater$/m);
});

test.runIf(isHere)('the nine fuses read back from the packed binary', async () => {
  const wire = await getCurrentFuseWire(join(app, 'modkeep'));
  const enabled = Object.entries(FuseV1Options).flatMap(([name, number]) =>
    typeof number === 'number' && wire[number as FuseV1Options] === FuseState.ENABLE ? [name] : [],
  );
  expect(enabled.toSorted()).toEqual(['EnableCookieEncryption', 'OnlyLoadAppFromAsar', 'WasmTrapHandlers']);
});

test.runIf(isHere)(
  'the packed core starts and serves the demo',
  async () => {
    const program = join(unpacked, 'out', 'main', 'serve.js');
    const dataDir = join(folder.path, 'data');
    child = spawn(process.execPath, [program, '--demo', '--json', '--no-open', '--data-dir', dataDir], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) =>
      child?.stdout?.once('data', (data: Buffer) => resolve(String(data))),
    );
    const { url, port } = JSON.parse(line) as { url: string; port: number };
    const page = await fetch(url.slice(0, url.indexOf('#')));
    expect(await page.text()).toContain('<div id="root">');
    const { call, ws } = await signedIn(port, url);
    const reply = await call('channels.list', {});
    expect(reply).toMatchObject({ ok: true });
    ws.terminate();
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  },
  60_000,
);
