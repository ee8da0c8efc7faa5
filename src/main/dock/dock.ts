// The loopback server as a shell sees it: start it on a core with the keys that open it, and close it. The browser shell
// adds the start-up key and its addresses.
import type { Core } from '../core.ts';
import type { Vault } from '../accounts/vault.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { PageFiles } from '../shell/page-files.ts';
import { createHandshake, type OpeningKeys } from './handshake.ts';
import { startHttp } from './http.ts';
import { keyText, openKeys, type NamedKeys } from './keys.ts';
import { createMetricsDoor } from './metrics-door.ts';
import { createMetricsKey, type MetricsKey } from './metrics-key.ts';
import { createSockets } from './socket.ts';
import { withStartupKey, type Keys } from './startup-key.ts';

export interface ServerDeps {
  /** `takeFile`: has files to send. `exposition`: has metrics to tell. */
  readonly core: Pick<Core, 'dispatch' | 'subscribe'> & Partial<Pick<Core, 'takeFile' | 'exposition'>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: PageFiles;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly keys: OpeningKeys & Pick<NamedKeys, 'onRemoved'>;
  readonly metricsKey: Pick<MetricsKey, 'view' | 'fits'>;
  /** Somebody has come or gone. */
  readonly onCount?: () => void;
}

export interface Server {
  readonly port: number;
  /** Sockets whose handshake is done. */
  connected(): number;
  /** Takes nobody more from now on; resolves when everybody has gone. */
  close(): Promise<void>;
}

/** Starts serving. Throws CONFLICT (`port_taken`) when the port is taken, FORBIDDEN when the system refuses it. */
export async function startServer(deps: ServerDeps): Promise<Server> {
  const { core, keys, clock, log, onCount } = deps;
  const sockets = createSockets({
    handshake: createHandshake({ keys, clock }),
    dispatch: core.dispatch,
    clock,
    log,
    ...(onCount === undefined ? {} : { onCount }),
  });
  const http = await startHttp({
    files: deps.files,
    port: deps.port,
    log,
    onSocket: sockets.accept,
    takeFile: core.takeFile ?? (() => null),
    ...(core.exposition === undefined
      ? {}
      : { metrics: createMetricsDoor({ key: deps.metricsKey, text: core.exposition, clock, log }) }),
  });
  const stopEvents = core.subscribe(sockets.broadcast);
  const stopKeys = keys.onRemoved(sockets.closeKey);
  return {
    port: http.port,
    connected: sockets.count,
    async close() {
      stopEvents();
      stopKeys();
      sockets.close();
      await http.close();
    },
  };
}

export interface DockDeps extends Omit<ServerDeps, 'core' | 'keys' | 'metricsKey' | 'onCount'> {
  /** `attachKeys` and `attachDock`: makes keys and server known to the commands about them. */
  readonly core: ServerDeps['core'] & Partial<Pick<Core, 'attachKeys' | 'attachDock'>>;
  readonly vault: Vault;
}

export interface Dock extends Server {
  readonly keys: Keys;
  /** Carries the start-up key in its fragment: for the person at this machine, never for argv. */
  address(): string;
  /** Carries a single-use code instead, good for 60 s: for a browser that is started with it as an argument. */
  addressWithCode(): string;
}

/** The server as the browser shell has it, always on. Throws as `startServer`, and what the vault throws when it can't be read. */
export async function startDock(deps: DockDeps): Promise<Dock> {
  const { core, clock } = deps;
  const keys = withStartupKey(await openKeys(deps), clock);
  const metricsKey = await createMetricsKey(deps);
  const listeners = new Set<() => void>();
  const onCount = (): void => {
    for (const listener of listeners) listener();
  };
  const server = await startServer({ ...deps, keys, metricsKey, onCount });
  const detachKeys = core.attachKeys?.({ ...keys, metrics: metricsKey });
  const { port } = server;
  const detachDock = core.attachDock?.({
    view: () => ({ state: 'on', isSwitched: false, port, connected: server.connected(), error: null }),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  const page = `http://127.0.0.1:${port}/`;
  return {
    ...server,
    keys,
    address: () => `${page}#k=${keyText(keys.startup)}`,
    addressWithCode: () => `${page}#c=${keys.issueCode()}`,
    async close() {
      detachDock?.();
      detachKeys?.();
      await server.close();
    },
  };
}
