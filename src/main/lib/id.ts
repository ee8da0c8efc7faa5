// Ids of our own rows: time-ordered UUIDs, so that an index on them grows at its end instead of everywhere.
import { randomBytes } from 'node:crypto';

/**
 * A UUID of version 7 (RFC 9562 5.7): 48 bits of epoch ms, 74 random bits. `now` is epoch ms from the injected
 * clock. Ids of the same millisecond come in no particular order.
 */
export function newId(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Math.min(Math.max(0, Math.floor(now)), 0xffff_ffff_ffff), 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
