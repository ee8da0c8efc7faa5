// The command line is read strictly: one clear refusal per mistake, nothing guessed.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseFlags } from '../../../src/main/dock/flags.ts';
import { openCommand } from '../../../src/main/dock/open-browser.ts';

const NONE = {
  isDemo: false,
  opensBrowser: true,
  isJson: false,
  keepSignedIn: false,
  dataDir: null,
  port: 0,
  twitchPort: null,
};

test.each([
  [[], NONE],
  [['--demo', '--no-open'], { ...NONE, isDemo: true, opensBrowser: false }],
  [['--json', '--browser'], { ...NONE, isJson: true, opensBrowser: false }],
  [['--port=8123', '--twitch-port', '9000'], { ...NONE, port: 8123, twitchPort: 9000 }],
  [['--data-dir', 'a b', '--keep-signed-in'], { ...NONE, dataDir: resolve('a b'), keepSignedIn: true }],
])('%j', (argv, flags) => {
  expect(parseFlags(argv)).toEqual(flags);
});

test.each([
  [['--verbose'], 'There is no flag --verbose.'],
  [['-d'], 'There is no flag -d.'],
  [['-demo'], 'There is no flag -d.'],
  [['--no-demo'], 'There is no flag --no-demo.'],
  [['--__proto__'], 'There is no flag --__proto__.'],
  [['demo'], '"demo" is not a flag.'],
  [['--'], '"--" is not a flag.'],
  [['--demo=yes'], '--demo takes no value.'],
  [['--demo', '--demo'], '--demo is given twice.'],
  [['--port'], '--port needs a value.'],
  [['--port', '--json'], '--port needs a value.'],
  [['--port='], '--port needs a value.'],
  [['--port', '8e3'], '--port needs a number from 0 to 65535, not "8e3".'],
  [['--port', '-1'], '--port needs a number from 0 to 65535, not "-1".'],
  [['--twitch-port', '0'], '--twitch-port needs a number from 1 to 65535, not "0".'],
  [['--demo', '--twitch-port', '9'], '--demo brings its own Twitch: leave --twitch-port out.'],
])('%j is refused', (argv, error) => {
  expect(() => parseFlags(argv)).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'INVALID_REQUEST', error }) }),
  );
});

test('a browser is opened without a shell in between, and only where one can appear', () => {
  const url = 'http://127.0.0.1:1/#c=x';
  expect(openCommand({ platform: 'linux', environment: {} }, url)).toBeNull();
  expect(openCommand({ platform: 'linux', environment: { WAYLAND_DISPLAY: 'w' } }, url)).toEqual(['xdg-open', url]);
  expect(openCommand({ platform: 'darwin', environment: {} }, url)).toEqual(['open', url]);
  expect(openCommand({ platform: 'win32', environment: {} }, url)).toEqual([
    'rundll32',
    'url.dll,FileProtocolHandler',
    url,
  ]);
});
