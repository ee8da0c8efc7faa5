// Serves the page's own files under app://bundle, from the map made at start: a path is looked up, never joined.
// Knows nothing of windows or commands. https://www.electronjs.org/docs/latest/api/protocol
import type { CustomScheme } from 'electron';
import type { PageFile, PageFiles } from '../shell/page-files.ts';
import { pageHeaders } from '../shell/page-headers.ts';

export const SCHEME = 'app';
export const HOST = 'bundle';
export const PAGE = `${SCHEME}://${HOST}/index.html`;

/** No bypassCSP, corsEnabled or service workers: the page needs none of them. */
export const PRIVILEGES: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

/** The page talks to nobody: all it knows comes through the bridge. */
const HEADERS = pageHeaders({
  connectTo: [],
  alsoDenied: ['autoplay', 'bluetooth', 'clipboard-write', 'storage-access', 'web-share'],
});

/** Answers GET for exactly app://bundle and a path of the map; everything else is 404. Never throws. */
export function createBundleHandler(files: PageFiles): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    const found = method === 'GET' ? lookUp(files, url) : undefined;
    if (found === undefined) return notFound();
    return new Response(found.body, { headers: { ...HEADERS, 'Content-Type': found.type } });
  };
}

function lookUp(files: PageFiles, text: string): PageFile | undefined {
  const url = URL.parse(text);
  if (url === null || !isBundle(url)) return undefined;
  return files.get(url.pathname === '' ? '/' : url.pathname);
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
