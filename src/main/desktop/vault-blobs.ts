// The vault's file: ciphertext by name, written so that a crash leaves the old content or the new, never half.
// Knows no cipher.
import { readFile, rename } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { ifAbsent, replaceFile } from '../lib/durable-file.ts';
import { fileStamp } from '../lib/time.ts';

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
  /** The content; empty when there is no file. A damaged file is moved aside as `.bad-<time>`, never deleted. */
  read(): Promise<{ readonly blobs: Blobs; readonly isDamaged: boolean }>;
  /** Resolves when the content would survive a power cut. */
  write(blobs: Blobs): Promise<void>;
}

const EMPTY: Blobs = { format: 1, blobs: {}, bad: {} };

/** `file` lies in a folder that exists. Both calls reject with the system's error when the disk refuses. */
export function createBlobFile(file: string, clock: Pick<Clock, 'now'>): BlobFile {
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch(ifAbsent);
      if (text === null) return { blobs: EMPTY, isDamaged: false };
      const parsed = shape.safeParse(parseJson(text));
      if (parsed.success) return { blobs: parsed.data, isDamaged: false };
      await rename(file, `${file}.bad-${fileStamp(clock.now())}`);
      return { blobs: EMPTY, isDamaged: true };
    },
    write: (blobs) => replaceFile(file, JSON.stringify(blobs)),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
