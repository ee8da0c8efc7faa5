// Where the project is, and the environment in which its tools find each other.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The pinned Node and the tools come first on the PATH. `extra` adds variables; undefined takes one out. */
export function toolEnvironment(node, extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [dirname(node), join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(separator);
  return { ...process.env, PATH: path, ...extra };
}
