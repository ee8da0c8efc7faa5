// The operating system's encryption with its failures sorted: done, not now, or never. Asynchronous API only.
// Knows no file and no token. https://www.electronjs.org/docs/latest/api/safe-storage
import { randomUUID } from 'node:crypto';
import type { SafeStorage } from 'electron';
import type { Clock } from '../lib/clock.ts';

export type AsyncSafeStorage = Pick<SafeStorage, 'encryptStringAsync' | 'decryptStringAsync'>;

/** `temporary`: the keychain is locked or does not answer. `permanent`: this ciphertext can't be read with its key. */
export type Opened =
  | { readonly kind: 'ok'; readonly text: string; readonly shouldReEncrypt: boolean }
  | { readonly kind: 'temporary' }
  | { readonly kind: 'permanent' };

/**
 * `unprotected`: encrypted with a key that everyone knows. `unavailable`: the canary did not come back.
 * Availability calls do not tell: they answer true as soon as any key provider loads, the hard-coded one included.
 */
export type Protection = 'protected' | 'unprotected' | 'unavailable';

export interface SystemCipher {
  /** The ciphertext, or null when the system could not encrypt within 10 s. */
  seal(text: string): Promise<Buffer | null>;
  open(sealed: Buffer): Promise<Opened>;
  /** Sends a random text there and back and looks at what came out. */
  probe(): Promise<Protection>;
  isUnprotected(sealed: Buffer): boolean;
}

const TIMEOUT_MS = 10_000;
/** Electron gives no code; this is the one wording it has for it (shell/browser/api/electron_api_safe_storage.cc). */
const TEMPORARY = /temporarily unavailable/i;
/** What a call that took too long comes to. */
const LATE = 'late' as const;

/** Use it after `ready`. Never throws: what the system refuses is null, temporary or permanent. */
export function createSystemCipher(
  storage: AsyncSafeStorage,
  clock: Pick<Clock, 'sleep'>,
  platform: NodeJS.Platform,
): SystemCipher {
  const isUnprotected = (sealed: Buffer): boolean =>
    platform === 'linux' && sealed.subarray(0, 3).toString('latin1') === 'v10';

  async function seal(text: string): Promise<Buffer | null> {
    try {
      const sealed = await within(clock, storage.encryptStringAsync(text));
      return sealed === LATE ? null : sealed;
    } catch {
      return null;
    }
  }

  async function open(sealed: Buffer): Promise<Opened> {
    try {
      const opened = await within(clock, storage.decryptStringAsync(sealed));
      if (opened === LATE) return { kind: 'temporary' };
      return { kind: 'ok', text: opened.result, shouldReEncrypt: opened.shouldReEncrypt };
    } catch (error) {
      return { kind: error instanceof Error && TEMPORARY.test(error.message) ? 'temporary' : 'permanent' };
    }
  }

  async function probe(): Promise<Protection> {
    const canary = randomUUID();
    const sealed = await seal(canary);
    if (sealed === null) return 'unavailable';
    const opened = await open(sealed);
    if (opened.kind !== 'ok' || opened.text !== canary) return 'unavailable';
    return isUnprotected(sealed) ? 'unprotected' : 'protected';
  }

  return { seal, open, probe, isUnprotected };
}

/** `work`, or LATE after 10 s: a keychain may wait for a person, or for ever. */
async function within<T extends object>(clock: Pick<Clock, 'sleep'>, work: Promise<T>): Promise<T | typeof LATE> {
  const timer = new AbortController();
  const late: Promise<typeof LATE> = clock.sleep(TIMEOUT_MS, timer.signal).then(
    () => LATE,
    () => LATE,
  );
  try {
    return await Promise.race<T | typeof LATE>([work, late]);
  } finally {
    timer.abort();
  }
}
