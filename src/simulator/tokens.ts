// Access tokens that live four hours, refresh tokens that work once.
// https://dev.twitch.tv/docs/authentication/refresh-tokens/
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

export interface TokensDeps {
  readonly clock: SimulatorClock;
  readonly random: Random;
  /** Known client ids; null accepts any as a public client. */
  readonly clients: Readonly<Record<string, 'public' | 'confidential'>> | null;
  readonly accessTokenSeconds: number;
}

export interface NewToken {
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresInSeconds?: number;
}

export interface Tokens {
  /** Refuses unknown clients. */
  checkClient(clientId: string): void;
  issue(input: NewToken): Token;
  /** Spends a refresh token. */
  refresh(clientId: string, refreshToken: string, clientSecret: string | null): Token;
  /** undefined when unknown, revoked or expired. */
  valid(accessToken: string): Token | undefined;
  /** Ends one access token, as the revoke endpoint does; its refresh token still works. */
  revokeAccess(accessToken: string): void;
  /** Ends access tokens of a user early; refreshing still works. */
  expireAccess(userId: string): void;
  /** The user disconnected the app: nothing of theirs works any more. */
  disconnect(userId: string): void;
}

const REFRESH_MS = 30 * 86_400_000;

export function createTokens({ clock, random, clients, accessTokenSeconds }: TokensDeps): Tokens {
  const access = new Map<string, Token>();
  const refresh = new Map<string, { token: Token; expiresAt: number }>();
  const checkClient = (clientId: string): void => {
    if (clientId === '') refuse(400, 'missing client id');
    if (clients && !(clientId in clients)) refuse(400, 'invalid client');
  };
  const issue = (input: NewToken): Token => {
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
  };
  return {
    checkClient,
    issue,
    refresh: (clientId, spent, clientSecret) => {
      checkClient(clientId);
      if (clients?.[clientId] === 'confidential' && !clientSecret) refuse(400, 'missing client secret');
      const known = refresh.get(spent);
      const isOver = !known || known.expiresAt <= clock.now();
      if (isOver || known.token.clientId !== clientId) return refuse(400, 'Invalid refresh token');
      refresh.delete(spent);
      return issue({ userId: known.token.userId, clientId, scopes: known.token.scopes });
    },
    valid: (accessToken) => {
      const token = access.get(accessToken);
      return token && token.expiresAt > clock.now() ? token : undefined;
    },
    revokeAccess: (accessToken) => void access.delete(accessToken),
    expireAccess: (userId) => {
      for (const token of access.values()) if (token.userId === userId) token.expiresAt = clock.now();
    },
    disconnect: (userId) => {
      for (const token of access.values()) if (token.userId === userId) access.delete(token.accessToken);
      for (const [key, { token }] of refresh) if (token.userId === userId) refresh.delete(key);
    },
  };
}
