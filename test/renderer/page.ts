// Builds the interface as the product does, serves it on loopback under the product's content policy, and opens it
// in Chromium with the fixture bridge. Test code, shared by the pictures and the browser checks.
import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { contentSecurityPolicy } from '../../src/main/shell/page-headers.ts';
import type { Scenario } from './fixture-frame.ts';

const ROOT = join(import.meta.dirname, '../../src/renderer');
export const POLICY = contentSecurityPolicy(["'self'", 'ws://127.0.0.1:*']);
/** The Chromium of this machine; `npm test` sets the variable where it found another. */
export const CHROMIUM = process.env['MODKEEP_CHROMIUM'] ?? '/usr/bin/chromium';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

export interface Stage {
  /** Opens a page; `complaints` collects console errors and policy violations. */
  open(options: {
    scenario: Scenario;
    theme: 'dark' | 'light';
    width: number;
    height: number;
  }): Promise<{ page: Page; complaints: string[] }>;
  close(): Promise<void>;
}

export async function createStage(): Promise<Stage> {
  const out = await mkdtemp(join(tmpdir(), 'modkeep-renderer-'));
  const common = { configFile: false, logLevel: 'warn' } as const;
  await build({
    ...common,
    root: ROOT,
    base: './',
    plugins: [react(), tailwind()],
    build: {
      outDir: join(out, 'page'),
      emptyOutDir: true,
      target: 'chrome120',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  await build({
    ...common,
    publicDir: false,
    build: {
      outDir: join(out, 'fixture'),
      target: 'chrome120',
      lib: {
        entry: join(import.meta.dirname, 'fixture-bridge.ts'),
        formats: ['iife'],
        name: 'fixtureBridge',
        fileName: () => 'fixture.js',
      },
    },
  });
  const fixture = await readFile(join(out, 'fixture/fixture.js'), 'utf8');
  const server = await serve(join(out, 'page'));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    open: async ({ scenario, theme, width, height }) => {
      const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.addInitScript(
        `globalThis.scenario=${JSON.stringify(scenario)};globalThis.theme=${JSON.stringify(theme)};\n${fixture}`,
      );
      await page.goto(`http://127.0.0.1:${port}/index.html`);
      await page.waitForSelector('main section, [role=alert]');
      return { page, complaints };
    },
    close: async () => {
      await browser.close();
      server.close();
      await rm(out, { recursive: true, force: true });
    },
  };
}

function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://127.0.0.1').pathname);
    readFile(join(folder, path)).then(
      (body) =>
        response
          .writeHead(200, {
            'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
            'content-security-policy': POLICY,
          })
          .end(body),
      () => response.writeHead(404).end(),
    );
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}
