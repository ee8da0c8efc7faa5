// Who is signed in at Twitch and with what right: hands out tokens, keeps them fresh and valid, and says when one ended.
// Knows neither where tokens are stored nor what accounts look like on screen.
import type { AuthProvider } from '@twurple/auth';
import { AppFailure } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import { createProvider } from './auth-provider.ts';
import { createRenewals, signedOut, type Renewals, type TokenStore } from './renewals.ts';
import type { ServerTime } from './server-time.ts';
import { accessOf, readSession, sessionOf, type Access, type Session } from './session.ts';
import { badClientId, type Grant, type TokenEndpoint } from './token-endpoint.ts';

export type AuthEvent =
  | { readonly kind: 'signed-out'; readonly accountId: string; readonly reason: 'revoked' | 'expired' }
  | {
      readonly kind: 'validated';
      readonly accountId: string;
      readonly login: string;
      readonly scopes: readonly string[];
    };

export interface TwitchAuth {
  /** For Twurple's own calls (EventSub). */
  readonly provider: AuthProvider;
  /** Stores the tokens of a fresh sign-in, then lets them be used. */
  adopt(accountId: string, clientId: string, grant: Grant): Promise<void>;
  /** Takes up an account's stored tokens. False when there are none that this client id can use. */
  load(accountId: string): Promise<boolean>;
  /** Forgets an account here and in the store; Twitch is asked to revoke its token, which nobody waits for. */
  signOut(accountId: string): Promise<void>;
  /**
   * A token that is good as far as known; renews a stale one first. Throws UNAUTHORIZED (`signed_out`), and OFFLINE,
   * SERVICE_UNAVAILABLE or RATE_LIMIT_EXCEEDED, which keep the account.
   */
  accessFor(accountId: string): Promise<Access>;
  /**
   * After Twitch answered 401 to `access`: a newer token, renewing at most once however many ask. Throws
   * TWITCH_AUTH_FAILED (`refused`: the token is fine, the request is not; `revoked`, `expired`), and as `accessFor`.
   */
  renew(access: Access): Promise<Access>;
  scopesOf(accountId: string): readonly string[];
  /** When the token in use ends (epoch ms, Twitch's clock); null without one. It is renewed before. */
  expiresAt(accountId: string): number | null;
  /** The accounts signed in right now. */
  accountIds(): readonly string[];
  accountOfToken(token: string): string | null;
  /** Asks Twitch about every token, as its rules demand at start and hourly. Never throws. */
  validateAll(): Promise<void>;
  /** Validates now and every hour until the returned function is called. */
  keepValid(): () => void;
  subscribe(listener: (event: AuthEvent) => void): () => void;
  /** Resolves when no renewal is under way: wait for it before the process ends, or a spent pair stays in the store. */
  settle(): Promise<void>;
}

export interface TwitchAuthDeps {
  readonly store: TokenStore;
  readonly endpoint: TokenEndpoint;
  readonly clock: Clock;
  readonly serverTime: ServerTime;
  /** The public client id in use now; empty = none. */
  readonly clientId: () => string;
  readonly log: Log;
  /** Makes a token unprintable (the scrubber's `add`). */
  readonly protect: (value: string) => void;
}

/** Renewed in the background from this share of its life on. */
const STALE_SHARE = 0.8;
/** This close to its end a token is not used any more. */
const GRACE_MS = MINUTE_MS;
/** Between two background renewals. */
const COOL_DOWN_MS = MINUTE_MS;

