// Looks for secrets wherever they must not be: in files, texts, values, in each dress that survives a way of writing.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Vault } from '../../src/main/accounts/vault.ts';

/** Where a secret was found; `secret` by its place in the list, so that no failure prints one. */
export interface Find {
  readonly place: string;
  readonly secret: number;
}

/** The secret itself, URL-encoded, hex, and base64 behind 0, 1 or 2 other bytes. */
function formsOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.from(`${'.'.repeat(offset)}${secret}`)
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, -4),
  );
  const hex = Buffer.from(secret).toString('hex');
  return [secret, encodeURIComponent(secret), hex, hex.toUpperCase(), ...base64];
}

/** Shorter words are numbers and names. */
const SHORTEST = 20;

/** What must be found nowhere else, of an entry of the vault: tokens, keys of the dock, the log's key, a webhook's word. */
function secretsOf(text: string): readonly string[] {
  if (!text.startsWith('{')) return text.split(/[\s/]/).filter((word) => word.length >= SHORTEST);
  const { accessToken, refreshToken, key } = JSON.parse(text) as Readonly<Record<string, string | undefined>>;
  return [accessToken, refreshToken, key].filter((word) => word !== undefined);
}

/** The vault, with every secret that is ever written to it added to `secrets`. */
export function watchedVault(vault: Vault, secrets: Set<string>): Vault {
  return {
    ...vault,
    write(name, value) {
      for (const word of secretsOf(value.reveal())) secrets.add(word);
      return vault.write(name, value);
    },
  };
}

/** Every place whose content holds one of `secrets`. */
export function findSecrets(secrets: readonly string[], places: ReadonlyMap<string, Buffer>): Find[] {
  const forms = secrets.map((secret) => formsOf(secret).map((form) => Buffer.from(form)));
  return [...places].flatMap(([place, content]) =>
    forms.flatMap((some, secret) => (some.some((form) => content.includes(form)) ? [{ place, secret }] : [])),
  );
}

/** All files of a folder and its folders, by their path in it. */
export function readFolder(dir: string, except: readonly string[] = []): Map<string, Buffer> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    paths.flatMap((path) => {
      const content = except.includes(relative(dir, path)) ? null : readIfThere(path);
      return content === null ? [] : [[relative(dir, path), content]];
    }),
  );
}

/** A copy that is being made has parts that come and go. */
function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
