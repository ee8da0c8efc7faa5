// app://bundle: a map of files, one method, one host, and headers on everything.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY, createBundleHandler, readBundle } from '../../src/main/desktop/protocol.ts';
import { temporaryFolder } from './worlds.ts';

const folder = temporaryFolder();
let handle: (request: Request) => Promise<Response>;

beforeAll(async () => {
  mkdirSync(join(folder.path, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder.path, 'secret.js'), 'outside');
  writeFileSync(join(folder.path, 'page', 'index.html'), '<!doctype html>');
  writeFileSync(join(folder.path, 'page', 'assets', 'a.js'), 'export {}');
  writeFileSync(join(folder.path, 'page', 'assets', 'a.js.map'), '{}');
  handle = createBundleHandler(await readBundle(join(folder.path, 'page')));
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

test('a file that vanished after the start is 404, not an exception', async () => {
  const gone = createBundleHandler(new Map([['/index.html', { file: join(folder.path, 'gone'), type: 'text/html' }]]));
  expect((await gone(new Request('app://bundle/'))).status).toBe(404);
});

test('a page that was never built stops the start', async () => {
  await expect(readBundle(join(folder.path, 'page', 'assets'))).rejects.toThrow(/npm run build/);
});

test('no directive of the policy is misspelt (a colon would void it)', () => {
  const names = CONTENT_SECURITY_POLICY.split('; ').map((directive) => directive.split(' ')[0]);
  expect(names).toHaveLength(16);
  expect(names.every((name) => /^[a-z-]+$/.test(name ?? ''))).toBe(true);
  expect(CONTENT_SECURITY_POLICY).toContain("connect-src 'none'");
});
