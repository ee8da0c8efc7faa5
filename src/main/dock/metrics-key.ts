// The key that lets a program read /metrics: one at a time, none until the owner makes it. The vault keeps its hash only,
// because whoever asks brings the key itself.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { fail } from '../../shared/errors.ts';
import type { Vault } from '../accounts/vault.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { secret, type Secret } from '../lib/secret.ts';
import { toIso } from '../lib/time.ts';
import { parseObject } from './protocol.ts';

export interface MetricsKey {
  view(): { readonly createdAt: string } | null;
  /** A new key, which takes the place of the one before. `text` is shown once. */
  create(): Promise<{ readonly createdAt: string; readonly text: Secret }>;
  /** Throws NOT_FOUND where there is none. */
  remove(): Promise<void>;
  fits(text: string): boolean;
}

const NAME = 'metrics-key';

interface Kept {
  readonly createdAt: string;
  readonly hash: Buffer;
}

export async function createMetricsKey({
  vault,
  clock,
  log,
}: {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<MetricsKey> {
  const stored = (await vault.read(NAME))?.reveal();
  let kept = stored === undefined ? null : parseKept(stored);
  if (stored !== undefined && kept === null)
    log.warn('the key for metrics in the vault is not readable and was ignored');
  return {
    view: () => (kept === null ? null : { createdAt: kept.createdAt }),
    async create() {
      const text = randomBytes(32).toString('base64url');
      const createdAt = toIso(clock.now());
      const hash = hashOf(text);
      await vault.write(NAME, secret(JSON.stringify({ createdAt, hash: hash.toString('hex') })));
      kept = { createdAt, hash };
      return { createdAt, text: secret(text) };
    },
    async remove() {
      if (kept === null) throw fail('NOT_FOUND', 'There is no key for metrics.', { what: 'key' });
      // Closed first: a vault that fails must not leave the door open until it recovers.
      kept = null;
      await vault.remove(NAME);
    },
    fits: (text) => kept !== null && timingSafeEqual(hashOf(text), kept.hash),
  };
}

function parseKept(text: string): Kept | null {
  const { createdAt, hash } = parseObject(text) ?? {};
  if (typeof createdAt !== 'string' || typeof hash !== 'string' || !/^[\da-f]{64}$/.test(hash)) return null;
  return { createdAt, hash: Buffer.from(hash, 'hex') };
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
