// Decides from a request's head alone whether it may be answered at all. Any web page can reach 127.0.0.1,
// and DNS rebinding makes a hostile page same-origin: only Host, Origin and Sec-Fetch-Site show it.
// Pure: knows no server, no files and no keys.

export interface RequestHead {
  readonly method: string;
  /** The request target exactly as it arrived. */
  readonly target: string;
  readonly httpVersion: string;
  /** Names and values in turn, as they arrived: a merged view would hide a second Host. */
  readonly rawHeaders: readonly string[];
}

export interface Refusal {
  readonly status: 400 | 403 | 405 | 421 | 505;
  readonly reason: string;
}

export interface Check {
  readonly name: string;
  /** Null when the request passes. `authority` is `127.0.0.1:<port>`. */
  readonly refuse: (head: RequestHead, authority: string) => Refusal | null;
}

/** What every request must pass, in this order; the first refusal is the answer. */
export const CHECKS: readonly Check[] = [
  {
    name: 'version',
    refuse: (head) => (head.httpVersion === '1.1' ? null : { status: 505, reason: 'http version' }),
  },
  {
    // Origin-form only: `http://…`, `//host` and `*` mean another server to somebody else on the way.
    name: 'target',
    refuse: ({ target }) => (/^\/(?![/\\])[\x21-\x7e]*$/.test(target) ? null : { status: 400, reason: 'target' }),
  },
  {
    name: 'host',
    refuse: (head, authority) => {
      const hosts = valuesOf(head, 'host');
      return hosts.length === 1 && hosts[0] === authority ? null : { status: 421, reason: 'host' };
    },
  },
  {
    name: 'method',
    refuse: ({ method }) => (method === 'GET' || method === 'HEAD' ? null : { status: 405, reason: 'method' }),
  },
  {
    name: 'body',
    refuse: (head) => (hasBody(head) ? { status: 400, reason: 'body' } : null),
  },
  {
    name: 'site',
    refuse: (head) => {
      const sites = valuesOf(head, 'sec-fetch-site');
      const isOwn = sites.length === 0 || (sites.length === 1 && (sites[0] === 'same-origin' || sites[0] === 'none'));
      return isOwn ? null : { status: 403, reason: 'site' };
    },
  },
  {
    // A page always sends Origin when it opens a socket, so its absence means a program of the user's own,
    // which still needs a key. Opening the page itself sends none either, and the page holds no data.
    name: 'origin',
    refuse: (head, authority) => {
      const origins = valuesOf(head, 'origin');
      const isOwn = origins.length === 0 || (origins.length === 1 && origins[0] === `http://${authority}`);
      return isOwn ? null : { status: 403, reason: 'origin' };
    },
  },
];

export type Guard = (head: RequestHead) => Refusal | null;

/** The guard for one address. `checks` is only ever shortened by tests, to prove that a missing check is noticed. */
export function createGuard(authority: string, checks: readonly Check[] = CHECKS): Guard {
  return (head) => {
    for (const check of checks) {
      const refusal = check.refuse(head, authority);
      if (refusal) return refusal;
    }
    return null;
  };
}

function valuesOf(head: RequestHead, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < head.rawHeaders.length; index += 2) {
    if (head.rawHeaders[index]?.toLowerCase() === name) values.push(head.rawHeaders[index + 1] ?? '');
  }
  return values;
}

function hasBody(head: RequestHead): boolean {
  const lengths = valuesOf(head, 'content-length');
  return valuesOf(head, 'transfer-encoding').length > 0 || lengths.some((length) => length !== '0');
}
