// Twitch's device code flow for a public client: ask for a code, let the person confirm it, fetch the tokens. Knows
// nothing of accounts or jobs. https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/#device-code-grant-flow
import { AppFailure, fail } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import {
  badClientId,
  type DeviceCode,
  type Grant,
  type TokenEndpoint,
  type Validation,
} from '../twitch/token-endpoint.ts';

export interface DeviceFlowDeps {
  readonly endpoint: TokenEndpoint;
  readonly clock: Clock;
  /** Makes codes and tokens unprintable. */
  readonly protect: (value: string) => void;
  /** True for a Twitch-shaped server on this machine, whose pages may be anywhere. */
  readonly isMock: boolean;
}

export interface StartedFlow {
  readonly userCode: string;
  /** A page of Twitch that may be opened. */
  readonly verificationUri: string;
  /** Milliseconds until the code lapses. */
  readonly lifeMs: number;
  /**
   * Polls until the person has answered. Failures that may pass are waited out. Throws UNAUTHORIZED (`denied`,
   * `expired`), CANCELLED, or TWITCH_AUTH_FAILED (`invalid_code`, `other_client`).
   */
  finish(signal: AbortSignal): Promise<{ readonly grant: Grant; readonly owner: Validation }>;
}

/** RFC 8628 3.5: each `slow_down` adds this to the interval. */
const SLOW_DOWN_MS = 5 * SECOND_MS;
const SHORTEST_INTERVAL_MS = SECOND_MS;
/** How long tokens in hand wait for Twitch to say whose they are. */
const VALIDATE_FOR_MS = 5 * MINUTE_MS;
const PASSING: readonly string[] = ['OFFLINE', 'SERVICE_UNAVAILABLE', 'RATE_LIMIT_EXCEEDED'];
/** Where to type the code in when Twitch names a page that is none of its own. */
const ACTIVATE_PAGE = 'https://www.twitch.tv/activate';

/** Throws INVALID_REQUEST (`clientId`) when there is none or Twitch does not know it; OFFLINE and the like as they come. */
export async function startDeviceFlow(
  deps: DeviceFlowDeps,
  clientId: string,
  scopes: readonly string[],
): Promise<StartedFlow> {
  if (clientId === '') throw badClientId('missing');
  const device = await deps.endpoint.device(clientId, scopes);
  deps.protect(device.deviceCode);
  return {
    userCode: device.userCode,
    verificationUri: deps.isMock || isTwitchPage(device.verificationUri) ? device.verificationUri : ACTIVATE_PAGE,
    lifeMs: device.lifeMs,
    finish: (signal) => finish(deps, clientId, scopes, device, signal),
  };
}

/** https, a host of twitch.tv, nothing smuggled into the authority. */
export function isTwitchPage(uri: string): boolean {
  const url = URL.parse(uri);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return false;
  return url.hostname === 'twitch.tv' || url.hostname.endsWith('.twitch.tv');
}

async function finish(
  deps: DeviceFlowDeps,
  clientId: string,
  scopes: readonly string[],
  device: DeviceCode,
  signal: AbortSignal,
): Promise<{ grant: Grant; owner: Validation }> {
  const grant = await pollForGrant(deps, clientId, scopes, device, signal);
  deps.protect(grant.accessToken);
  if (grant.refreshToken !== null) deps.protect(grant.refreshToken);
  try {
    const owner = await findOwner(deps, grant, device.intervalMs, signal);
    if (signal.aborted) throw cancelled();
    if (owner.clientId === clientId) return { grant, owner };
    throw fail('TWITCH_AUTH_FAILED', 'Twitch gave tokens of another application.', { reason: 'other_client' });
  } catch (error) {
    // Nobody will ever use these tokens.
    await deps.endpoint.revoke(clientId, grant.accessToken).catch(() => undefined);
    throw error;
  }
}

async function pollForGrant(
  { endpoint, clock }: DeviceFlowDeps,
  clientId: string,
  scopes: readonly string[],
  device: DeviceCode,
  signal: AbortSignal,
): Promise<Grant> {
  const end = clock.monotonic() + device.lifeMs;
  let interval = Math.max(SHORTEST_INTERVAL_MS, device.intervalMs);
  while (clock.monotonic() + interval < end) {
    await pause(clock, interval, signal);
    const reply = await unlessPassing(endpoint.exchange(clientId, device.deviceCode, scopes, signal));
    if (reply === null) continue;
    if ('grant' in reply) return reply.grant;
    if (reply.refusal === 'slow_down') interval += SLOW_DOWN_MS;
    else if (reply.refusal === 'missing_secret') throw badClientId('confidential');
    else if (reply.refusal === 'denied')
      throw fail('UNAUTHORIZED', 'The sign-in was refused on Twitch.', { reason: 'denied' });
    else if (reply.refusal === 'invalid') {
      // Twitch does not document what a refusal or a lapsed code answers; either way this code is of no more use.
      throw fail('TWITCH_AUTH_FAILED', 'The code was refused or is no longer valid: start again.', {
        reason: 'invalid_code',
      });
    }
  }
  throw fail('UNAUTHORIZED', 'Nobody confirmed the code in time: start again.', { reason: 'expired' });
}

/** Tokens can't be fetched twice, so a hiccup here is waited out. */
async function findOwner(
  { endpoint, clock }: DeviceFlowDeps,
  grant: Grant,
  interval: number,
  signal: AbortSignal,
): Promise<Validation> {
  const end = clock.monotonic() + VALIDATE_FOR_MS;
  for (;;) {
    const owner = await endpoint.validate(grant.accessToken, signal).catch((error: unknown) => {
      if (!isPassing(error) || clock.monotonic() + interval >= end) throw error;
      return undefined;
    });
    if (owner) return owner;
    if (owner === null)
      throw fail('TWITCH_AUTH_FAILED', 'Twitch does not accept its own token.', { reason: 'refused' });
    await pause(clock, interval, signal);
  }
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch(() => {
    throw cancelled();
  });
}

/** Null for a failure that the next poll may not meet. */
async function unlessPassing<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (isPassing(error)) return null;
    throw error;
  });
}

function cancelled(): Error {
  return fail('CANCELLED', 'The sign-in was cancelled.', {});
}

function isPassing(error: unknown): boolean {
  return error instanceof AppFailure && PASSING.includes(error.failure.code);
}
