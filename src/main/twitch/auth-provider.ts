// Twurple's view of our sign-ins. Its own providers sign an account out on any network failure and refresh twice when
// two calls fail together, so this one only passes on to auth.ts.
import type { AuthProvider } from '@twurple/auth';
import { fail } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND_MS } from '../lib/time.ts';
import type { Access } from './session.ts';

export interface ProviderDeps {
  readonly clock: Clock;
  readonly clientId: () => string;
  readonly accessFor: (accountId: string) => Promise<Access>;
  readonly renew: (access: Access) => Promise<Access>;
  readonly scopesOf: (accountId: string) => readonly string[];
  readonly accountIds: () => readonly string[];
}

type User = Parameters<AuthProvider['getCurrentScopesForUser']>[0];
type Token = Awaited<ReturnType<NonNullable<AuthProvider['refreshAccessTokenForUser']>>>;

/** Twurple does not say which token got the 401. One that is younger than this was renewed for the same wave of calls. */
const SAME_WAVE_MS = 10 * SECOND_MS;

/** Twurple's view of our tokens: it reads them, and asks for a new one once per wave of 401s. */
export function createProvider(deps: ProviderDeps): AuthProvider {
  const renewedAt = new Map<string, number>();

  async function tokenFor(accountId: string): Promise<Token> {
    return tokenOf(await deps.accessFor(accountId));
  }

  return {
    get clientId() {
      return deps.clientId();
    },
    getCurrentScopesForUser: (user) => [...deps.scopesOf(idOf(user))],
    async getAccessTokenForUser(user, ...scopeSets) {
      const accountId = idOf(user);
      if (!deps.accountIds().includes(accountId)) return null;
      assertScopes(deps.scopesOf(accountId), scopeSets);
      return tokenFor(accountId);
    },
    async getAnyAccessToken(user) {
      const accountId = user === undefined ? deps.accountIds()[0] : idOf(user);
      if (accountId !== undefined) return tokenFor(accountId);
      throw fail('UNAUTHORIZED', 'No account is signed in.', { reason: 'signed_out' });
    },
    async refreshAccessTokenForUser(user) {
      const accountId = idOf(user);
      const access = await deps.accessFor(accountId);
      const now = deps.clock.monotonic();
      if (now - (renewedAt.get(accountId) ?? -Infinity) < SAME_WAVE_MS) return tokenOf(access);
      const renewed = await deps.renew(access);
      renewedAt.set(accountId, deps.clock.monotonic());
      return tokenOf(renewed);
    },
  };
}

function assertScopes(granted: readonly string[], sets: readonly (readonly string[] | undefined)[]): void {
  const missing = sets.filter(
    (set) => set !== undefined && set.length > 0 && !set.some((scope) => granted.includes(scope)),
  );
  if (missing.length === 0) return;
  throw fail('INSUFFICIENT_SCOPES', 'This account was not allowed to do that at sign-in: sign in again.', {
    required_scopes: missing.map((set) => set?.[0] ?? ''),
    current_scopes: granted,
  });
}

/** `expiresIn: null`: whether it has expired is decided in auth.ts, by Twitch's clock and not by this machine's. */
function tokenOf(access: Access): Token {
  return {
    userId: access.accountId,
    accessToken: access.token,
    refreshToken: null,
    scope: [...access.scopes],
    expiresIn: null,
    obtainmentTimestamp: 0,
  };
}

function idOf(user: User): string {
  return typeof user === 'object' ? user.id : String(user);
}
