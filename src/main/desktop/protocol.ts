// Serves the page's own files under app://bundle, from a map made at start: a path is looked up, never joined.
// Knows nothing of windows or commands. https://www.electronjs.org/docs/latest/api/protocol
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { CustomScheme } from 'electron';

export const SCHEME = 'app';
export const HOST = 'bundle';
export const PAGE = `${SCHEME}://${HOST}/index.html`;

/** No bypassCSP, corsEnabled or service workers: the page needs none of them. */
export const PRIVILEGES: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

/** The page talks to nobody: all it knows comes through the bridge. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "media-src 'self'",
  "object-src 'none'",
  "frame-src 'none'",
  "worker-src 'none'",
  "manifest-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const DENIED_FEATURES = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'camera',
  'clipboard-read',
  'clipboard-write',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'web-share',
  'window-management',
  'xr-spatial-tracking',
];

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': DENIED_FEATURES.map((feature) => `${feature}=()`).join(', '),
  'Cache-Control': 'no-store',
};

/** A file whose kind is not listed here is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export interface BundleFile {
  /** Absolute path on disk or inside the asar. */
  readonly file: string;
  readonly type: string;
}

export type BundleMap = ReadonlyMap<string, BundleFile>;

/** Lists `folder` once: URL path (`/assets/index-1a2b.js`) → file. Throws when the folder has no index.html. */
export async function readBundle(folder: string): Promise<BundleMap> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const map = new Map<string, BundleFile>();
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    map.set(`/${relative(folder, file).split(sep).join('/')}`, { file, type });
  }
  if (!map.has('/index.html')) throw new Error('The page is not built: index.html is missing. Run `npm run build`.');
  return map;
}

/** Answers GET for exactly app://bundle and a path of the map; everything else is 404. Never throws. */
export function createBundleHandler(bundle: BundleMap): (request: Request) => Promise<Response> {
  return async (request) => {
    const found = request.method === 'GET' ? lookUp(bundle, request.url) : undefined;
    if (found === undefined) return notFound();
    const bytes = await readFile(found.file).catch(() => null);
    if (bytes === null) return notFound();
    return new Response(new Uint8Array(bytes), { headers: { ...HEADERS, 'Content-Type': found.type } });
  };
}

function lookUp(bundle: BundleMap, text: string): BundleFile | undefined {
  const url = URL.parse(text);
  if (url === null || !isBundle(url)) return undefined;
  return bundle.get(url.pathname === '/' || url.pathname === '' ? '/index.html' : url.pathname);
}

/**
 * True for app://bundle without port or user. Compares protocol and host, because the `origin` of such a URL is the
 * string "null" in Node, and equal for every custom scheme.
 */
export function isBundle(url: URL): boolean {
  return url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
}

function notFound(): Response {
  return new Response('Not found', {
    status: 404,
    headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' },
  });
}
