// Small files that must survive a power cut, readable by their owner only. Knows nothing of what is in them.
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What only the owner may read and write. */
export const OWNER_ONLY = 0o600;

/**
 * Puts `text` in the place of the file at `path`: a crash leaves the old content or the new, never half. Resolves when
 * the new one is durable. With `keepAs` the old file, if there is one, is left under that name. Rejects with the
 * system's error; the file at `path`, or the one at `keepAs`, then still holds the old content.
 */
export async function replaceFile(path: string, text: string, keepAs?: string): Promise<void> {
  await writeAnew(`${path}.tmp`, text);
  if (keepAs !== undefined) await rename(path, keepAs).catch(ifAbsent);
  await rename(`${path}.tmp`, path);
  await syncFolder(dirname(path));
}

/** For `catch`: null when there is no such file; any other error goes on. */
export function ifAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function writeAnew(path: string, text: string): Promise<void> {
  // A leftover of a crash may have another mode, which `open` would keep.
  await rm(path, { force: true });
  const handle = await open(path, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the renames in a folder durable. Windows has no such call for folders, and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
