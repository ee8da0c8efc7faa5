// A webhook's address: a secret, because whoever has it can write there. Only its two words are kept, and what is asked is
// put together here, so that nothing but Discord can ever be reached.
import { fail } from '../../shared/errors.ts';
import { secret, type Secret } from '../lib/secret.ts';

/** Discord's own; a test has its own on the loopback. https://discord.com/developers/docs/reference#api-versioning */
const DISCORD = 'https://discord.com/api/v10';

const ADDRESS =
  /^https:\/\/(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{15,20})\/([A-Za-z0-9_-]{60,100})\/?$/;
const KEPT = /^(\d{15,20})\/([A-Za-z0-9_-]{60,100})$/;

export interface Address {
  /** `<id>/<token>`, as the vault keeps it. */
  readonly kept: Secret;
  readonly endsWith: string;
}

/** Throws INVALID_REQUEST (`url`) for whatever is not the address of a Discord webhook; what was given is not repeated. */
export function parseAddress(url: string): Address {
  const [, id, token] = ADDRESS.exec(url.trim()) ?? [];
  if (id !== undefined && token !== undefined) return { kept: secret(`${id}/${token}`), endsWith: token.slice(-4) };
  throw fail(
    'INVALID_REQUEST',
    'url: this is not the address of a Discord webhook. It reads https://discord.com/api/webhooks/, a number, and a long word.',
    { field: 'url', reason: 'not_a_webhook' },
  );
}

/** The word in an address that must never be printed. */
export function tokenOf(kept: Secret): string {
  return kept.reveal().split('/')[1] ?? '';
}

/** Where a message goes. `port`: of a server on this machine that stands in for Discord. Null: what was kept is no address. */
export function requestUrl(kept: Secret, port: number | null): string | null {
  const text = kept.reveal();
  if (!KEPT.test(text)) return null;
  const base = port === null ? DISCORD : `http://127.0.0.1:${port}/api/v10`;
  // With `wait` Discord answers only once the message is there; without it, one that was not kept answers like one that was.
  return `${base}/webhooks/${text}?wait=true`;
}
