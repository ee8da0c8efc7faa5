// Fuses in a packaged binary: all nine set, read back, and nothing passed over. The binary is a stand-in that holds
// a fuse wire as Electron's does.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FUSES, wantedFuses as wantedByApp, wrongFuses } from '../../src/main/desktop/fuses.ts';
import { temporaryFolder } from './worlds.ts';

/** https://github.com/electron/fuses: a marker, the wire's version, its length, one character per fuse. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
type Fuses = Readonly<Record<string, boolean>>;

/** A plain script without types: these are the ones it documents. */
interface AfterPack {
  requireDatabaseBinary(resources: string, target: string): void;
  setFuses(binary: string, options: { platform: NodeJS.Platform; isInspectable?: boolean }): Promise<Fuses>;
  wantedFuses(platform: NodeJS.Platform, isInspectable: boolean): Fuses;
}

const script = new URL('../../scripts/after-pack.mjs', import.meta.url).href;
const { requireDatabaseBinary, setFuses, wantedFuses } = (await import(script)) as AfterPack;

let folder: ReturnType<typeof temporaryFolder>;
let binary: string;

beforeEach(() => {
  folder = temporaryFolder();
  binary = join(folder.path, 'modkeep');
});
afterEach(() => folder.remove());

function writeBinary(wire: string): void {
  writeFileSync(
    binary,
    Buffer.concat([Buffer.from(`ELF${SENTINEL}`), Buffer.from([1, wire.length]), Buffer.from(`${wire}rest`)]),
  );
}

function readWire(): string {
  const bytes = readFileSync(binary);
  const start = bytes.indexOf(SENTINEL) + SENTINEL.length;
  return bytes.subarray(start + 2, start + 2 + (bytes[start + 1] ?? 0)).toString();
}

test.each(['000000000', '111111111'])('nine fuses end as wanted, whatever they were: %s', async (before) => {
  writeBinary(before);
  await setFuses(binary, { platform: 'linux' });
  expect(readWire()).toBe('010001001');
});

test('the archive is checked where Electron can; only a test build may be inspected', async () => {
  for (const platform of ['darwin', 'win32'] as const) {
    expect(wantedFuses(platform, false)['EnableEmbeddedAsarIntegrityValidation']).toBe(true);
  }
  writeBinary('000000000');
  await setFuses(binary, { platform: 'win32', isInspectable: true });
  expect(readWire()).toBe('010111001');
});

test('a tenth fuse that nobody decided on stops the build', async () => {
  writeBinary('0000000000');
  await expect(setFuses(binary, { platform: 'linux' })).rejects.toThrow(/10 fuses/);
});

test('a binary without a wire stops the build', async () => {
  writeFileSync(binary, 'not Electron');
  await expect(setFuses(binary, { platform: 'linux' })).rejects.toThrow(/sentinel/);
});

test('a package holds its own platform’s database binary and no other', () => {
  const prebuilds = join(folder.path, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds');
  mkdirSync(prebuilds, { recursive: true });
  writeFileSync(join(prebuilds, 'linux-x64.node'), '');
  expect(() => requireDatabaseBinary(folder.path, 'linux-x64')).not.toThrow();
  expect(() => requireDatabaseBinary(folder.path, 'win32-x64')).toThrow(/must hold win32-x64/);
  writeFileSync(join(prebuilds, 'linux-arm64.node'), '');
  expect(() => requireDatabaseBinary(folder.path, 'linux-x64')).toThrow(/linux-arm64/);
  for (const name of readdirSync(prebuilds)) rmSync(join(prebuilds, name));
  writeFileSync(join(prebuilds, 'darwin-x64.node'), '');
  expect(() => requireDatabaseBinary(folder.path, 'darwin-universal')).toThrow(/must hold darwin-arm64/);
  writeFileSync(join(prebuilds, 'darwin-arm64.node'), '');
  for (const half of ['x64', 'arm64', 'universal'])
    expect(() => requireDatabaseBinary(folder.path, `darwin-${half}`)).not.toThrow();
});

test('a packaged app reads its own fuses, as they were set, also across the pieces in which it reads itself', async () => {
  expect(FUSES.map((name) => FuseV1Options[name])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)))).toEqual([...FUSES]);
  for (const platform of ['linux', 'win32'] as const) {
    expect(wantedByApp(platform)).toEqual(wantedFuses(platform, false));
    for (const before of [0, 1024 * 1024 - 40, 1024 * 1024 - 5]) {
      writeBinary('000000000');
      writeFileSync(binary, Buffer.concat([Buffer.alloc(before, 'x'), readFileSync(binary)]));
      expect(await wrongFuses(binary, platform)).toContain('OnlyLoadAppFromAsar');
      await setFuses(binary, { platform });
      expect(await wrongFuses(binary, platform)).toEqual([]);
    }
  }
  await setFuses(binary, { platform: 'win32', isInspectable: true });
  expect(await wrongFuses(binary, 'win32')).toEqual(['EnableNodeCliInspectArguments']);
  writeBinary('0100010011');
  expect(await wrongFuses(binary, 'linux')).toEqual(['unknown']);
  writeFileSync(binary, 'not Electron');
  expect(await wrongFuses(binary, 'linux')).toBeNull();
  expect(await wrongFuses(join(folder.path, 'missing'), 'linux')).toBeNull();
});
