// The loopback server as a shell sees it: start it on a core, get the addresses to open, manage keys, close it.
import type { Core } from '../core.ts';
import type { Vault } from '../accounts/vault.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { PageFiles } from '../shell/page-files.ts';
import { createHandshake } from './handshake.ts';
import { startHttp } from './http.ts';
import { createKeys, keyText, type Keys } from './keys.ts';
import { createMetricsDoor } from './metrics-door.ts';
import { createMetricsKey } from './metrics-key.ts';
import { createSockets } from './socket.ts';

export interface DockDeps {
  /**
   * `attachKeys`: makes the keys here known to the commands about them. `takeFile`: has files to send. `exposition`: has
   * metrics to tell.
   */
  readonly core: Pick<Core, 'dispatch' | 'subscribe'> & Partial<Pick<Core, 'attachKeys' | 'takeFile' | 'exposition'>>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: PageFiles;
  /** 0 lets the system choose a free port. */
  readonly port: number;
}

export interface Dock {
  readonly port: number;
  readonly keys: Keys;
  /** Carries the start-up key in its fragment: for the person at this machine, never for argv. */
  address(): string;
  /** Carries a single-use code instead, good for 60 s: for a browser that is started with it as an argument. */
  addressWithCode(): string;
  /** Sockets whose handshake is done. */
  connected(): number;
  close(): Promise<void>;
}

/** Starts serving. Throws CONFLICT (`busy`) when the port is taken, and what the vault throws when it can't be read. */
export async function startDock(deps: DockDeps): Promise<Dock> {
  const { core, vault, clock, log } = deps;
  const keys = await createKeys({ vault, clock, log });
  const metricsKey = await createMetricsKey({ vault, clock, log });
  const sockets = createSockets({ handshake: createHandshake({ keys, clock }), dispatch: core.dispatch, clock, log });
  const http = await startHttp({
    files: deps.files,
    port: deps.port,
    log,
    onSocket: sockets.accept,
    takeFile: core.takeFile ?? (() => null),
    ...(core.exposition === undefined
      ? {}
      : { metrics: createMetricsDoor({ key: metricsKey, text: core.exposition, clock, log }) }),
  });
  const stopEvents = core.subscribe(sockets.broadcast);
  const detachKeys = core.attachKeys?.({ ...keys, metrics: metricsKey });
  keys.onRemoved(sockets.closeKey);
  const page = `http://127.0.0.1:${http.port}/`;
  return {
    port: http.port,
    keys,
    address: () => `${page}#k=${keyText(keys.startup)}`,
    addressWithCode: () => `${page}#c=${keys.issueCode()}`,
    connected: sockets.count,
    async close() {
      stopEvents();
      detachKeys?.();
      sockets.close();
      await http.close();
    },
  };
}
