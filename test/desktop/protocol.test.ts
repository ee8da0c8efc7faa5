// app://bundle: a map of files, one method, one host, and headers on everything.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBundleHandler } from '../../src/main/desktop/protocol.ts';
import { readPageFiles } from '../../src/main/shell/page-files.ts';
import { contentSecurityPolicy } from '../../src/main/shell/page-headers.ts';
import { temporaryFolder } from './worlds.ts';

const CONTENT_SECURITY_POLICY = contentSecurityPolicy([]);
const folder = temporaryFolder();
let handle: (request: Request) => Promise<Response>;

beforeAll(async () => {
  mkdirSync(join(folder.path, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder.path, 'secret.js'), 'outside');
  writeFileSync(join(folder.path, 'page', 'index.html'), '<!doctype html>');
  writeFileSync(join(folder.path, 'page', 'assets', 'a.js'), 'export {}');
  writeFileSync(join(folder.path, 'page', 'assets', 'a.js.map'), '{}');
  handle = createBundleHandler(await readPageFiles(join(folder.path, 'page')));
});
afterAll(() => folder.remove());

test.each([
  ['app://bundle/', 'text/html; charset=utf-8'],
  ['app://bundle/index.html?x=1#y', 'text/html; charset=utf-8'],
  ['app://bundle/assets/a.js', 'text/javascript; charset=utf-8'],
])('served: %s', async (url, type) => {
  const response = await handle(new Request(url));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(type);
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(response.headers.get('permissions-policy')).toContain('camera=()');
});

test.each([
  'app://Bundle/index.html',
  'app://other/index.html',
  'app://bundle:80/index.html',
  'app://user@bundle/index.html',
  'app://bundle.example/index.html',
  'http://bundle/index.html',
  'file:///index.html',
  'app://bundle/../secret.js',
  'app://bundle/..%2fsecret.js',
  'app://bundle/assets/%2e%2e/%2e%2e/secret.js',
  'app://bundle//index.html',
  'app://bundle/index.html/',
  'app://bundle/assets',
  'app://bundle/assets/a.js.map',
  'app://bundle/INDEX.HTML',
  'app://bundle/__proto__',
])('404: %s', async (url) => {
  // Request refuses user info, Electron's need not: the handler is asked with the bare fields.
  const response = await handle({ method: 'GET', url } as Request);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
});

test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('%s is not answered', async (method) => {
  expect((await handle(new Request('app://bundle/index.html', { method }))).status).toBe(404);
});

test('a file that vanished after the start is served as it was then', async () => {
  mkdirSync(join(folder.path, 'short-lived'));
  writeFileSync(join(folder.path, 'short-lived', 'index.html'), 'still here');
  const gone = createBundleHandler(await readPageFiles(join(folder.path, 'short-lived')));
  rmSync(join(folder.path, 'short-lived'), { recursive: true });
  const response = await gone(new Request('app://bundle/'));
  expect([response.status, await response.text()]).toEqual([200, 'still here']);
});

test('a page that was never built stops the start', async () => {
  await expect(readPageFiles(join(folder.path, 'page', 'assets'))).rejects.toThrow(/npm run build/);
});

test('the page with a bridge talks to nobody, and neither plays nor copies by itself', async () => {
  const { headers } = await handle(new Request('app://bundle/'));
  expect(headers.get('content-security-policy')).toContain("connect-src 'none'");
  for (const feature of ['autoplay', 'bluetooth', 'clipboard-write', 'storage-access', 'web-share'])
    expect(headers.get('permissions-policy')).toContain(`${feature}=()`);
});