/** https://dev.twitch.tv/docs/authentication/refresh-tokens/ */
export function createTwitchAuth(deps: TwitchAuthDeps): TwitchAuth {
  const { clock, endpoint, store } = deps;
  const listeners = new Set<(event: AuthEvent) => void>();
  const tell = (event: AuthEvent): void => listeners.forEach((listener) => listener(event));
  const renewals = createRenewals({
    ...deps,
    onEnded: (accountId, reason) => tell({ kind: 'signed-out', accountId, reason }),
  });
  const validateAll = (): Promise<void> => validateEach(deps, renewals, tell);
  const core = {
    ...createAccess(deps, renewals),
    scopesOf: (accountId: string) => renewals.get(accountId)?.scopes ?? [],
    accountIds: () => renewals.all().map((session) => session.accountId),
  };
  return {
    ...core,
    expiresAt: (accountId) => renewals.get(accountId)?.expiresAt ?? null,
    provider: createProvider({ ...core, clientId: deps.clientId, clock }),
    async adopt(accountId, clientId, grant) {
      await renewals.settle(accountId);
      if (grant.refreshToken === null) throw badClientId('confidential');
      const base = { accountId, clientId, refreshToken: grant.refreshToken, scopes: [] };
      await renewals.keep(sessionOf(base, grant, deps.serverTime.now(), false));
    },
    async load(accountId) {
      if (renewals.get(accountId)) return true;
      const stored = await store.read(accountId);
      const session = stored === null ? null : readSession(stored.reveal());
      if (session?.accountId !== accountId || session.clientId !== deps.clientId()) return false;
      renewals.put(session);
      return true;
    },
    async signOut(accountId) {
      await renewals.settle(accountId);
      const session = renewals.forget(accountId);
      await store.remove(accountId);
      // Nobody waits for Twitch to agree.
      if (session)
        endpoint.revoke(session.clientId, session.accessToken).catch((error: unknown) => note(deps, session, error));
    },
    accountOfToken: (token) => renewals.all().find((session) => session.accessToken === token)?.accountId ?? null,
    validateAll,
    settle: renewals.settleAll,
    keepValid() {
      void validateAll();
      return clock.every(HOUR_MS, () => void validateAll());
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function createAccess(deps: TwitchAuthDeps, renewals: Renewals): Pick<TwitchAuth, 'accessFor' | 'renew'> {
  const coolUntil = new Map<string, number>();

  function sessionFor(accountId: string): Session {
    const session = renewals.get(accountId);
    if (!session) throw signedOut();
    return session;
  }

  /** The token in hand is still good, so nobody waits for this, and a failure is only noted. */
  function renewQuietly(session: Session): void {
    const now = deps.clock.monotonic();
    if (renewals.isRunning(session.accountId) || now < (coolUntil.get(session.accountId) ?? now)) return;
    coolUntil.set(session.accountId, now + COOL_DOWN_MS);
    renewals.refresh(session, false).catch((error: unknown) => note(deps, session, error));
  }

  return {
    async accessFor(accountId) {
      const session = sessionFor(accountId);
      const left = session.expiresAt - deps.serverTime.now();
      if (left <= GRACE_MS) return accessOf(await renewals.refresh(session, false));
      if (left <= session.lifeMs * (1 - STALE_SHARE)) renewQuietly(session);
      return accessOf(session);
    },
    async renew(access) {
      const session = sessionFor(access.accountId);
      if (session.accessToken !== access.token) return accessOf(session);
      return accessOf(await renewals.refreshAfter401(session));
    },
  };
}

async function validateEach(deps: TwitchAuthDeps, renewals: Renewals, tell: (event: AuthEvent) => void): Promise<void> {
  async function validate(accountId: string): Promise<void> {
    await renewals.settle(accountId);
    const session = renewals.get(accountId);
    if (!session) return;
    const found = await deps.endpoint.validate(session.accessToken);
    if (renewals.get(accountId) !== session) return;
    if (found === null) return void (await renewals.refresh(session, true));
    if (found.accountId !== accountId) return renewals.end(accountId, 'revoked');
    renewals.put({ ...session, scopes: found.scopes, expiresAt: deps.serverTime.now() + found.lifeMs });
    tell({ kind: 'validated', accountId, login: found.login, scopes: found.scopes });
  }

  await Promise.all(
    renewals.all().map((session) => validate(session.accountId).catch((error: unknown) => note(deps, session, error))),
  );
}

function note({ log }: TwitchAuthDeps, { accountId }: Session, error: unknown): void {
  const code = error instanceof AppFailure ? error.failure.code : 'unknown';
  log.warn('a token could not be renewed, checked or revoked', { accountId, code });
}
