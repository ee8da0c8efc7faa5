// The HTTP half, spoken to in raw bytes: nothing but an exact request gets the page.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw, statusOf, testDock, PAGE } from './fixture.ts';
import { startHttp } from '../../../src/main/dock/http.ts';
import { CHECKS } from '../../../src/main/dock/guard.ts';
import { FILES, memoryLog } from './fixture.ts';

let dock: Awaited<ReturnType<typeof testDock>>['dock'];
beforeAll(async () => void ({ dock } = await testDock()));
afterAll(() => dock.close());

const END = 'Connection: close\r\n\r\n';
const host = (): string => `Host: 127.0.0.1:${dock.port}\r\n`;
const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

describe('a page request', () => {
  test('gets the page with every protective header', async () => {
    const answer = await raw(dock.port, `GET / HTTP/1.1\r\n${host()}${END}`);
    expect(statusOf(answer)).toBe(200);
    expect(answer).toContain(PAGE);
    expect(answer).toContain(`connect-src 'self' ws://127.0.0.1:${dock.port};`);
    for (const header of [
      "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; ",
      "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'\r\n",
      'X-Content-Type-Options: nosniff',
      'Referrer-Policy: no-referrer',
      'Cross-Origin-Opener-Policy: same-origin',
      'Cross-Origin-Resource-Policy: same-origin',
      'Permissions-Policy: accelerometer=()',
      'Cache-Control: no-store',
    ])
      expect(answer).toContain(header);
    expect(answer).not.toMatch(/set-cookie|access-control/i);
  });

  test('may be HEAD, without a body', async () => {
    const answer = await raw(dock.port, `HEAD / HTTP/1.1\r\n${host()}${END}`);
    expect(statusOf(answer)).toBe(200);
    expect(answer).toContain(`Content-Length: ${PAGE.length}\r\n`);
    expect(answer).not.toContain(PAGE);
  });

  test('may carry the page’s own origin and site', async () => {
    const own = `Origin: http://127.0.0.1:${dock.port}\r\nSec-Fetch-Site: same-origin\r\n`;
    expect(statusOf(await raw(dock.port, `GET /assets/app.js HTTP/1.1\r\n${host()}${own}${END}`))).toBe(200);
    expect(statusOf(await raw(dock.port, `GET / HTTP/1.1\r\n${host()}Sec-Fetch-Site: none\r\n${END}`))).toBe(200);
  });
});

