// Where the data lies on each system, and that a place that can't be used is refused before anything is opened in it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultDataDir, prepareDataDir } from '../../../src/main/shell/data-folder.ts';

let root = '';
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'modkeep-folder-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each([
  ['linux', {}, '/home/m/.local/share/modkeep'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/modkeep'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/m/.local/share/modkeep'],
  ['darwin', {}, '/home/m/Library/Application Support/Modkeep'],
  ['win32', { APPDATA: 'C:\\Users\\m\\AppData\\Roaming' }, 'C:\\Users\\m\\AppData\\Roaming\\Modkeep'],
] as const)('on %s with %j the data lies in %s', (platform, environment, path) => {
  expect(defaultDataDir({ platform, environment, home: '/home/m' }, false)).toBe(path);
  expect(defaultDataDir({ platform, environment, home: '/home/m' }, true)).toBe(`${path}-demo`);
});

test.runIf(process.platform !== 'win32')('a new folder is its owner’s alone; one that is there stays as it is', () => {
  prepareDataDir(join(root, 'new', 'data'));
  expect(statSync(join(root, 'new', 'data')).mode & 0o777).toBe(0o700);
  mkdirSync(join(root, 'old'), { mode: 0o755 });
  prepareDataDir(join(root, 'old'));
  expect(statSync(join(root, 'old')).mode & 0o777).toBe(0o755);
});

test('a file in its place is refused with the path and the system’s code', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => prepareDataDir(join(root, 'file'))).toThrow(
    expect.objectContaining({
      failure: {
        code: 'SERVICE_UNAVAILABLE',
        error: `The data folder ${join(root, 'file')} can’t be used (EEXIST).`,
        details: { reason: 'data_folder' },
      },
    }),
  );
});

// In a process of its own: what this guards against is a call that never returns.
test.runIf(process.platform === 'linux')(
  'a place in which nothing can be made is refused, not tried for ever',
  () => {
    const module = new URL('../../../src/main/shell/data-folder.ts', import.meta.url).href;
    const script = `import { prepareDataDir } from '${module}';
    try { prepareDataDir('/proc/modkeep/data'); } catch (error) { console.log(error.failure.error); }`;
    const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    expect(signal).toBeNull();
    expect(stdout).toBe('The data folder /proc/modkeep/data can’t be used (ENOENT).\n');
  },
  30_000,
);
