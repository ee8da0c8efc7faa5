// Negative controls: a copy of one of our modules with one fault planted in it, beside the real rest. A test that does
// not fail on such a copy proves nothing.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * The module at `path` (from the root of the project) with `from` replaced by `to`. `from` must be there exactly once,
 * so that a control does not silently stop controlling.
 */
export async function planted<Module>(path: string, from: string, to: string): Promise<Module> {
  const original = join(ROOT, path);
  const source = readFileSync(original, 'utf8');
  if (source.split(from).length !== 2) throw new Error(`${path} does not hold exactly one "${from}"`);
  const moved = source
    .replace(from, () => to)
    .replaceAll(/from '(\.[^']+)'/g, (_, relative: string) => `from '${resolve(dirname(original), relative)}'`);
  const folder = mkdtempSync(join(tmpdir(), 'modkeep-planted-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const copy = join(folder, basename(path));
  writeFileSync(copy, moved);
  return (await import(pathToFileURL(copy).href)) as Module;
}
