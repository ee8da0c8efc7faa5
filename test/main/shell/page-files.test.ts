// The map of pages holds the build's files of known types and nothing that was slipped in beside them.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPageFiles } from '../../../src/main/shell/page-files.ts';

let dir = '';
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'modkeep-pages-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

test('lists pages by URL path with their type', async () => {
  await mkdir(join(dir, 'assets', '.vite'), { recursive: true });
  for (const path of [
    'index.html',
    'assets/app-B2.js',
    'assets/inter.woff2',
    'assets/app.js.map',
    'notes.txt',
    '.env',
    'assets/.vite/manifest.json',
    'assets/.hidden.js',
  ])
    await writeFile(join(dir, path), path);
  await symlink('/etc/passwd', join(dir, 'passwd.html'));
  const files = await readPageFiles(dir);
  expect([...files.keys()].toSorted()).toEqual(['/', '/assets/app-B2.js', '/assets/inter.woff2', '/index.html']);
  expect(files.get('/assets/app-B2.js')).toEqual({
    type: 'text/javascript; charset=utf-8',
    body: Buffer.from('assets/app-B2.js'),
  });
});

test('says plainly that the pages are not built', async () => {
  for (const missing of [dir, join(dir, 'nowhere')])
    await expect(readPageFiles(missing)).rejects.toMatchObject({
      failure: { code: 'NOT_FOUND', details: { what: 'pages' } },
    });
});
