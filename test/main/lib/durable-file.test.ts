// A small file replaced whole: its owner's alone, and never half.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ifAbsent, replaceFile } from '../../../src/main/lib/durable-file.ts';
import { createTempDir } from '../../helpers/db.ts';

let temp: ReturnType<typeof createTempDir>;
let path: string;
beforeEach(() => {
  temp = createTempDir();
  path = join(temp.dir, 'file.json');
});
afterEach(() => temp.remove());

const held = (): Record<string, string> =>
  Object.fromEntries(readdirSync(temp.dir).map((name) => [name, readFileSync(join(temp.dir, name), 'utf8')]));

test('is made, then replaced, and nothing is left beside it', async () => {
  await replaceFile(path, 'one');
  await replaceFile(path, 'two');
  expect(held()).toEqual({ 'file.json': 'two' });
});

test('keeps the generation before under another name, where there is one', async () => {
  await replaceFile(path, 'one', `${path}.previous`);
  expect(held()).toEqual({ 'file.json': 'one' });
  await replaceFile(path, 'two', `${path}.previous`);
  expect(held()).toEqual({ 'file.json': 'two', 'file.json.previous': 'one' });
});

test.runIf(process.platform !== 'win32')('is its owner’s alone, whatever a crash has left behind', async () => {
  writeFileSync(`${path}.tmp`, 'half', { mode: 0o644 });
  await replaceFile(path, 'whole');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(held()).toEqual({ 'file.json': 'whole' });
});

test('what can’t be written leaves the old content in its place', async () => {
  await replaceFile(path, 'old');
  mkdirSync(`${path}.tmp`);
  await expect(replaceFile(path, 'new')).rejects.toThrow(/EISDIR|ERR_FS_EISDIR/);
  expect(readFileSync(path, 'utf8')).toBe('old');
});

test('a file that is missing is null, any other failure stays one', () => {
  expect(ifAbsent(Object.assign(new Error('gone'), { code: 'ENOENT' }))).toBeNull();
  expect(() => ifAbsent(Object.assign(new Error('shut'), { code: 'EACCES' }))).toThrow('shut');
});
