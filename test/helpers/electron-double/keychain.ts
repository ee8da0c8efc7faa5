// The double of `safeStorage`: real encryption under keys that can be rotated, lost, locked or slow.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { SafeStorage } from 'electron';

export type Mood = 'works' | 'locked' | 'hangs';

export interface KeychainOptions {
  /** `v10` on Linux means the key that everyone knows. */
  readonly prefix: string;
}

type Modelled = Pick<SafeStorage, 'decryptStringAsync' | 'encryptStringAsync' | 'isAsyncEncryptionAvailable'>;

export class KeychainDouble implements Modelled {
  prefix: string;
  mood: Mood = 'works';
  /** Ciphertexts made and read, for tests that count. */
  readonly calls = { encrypted: 0, decrypted: 0 };
  readonly #isReady: () => boolean;
  #keys: readonly string[] = ['first'];

  constructor(options: KeychainOptions, isReady: () => boolean) {
    this.prefix = options.prefix;
    this.#isReady = isReady;
  }

  /** A new key for what is encrypted from now on; the old ones still decrypt, and say so. */
  rotate(): void {
    this.#keys = [`key-${this.#keys.length}-${randomBytes(4).toString('hex')}`, ...this.#keys];
  }

  /** The key is gone (new machine, reset keyring): nothing written before can be read. Returns what brings it back. */
  lose(): () => void {
    const before = this.#keys;
    this.#keys = [randomBytes(8).toString('hex')];
    return () => {
      this.#keys = before;
    };
  }

  /** True as soon as any provider loads, the hard-coded key included: it says nothing about protection. */
  async isAsyncEncryptionAvailable(): Promise<boolean> {
    return this.#isReady();
  }

  async encryptStringAsync(text: string): Promise<Buffer> {
    await this.#mayAnswer();
    if (this.mood === 'locked') {
      throw new Error('Error while encrypting the text provided to safeStorage.encryptStringAsync.');
    }
    this.calls.encrypted += 1;
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', keyOf(this.#keys[0] ?? ''), iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from(this.prefix, 'latin1'), iv, cipher.getAuthTag(), body]);
  }

  async decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    await this.#mayAnswer();
    if (!Buffer.isBuffer(sealed))
      throw new TypeError('Expected the first argument of decryptStringAsync() to be a buffer');
    if (this.mood === 'locked') {
      throw new Error('safeStorage.decryptStringAsync is temporarily unavailable. Please try again.');
    }
    this.calls.decrypted += 1;
    for (const [age, key] of this.#keys.entries()) {
      const result = tryOpen(sealed.subarray(3), key);
      if (result !== null) return { result, shouldReEncrypt: age > 0 };
    }
    throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.');
  }

  isEncryptionAvailable(): never {
    throw new Error('the synchronous safeStorage API is gone in Electron 46');
  }

  encryptString(): never {
    throw new Error('the synchronous safeStorage API is gone in Electron 46');
  }

  decryptString(): never {
    throw new Error('the synchronous safeStorage API is gone in Electron 46');
  }

  async #mayAnswer(): Promise<void> {
    if (!this.#isReady()) throw new Error('safeStorage cannot be used before app is ready');
    if (this.mood === 'hangs') await new Promise<never>(() => undefined);
  }
}

function keyOf(name: string): Buffer {
  return createHash('sha256').update(name).digest();
}

function tryOpen(sealed: Buffer, key: string): string | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(key), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
