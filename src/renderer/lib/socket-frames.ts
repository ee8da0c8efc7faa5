// The frames of the loopback socket, as pure functions: reading the page's key, answering the challenge,
// telling frames apart. Knows no WebSocket and no storage. docs/dock-protocol.md describes the whole exchange.
import type { AppEvent, Reply } from '../../shared/contract.ts';
import { RIGHTS, type Caller, type Right } from '../../shared/permissions.ts';

/** What lets this page in: a key that can be used again, or a code that works once. */
export type Pass =
  | { readonly kind: 'key'; readonly keyId: string; readonly key: string }
  | { readonly kind: 'code'; readonly code: string }
  /** An address that holds something else where the key should be. */
  | { readonly kind: 'wrong' };

/** `refused`: the key is not known (any more). `locked`: too many wrong keys. `keyless`: the page was opened without one. */
export type Connection = 'connecting' | 'ready' | 'lost' | 'refused' | 'locked' | 'keyless';

export type Frame =
  | { readonly kind: 'challenge'; readonly challenge: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'ready'; readonly caller: Caller; readonly key: string | null }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply<unknown> }
  | { readonly kind: 'event'; readonly event: AppEvent }
  | { readonly kind: 'strange' };

/** Reads `#k=<keyId>.<base64url key>` or `#c=<code>`; null when the fragment is neither. */
export function readFragment(fragment: string): Pass | null {
  const text = fragment.startsWith('#') ? fragment.slice(1) : fragment;
  const value = text.slice(2);
  if (text.startsWith('c='))
    return /^[A-Za-z0-9_-]{4,200}$/.test(value) ? { kind: 'code', code: value } : { kind: 'wrong' };
  return text.startsWith('k=') ? (readKey(value) ?? { kind: 'wrong' }) : null;
}

/** Reads `<keyId>.<base64url key>` as it stands in the fragment and in sessionStorage. */
export function readKey(text: string): Pass | null {
  const match = /^([A-Za-z0-9_-]{1,80})\.([A-Za-z0-9_-]{16,200})$/.exec(text);
  return match?.[1] && match[2] ? { kind: 'key', keyId: match[1], key: match[2] } : null;
}

export function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Throws on characters that are no base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** The frame that answers the server's challenge: HMAC-SHA-256 under the key, or the code as it is. */
export async function answerFrame(
  pass: Exclude<Pass, { kind: 'wrong' }>,
  challenge: Uint8Array<ArrayBuffer>,
): Promise<string> {
  if (pass.kind === 'code') return JSON.stringify({ code: pass.code });
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', fromBase64Url(pass.key), algorithm, false, ['sign']);
  const answer = new Uint8Array(await crypto.subtle.sign('HMAC', key, challenge));
  return JSON.stringify({ keyId: pass.keyId, answer: toBase64Url(answer) });
}

/** Tells an incoming frame's kind. Anything that fits none is `strange` and is ignored by the caller. */
export function readFrame(data: unknown): Frame {
  const frame = typeof data === 'string' ? parseObject(data) : null;
  if (frame === null) return { kind: 'strange' };
  if (typeof frame['challenge'] === 'string') return readChallenge(frame['challenge']);
  if (frame['ready'] === true) return readReady(frame);
  if (typeof frame['id'] === 'number' && typeof frame['ok'] === 'boolean') {
    return { kind: 'reply', id: frame['id'], reply: frame as unknown as Reply<unknown> };
  }
  const event = frame['event'];
  if (typeof event === 'object' && event !== null) return { kind: 'event', event: event as AppEvent };
  return { kind: 'strange' };
}

function parseObject(data: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function readChallenge(text: string): Frame {
  try {
    return { kind: 'challenge', challenge: fromBase64Url(text) };
  } catch {
    return { kind: 'strange' };
  }
}

function readReady(frame: Record<string, unknown>): Frame {
  const key = typeof frame['key'] === 'string' ? frame['key'] : null;
  const rights = frame['rights'];
  if (rights === 'owner') return { kind: 'ready', caller: { kind: 'owner' }, key };
  const named: unknown[] = Array.isArray(rights) ? rights : [];
  const known = RIGHTS.filter((right: Right) => named.includes(right));
  const name = typeof frame['name'] === 'string' ? frame['name'] : '';
  return { kind: 'ready', caller: { kind: 'key', keyId: '', name, rights: known }, key };
}

/** Wait before the next attempt to connect (ms): doubling from 0.5 s to 15 s, spread by `random` (0 to 1). */
export function backOff(attempt: number, random: number): number {
  const full = Math.min(15_000, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(full * (0.5 + random / 2));
}
