// Twitch's token endpoints: device code, exchange, refresh, validate, revoke. Secrets travel in bodies and headers only,
// never in a URL or an error. Keeps nothing; who is signed in is auth.ts's affair.
// https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/#device-code-grant-flow
import { AppFailure, fail } from '../../shared/errors.ts';
import { SECOND_MS } from '../lib/time.ts';
import { failureOfStatus, malformed, readMarked } from './errors.ts';
import { CALL } from './fetch.ts';

/** A pair of tokens as Twitch just gave it. `scopes` and `refreshToken` are null where the answer left them out. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly scopes: readonly string[] | null;
  readonly lifeMs: number;
}

export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly lifeMs: number;
  readonly intervalMs: number;
}

/** Whom a token belongs to. */
export interface Validation {
  readonly accountId: string;
  readonly login: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly lifeMs: number;
}

/** Twitch's definite no. `pending` and `slow_down` say that the person has not answered yet. */
export type Refusal = 'pending' | 'slow_down' | 'denied' | 'missing_secret' | 'invalid';
export type GrantReply = { readonly grant: Grant } | { readonly refusal: Refusal };

export interface TokenEndpoint {
  /** Throws INVALID_REQUEST (`clientId`) when Twitch does not know the client id, OFFLINE, SERVICE_UNAVAILABLE … */
  device(clientId: string, scopes: readonly string[], signal?: AbortSignal): Promise<DeviceCode>;
  exchange(clientId: string, deviceCode: string, scopes: readonly string[], signal?: AbortSignal): Promise<GrantReply>;
  refresh(clientId: string, refreshToken: string): Promise<GrantReply>;
  /** Null when Twitch says that the token is not, or no longer, valid. */
  validate(accessToken: string, signal?: AbortSignal): Promise<Validation | null>;
  revoke(clientId: string, accessToken: string): Promise<void>;
}

export interface TokenEndpointDeps {
  /** The guarded fetch of fetch.ts. */
  readonly fetch: typeof fetch;
  /** Loopback port of a Twitch-shaped server, or null for Twitch itself. */
  readonly port: number | null;
}

type Path = 'device' | 'token' | 'validate' | 'revoke';
interface Reply {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Twitch documents 4 h; a life that cannot be read is taken for an hour. */
const DEFAULT_LIFE_MS = 3_600_000;

/** Every method throws AppFailure only; what may pass by itself is OFFLINE, SERVICE_UNAVAILABLE or RATE_LIMIT_EXCEEDED. */
export function createTokenEndpoint(deps: TokenEndpointDeps): TokenEndpoint {
  const base = deps.port === null ? 'https://id.twitch.tv/oauth2' : `http://127.0.0.1:${deps.port}/auth`;

  async function call(path: Path, init: RequestInit): Promise<Reply> {
    const options = { ...init, [CALL]: { purpose: 'auth' } };
    const response = await deps.fetch(`${base}/${path}`, options);
    const text = await response.text();
    const marked = readMarked(text);
    if (marked !== null) throw new AppFailure(marked);
    return { status: response.status, json: parseObject(text) };
  }

  const post = (path: Path, fields: Record<string, string>, signal?: AbortSignal): Promise<Reply> =>
    call(path, { method: 'POST', body: new URLSearchParams(fields), ...(signal ? { signal } : {}) });

  return {
    async device(clientId, scopes, signal) {
      const { status, json } = await post('device', { client_id: clientId, scopes: scopes.join(' ') }, signal);
      if (status === 400 || status === 401 || status === 403) throw badClientId('unknown');
      if (status !== 200) throw failureOfStatus(status, '', { endpoint: 'oauth2/device' });
      return readDeviceCode(json);
    },
    async exchange(clientId, deviceCode, scopes, signal) {
      const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
      const fields = { client_id: clientId, device_code: deviceCode, scopes: scopes.join(' '), grant_type };
      return readGrantReply(await post('token', fields, signal));
    },
    async refresh(clientId, refreshToken) {
      const fields = { client_id: clientId, refresh_token: refreshToken, grant_type: 'refresh_token' };
      return readGrantReply(await post('token', fields));
    },
    async validate(accessToken, signal) {
      const headers = { authorization: `OAuth ${accessToken}` };
      const { status, json } = await call('validate', { headers, ...(signal ? { signal } : {}) });
      if (status === 401) return null;
      if (status !== 200) throw failureOfStatus(status, '', { endpoint: 'oauth2/validate' });
      return readValidation(json);
    },
    async revoke(clientId, accessToken) {
      await post('revoke', { client_id: clientId, token: accessToken });
    },
  };
}

/** What the person must do about a client id that cannot be used. */
export function badClientId(reason: 'missing' | 'unknown' | 'confidential'): AppFailure {
  const sentence = {
    missing: 'There is no Twitch client id yet: register an application as Public and enter its client id.',
    unknown: 'Twitch does not know this client id.',
    confidential:
      'This client id belongs to a Confidential application, which cannot stay signed in. It must be Public.',
  }[reason];
  return fail('INVALID_REQUEST', sentence, { field: 'clientId', reason });
}

function readGrantReply({ status, json }: Reply): GrantReply {
  if (status === 200) return { grant: readGrant(json) };
  if (status !== 400 && status !== 401) throw failureOfStatus(status, '', { endpoint: 'oauth2/token' });
  return { refusal: refusalOf(typeof json['message'] === 'string' ? json['message'].toLowerCase() : '') };
}

/** These words are the protocol's own answers (RFC 8628 3.5), put by Twitch into `message`. */
function refusalOf(message: string): Refusal {
  if (message.includes('authorization_pending')) return 'pending';
  if (message.includes('slow_down')) return 'slow_down';
  if (message.includes('access_denied')) return 'denied';
  if (message.includes('missing client secret')) return 'missing_secret';
  return 'invalid';
}

function readGrant(json: Reply['json']): Grant {
  const accessToken = text(json['access_token']);
  if (accessToken === null) throw malformed({ endpoint: 'oauth2/token' }, 'malformed_token');
  return {
    accessToken,
    refreshToken: text(json['refresh_token']),
    scopes: Array.isArray(json['scope']) ? strings(json['scope']) : null,
    lifeMs: positive(json['expires_in']) ?? DEFAULT_LIFE_MS,
  };
}

function readDeviceCode(json: Reply['json']): DeviceCode {
  const deviceCode = text(json['device_code']);
  const userCode = text(json['user_code']);
  const verificationUri = text(json['verification_uri']);
  if (deviceCode === null || userCode === null || verificationUri === null) {
    throw malformed({ endpoint: 'oauth2/device' }, 'malformed_device_code');
  }
  const lifeMs = positive(json['expires_in']) ?? 1800 * SECOND_MS;
  return { deviceCode, userCode, verificationUri, lifeMs, intervalMs: positive(json['interval']) ?? 5 * SECOND_MS };
}

function readValidation(json: Reply['json']): Validation {
  const accountId = text(json['user_id']);
  const login = text(json['login']);
  const clientId = text(json['client_id']);
  if (accountId === null || login === null || clientId === null || !/^[1-9]\d{0,19}$/.test(accountId)) {
    throw malformed({ endpoint: 'oauth2/validate' }, 'malformed_validation');
  }
  const lifeMs = positive(json['expires_in']) ?? DEFAULT_LIFE_MS;
  return { accountId, login, clientId, scopes: strings(json['scopes']), lifeMs };
}

function parseObject(body: string): Reply['json'] {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? (json as Reply['json']) : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Seconds as sent, in ms; null for anything that is not a positive number. */
function positive(seconds: unknown): number | null {
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds * SECOND_MS : null;
}
