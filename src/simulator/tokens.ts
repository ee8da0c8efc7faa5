// Sign-ins: device codes, access tokens that live four hours, refresh tokens that work once.
// Shapes after https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/#device-code-grant-flow
import { refuse } from './refusal.ts';
import type { SimulatorClock } from './clock.ts';
import type { Random } from './random.ts';

export interface Token {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  expiresAt: number;
}

export interface Device {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  state: 'pending' | 'denied' | { readonly userId: string };
  lastPolledAt: number;
  /** Polls that came sooner than the interval allows. */
  earlyPolls: number;
}

export interface TokensDeps {
  readonly clock: SimulatorClock;
  readonly random: Random;
  /** Known client ids; null accepts any as a public client. */
  readonly clients: Readonly<Record<string, 'public' | 'confidential'>> | null;
  readonly accessTokenSeconds: number;
  readonly onDevice: (device: Device) => void;
}

export const DEVICE_SECONDS = 1_800;
export const INTERVAL_SECONDS = 5;
const REFRESH_MS = 30 * 86_400_000;

export type Tokens = ReturnType<typeof createTokens>;

export function createTokens({ clock, random, clients, accessTokenSeconds, onDevice }: TokensDeps) {
  const access = new Map<string, Token>();
  const refresh = new Map<string, { token: Token; expiresAt: number }>();
  const devices = new Map<string, Device>();

  function checkClient(clientId: string): void {
    if (clientId === '') refuse(400, 'missing client id');
    if (clients && !(clientId in clients)) refuse(400, 'invalid client');
  }

  function issue(input: { userId: string; clientId: string; scopes: readonly string[]; expiresInSeconds?: number }): Token {
    const token: Token = {
      accessToken: random.token(30),
      refreshToken: random.token(50),
      clientId: input.clientId,
      userId: input.userId,
      scopes: [...new Set(input.scopes)],
      expiresAt: clock.now() + (input.expiresInSeconds ?? accessTokenSeconds) * 1000,
    };
    access.set(token.accessToken, token);
    refresh.set(token.refreshToken, { token, expiresAt: clock.now() + REFRESH_MS });
    return token;
  }

  function startDevice(clientId: string, scopes: readonly string[]): Device {
    checkClient(clientId);
    const device: Device = {
      deviceCode: random.token(40),
      userCode: random.token(8).toUpperCase(),
      clientId,
      scopes,
      expiresAt: clock.now() + DEVICE_SECONDS * 1000,
      state: 'pending',
      lastPolledAt: 0,
      earlyPolls: 0,
    };
    devices.set(device.deviceCode, device);
    onDevice(device);
    return device;
  }

  /** One poll. A code works once; what a person's *no* answers is not documented, so it ends like an expiry. */
  function exchangeDevice(clientId: string, deviceCode: string): Token {
    checkClient(clientId);
    const device = devices.get(deviceCode);
    if (!device || device.clientId !== clientId || device.state === 'denied' || device.expiresAt <= clock.now()) {
      return refuse(400, 'invalid device code');
    }
    if (clock.now() - device.lastPolledAt < INTERVAL_SECONDS * 1000 - 250) device.earlyPolls += 1;
    device.lastPolledAt = clock.now();
    if (device.state === 'pending') return refuse(400, 'authorization_pending');
    devices.delete(deviceCode);
    return issue({ userId: device.state.userId, clientId, scopes: device.scopes });
  }

  function refreshToken(clientId: string, spent: string, clientSecret: string | null): Token {
    checkClient(clientId);
    if (clients?.[clientId] === 'confidential' && !clientSecret) refuse(400, 'missing client secret');
    const known = refresh.get(spent);
    if (!known || known.token.clientId !== clientId || known.expiresAt <= clock.now()) {
      return refuse(400, 'Invalid refresh token');
    }
    refresh.delete(spent);
    return issue({ userId: known.token.userId, clientId, scopes: known.token.scopes });
  }

  function valid(accessToken: string): Token | undefined {
    const token = access.get(accessToken);
    return token && token.expiresAt > clock.now() ? token : undefined;
  }

  return {
    issue,
    startDevice,
    exchangeDevice,
    refreshToken,
    valid,
    devices: () => [...devices.values()],
    findDevice: (userCode: string) => [...devices.values()].find((device) => device.userCode === userCode),
    /** Ends one access token, as the revoke endpoint does; its refresh token still works. */
    revokeAccess: (accessToken: string): Token | undefined => {
      const token = access.get(accessToken);
      access.delete(accessToken);
      return token;
    },
    /** Ends access tokens of a user early; refreshing still works. */
    expireAccess: (userId: string): void => {
      for (const token of access.values()) if (token.userId === userId) token.expiresAt = clock.now();
    },
    /** The user disconnected the app: nothing of theirs works any more. */
    disconnect: (userId: string): void => {
      for (const token of access.values()) if (token.userId === userId) access.delete(token.accessToken);
      for (const [key, { token }] of refresh) if (token.userId === userId) refresh.delete(key);
    },
  };
}
