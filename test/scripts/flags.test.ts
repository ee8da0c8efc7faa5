// What `npm start --` and `npm test --` make of their words.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseStart, parseTest } from '../../scripts/flags.mjs';

test('every flag is handed on to the browser shell, and only its own to the desktop shell', () => {
  const words = ['--json', '--no-open', '--data-dir', 'here', '--port=0', '--twitch-port', '8080', '--keep-signed-in'];
  expect(parseStart(words)).toEqual({
    isHelp: false,
    isBrowser: true,
    forApp: [
      '--json',
      '--no-open',
      '--data-dir',
      resolve('here'),
      '--port',
      '0',
      '--twitch-port',
      '8080',
      '--keep-signed-in',
    ],
    forDesktop: ['--data-dir', resolve('here'), '--twitch-port', '8080', '--keep-signed-in'],
  });
});

test('a folder is the one that the caller meant, not the one that npm changed to', () => {
  expect(parseStart(['--data-dir', 'x'], { INIT_CWD: '/somewhere' }).forApp).toEqual([
    '--data-dir',
    resolve('/somewhere/x'),
  ]);
});

test.each([
  [[], false],
  [['--demo'], false],
  [['--demo', '--browser'], true],
  [['--no-open'], true],
  [['--port', '0'], true],
  [['--json'], true],
])('%j chooses the browser shell: %s', (words, isBrowser) => {
  expect(parseStart(words)).toMatchObject({ isBrowser });
});

test.each([
  ['--colour'],
  ['-x'],
  ['demo'],
  [''],
  ['--'],
  ['--port'],
  ['--port='],
  ['--port', '--json'],
  ['--port', '65536'],
  ['--port', '1e3'],
  ['--port', '-1'],
  ['--twitch-port', '0'],
  ['--data-dir', ''],
  ['--json=yes'],
  ['--json', '--json'],
  ['--demo', '--twitch-port', '8080'],
  ['--__proto__'],
  ['--toString'],
])('%j is refused with a sentence, a code and the exit code 2', (...words) => {
  expect(() => parseStart(words)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', exitCode: 2 }));
  expect(() => parseStart(words)).toThrow(/^[^\n]+\.$/);
});

test('a flag that npm took for itself is given back with the right spelling', () => {
  expect(() => parseStart([], { npm_config_demo: 'true' })).toThrow('npm start -- --demo');
  expect(() => parseStart([], { npm_config_data_dir: 'x' })).toThrow('npm start -- --data-dir');
});

test('suites run in their order, all of them unless named', () => {
  expect(parseTest([])).toEqual({ isHelp: false, suites: ['check', 'unit', 'e2e'] });
  expect(parseTest(['e2e', 'check'])).toEqual({ isHelp: false, suites: ['check', 'e2e'] });
  expect(() => parseTest(['smoke'])).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
});
