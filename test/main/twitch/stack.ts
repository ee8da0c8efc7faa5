// The Twitch side put together for a test, against a port: guard, meter, tokens in a store that remembers what it did.
import { createClock, type Clock } from '../../../src/main/lib/clock.ts';
import { secret, type Secret } from '../../../src/main/lib/secret.ts';
import { createTwitchAuth, type AuthEvent, type TwitchAuth } from '../../../src/main/twitch/auth.ts';
import { createTwitchClient } from '../../../src/main/twitch/client.ts';
import {
  configureTwitchTarget,
  createTwitchFetch,
  type TwitchFetch,
  type TwitchFetchDeps,
} from '../../../src/main/twitch/fetch.ts';
import { createMeter, type Meter } from '../../../src/main/twitch/meter.ts';
import type { TokenStore } from '../../../src/main/twitch/renewals.ts';
import { createServerTime, type ServerTime } from '../../../src/main/twitch/server-time.ts';
import { createTokenEndpoint, type Grant, type TokenEndpoint } from '../../../src/main/twitch/token-endpoint.ts';
import type { TwitchClient } from '../../../src/main/twitch/types.ts';
import { AppFailure, type AppError } from '../../../src/shared/errors.ts';
import { silentLog } from '../../helpers/db.ts';

export const CLIENT_ID = 'test-client';
export const SCOPES = ['moderation:read', 'moderator:manage:banned_users', 'user:read:moderated_channels'];

export interface Stack {
  readonly auth: TwitchAuth;
  readonly endpoint: TokenEndpoint;
  readonly guard: TwitchFetch;
  readonly meter: Meter;
  readonly serverTime: ServerTime;
  readonly store: TestStore;
  readonly events: AuthEvent[];
  readonly secrets: Set<string>;
  readonly poll: TwitchClient;
  readonly act: TwitchClient;
  /** Takes the guard out of the global fetch and the port out of the environment. */
  close(): void;
}

export interface StackOptions extends Partial<Omit<TwitchFetchDeps, 'port'>> {
  readonly store?: TestStore;
}

/** Installs the guarded fetch globally: close it after the test. */
export function createStack(port: number, options: StackOptions = {}): Stack {
  const clock: Clock = options.clock ?? createClock();
  const serverTime = createServerTime(clock);
  const meter = createMeter({ clock, onChange: () => undefined });
  const accountOfToken = (token: string): string | null => auth.accountOfToken(token);
  const guard = createTwitchFetch({ clock, port, meter, serverTime, accountOfToken, ...options });
  const endpoint = createTokenEndpoint({ fetch: guard.fetch, port });
  const store = options.store ?? createTestStore();
  const secrets = new Set<string>();
  const protect = (value: string): void => void secrets.add(value);
  const deps = { store, endpoint, clock, serverTime, clientId: () => CLIENT_ID, log: silentLog(), protect };
  const auth: TwitchAuth = createTwitchAuth(deps);
  const events: AuthEvent[] = [];
  auth.subscribe((event) => events.push(event));
  configureTwitchTarget(port);
  const uninstall = guard.install();
  return {
    auth,
    endpoint,
    guard,
    meter,
    serverTime,
    store,
    events,
    secrets,
    poll: createTwitchClient({ auth, clock, serverTime, purpose: 'poll' }),
    act: createTwitchClient({ auth, clock, serverTime, purpose: 'act' }),
    close() {
      uninstall();
      configureTwitchTarget(null);
    },
  };
}

export interface TestStore extends TokenStore {
  readonly kept: Map<string, string>;
  readonly writes: string[];
  /** Set to make the next writes fail. */
  failure: Error | null;
  /** Awaited before a write is done. */
  beforeWrite: (() => Promise<void>) | null;
}

/** A token store in memory that can be told to fail or to wait. */
export function createTestStore(kept = new Map<string, string>()): TestStore {
  const store: TestStore = {
    kept,
    writes: [],
    failure: null,
    beforeWrite: null,
    read: async (id): Promise<Secret | null> => {
      const value = kept.get(id);
      return value === undefined ? null : secret(value);
    },
    write: async (id, value) => {
      await store.beforeWrite?.();
      if (store.failure) throw store.failure;
      store.writes.push(value.reveal());
      kept.set(id, value.reveal());
    },
    remove: async (id) => void kept.delete(id),
  };
  return store;
}

export function grantOf(accessToken: string, refreshToken: string, lifeMs = 4 * 3_600_000, scopes = SCOPES): Grant {
  return { accessToken, refreshToken, scopes, lifeMs };
}

/** The failure that `work` ends in; fails the test when it ends well or otherwise. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppFailure) return error.failure;
  throw error;
}
