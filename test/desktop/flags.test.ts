// Command line: our own flags, and Chromium switches that a packaged app refuses.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseFlags, REFUSED_SWITCHES, refusedSwitch } from '../../src/main/desktop/flags.ts';
import { AppFailure } from '../../src/shared/errors.ts';

const NONE = { isDemo: false, isSelfTest: false, dataDir: null, twitchPort: null, keepSignedIn: false };

test('nothing asked, nothing set; strangers are left to Chromium', () => {
  expect(parseFlags([], false)).toEqual(NONE);
  expect(parseFlags(['.', '--lang=de', '--enable-logging'], true)).toEqual(NONE);
});

test('flags take = or a word of their own', () => {
  expect(parseFlags(['--data-dir=a', '--demo', '--self-test'], false)).toEqual({
    ...NONE,
    dataDir: resolve('a'),
    isDemo: true,
    isSelfTest: true,
  });
  expect(parseFlags(['--data-dir', '/b', '--twitch-port', '4000', '--keep-signed-in'], false)).toEqual({
    ...NONE,
    dataDir: '/b',
    twitchPort: 4_000,
    keepSignedIn: true,
  });
});

test.each([
  [['--data-dir']],
  [['--data-dir=']],
  [['--data-dir', '--demo']],
  [['--twitch-port=0']],
  [['--twitch-port=65536']],
  [['--twitch-port=80x']],
])('a bad value is named: %j', (argv) => {
  expect(() => parseFlags(argv, false)).toThrow(AppFailure);
  expect(() => parseFlags(argv, false)).toThrow(/--(data-dir|twitch-port)/);
});

test('a packaged app talks to Twitch only', () => {
  expect(() => parseFlags(['--twitch-port=4000'], true)).toThrow(/packaged/);
});

test.each(REFUSED_SWITCHES)('--%s is found in every spelling', (name) => {
  for (const word of [`--${name}`, `--${name}=1`, `-${name}`, `/${name}=x`, `--${name.toUpperCase()}`]) {
    expect(refusedSwitch(['.', word])).toBe(name);
  }
});

test('harmless words are not refused', () => {
  expect(refusedSwitch(['.', '--demo', '--lang=de', 'no-sandbox', '--no-sandboxing'])).toBeNull();
});
