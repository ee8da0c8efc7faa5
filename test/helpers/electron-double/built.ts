// The built bundles, built anew when a source is younger. `npm test` has built already: this is for single runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
export const MAIN = join(ROOT, 'out', 'main', 'index.js');
const PRELOAD = join(ROOT, 'out', 'preload', 'index.cjs');
const PAGE = join(ROOT, 'out', 'renderer', 'index.html');
const LOCK = join(tmpdir(), `modkeep-build-${createHash('sha256').update(ROOT).digest('hex').slice(0, 12)}.lock`);

/** Builds out/ if need be, one process at a time. Throws with the builder's words when that fails. */
export function ensureBuilt(): void {
  while (!isFresh()) {
    if (!takeLock()) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      continue;
    }
    try {
      build();
    } finally {
      rmSync(LOCK, { force: true });
    }
  }
}

function isFresh(): boolean {
  // The last target to be built decides.
  const built = Math.min(...[MAIN, PRELOAD, PAGE].map(modified));
  return !existsSync(LOCK) && youngest(join(ROOT, 'src')) < built;
}

/** False while another process builds. A lock that is older than any build was left by one that died. */
function takeLock(): boolean {
  if (modified(LOCK) > 0 && Date.now() - modified(LOCK) > 180_000) rmSync(LOCK, { force: true });
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function build(): void {
  const builder = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status, stderr, stdout } = spawnSync(process.execPath, [builder, 'build'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}\n${stderr}`);
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function youngest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => modified(join(folder, file)));
  return Math.max(...files);
}