const REFUSED: readonly [string, number, (host: string, port: number) => string][] = [
  ['no Host', 421, () => `GET / HTTP/1.1\r\n${END}`],
  ['HTTP/1.0 without Host', 505, () => `GET / HTTP/1.0\r\n\r\n`],
  ['HTTP/1.0 with Host', 505, (own) => `GET / HTTP/1.0\r\n${own}\r\n`],
  ['two Hosts, ours first', 421, (own) => `GET / HTTP/1.1\r\n${own}Host: evil.example\r\n${END}`],
  ['two Hosts, ours twice', 421, (own) => `GET / HTTP/1.1\r\n${own}${own}${END}`],
  ['localhost', 421, (_, port) => `GET / HTTP/1.1\r\nHost: localhost:${port}\r\n${END}`],
  ['a trailing dot', 421, (_, port) => `GET / HTTP/1.1\r\nHost: 127.0.0.1.:${port}\r\n${END}`],
  ['no port', 421, () => `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n${END}`],
  ['another port', 421, (_, port) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port + 1}\r\n${END}`],
  ['user info in Host', 421, (_, port) => `GET / HTTP/1.1\r\nHost: a@127.0.0.1:${port}\r\n${END}`],
  ['a rebound name', 421, (_, port) => `GET / HTTP/1.1\r\nHost: evil.example:${port}\r\n${END}`],
  ['a decimal address', 421, (_, port) => `GET / HTTP/1.1\r\nHost: 2130706433:${port}\r\n${END}`],
  ['the absolute form', 400, (own, port) => `GET http://127.0.0.1:${port}/ HTTP/1.1\r\n${own}${END}`],
  ['a double slash', 400, (own) => `GET //evil.example/ HTTP/1.1\r\n${own}${END}`],
  ['a backslash', 400, (own) => `GET /\\evil.example HTTP/1.1\r\n${own}${END}`],
  ['an asterisk', 400, (own) => `OPTIONS * HTTP/1.1\r\n${own}${END}`],
  ['a foreign origin', 403, (own) => `GET / HTTP/1.1\r\n${own}Origin: https://evil.example\r\n${END}`],
  ['the origin null', 403, (own) => `GET / HTTP/1.1\r\n${own}Origin: null\r\n${END}`],
  ['an https origin', 403, (own, port) => `GET / HTTP/1.1\r\n${own}Origin: https://127.0.0.1:${port}\r\n${END}`],
  [
    'two origins',
    403,
    (own, port) => `GET / HTTP/1.1\r\n${own}Origin: http://127.0.0.1:${port}\r\nOrigin: null\r\n${END}`,
  ],
  ['a cross-site request', 403, (own) => `GET / HTTP/1.1\r\n${own}Sec-Fetch-Site: cross-site\r\n${END}`],
  ['a same-site request', 403, (own) => `GET / HTTP/1.1\r\n${own}Sec-Fetch-Site: same-site\r\n${END}`],
  ['OPTIONS', 405, (own) => `OPTIONS / HTTP/1.1\r\n${own}${END}`],
  ['POST', 405, (own) => `POST / HTTP/1.1\r\n${own}Content-Length: 2\r\n${END}{}`],
  ['CONNECT', 405, (own) => `CONNECT evil.example:443 HTTP/1.1\r\n${own}${END}`],
  ['TRACE', 405, (own) => `TRACE / HTTP/1.1\r\n${own}${END}`],
  ['GET with a body', 400, (own) => `GET / HTTP/1.1\r\n${own}Content-Length: 2\r\n${END}{}`],
  ['GET with chunks', 400, (own) => `GET / HTTP/1.1\r\n${own}Transfer-Encoding: chunked\r\n${END}0\r\n\r\n`],
  ['an expectation without Host', 421, () => `GET / HTTP/1.1\r\nExpect: 100-continue\r\n${END}`],
  ['a query', 404, (own) => `GET /?k=abc HTTP/1.1\r\n${own}${END}`],
  ['a path upwards', 404, (own) => `GET /../package.json HTTP/1.1\r\n${own}${END}`],
  ['an encoded path upwards', 404, (own) => `GET /%2e%2e/package.json HTTP/1.1\r\n${own}${END}`],
  ['an unknown path', 404, (own) => `GET /nothing HTTP/1.1\r\n${own}${END}`],
  ['the socket without an upgrade', 426, (own) => `GET /socket HTTP/1.1\r\n${own}${END}`],
  ['an upgrade elsewhere', 404, (own) => `GET / HTTP/1.1\r\n${own}${UPGRADE}`],
  [
    'an upgrade to something else',
    400,
    (own) => `GET /socket HTTP/1.1\r\n${own}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`,
  ],
  ['an upgrade by HEAD', 405, (own) => `HEAD /socket HTTP/1.1\r\n${own}${UPGRADE}`],
  [
    'an upgrade from a foreign origin',
    403,
    (own) => `GET /socket HTTP/1.1\r\n${own}Origin: http://evil.example\r\n${UPGRADE}`,
  ],
  ['an upgrade from the origin null', 403, (own) => `GET /socket HTTP/1.1\r\n${own}Origin: null\r\n${UPGRADE}`],
  [
    'an upgrade from another port',
    403,
    (own, port) => `GET /socket HTTP/1.1\r\n${own}Origin: http://127.0.0.1:${port - 1}\r\n${UPGRADE}`,
  ],
  [
    'an upgrade to a rebound name',
    421,
    (_, port) =>
      `GET /socket HTTP/1.1\r\nHost: evil.example:${port}\r\nOrigin: http://evil.example:${port}\r\n${UPGRADE}`,
  ],
  ['an upgrade with a query', 404, (own) => `GET /socket?key=a HTTP/1.1\r\n${own}${UPGRADE}`],
  ['an upgrade across sites', 403, (own) => `GET /socket HTTP/1.1\r\n${own}Sec-Fetch-Site: cross-site\r\n${UPGRADE}`],
  ['a header too large', 431, (own) => `GET / HTTP/1.1\r\n${own}X: ${'a'.repeat(9_000)}\r\n${END}`],
  ['no HTTP at all', 400, () => `\x16\x03\x01 hello\r\n\r\n`],
];

test.each(REFUSED)('%s is refused with %i', async (_name, status, bytes) => {
  const answer = await raw(dock.port, bytes(host(), dock.port));
  expect(statusOf(answer)).toBe(status);
  expect(answer).not.toContain(PAGE);
  expect(answer).not.toMatch(/access-control|set-cookie/i);
});

test('a request head that never ends is cut off', async () => {
  const started = performance.now();
  await raw(dock.port, `GET / HTTP/1.1\r\n${host()}X: `);
  expect(performance.now() - started).toBeLessThan(8_000);
}, 15_000);

test('a taken port is one clear failure', async () => {
  const deps = { files: FILES, port: dock.port, log: memoryLog(), onSocket: () => undefined };
  await expect(startHttp(deps)).rejects.toMatchObject({
    failure: { code: 'CONFLICT', error: `Port ${dock.port} is already used by another program.` },
  });
});

describe('planted faults', () => {
  test.each(['version', 'target', 'host', 'method', 'body', 'site', 'origin'])(
    'without the %s check something gets through',
    async (name) => {
      const checks = CHECKS.filter((check) => check.name !== name);
      expect(checks).toHaveLength(CHECKS.length - 1);
      const server = await startHttp({
        files: FILES,
        port: 0,
        log: memoryLog(),
        onSocket: (_request, socket) => socket.end('HTTP/1.1 101 open\r\n\r\n'),
        checks,
      });
      const own = `Host: 127.0.0.1:${server.port}\r\n`;
      const answers = await Promise.all(
        REFUSED.map(async ([, status, bytes]) => statusOf(await raw(server.port, bytes(own, server.port))) === status),
      );
      await server.close();
      expect(answers).toContain(false);
    },
  );
});
