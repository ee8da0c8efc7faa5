// Tells a ban from a timeout by the raw expiry that Twitch sent. Pure: a value and a moment in, a word out.
import type { RestrictionKind } from '../../shared/model.ts';
import { parseRfc3339 } from '../lib/time.ts';

const FAR_FUTURE_MS = 366 * 24 * 60 * 60 * 1000;

export interface Classified {
  readonly kind: RestrictionKind;
  /** Epoch ms a timeout ends; null for a ban and for an expiry that could not be read. */
  readonly expiresAt: number | null;
  /** What is kept of the raw value: the string itself, null for null or nothing, JSON for anything else. */
  readonly rawExpiresAt: string | null;
}

/**
 * A ban is null, an empty string, year 1, or more than 366 days ahead of `now` (epoch ms, Twitch's clock);
 * strict RFC 3339 up to that is a timeout, also when it lies in the past; everything else is unknown and kept.
 * A trusting `Date.parse` would take garbage for a date: https://tc39.es/ecma262/#sec-date.parse
 */
export function classifyExpiry(raw: unknown, now: number): Classified {
  if (raw === null) return { kind: 'ban', expiresAt: null, rawExpiresAt: null };
  if (typeof raw !== 'string') {
    return { kind: 'unknown', expiresAt: null, rawExpiresAt: raw === undefined ? null : JSON.stringify(raw) };
  }
  if (raw === '' || raw.startsWith('0001-01-01')) return { kind: 'ban', expiresAt: null, rawExpiresAt: raw };
  const expiresAt = parseRfc3339(raw);
  if (expiresAt === null) return { kind: 'unknown', expiresAt: null, rawExpiresAt: raw };
  if (expiresAt > now + FAR_FUTURE_MS) return { kind: 'ban', expiresAt: null, rawExpiresAt: raw };
  return { kind: 'timeout', expiresAt, rawExpiresAt: raw };
}
