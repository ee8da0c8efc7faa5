// Turning "keep me signed in" on and off moves every secret and leaves none behind.
import { expect, test } from 'vitest';
import { createKeepingVault } from '../../../src/main/accounts/keeping-vault.ts';
import { secret } from '../../../src/main/lib/secret.ts';
import type { Vault } from '../../../src/main/accounts/vault.ts';
import { memoryVault } from '../dock/fixture.ts';

type TestVault = ReturnType<typeof memoryVault>;
const fileVault = (): TestVault => ({ ...memoryVault(), kind: 'file' });

async function shown(vault: Vault): Promise<Record<string, string | undefined>> {
  const names = await vault.names();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await vault.read(name))?.reveal()])));
}

test('moves to the file and back', async () => {
  const [memory, file] = [memoryVault(), fileVault()];
  const vault = await createKeepingVault({ memory, file, isKept: false });
  await vault.write('a', secret('1'));
  expect(vault.kind).toBe('memory');
  await vault.keep(true);
  expect([vault.kind, memory.entries.size, file.entries.size]).toEqual(['file', 0, 1]);
  await vault.write('b', secret('2'));
  await vault.keep(false);
  expect([vault.kind, memory.entries.size, file.entries.size]).toEqual(['memory', 2, 0]);
  expect(await shown(vault)).toEqual({ a: '1', b: '2' });
});

test('starts on a file that holds something', async () => {
  const file = fileVault();
  file.entries.set('a', secret('1'));
  const vault = await createKeepingVault({ memory: memoryVault(), file, isKept: false });
  expect(vault.kind).toBe('file');
  expect((await vault.read('a'))?.reveal()).toBe('1');
});

test('a write during a move is neither lost nor left behind', async () => {
  const [memory, file] = [memoryVault(), fileVault()];
  const vault = await createKeepingVault({ memory, file, isKept: false });
  for (let index = 0; index < 20; index += 1) await vault.write(`n${index}`, secret('x'));
  await Promise.all([vault.keep(true), vault.write('late', secret('y')), vault.remove('n3')]);
  expect(memory.entries.size).toBe(0);
  expect(Object.keys(await shown(vault))).toHaveLength(20);
  expect(file.entries.has('late')).toBe(true);
});

test('a file that can’t be written leaves everything in memory', async () => {
  const memory = memoryVault();
  const file = { ...fileVault(), write: () => Promise.reject(new Error('disk')) };
  const vault = await createKeepingVault({ memory, file, isKept: false });
  await vault.write('a', secret('1'));
  await expect(vault.keep(true)).rejects.toThrow('disk');
  expect([vault.kind, await shown(vault)]).toEqual(['memory', { a: '1' }]);
});
