// Where tokens live, as everyone sees it. The shells bring their own: the system keychain, a 0600 file, or memory.
import type { Secret } from '../lib/secret.ts';

export interface Vault {
  /** `system`: the operating system's protection; `file`: a 0600 file the user agreed to; `memory`: gone at exit. */
  readonly kind: 'system' | 'file' | 'memory';
  /** Null when nothing is kept under this name. Throws AppFailure when the vault can't be read now. */
  read(name: string): Promise<Secret | null>;
  /** Resolves only when the value would survive a crash (except in memory). */
  write(name: string, value: Secret): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}
