// Child processes of tests as one file each, the way the app itself is shipped. Node starts such a one six times as
// fast as its many modules, and some tests start thousands.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Bundled {
  /** To be run with this Node. */
  readonly path: string;
  remove(): void;
}

/** Bundles `entry`. Lies two folders below the root, as the tests' helpers do, from where they find the migrations. */
export async function bundleChild(entry: string): Promise<Bundled> {
  mkdirSync(join(ROOT, 'results'), { recursive: true });
  const outDir = mkdtempSync(join(ROOT, 'results', 'child-'));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: { ssr: entry, outDir, minify: false, rolldownOptions: { output: { entryFileNames: '[name].mjs' } } },
  });
  const path = join(outDir, basename(entry).replace(/\.ts$/, '.mjs'));
  return { path, remove: () => rmSync(outDir, { recursive: true, force: true }) };
}
