// Which pages may leave for the system browser.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowedPage, createOpenExternal } from '../../../src/main/shell/allowed-page.ts';

const HOSTS = ['www.twitch.tv', 'dev.twitch.tv', 'dashboard.twitch.tv', 'id.twitch.tv', 'status.twitch.tv'];

test('pages of the five hosts are opened, rebuilt without their fragment', () => {
  expect(allowedPage('https://www.twitch.tv/activate?device-code=ABCD')).toBe(
    'https://www.twitch.tv/activate?device-code=ABCD',
  );
  expect(allowedPage('https://dev.twitch.tv/console#x')).toBe('https://dev.twitch.tv/console');
  expect(allowedPage('HTTPS://WWW.TWITCH.TV/a b')).toBe('https://www.twitch.tv/a%20b');
});

test.each([
  'http://www.twitch.tv/',
  'https://www.twitch.tv.example.com/',
  'https://twitch.tv/',
  'https://www.twitch.tv@example.com/',
  'https://user@www.twitch.tv/',
  'https://www.twitch.tv:8443/',
  'https://www.twitch.tv./',
  'https://wwwtwitch.tv/',
  'https:/\\example.com/www.twitch.tv',
  'javascript:alert(1)//https://www.twitch.tv/',
  'file:///etc/passwd',
  'ms-msdt:/id',
  '//www.twitch.tv/',
  'www.twitch.tv',
  '',
  `https://www.twitch.tv/${'a'.repeat(2_000)}`,
])('refused: %s', (url) => {
  expect(allowedPage(url)).toBeNull();
});

test.each([
  ['https://www.twitch.tv/activate?device-code=ABC', 'https://www.twitch.tv/activate?device-code=ABC'],
  ['https://www.twitch.tv/x#y', 'https://www.twitch.tv/x'],
  ['http://www.twitch.tv/', null],
  ['https://www.twitch.tv.evil.example/', null],
  ['https://evil@www.twitch.tv/', null],
  ['https://www.twitch.tv:444/', null],
  ['javascript:alert(1)', null],
  ['--help', null],
])('%s leaves as %s', (url, page) => {
  expect(allowedPage(url)).toBe(page);
});

test('2 000 mangled addresses: whatever is opened is https on one of the hosts', () => {
  const part = fc.constantFrom(
    'https://',
    'http:',
    '//',
    '@',
    ':',
    '\\',
    '.',
    '%2e',
    'www.twitch.tv',
    'example.com',
    '/',
    '?',
    '#',
    '\t',
    '\0',
    'javascript:',
    '[::1]',
    '。',
    'ｗww',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 4 })), { maxLength: 8 }), (parts) => {
      const page = allowedPage(parts.join(''));
      if (page === null) return;
      const url = new URL(page);
      expect(url.protocol).toBe('https:');
      expect(HOSTS).toContain(url.host);
      expect(url.username + url.password + url.hash).toBe('');
      expect(url.href).toBe(page);
    }),
    { numRuns: 2_000, examples: [[['https://', 'www.twitch.tv', '/', 'x']]] },
  );
});

test('false when the address is refused or the system opens nothing', async () => {
  const opened: string[] = [];
  const open = createOpenExternal(async (url) => void opened.push(url));
  expect(await open('https://status.twitch.tv/')).toBe(true);
  expect(await open('https://example.com/')).toBe(false);
  expect(opened).toEqual(['https://status.twitch.tv/']);
  const broken = createOpenExternal(() => Promise.reject(new Error('no browser')));
  expect(await broken('https://status.twitch.tv/')).toBe(false);
  const nothingThere = createOpenExternal(async () => false);
  expect(await nothingThere('https://status.twitch.tv/')).toBe(false);
});
