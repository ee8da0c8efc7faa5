// The id.twitch.tv side: device codes, tokens, validate, revoke. Parameters come in the query or as a form.
import { DEVICE_SECONDS, type Devices } from './devices.ts';
import { refuse } from './refusal.ts';
import type { SimulatorClock } from './clock.ts';
import type { Answer } from './routes.ts';
import type { Token, Tokens } from './tokens.ts';
import type { Users } from './users.ts';

export interface AuthRequest {
  readonly parameters: URLSearchParams;
  /** The Authorization header, or an empty string. */
  readonly authorization: string;
}

export type AuthRoutes = Readonly<Record<string, (request: AuthRequest) => Answer>>;

export interface AuthDeps {
  readonly tokens: Tokens;
  readonly devices: Devices;
  readonly users: Users;
  readonly clock: SimulatorClock;
  /** A revoked token takes its subscriptions with it. */
  readonly onRevoked: (token: Token) => void;
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export function authRoutes(deps: AuthDeps): AuthRoutes {
  return {
    'POST device': ({ parameters }) => startDevice(deps, parameters),
    'POST token': ({ parameters }) => grant(deps, parameters),
    'GET validate': ({ authorization }) => validate(deps, authorization),
    'POST revoke': ({ parameters }) => {
      const token = deps.tokens.valid(parameters.get('token') ?? '');
      if (!token) return refuse(400, 'Invalid token');
      if (token.clientId !== parameters.get('client_id')) return refuse(404, 'client does not exist');
      deps.tokens.revokeAccess(token.accessToken);
      deps.onRevoked(token);
      return { status: 200 };
    },
  };
}

function startDevice({ devices }: AuthDeps, parameters: URLSearchParams): Answer {
  const scopes = (parameters.get('scopes') ?? '').split(' ').filter((scope) => scope !== '');
  const device = devices.start(parameters.get('client_id') ?? '', scopes);
  return {
    status: 200,
    body: {
      device_code: device.deviceCode,
      expires_in: DEVICE_SECONDS,
      interval: devices.settings.intervalSeconds,
      user_code: device.userCode,
      verification_uri: `https://www.twitch.tv/activate?public=true&device-code=${device.userCode}`,
    },
  };
}

function grant({ tokens, devices, clock }: AuthDeps, parameters: URLSearchParams): Answer {
  const clientId = parameters.get('client_id') ?? '';
  const granted = (token: Token): Answer => ({
    status: 200,
    body: {
      access_token: token.accessToken,
      expires_in: secondsLeft(token, clock),
      refresh_token: token.refreshToken,
      // A grant without scopes has no such key.
      ...(token.scopes.length > 0 ? { scope: token.scopes } : {}),
      token_type: 'bearer',
    },
  });
  switch (parameters.get('grant_type')) {
    case DEVICE_GRANT:
      return granted(devices.exchange(clientId, parameters.get('device_code') ?? ''));
    case 'refresh_token':
      return granted(tokens.refresh(clientId, parameters.get('refresh_token') ?? '', parameters.get('client_secret')));
    case 'client_credentials':
      return refuse(400, 'missing client secret');
    default:
      return refuse(400, 'invalid grant type');
  }
}

function validate({ tokens, users, clock }: AuthDeps, authorization: string): Answer {
  const token = tokens.valid(bearer(authorization));
  const user = token && users.byId(token.userId);
  if (!token || !user) return refuse(401, 'invalid access token');
  return {
    status: 200,
    body: {
      client_id: token.clientId,
      login: user.login,
      scopes: token.scopes.length > 0 ? token.scopes : null,
      user_id: user.id,
      expires_in: secondsLeft(token, clock),
    },
  };
}

function secondsLeft(token: Token, clock: SimulatorClock): number {
  return Math.max(0, Math.round((token.expiresAt - clock.now()) / 1000));
}

/** The token of `Bearer x` or `OAuth x`; an empty string when there is none. */
export function bearer(authorization: string): string {
  return /^(?:bearer|oauth) (\S+)$/i.exec(authorization)?.[1] ?? '';
}
