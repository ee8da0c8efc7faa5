// The project's own files as the house tests see them. Reads the working tree, not git: new files count at once.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const ROOMS = ['src', 'test', 'scripts', 'bench', 'drizzle'];
const LEFT_OUT = new Set(['node_modules', 'meta', 'test-results']);

/** Source files (ts, tsx, mjs, css, html) as paths from the root with `/`, sorted. */
export function sourceFiles(): readonly string[] {
  return ROOMS.filter((room) => existsSync(join(ROOT, room)))
    .flatMap((room) => walk(room))
    .filter((path) => /\.(ts|tsx|mjs|css|html)$/.test(path))
    .toSorted();
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(path) : [path];
  });
}
