// The two vaults of the browser shell: what is written is there again, readable by its owner only, and never half.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileVault } from '../../../src/main/accounts/vault-file.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { secret } from '../../../src/main/lib/secret.ts';
import type { Vault } from '../../../src/main/accounts/vault.ts';
import { createTempDir, recordingLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { failureOf } from '../twitch/stack.ts';

let folder: ReturnType<typeof createTempDir>;
let path: string;
beforeEach(() => {
  folder = createTempDir();
  path = join(folder.dir, 'vault.json');
});
afterEach(() => folder.remove());

const open = (log = recordingLog()): Vault => createFileVault({ path, clock: createFakeClock(), log });
const valueIn = async (vault: Vault, name: string): Promise<string | null> =>
  (await vault.read(name))?.reveal() ?? null;

describe.each(['memory', 'file'] as const)('a vault in %s', (kind) => {
  const create = (): Vault => (kind === 'memory' ? createMemoryVault() : open());

  it('keeps, replaces, lists and forgets', async () => {
    const vault = create();
    expect([vault.kind, await vault.names(), await vault.read('a')]).toEqual([kind, [], null]);
    await vault.write('a', secret('one'));
    await vault.write('b', secret('two "quoted" 斎'));
    await vault.write('a', secret('three'));
    expect(await valueIn(vault, 'a')).toBe('three');
    expect(await vault.names()).toEqual(['a', 'b']);
    await vault.remove('a');
    await vault.remove('never there');
    expect(await valueIn(vault, 'a')).toBeNull();
    expect(await valueIn(vault, 'b')).toBe('two "quoted" 斎');
    expect(await vault.read('toString')).toBeNull();
    expect(String(await vault.read('b'))).toBe('[secret]');
  });

  it('loses nothing when many write at once', async () => {
    const vault = create();
    await Promise.all(Array.from({ length: 40 }, (_, index) => vault.write(`n${index}`, secret(`v${index}`))));
    expect(await vault.names()).toHaveLength(40);
  });
});

describe('a vault in a file', () => {
  it('is there again after a restart, for its owner alone, with no leftovers', async () => {
    await open().write('a', secret('one'));
    expect(await valueIn(open(), 'a')).toBe('one');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.dir)).toEqual(['vault.json']);
  });

  it('closes a file that others can read', async () => {
    await open().write('a', secret('one'));
    chmodSync(path, 0o644);
    const log = recordingLog();
    expect(await valueIn(open(log), 'a')).toBe('one');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(log.lines.join()).toContain('open to others');
  });

  it('does not take over the mode of a leftover', async () => {
    writeFileSync(`${path}.tmp`, 'left by a crash', { mode: 0o666 });
    chmodSync(`${path}.tmp`, 0o666);
    await open().write('a', secret('one'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('goes back to the generation before when a crash came between the renames', async () => {
    await open().write('a', secret('one'));
    renameSync(path, `${path}.previous`);
    expect(await valueIn(open(), 'a')).toBe('one');
    writeFileSync(`${path}.previous`, readFileSync(path), { mode: 0o600 });
    writeFileSync(path, '{"format":1,"entries":{"a":"tw');
    expect(await valueIn(open(), 'a')).toBe('one');
    expect(existsSync(`${path}.previous`)).toBe(false);
  });

  it.each(['', 'null', '[]', '{"format":2,"entries":{}}', '{"format":1,"entries":{"a":1}}', '\u0000\u0001'])(
    'sets a damaged file aside, says so once, and goes on empty: %j',
    async (content) => {
      writeFileSync(path, content, { mode: 0o600 });
      const vault = open();
      expect(await failureOf(vault.read('a'))).toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        details: { reason: 'vault_damaged' },
      });
      const aside = readdirSync(folder.dir).filter((name) => name.includes('.bad-'));
      expect(aside).toHaveLength(1);
      expect(readFileSync(join(folder.dir, aside[0] ?? ''), 'utf8')).toBe(content);
      await vault.write('a', secret('anew'));
      expect(await valueIn(open(), 'a')).toBe('anew');
    },
  );

  it('changes nothing when it cannot write, and can again later', async () => {
    const vault = open();
    await vault.write('a', secret('one'));
    mkdirSync(`${path}.tmp`);
    expect(await failureOf(vault.write('a', secret('two')))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      details: { reason: 'vault_file' },
    });
    expect(await valueIn(vault, 'a')).toBe('one');
    expect(await valueIn(open(), 'a')).toBe('one');
    renameSync(`${path}.tmp`, `${path}.gone`);
    await vault.write('a', secret('two'));
    expect(await valueIn(open(), 'a')).toBe('two');
  });
});
