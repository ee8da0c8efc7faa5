// The system vault against a keychain that is locked, slow, rotated, lost or worthless.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import { openVault, type OpenedVault } from '../../src/main/desktop/vault-system.ts';
import type { Log, LogFields } from '../../src/main/lib/log.ts';
import { secret } from '../../src/main/lib/secret.ts';
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts';
import { KeychainDouble } from '../helpers/electron-double/keychain.ts';
import { temporaryFolder } from './worlds.ts';

const NAME = 'twitch:12';
const TOKEN = 'refresh-token-0123456789';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let keychain: KeychainDouble;
let clock: FakeClock;
let lines: string[];

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'vault.bin.json');
  keychain = new KeychainDouble({ prefix: 'v11' }, () => true);
  clock = createFakeClock();
  lines = [];
});
afterEach(() => folder.remove());

function buildLog(): Log {
  const write = (message: string, fields?: LogFields): void => void lines.push(JSON.stringify({ message, ...fields }));
  return { debug: write, info: write, warn: write, error: write };
}

async function open(platform: NodeJS.Platform = 'linux'): Promise<OpenedVault> {
  return timely(
    openVault({ safeStorage: keychain, file, platform, clock, log: buildLog(), fallback: createMemoryVault() }),
  );
}

/** Lets virtual minutes pass until `work` has an answer; while the disk is slow that may be many. */
async function timely<T>(work: Promise<T>): Promise<T> {
  const state = { isDone: false };
  const finished = work.finally(() => (state.isDone = true));
  finished.catch(() => undefined);
  for (let step = 0; !state.isDone; step += 1) await clock.advance(step < 1_000 ? 0 : 500);
  return finished;
}

async function reveal({ vault }: OpenedVault): Promise<string | undefined> {
  return (await timely(vault.read(NAME)))?.reveal();
}

function stored(): { blobs: Record<string, { current: string; previous?: string }>; bad: Record<string, string> } {
  return JSON.parse(readFileSync(file, 'utf8')) as never;
}

test('what was written is there after a restart, encrypted, for its owner only', async () => {
  const first = await open();
  expect(first.vault.kind).toBe('system');
  expect(first.notice).toBe('none');
  await first.vault.write(NAME, secret(TOKEN));
  expect(await first.vault.names()).toEqual([NAME]);
  expect(await reveal(await open())).toBe(TOKEN);
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain(TOKEN);
  expect(text).not.toContain(Buffer.from(TOKEN).toString('base64').slice(0, 16));
  expect(process.platform === 'win32' ? 0o600 : statSync(file).mode & 0o777).toBe(0o600);
  expect(existsSync(`${file}.tmp`)).toBe(false);
});

test('removed is removed, also from the file', async () => {
  const { vault } = await open();
  await vault.write(NAME, secret(TOKEN));
  await vault.remove(NAME);
  expect(await vault.read(NAME)).toBeNull();
  expect(stored()).toEqual({ format: 1, blobs: {}, bad: {} });
});

test('on Linux a v10 ciphertext protects nothing: the fallback is used and no file is made', async () => {
  keychain.prefix = 'v10';
  const { vault, notice } = await open('linux');
  expect([vault.kind, notice]).toEqual(['memory', 'unprotected']);
  await vault.write(NAME, secret(TOKEN));
  expect(existsSync(file)).toBe(false);
  expect(await keychain.isAsyncEncryptionAvailable()).toBe(true);
});

test.each(['darwin', 'win32'] as const)('on %s v10 is the ordinary prefix', async (platform) => {
  keychain.prefix = 'v10';
  expect((await open(platform)).vault.kind).toBe('system');
});

test('protection that is lost between two starts leaves the ciphertext alone', async () => {
  await (await open()).vault.write(NAME, secret(TOKEN));
  const before = readFileSync(file, 'utf8');
  keychain.prefix = 'v10';
  const opened = await open();
  expect([opened.vault.kind, opened.notice]).toEqual(['memory', 'protection_lost']);
  expect(readFileSync(file, 'utf8')).toBe(before);
  keychain.prefix = 'v11';
  expect(await reveal(await open())).toBe(TOKEN);
});

test('a locked keychain says "not now", keeps the ciphertext, and works once unlocked', async () => {
  const opened = await open();
  await opened.vault.write(NAME, secret(TOKEN));
  keychain.mood = 'locked';
  await expect(reveal(opened)).rejects.toMatchObject({ failure: { code: 'SERVICE_UNAVAILABLE' } });
  await expect(timely(opened.vault.write(NAME, secret('new-token-0123456789')))).rejects.toMatchObject({
    failure: { code: 'SERVICE_UNAVAILABLE' },
  });
  keychain.mood = 'works';
  expect(await reveal(opened)).toBe(TOKEN);
});

test('a keychain that never answers is given 10 s and then counts as locked', async () => {
  await (await open()).vault.write(NAME, secret(TOKEN));
  keychain.mood = 'hangs';
  const opened = await open();
  expect([opened.vault.kind, opened.notice]).toEqual(['system', 'unavailable']);
  await expect(reveal(opened)).rejects.toMatchObject({ failure: { details: { reason: 'vault_unavailable' } } });
  keychain.mood = 'works';
  expect(await reveal(opened)).toBe(TOKEN);
});

