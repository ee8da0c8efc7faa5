// One call to Helix with an account's token: scopes checked first, one deadline over everything, a 401 renewed and
// replayed once, anything else said once and never repeated. Knows no endpoint's meaning.
//
// Twurple's low-level call is used and not ApiClient.callApi, for three reasons found by trying: callApi sends in
// batches, so that one hanging ban holds back every later one; a call that fails leaves those queued behind it
// unsent until the next one comes; and it costs a tenth of a page's whole exchange. Nothing here queues.
import { callTwitchApiRaw, type TwitchApiCallFetchOptions } from '@twurple/api-call';
import { fail, type AppFailure } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { TwitchAuth } from './auth.ts';
import { failureOfStatus, malformed, toAppFailure, type CallFacts } from './errors.ts';
import { CALL, DEADLINE_MS, type CallContext } from './fetch.ts';
import type { Purpose } from './meter.ts';
import { missingScopes, type Feature } from './scopes.ts';
import type { Access } from './session.ts';

export interface HelixCall {
  readonly accountId: string;
  /** Path below `helix/`. */
  readonly endpoint: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query: Record<string, string | string[] | undefined>;
  readonly body?: unknown;
  /** What it serves: refused with INSUFFICIENT_SCOPES before anything is sent when a scope is missing. */
  readonly feature?: Feature;
  readonly channelId?: string;
  readonly signal?: AbortSignal | undefined;
  /** Runs right before each request leaves, also after a token was waited for: an AppFailure holds it back. */
  readonly beforeSending?: (() => void) | undefined;
}

/** Resolves to the parsed answer, undefined when it was empty. Throws AppFailure only. */
export type CallHelix = (call: HelixCall) => Promise<unknown>;

export interface CallDeps {
  readonly auth: TwitchAuth;
  readonly clock: Clock;
  readonly purpose: Purpose;
}

/** The global fetch must be the guarded one (`createTwitchFetch().install()`): it brings the deadline and the meter. */
export function createCallHelix({ auth, clock, purpose }: CallDeps): CallHelix {
  async function send(call: HelixCall, access: Access, until: number): Promise<Response> {
    call.beforeSending?.();
    const options = { url: call.endpoint, type: 'helix', method: call.method ?? 'GET', query: call.query } as const;
    const context: CallContext = { purpose, account: call.accountId, until };
    const fetchOptions = { [CALL]: context, ...(call.signal ? { signal: call.signal } : {}) };
    return callTwitchApiRaw(
      call.body === undefined ? options : { ...options, jsonBody: call.body },
      access.clientId,
      access.token,
      'Bearer',
      fetchOptions as TwitchApiCallFetchOptions,
    );
  }

  return async (call) => {
    const facts = factsOf(call);
    try {
      throwIfAborted(call.signal);
      const until = clock.monotonic() + DEADLINE_MS;
      const access = await unlessAborted(auth.accessFor(call.accountId), call.signal);
      if (call.feature !== undefined) assertScopes(call.feature, access.scopes);
      let response = await send(call, access, until);
      // A 401 means that nothing was done, so that even a ban may be sent a second time.
      if (response.status === 401) {
        response = await send(call, await unlessAborted(auth.renew(access), call.signal), until);
      }
      const text = await response.text();
      if (!response.ok) throw failureOfStatus(response.status, text, facts);
      return text === '' ? undefined : parse(text, facts);
    } catch (error) {
      throw toAppFailure(error, facts);
    }
  };
}

/** Throws CANCELLED (`not_sent`) when `signal` is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}

/** Stops waiting at an abort; what was waited for goes on, because others wait for it too. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(cancelled());
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function assertScopes(feature: Feature, granted: readonly string[]): void {
  const missing = missingScopes(feature, granted);
  if (missing.length === 0) return;
  throw fail('INSUFFICIENT_SCOPES', 'This account was not allowed to do that at sign-in: sign in again.', {
    required_scopes: missing,
    current_scopes: granted,
  });
}

function factsOf(call: HelixCall): CallFacts {
  const { accountId, endpoint, channelId } = call;
  return { endpoint, accountId, ...(channelId === undefined ? {} : { channelId }) };
}

function parse(text: string, facts: CallFacts): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(facts, 'malformed_page');
  }
}

function cancelled(): AppFailure {
  return fail('CANCELLED', 'The call to Twitch was cancelled.', { reason: 'not_sent' });
}
