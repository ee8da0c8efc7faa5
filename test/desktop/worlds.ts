// Worlds for tests: a machine of the double with its own folders, ended with the test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld, type World, type WorldOptions } from '../helpers/electron-double/world.ts';

/** A folder of its own under the system's temporary one. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'modkeep-desktop-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An unpackaged app that holds its lock, on a Linux with a keyring; `given` changes what a test is about. */
export function buildWorld(userData: string, given: Partial<WorldOptions> = {}): World {
  return createWorld({ isPackaged: false, hasLock: true, userData, ...given });
}
