// Stands in front of the global fetch for Twitch's hosts, because Twurple retries every failure three times (a ban
// included), waits for ever, hides the rate headers and spins on a 429 without them. Here every exchange has one
// deadline and one size limit, is sent exactly once, and always ends in a Response that nobody repeats.
// Knows nothing of accounts, features or rows.
import type { AppError } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND_MS } from '../lib/time.ts';
import { failureOfEnding, markedBody, NOT_ANSWERED, type Ending } from './errors.ts';
import type { Meter, Purpose } from './meter.ts';
import type { ServerTime } from './server-time.ts';

/**
 * What a caller may add to a request's options under the key `CALL`. Twurple spreads its `fetchOptions` into the
 * options of fetch, own symbols included, so this travels through it untouched, and per call: no async context.
 */
export const CALL = Symbol('call');
export interface CallContext {
  readonly purpose: Purpose;
  /** Whose bucket the answer's rate headers describe; without it they are not recorded. */
  readonly account?: string;
  /** `Clock.monotonic()` after which the whole call, replays included, is over. */
  readonly until?: number;
}

/** One answer may take 30 s in all. Connecting has 10 s of it: undici's own limit, which Node's fetch does not change. */
export const DEADLINE_MS = 30 * SECOND_MS;
export const BODY_LIMIT = 5 * 1024 * 1024;
const RETRY_AFTER = { least: 1, most: 120, unknown: 10 } as const;

/** One request that is over, for whoever counts them. */
export interface Exchange {
  /** `GET moderation/banned`: nothing of the query, where ids and names are. */
  readonly endpoint: string;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly ms: number;
  /** True when the caller no longer wanted it. */
  readonly isCancelled: boolean;
}

export interface TwitchFetchDeps {
  readonly clock: Clock;
  /** Loopback port of a Twitch-shaped server, or null for Twitch itself. */
  readonly port: number | null;
  readonly meter: Meter;
  readonly serverTime: ServerTime;
  /** Finds the account behind a bearer token where the caller gave no context (Twurple's own calls). */
  readonly accountOfToken?: (token: string) => string | null;
  /** The fetch underneath; the global one as it is now when left out. */
  readonly native?: typeof fetch;
  /** Hears of every request that left. Must not throw. */
  readonly onExchange?: (exchange: Exchange) => void;
  readonly deadlineMs?: number;
  readonly bodyLimit?: number;
}

export interface TwitchFetch {
  /** As the global fetch, but never rejects for Twitch's hosts. */
  readonly fetch: typeof fetch;
  /** Puts itself in the place of the global fetch; the returned function takes it out again. */
  install(): () => void;
}

type Options = RequestInit & { [CALL]?: CallContext };

/** Builds the guard. Other hosts pass through untouched. */
export function createTwitchFetch(deps: TwitchFetchDeps): TwitchFetch {
  const native = deps.native ?? globalThis.fetch;
  const local = deps.port === null ? null : [`http://localhost:${deps.port}/`, `http://127.0.0.1:${deps.port}/`];

  const guarded: typeof fetch = (input, init) => {
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    if (url.startsWith('https://api.twitch.tv/') || url.startsWith('https://id.twitch.tv/')) {
      return exchange(deps, native, input, init ?? {});
    }
    if (local === null || !local.some((prefix) => url.startsWith(prefix))) return native(input, init);
    // `localhost` may mean ::1, where nobody listens.
    const direct = url.replace('//localhost:', '//127.0.0.1:');
    return exchange(deps, native, input instanceof Request ? new Request(direct, input) : direct, init ?? {});
  };

  return {
    fetch: guarded,
    install() {
      const before = globalThis.fetch;
      globalThis.fetch = guarded;
      return () => {
        if (globalThis.fetch === guarded) globalThis.fetch = before;
      };
    },
  };
}

/** Points Twurple at a loopback port, or makes sure that it points nowhere but at Twitch. Process-wide. */
export function configureTwitchTarget(port: number | null): void {
  if (port === null) delete process.env['TWURPLE_MOCK_API_PORT'];
  else process.env['TWURPLE_MOCK_API_PORT'] = String(port);
}

async function exchange(
  deps: TwitchFetchDeps,
  native: typeof fetch,
  input: Input,
  options: Options,
): Promise<Response> {
  const { clock } = deps;
  const context = options[CALL];
  const caller = options.signal ?? (input instanceof Request ? input.signal : null);
  const sentAt = clock.monotonic();
  const left = Math.min(deps.deadlineMs ?? DEADLINE_MS, (context?.until ?? Infinity) - sentAt);
  if (caller?.aborted)
    return unanswered({ code: 'CANCELLED', error: 'The call was cancelled.', details: { reason: 'not_sent' } });
  if (left <= 0) {
    return unanswered({
      code: 'SERVICE_UNAVAILABLE',
      error: 'There was no time left to ask.',
      details: { reason: 'not_sent' },
    });
  }
  const controller = new AbortController();
  let ending: Ending = 'network';
  const end = (why: Ending): void => {
    ending = why;
    controller.abort();
  };
  const onAbort = (): void => end('caller');
  const tell = (status: number | null): void =>
    deps.onExchange?.({
      endpoint: endpointOf(input, options),
      status,
      ms: clock.monotonic() - sentAt,
      isCancelled: ending === 'caller',
    });
  const disarm = clock.every(left, () => end('deadline'));
  caller?.addEventListener('abort', onAbort, { once: true });
  try {
    // A redirect would carry the token to wherever it points.
    const response = await native(input, { ...options, redirect: 'manual', signal: controller.signal });
    deps.serverTime.observe(response.headers.get('date'), sentAt, clock.monotonic());
    const text = await readText(response, deps.bodyLimit ?? BODY_LIMIT, () => end('too_large'));
    tell(response.status);
    return present(deps, response, text, context, options);
  } catch (error) {
    tell(null);
    return unanswered(failureOfEnding(ending, error));
  } finally {
    disarm();
    caller?.removeEventListener('abort', onAbort);
  }
}
type Input = Parameters<typeof fetch>[0];

