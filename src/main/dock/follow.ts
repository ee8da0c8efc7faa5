// The loopback server of the desktop shell: on while the settings say so, on the port that they name, opened by named keys
// alone. Nobody gets a start-up key here, because the owner sits at the window.
import type { Output, Reply } from '../../shared/contract.ts';
import type { Vault } from '../accounts/vault.ts';
import type { Core } from '../core.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { PageFiles } from '../shell/page-files.ts';
import { startServer, type Server } from './dock.ts';
import { openKeys, type NamedKeys } from './keys.ts';
import { createMetricsKey, type MetricsKey } from './metrics-key.ts';
import { createDockSwitch } from './switch.ts';

export interface FollowDeps {
  readonly core: Pick<Core, 'dispatch' | 'subscribe' | 'takeFile' | 'exposition' | 'attachKeys' | 'attachDock'>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: PageFiles;
}

export interface FollowedDock {
  /** Stops listening at once; resolves when everybody who was connected has gone. */
  close(): Promise<void>;
}

/** Follows the settings from now on. Whatever the server meets is told by `dock.get`; nothing of it is thrown. */
export async function followDockSetting(deps: FollowDeps): Promise<FollowedDock> {
  const { core, log } = deps;
  const listeners = new Set<() => void>();
  const onChange = (): void => {
    for (const listener of listeners) listener();
  };
  const keyring = createKeyring(deps);
  const dock = createDockSwitch({ open, onChange, log });

  async function open(port: number): Promise<Server> {
    return startServer({ ...deps, ...(await keyring.get()), port, onCount: onChange });
  }
  async function follow(): Promise<void> {
    const reply = (await core.dispatch({ kind: 'owner' }, 'settings.get', {})) as Reply<Output<'settings.get'>>;
    if (!reply.ok) return;
    const { dockEnabled, dockPort } = reply.value.settings;
    dock.wish(dockEnabled ? dockPort : null);
  }

  const stop = core.subscribe((event) => {
    if (event.type === 'settings.changed') void follow();
  });
  core.attachDock({
    view: dock.view,
    retry: dock.retry,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  await follow();
  // Keys are made and taken away while the server is off as well.
  void keyring.get().catch(() => log.warn('the dock keys could not be read', {}));
  return {
    close() {
      stop();
      return dock.close();
    },
  };
}

interface OpenedKeys {
  readonly keys: NamedKeys;
  readonly metricsKey: MetricsKey;
}

/** Reads the keys once, and tries again where the vault could not be read. Whoever has them makes them known to the core. */
function createKeyring(deps: FollowDeps): { get(): Promise<OpenedKeys> } {
  let opened: Promise<OpenedKeys> | null = null;
  async function read(): Promise<OpenedKeys> {
    const [keys, metricsKey] = [await openKeys(deps), await createMetricsKey(deps)];
    deps.core.attachKeys({ ...keys, metrics: metricsKey });
    return { keys, metricsKey };
  }
  return {
    get() {
      opened ??= read().catch((error: unknown) => {
        opened = null;
        throw error;
      });
      return opened;
    },
  };
}
