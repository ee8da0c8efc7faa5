// Runs the built main bundle against a world: `electron` resolves to its module, for this launch alone.
// Electron's own order is kept: the entry is evaluated first, then the app becomes ready.
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { World } from './world.ts';

const REGISTRY = Symbol.for('modkeep.electron-double');
const WORLD = /[?&]world=([0-9a-f-]{36})/;

type Registry = Map<string, World['module']>;

/** A native import: the test runner would rewrite one written here. */
const nativeImport = createRequire(import.meta.url)('./native-import.cjs') as (url: string) => Promise<unknown>;

/**
 * Imports `entry` (a file of out/main) with `argv` and then fires `ready`. Modules are loaded anew for each world:
 * the world's id travels in the URL query from the entry to its chunks, and decides which `electron` they see.
 */
export async function launch(world: World, entry: string, argv: readonly string[]): Promise<void> {
  const registry = ((globalThis as Record<symbol, unknown>)[REGISTRY] ??= new Map()) as Registry;
  registry.set(world.id, world.module);
  const hooks = registerHooks({ resolve: resolveInWorld, load: loadElectron });
  const before = process.argv;
  process.argv = [process.execPath, entry, ...argv];
  try {
    await nativeImport(`${pathToFileURL(entry).href}?world=${world.id}`);
    world.app.becomeReady();
  } finally {
    process.argv = before;
    // Late dynamic imports of the bundle would need the hook: it stays for the life of this world.
    void world.app.exited.then(() => hooks.deregister());
  }
}

const resolveInWorld: Parameters<typeof registerHooks>[0]['resolve'] = (specifier, context, next) => {
  const world = WORLD.exec(context.parentURL ?? '')?.[1];
  if (world === undefined) return next(specifier, context);
  if (specifier === 'electron') return { url: `electron-double:?world=${world}`, format: 'module', shortCircuit: true };
  const resolved = next(specifier, context);
  const isOurs = specifier.startsWith('.') && resolved.url.includes('/out/main/');
  return isOurs ? { ...resolved, url: `${resolved.url}?world=${world}` } : resolved;
};

const loadElectron: Parameters<typeof registerHooks>[0]['load'] = (url, context, next) => {
  if (!url.startsWith('electron-double:')) return next(url, context);
  const id = WORLD.exec(url)?.[1] ?? '';
  const registry = (globalThis as Record<symbol, unknown>)[REGISTRY] as Registry;
  const names = Object.keys(registry.get(id) ?? {});
  const source = `const found = globalThis[Symbol.for('modkeep.electron-double')].get('${id}');
export default found;
export const { ${names.join(', ')} } = found;`;
  return { format: 'module', source, shortCircuit: true };
};
