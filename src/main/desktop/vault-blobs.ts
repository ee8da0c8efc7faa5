// The vault's file: ciphertext by name, written so that a crash leaves the old content or the new, never half.
// Knows no cipher.
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

const shape = z.strictObject({
  format: z.literal(1),
  blobs: z.record(
    z.string(),
    /** `previous` stays until `current` has been read back once. */
    z.strictObject({ current: base64, previous: base64.optional() }),
  ),
  /** Ciphertext that could not be read, as `<name>.bad`: kept, because a keychain may come back. */
  bad: z.record(z.string(), base64),
});

export type Blobs = Readonly<z.infer<typeof shape>>;

export interface BlobFile {
  /** The content; empty when there is no file. A damaged file is moved aside as `.bad`, never deleted. */
  read(): Promise<{ readonly blobs: Blobs; readonly isDamaged: boolean }>;
  /** Resolves when the content would survive a power cut. */
  write(blobs: Blobs): Promise<void>;
}

const EMPTY: Blobs = { format: 1, blobs: {}, bad: {} };

export function createBlobFile(file: string): BlobFile {
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      if (text === null) return { blobs: EMPTY, isDamaged: false };
      const parsed = shape.safeParse(parseJson(text));
      if (parsed.success) return { blobs: parsed.data, isDamaged: false };
      await rename(file, `${file}.bad`);
      return { blobs: EMPTY, isDamaged: true };
    },
    async write(blobs) {
      // A leftover of a crash may have another mode, which opening it again would keep.
      await rm(`${file}.tmp`, { force: true });
      const handle = await open(`${file}.tmp`, 'wx', 0o600);
      try {
        await handle.writeFile(JSON.stringify(blobs));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${file}.tmp`, file);
      await syncFolder(dirname(file));
    },
  };
}

/** Makes the rename itself durable. Windows has no such call for folders, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
