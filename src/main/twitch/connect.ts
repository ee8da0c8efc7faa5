// Everything that talks to Twitch, wired once: the guarded fetch, the clock it teaches, tokens, and one client each
// for reading and for acting, so that a click never waits for a read.
import type { ApiClient } from '@twurple/api';
import type { Bus } from '../lib/bus.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createTwitchAuth, type TwitchAuth } from './auth.ts';
import { createTwitchClient } from './client.ts';
import { configureTwitchTarget, createTwitchFetch, type Exchange } from './fetch.ts';
import { createLiveApi } from './live-api.ts';
import { createMeter, type Meter } from './meter.ts';
import type { TokenStore } from './renewals.ts';
import { createServerTime, type ServerTime } from './server-time.ts';
import { createTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';
import type { TwitchClient } from './types.ts';

export interface Twitch {
  readonly serverTime: ServerTime;
  readonly meter: Meter;
  readonly auth: TwitchAuth;
  readonly endpoint: TokenEndpoint;
  readonly reader: TwitchClient;
  readonly actor: TwitchClient;
  readonly apiClientFor: (accountId: string) => ApiClient;
  /** Gives the global fetch back and points Twurple nowhere in particular. */
  disconnect(): void;
}

export interface TwitchDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly bus: Bus;
  readonly store: TokenStore;
  /** Loopback port of a Twitch-shaped server, or null for Twitch itself. */
  readonly port: number | null;
  readonly clientId: () => string;
  /** Makes a token unprintable. */
  readonly protect: (value: string) => void;
  /** Hears of every request that left. */
  readonly onExchange: (exchange: Exchange) => void;
}

/** Puts the guard in front of the global fetch until `disconnect`: one at a time in a process. */
export function connectTwitch(deps: TwitchDeps): Twitch {
  const { clock, log, bus, store, port, clientId, protect, onExchange } = deps;
  configureTwitchTarget(port);
  const serverTime = createServerTime(clock);
  const meter = createMeter({ clock, onChange: () => bus.emit({ type: 'limits.changed' }) });
  const guard = createTwitchFetch({
    clock,
    port,
    meter,
    serverTime,
    onExchange,
    accountOfToken: (token) => auth.accountOfToken(token),
  });
  const uninstall = guard.install();
  const endpoint = createTokenEndpoint({ fetch: guard.fetch, port });
  const auth: TwitchAuth = createTwitchAuth({ store, endpoint, clock, serverTime, clientId, log, protect });
  return {
    serverTime,
    meter,
    auth,
    endpoint,
    reader: createTwitchClient({ auth, clock, serverTime, purpose: 'poll' }),
    actor: createTwitchClient({ auth, clock, serverTime, purpose: 'act' }),
    apiClientFor: createLiveApi(auth),
    disconnect() {
      uninstall();
      configureTwitchTarget(null);
    },
  };
}
