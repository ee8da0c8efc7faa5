// Named keys live in the vault, the start-up key does not, and a broken entry spoils nothing.
import { expect, test } from 'vitest';
import { keyText, openKeys } from '../../../src/main/dock/keys.ts';
import { withStartupKey, type Keys } from '../../../src/main/dock/startup-key.ts';
import { secret } from '../../../src/main/lib/secret.ts';
import { memoryLog, memoryVault, pushedClock } from './fixture.ts';

const make = async (vault = memoryVault()): Promise<Keys> => {
  const clock = pushedClock();
  return withStartupKey(await openKeys({ vault, clock, log: memoryLog() }), clock);
};

test('a named key survives a restart with its rights, the start-up key does not', async () => {
  const vault = memoryVault();
  const before = await make(vault);
  const { key, text } = await before.add({
    name: ' OBS dock ',
    rights: ['view_reports', 'manage_bans', 'manage_bans'],
  });
  const after = await make(vault);
  const found = after.find(key.keyId);
  expect(found?.caller).toEqual({
    kind: 'key',
    keyId: key.keyId,
    name: 'OBS dock',
    rights: ['manage_bans', 'view_reports'],
  });
  expect(found && keyText(found)).toBe(text.reveal());
  expect(after.list()).toEqual([key]);
  expect(after.find(before.startup.keyId)).toBeUndefined();
  expect([...vault.entries.keys()]).toEqual([`dock-key.${key.keyId}`]);
});

test('a list never shows a key', async () => {
  const keys = await make();
  const { text } = await keys.add({ name: 'a' });
  expect(JSON.stringify(keys.list())).not.toContain(text.reveal().split('.')[1]);
  expect(String(text)).toBe('[secret]');
  expect(JSON.stringify({ text })).toBe('{"text":"[secret]"}');
});

test('a removed key is gone from memory and vault', async () => {
  const vault = memoryVault();
  const keys = await make(vault);
  const { key } = await keys.add({ name: 'a' });
  await keys.remove(key.keyId);
  expect(keys.find(key.keyId)).toBeUndefined();
  expect(vault.entries.size).toBe(0);
  await expect(keys.remove(key.keyId)).rejects.toMatchObject({ failure: { code: 'NOT_FOUND' } });
});

test.each([
  { name: '' },
  { name: ' ' },
  { name: 'x'.repeat(41) },
  { name: 'a\nb' },
  { name: 'a', rights: ['owner' as never] },
])('%j is refused as a key', async (input) => {
  await expect((await make()).add(input)).rejects.toMatchObject({ failure: { code: 'INVALID_REQUEST' } });
});

test.each(['', 'null', '{"keyId":"x"}', '{"keyId":"bad","name":"n","rights":["owner"],"createdAt":"","key":"AA"}'])(
  'an entry %j in the vault is ignored and kept',
  async (entry) => {
    const vault = memoryVault();
    vault.entries.set('dock-key.bad', secret(entry)).set('token.7', secret('t'));
    const keys = await make(vault);
    expect(keys.list()).toEqual([]);
    expect(vault.entries.size).toBe(2);
  },
);

test('an entry under another key’s name is not taken', async () => {
  const vault = memoryVault();
  const { key } = await (await make(vault)).add({ name: 'a' });
  const entry = vault.entries.get(`dock-key.${key.keyId}`);
  if (entry) vault.entries.set('dock-key.other', entry);
  expect((await make(vault)).list()).toEqual([key]);
});

test('only the newest eight codes count', async () => {
  const keys = await make();
  const codes = Array.from({ length: 9 }, () => keys.issueCode());
  expect(keys.redeem(codes[0] ?? '')).toBeUndefined();
  expect(keys.redeem(codes[8] ?? '')).toBe(keys.startup);
  expect(keys.redeem(codes[8] ?? '')).toBeUndefined();
});
