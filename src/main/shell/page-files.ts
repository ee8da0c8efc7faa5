// The page as a fixed map from URL path to bytes, made once from the folder that the build wrote.
// A request is looked up in it and never turned into a file path.
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fail } from '../../shared/errors.ts';

export interface PageFile {
  readonly type: string;
  readonly body: Buffer<ArrayBuffer>;
}

export type PageFiles = ReadonlyMap<string, PageFile>;

/** A file whose kind is not listed here is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
};

/**
 * Reads every file of a known type below `folder` (links and hidden files are left out). `/` is `/index.html`.
 * Throws NOT_FOUND (`pages`) when the folder holds no page, SERVICE_UNAVAILABLE (`pages`) when it can't be read.
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  for (const path of await listFiles(folder)) {
    const type = TYPES[extname(path).toLowerCase()];
    const urlPath = `/${relative(folder, path).split(sep).join('/')}`;
    if (type === undefined || !/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(urlPath)) continue;
    files.set(urlPath, { type, body: await readFile(path) });
  }
  const index = files.get('/index.html');
  if (!index) throw fail('NOT_FOUND', 'The pages are not built yet: run `npm run build` first.', { what: 'pages' });
  files.set('/', index);
  return files;
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fail('SERVICE_UNAVAILABLE', 'The pages can’t be read.', { reason: 'pages' }, { cause: error });
  }
}