function endpointOf(input: Input, { method }: Options): string {
  const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
  const path = url.split('?')[0]?.replace(/^https?:\/\/[^/]+\/(?:helix\/|mock\/|auth\/)?/, '') ?? '';
  const used = method ?? (input instanceof Request ? input.method : 'GET');
  return `${used} ${path}`;
}

/** The body as text. With a plain length up front the parser itself bounds it; else it is counted as it comes. */
async function readText(response: Response, limit: number, tooLarge: () => void): Promise<string> {
  const length = response.headers.get('content-length');
  if (length !== null && Number(length) > limit) return refuse(tooLarge);
  if (length !== null && !response.headers.has('content-encoding')) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) return refuse(tooLarge);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function refuse(tooLarge: () => void): never {
  tooLarge();
  throw new Error('the body is too large');
}

/** Records what the answer says about limits, and gives it a form in which nothing below us sleeps or repeats. */
function present(
  deps: TwitchFetchDeps,
  response: Response,
  text: string,
  context: CallContext | undefined,
  options: Options,
): Response {
  const { headers, status } = response;
  const limit = headers.get('ratelimit-limit');
  const remaining = headers.get('ratelimit-remaining');
  const reset = headers.get('ratelimit-reset');
  const account = context?.account ?? accountOf(deps, options);
  if (account !== null) deps.meter.record(account, context?.purpose ?? 'live', { limit, remaining, reset });
  if (status === 429) return marked(429, rateLimited(deps, limit, remaining, reset));
  if (status >= 500) {
    return unanswered({
      code: 'SERVICE_UNAVAILABLE',
      error: 'Twitch has trouble of its own right now.',
      details: { status },
    });
  }
  const isCalm = limit !== null && Number(limit) >= 10 && remaining !== null && Number(remaining) >= 1;
  if (isCalm || context !== undefined) return replay(response, text);
  return rebuilt(response, text);
}

/**
 * The same Response with its body read already. A fresh Response would cost as much again as the whole exchange, and
 * Twurple asks for `text` and `json` only.
 */
function replay(response: Response, text: string): Response {
  return Object.defineProperties(response, {
    text: { value: async () => text },
    json: { value: async () => JSON.parse(text) as unknown },
  });
}

/** For Twurple's own limiter, which hangs on missing numbers and sleeps on an empty bucket: numbers that keep it still. */
function rebuilt(response: Response, text: string): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of calm) headers.set(name, value);
  headers.delete('content-encoding');
  headers.delete('content-length');
  const hasBody = response.status !== 204 && response.status !== 304 && response.status >= 200;
  return new Response(hasBody ? text : null, { status: response.status, statusText: response.statusText, headers });
}
const calm: readonly (readonly [string, string])[] = [
  ['ratelimit-limit', '800'],
  ['ratelimit-remaining', '800'],
  ['ratelimit-reset', '0'],
];

function unanswered(error: AppError): Response {
  return marked(NOT_ANSWERED, error);
}

function marked(status: number, error: AppError): Response {
  const headers: [string, string][] = [['content-type', 'application/json; charset=utf-8']];
  for (const [name, value] of calm) headers.push([name, value]);
  return new Response(markedBody(error), { status, statusText: error.code, headers });
}

function rateLimited(
  deps: TwitchFetchDeps,
  limit: string | null,
  remaining: string | null,
  reset: string | null,
): AppError {
  const isNumber = reset !== null && /^\d{1,15}$/.test(reset);
  // With points left it is another limit than the bucket's, about which `reset` says nothing.
  const isBucket = isNumber && !(Number(remaining) > 0);
  const wait = isBucket
    ? Math.ceil((Number(reset) * SECOND_MS - deps.serverTime.now()) / SECOND_MS)
    : RETRY_AFTER.unknown;
  const retryAfter = Math.min(RETRY_AFTER.most, Math.max(RETRY_AFTER.least, wait));
  const numbers =
    limit === null || remaining === null ? {} : { limit: Number(limit) || 0, remaining: Number(remaining) || 0 };
  return {
    code: 'RATE_LIMIT_EXCEEDED',
    error: 'Twitch asks to slow down.',
    details: { retry_after: retryAfter, ...numbers },
  };
}

function accountOf(deps: TwitchFetchDeps, options: Options): string | null {
  const header = deps.accountOfToken && options.headers ? new Headers(options.headers).get('authorization') : null;
  const token = header?.split(' ')[1];
  return token === undefined ? null : (deps.accountOfToken?.(token) ?? null);
}
