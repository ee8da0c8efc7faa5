// The one place where tokens are renewed. Device-flow refresh tokens work once, so: one renewal at a time per account,
// and the new pair is stored durably before its access token is used. Knows nothing of calls, features or screens.
// https://dev.twitch.tv/docs/authentication/refresh-tokens/
import { fail } from '../../shared/errors.ts';
import type { Log } from '../lib/log.ts';
import { secret, type Secret } from '../lib/secret.ts';
import { DAY_MS } from '../lib/time.ts';
import type { ServerTime } from './server-time.ts';
import { sessionOf, writeSession, type Session } from './session.ts';
import { badClientId, type Grant, type TokenEndpoint } from './token-endpoint.ts';

/** Where tokens outlive the process, by account id. `write` resolves only when the value would survive a crash. */
export interface TokenStore {
  read(accountId: string): Promise<Secret | null>;
  write(accountId: string, value: Secret): Promise<void>;
  remove(accountId: string): Promise<void>;
}

export interface RenewalDeps {
  readonly store: TokenStore;
  readonly endpoint: TokenEndpoint;
  readonly serverTime: ServerTime;
  readonly log: Log;
  /** Makes a token unprintable. */
  readonly protect: (value: string) => void;
  /** Twitch said a definite no: the tokens are worthless, everything else about the account stays. */
  readonly onEnded: (accountId: string, reason: 'revoked' | 'expired') => void;
}

export interface Renewals {
  get(accountId: string): Session | undefined;
  all(): readonly Session[];
  /** Takes a session that the store already has. */
  put(session: Session): void;
  /** Stores a new pair, then makes it the account's session. */
  keep(session: Session): Promise<Session>;
  /** Renews, or joins the renewal under way. */
  refresh(session: Session, isAfter401: boolean): Promise<Session>;
  /** As `refresh`, but throws TWITCH_AUTH_FAILED (`refused`) when the fault is the request's and not the token's. */
  refreshAfter401(session: Session): Promise<Session>;
  isRunning(accountId: string): boolean;
  /** Resolves when no renewal of the account is under way. */
  settle(accountId: string): Promise<void>;
  settleAll(): Promise<void>;
  /** Forgets an account in memory; gives the newest pair it had. */
  forget(accountId: string): Session | undefined;
  end(accountId: string, reason: 'revoked' | 'expired'): Promise<void>;
}

/** A public client's refresh token lapses after this long without use. */
const REFRESH_LIFE_MS = 30 * DAY_MS;

type Book = Pick<Renewals, 'get' | 'all' | 'put' | 'keep' | 'forget'> & {
  unsaved(accountId: string): Session | undefined;
};

/** The sessions in memory, in step with the store. */
function createBook({ store, protect }: RenewalDeps): Book {
  const sessions = new Map<string, Session>();
  /** Pairs that Twitch has handed out and the store has not taken yet; the pair before is spent. */
  const unsaved = new Map<string, Session>();

  function hide(session: Session): void {
    protect(session.accessToken);
    protect(session.refreshToken);
  }

  return {
    get: (accountId) => sessions.get(accountId),
    all: () => [...sessions.values()],
    unsaved: (accountId) => unsaved.get(accountId),
    put(session) {
      hide(session);
      sessions.set(session.accountId, session);
    },
    async keep(session) {
      hide(session);
      unsaved.set(session.accountId, session);
      await store.write(session.accountId, secret(writeSession(session)));
      unsaved.delete(session.accountId);
      sessions.set(session.accountId, session);
      return session;
    },
    forget(accountId) {
      const newest = unsaved.get(accountId) ?? sessions.get(accountId);
      unsaved.delete(accountId);
      sessions.delete(accountId);
      return newest;
    },
  };
}

/** Builds the book of sessions and the one way to renew them. */
export function createRenewals(deps: RenewalDeps): Renewals {
  const { endpoint, store } = deps;
  const book = createBook(deps);
  const flights = new Map<string, Promise<Session>>();

  function inFlight(accountId: string, run: () => Promise<Session>): Promise<Session> {
    const running = flights.get(accountId);
    if (running) return running;
    const flight = run().finally(() => flights.delete(accountId));
    flights.set(accountId, flight);
    return flight;
  }

  async function refresh(session: Session, isAfter401: boolean): Promise<Session> {
    const waiting = book.unsaved(session.accountId);
    if (waiting) return book.keep(waiting);
    const reply = await endpoint.refresh(session.clientId, session.refreshToken);
    // Signed out, or signed in anew, while Twitch was thinking.
    if (book.get(session.accountId)?.accessToken !== session.accessToken) throw await dropLate(deps, session, reply);
    if ('grant' in reply) return book.keep(sessionOf(session, reply.grant, deps.serverTime.now(), isAfter401));
    const isOld = deps.serverTime.now() - session.obtainedAt > REFRESH_LIFE_MS;
    const reason = isOld || reply.refusal === 'missing_secret' ? 'expired' : 'revoked';
    await end(session.accountId, reason);
    if (reply.refusal === 'missing_secret') throw badClientId('confidential');
    const details = { reason, account_id: session.accountId };
    throw fail('TWITCH_AUTH_FAILED', 'Twitch ended this sign-in: sign in again.', details);
  }

  /**
   * A token that was itself fetched because of a 401 is not thrown away for the next one: a request that Twitch will
   * always refuse would otherwise spend a refresh token each time it is tried.
   */
  async function refreshAfter401(session: Session): Promise<Session> {
    const isSound = session.isAfter401 && (await endpoint.validate(session.accessToken)) !== null;
    if (!isSound) return refresh(session, true);
    const details = { reason: 'refused', account_id: session.accountId };
    throw fail('TWITCH_AUTH_FAILED', 'Twitch refuses this account for what was asked.', details);
  }

  async function end(accountId: string, reason: 'revoked' | 'expired'): Promise<void> {
    book.forget(accountId);
    deps.log.warn('twitch ended a sign-in', { accountId, reason });
    await store.remove(accountId).catch(() => deps.log.warn('a spent token could not be removed', { accountId }));
    deps.onEnded(accountId, reason);
  }

  return {
    ...book,
    refresh: (session, isAfter401) => inFlight(session.accountId, () => refresh(session, isAfter401)),
    refreshAfter401: (session) => inFlight(session.accountId, () => refreshAfter401(session)),
    isRunning: (accountId) => flights.has(accountId),
    settle: async (accountId) => void (await flights.get(accountId)?.catch(() => undefined)),
    settleAll: async () => void (await Promise.allSettled(flights.values())),
    end,
  };
}

/** Nobody will use what came too late: Twitch is asked to revoke it. */
async function dropLate(deps: RenewalDeps, session: Session, reply: { grant: Grant } | object): Promise<Error> {
  if ('grant' in reply) {
    deps.protect(reply.grant.accessToken);
    await deps.endpoint.revoke(session.clientId, reply.grant.accessToken).catch(() => undefined);
  }
  return signedOut();
}

/** The UNAUTHORIZED (`signed_out`) that every user of an ended session gets. */
export function signedOut(): Error {
  return fail('UNAUTHORIZED', 'This account is signed out.', { reason: 'signed_out' });
}