test('a keychain that does not answer on the first start leaves nothing on disk', async () => {
  keychain.mood = 'locked';
  const opened = await open();
  expect([opened.vault.kind, opened.notice]).toEqual(['memory', 'unavailable']);
});

test('a lost key means signed out, kept as .bad, and back when the key is back', async () => {
  await (await open()).vault.write(NAME, secret(TOKEN));
  const { current } = stored().blobs[NAME] ?? { current: '' };
  const bringBack = keychain.lose();
  const opened = await open();
  expect(await reveal(opened)).toBeUndefined();
  expect(await opened.vault.names()).toEqual([]);
  expect(stored()).toEqual({ format: 1, blobs: {}, bad: { [`${NAME}.bad`]: current } });
  bringBack();
  expect(await reveal(await open())).toBe(TOKEN);
  expect(stored().bad).toEqual({});
});

test('a rotated key re-encrypts what is read', async () => {
  await (await open()).vault.write(NAME, secret(TOKEN));
  const before = stored().blobs[NAME]?.current;
  keychain.rotate();
  expect(await reveal(await open())).toBe(TOKEN);
  expect(stored().blobs[NAME]?.current).not.toBe(before);
  expect(stored().blobs[NAME]?.previous).toBeUndefined();
  const decrypted = keychain.calls.encrypted;
  expect(await reveal(await open())).toBe(TOKEN);
  // The canary of the second start, and nothing else.
  expect(keychain.calls.encrypted).toBe(decrypted + 1);
});

test('the previous generation stays until the new one was read back', async () => {
  const { vault } = await open();
  await vault.write(NAME, secret(TOKEN));
  const old = stored().blobs[NAME]?.current;
  const decrypt = keychain.decryptStringAsync.bind(keychain);
  keychain.decryptStringAsync = () =>
    Promise.reject(new Error('safeStorage.decryptStringAsync is temporarily unavailable.'));
  await timely(vault.write(NAME, secret('second-token-0123456789')));
  expect(stored().blobs[NAME]?.previous).toBe(old);
  keychain.decryptStringAsync = decrypt;
  expect(await reveal(await open())).toBe('second-token-0123456789');
  expect(stored().blobs[NAME]?.previous).toBeUndefined();
});

test('a new generation that reads back wrong is refused and the old one stays', async () => {
  const { vault } = await open();
  await vault.write(NAME, secret(TOKEN));
  const encrypt = keychain.encryptStringAsync.bind(keychain);
  keychain.encryptStringAsync = () => encrypt('something else');
  await expect(vault.write(NAME, secret('second-token'))).rejects.toMatchObject({
    failure: { details: { reason: 'vault_read_back' } },
  });
  keychain.encryptStringAsync = encrypt;
  expect(await reveal(await open())).toBe(TOKEN);
});

test('a broken current generation falls back to the previous one', async () => {
  const { vault } = await open();
  await vault.write(NAME, secret(TOKEN));
  const content = stored();
  const previous = content.blobs[NAME]?.current ?? '';
  content.blobs[NAME] = { current: Buffer.from('v11 torn').toString('base64'), previous };
  writeFileSync(file, JSON.stringify(content));
  expect(await reveal(await open())).toBe(TOKEN);
});

test.each([
  '',
  '{"format":1',
  '{"format":2,"blobs":{},"bad":{}}',
  '{"format":1,"blobs":{"a":{"current":"<>"}},"bad":{}}',
])('a damaged file is moved aside, never deleted: %s', async (text) => {
  writeFileSync(file, text);
  const { vault, notice } = await open();
  expect([vault.kind, notice]).toEqual(['system', 'file_damaged']);
  expect(aside()).toEqual([text]);
  await vault.write(NAME, secret(TOKEN));
  expect(await reveal(await open())).toBe(TOKEN);
});

test('a file that is damaged a second time does not replace what was set aside the first time', async () => {
  for (const text of ['first', 'second']) {
    writeFileSync(file, text);
    await open();
    await clock.advance(1);
  }
  expect(aside()).toEqual(['first', 'second']);
});

/** What the files hold that were set aside, oldest first. */
function aside(): string[] {
  const names = readdirSync(folder.path).filter((name) => name.startsWith(`${basename(file)}.bad-`));
  return names.toSorted().map((name) => readFileSync(join(folder.path, name), 'utf8'));
}

test('fifty writes at once end in the last one, each whole', async () => {
  const { vault } = await open();
  await Promise.all(Array.from({ length: 50 }, (_, index) => vault.write(NAME, secret(`token-number-${index}`))));
  expect(await reveal(await open())).toBe('token-number-49');
});

test('no token and no ciphertext reaches the log', async () => {
  await (await open()).vault.write(NAME, secret(TOKEN));
  const { current } = stored().blobs[NAME] ?? { current: '' };
  keychain.lose();
  await reveal(await open());
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) {
    expect(line).not.toContain(TOKEN);
    expect(line).not.toContain(current);
  }
});
