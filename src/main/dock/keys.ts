// Named keys that open the loopback server, each with rights of its own. Kept in the vault, because the server needs the
// key itself to check an answer. Knows no sockets.
import { randomBytes } from 'node:crypto';
import { fail } from '../../shared/errors.ts';
import { RIGHTS, type Caller, type Right } from '../../shared/permissions.ts';
import type { Vault } from '../accounts/vault.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { secret, type Secret } from '../lib/secret.ts';
import { toIso } from '../lib/time.ts';
import { parseObject } from './protocol.ts';

export interface DockKey {
  readonly keyId: string;
  readonly name: string;
  readonly caller: Caller;
  /** 32 bytes. */
  readonly bytes: Buffer;
}

/** A key as lists show it. */
export interface DockKeyView {
  readonly keyId: string;
  readonly name: string;
  readonly rights: readonly Right[];
  readonly createdAt: string;
}

export interface NamedKeys {
  find(keyId: string): DockKey | undefined;
  list(): readonly DockKeyView[];
  /** The secret part of each: what no log may show. */
  secrets(): readonly Secret[];
  /** Makes a key and keeps it in the vault. `text` is shown once. Throws INVALID_REQUEST on a bad name, or vault failures. */
  add(input: { name: string; rights?: readonly Right[] }): Promise<{ key: DockKeyView; text: Secret }>;
  /** Throws NOT_FOUND for an id that is no named key's. Its sockets are closed through `onRemoved`. */
  remove(keyId: string): Promise<DockKeyView>;
  onRemoved(listener: (keyId: string) => void): () => void;
}

const PREFIX = 'dock-key.';
const MOST_KEYS = 50;

/** `<keyId>.<base64url key>`: what follows `#k=` in a page's address. */
export function keyText(key: DockKey): string {
  return `${key.keyId}.${key.bytes.toString('base64url')}`;
}

interface Kept {
  readonly key: DockKey;
  readonly view: DockKeyView;
}

/** Reads the named keys. An entry that can't be read is logged and left where it is. */
export async function openKeys(deps: { vault: Vault; clock: Clock; log: Log }): Promise<NamedKeys> {
  const { vault, clock } = deps;
  const kept = await readKept(deps);
  const listeners = new Set<(keyId: string) => void>();
  return {
    find: (keyId) => kept.get(keyId)?.key,
    list: () => [...kept.values()].map(({ view }) => view),
    secrets: () => [...kept.values()].map(({ key }) => secret(key.bytes.toString('base64url'))),
    async add({ name, rights = [] }) {
      if (kept.size >= MOST_KEYS)
        throw fail('INVALID_REQUEST', `There can be at most ${MOST_KEYS} keys.`, { field: 'name', limit: MOST_KEYS });
      const view = newView(name, rights, clock.now());
      const one = toKept(view, randomBytes(32));
      const entry = JSON.stringify({ ...view, key: one.key.bytes.toString('base64url') });
      await vault.write(PREFIX + view.keyId, secret(entry));
      kept.set(view.keyId, one);
      return { key: view, text: secret(keyText(one.key)) };
    },
    async remove(keyId) {
      const one = kept.get(keyId);
      if (!one) throw fail('NOT_FOUND', 'There is no such key.', { what: 'key' });
      // Closed to callers first: a vault that fails must not leave the door open until it recovers.
      kept.delete(keyId);
      for (const listener of listeners) listener(keyId);
      await vault.remove(PREFIX + keyId);
      return one.view;
    },
    onRemoved(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function readKept({ vault, log }: { vault: Vault; log: Log }): Promise<Map<string, Kept>> {
  const kept = new Map<string, Kept>();
  for (const name of await vault.names()) {
    if (!name.startsWith(PREFIX)) continue;
    const one = parseKept((await vault.read(name))?.reveal() ?? '');
    if (one && PREFIX + one.view.keyId === name) kept.set(one.view.keyId, one);
    else log.warn('a dock key in the vault is not readable and was ignored');
  }
  return kept;
}

function parseKept(text: string): Kept | undefined {
  const entry = parseObject(text);
  const { keyId, name, rights, createdAt, key } = entry ?? {};
  if (typeof keyId !== 'string' || typeof name !== 'string' || typeof createdAt !== 'string') return undefined;
  if (!Array.isArray(rights) || !rights.every(isRight) || typeof key !== 'string') return undefined;
  const bytes = Buffer.from(key, 'base64url');
  return bytes.length === 32 ? toKept({ keyId, name, rights, createdAt }, bytes) : undefined;
}

function toKept(view: DockKeyView, bytes: Buffer): Kept {
  const { keyId, name, rights } = view;
  return { view, key: { keyId, name, bytes, caller: { kind: 'key', keyId, name, rights } } };
}

function newView(name: string, rights: readonly Right[], now: number): DockKeyView {
  const trimmed = name.trim();
  if (!/^[^\p{Cc}]{1,40}$/u.test(trimmed))
    throw fail('INVALID_REQUEST', 'A key’s name must have 1 to 40 characters.', { field: 'name' });
  if (!rights.every(isRight)) throw fail('INVALID_REQUEST', 'There is no such right.', { field: 'rights' });
  return {
    keyId: newKeyId(),
    name: trimmed,
    rights: RIGHTS.filter((right) => rights.includes(right)),
    createdAt: toIso(now),
  };
}

export function newKeyId(): string {
  return randomBytes(9).toString('base64url');
}

function isRight(value: unknown): value is Right {
  return RIGHTS.some((right) => right === value);
}
