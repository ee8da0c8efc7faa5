// One account's tokens in memory and as the text that the vault keeps. Pure; decides nothing.
import type { Grant } from './token-endpoint.ts';

export interface Session {
  readonly accountId: string;
  /** The client id the tokens were made for: no other may use or renew them. */
  readonly clientId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly scopes: readonly string[];
  /** Epoch ms by Twitch's clock. */
  readonly obtainedAt: number;
  readonly expiresAt: number;
  readonly lifeMs: number;
  /** It was fetched because its predecessor got a 401. */
  readonly isAfter401: boolean;
}

/** What one call needs of a session. Never log it. */
export interface Access {
  readonly accountId: string;
  readonly clientId: string;
  readonly token: string;
  readonly scopes: readonly string[];
}

/** What a call may know of a session: never the refresh token. */
export function accessOf({ accountId, clientId, accessToken, scopes }: Session): Access {
  return { accountId, clientId, token: accessToken, scopes };
}

/** A session from what Twitch gave at `now`; what it left out carries over from `before`. */
export function sessionOf(
  before: Pick<Session, 'accountId' | 'clientId' | 'refreshToken' | 'scopes'>,
  grant: Grant,
  now: number,
  isAfter401: boolean,
): Session {
  return {
    accountId: before.accountId,
    clientId: before.clientId,
    accessToken: grant.accessToken,
    refreshToken: grant.refreshToken ?? before.refreshToken,
    scopes: grant.scopes ?? before.scopes,
    obtainedAt: now,
    expiresAt: now + grant.lifeMs,
    lifeMs: grant.lifeMs,
    isAfter401,
  };
}

/** The text for the vault; `readSession` reads it back. */
export function writeSession(session: Session): string {
  return JSON.stringify({ format: 1, ...session });
}

/** The session that `writeSession` wrote; null for anything else. */
export function readSession(text: string): Session | null {
  const json = parse(text);
  if (json === null || json['format'] !== 1) return null;
  const { accountId, clientId, accessToken, refreshToken, scopes, obtainedAt, expiresAt, lifeMs } = json;
  const areStrings = [accountId, clientId, accessToken, refreshToken].every(
    (value) => typeof value === 'string' && value,
  );
  const areNumbers = [obtainedAt, expiresAt, lifeMs].every((value) => Number.isFinite(value));
  const areScopes = Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string');
  if (!areStrings || !areNumbers || !areScopes) return null;
  const { format: _format, ...rest } = json;
  return { ...(rest as unknown as Session), isAfter401: json['isAfter401'] === true };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
