// The built bundles, made anew when a source has changed. `npm test` has built already: this is for single runs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
export const MAIN = join(ROOT, 'out', 'main', 'index.js');

/** Builds out/ if need be, one process at a time, as `npm run build` does. Throws with the builder's words when that fails. */
export function ensureBuilt(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed:\n${stderr}`);
}
