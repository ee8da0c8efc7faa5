// The loopback server as commands see it: a shell that has one tells how it stands, this adds where it would be. Knows no
// server; without a shell that tells, there is none.
import type { DockView } from '../../shared/contract/dock.ts';
import { fail } from '../../shared/errors.ts';
import type { Bus } from '../lib/bus.ts';
import type { SettingsStore } from './settings.ts';

/** What a shell tells of its server. */
export interface DockSource {
  /** `port`: the one in use; null while none is. */
  view(): DockView;
  /** Tries again what has failed; left out where nothing turns the server on and off. */
  readonly retry?: () => Promise<void>;
  /** Calls back when something else is to be seen, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

export interface DockServer {
  /** From now on this is the server, until the returned function is called. */
  attach(source: DockSource): () => void;
  view(): DockView;
  /** Throws SERVICE_UNAVAILABLE where no server can be turned on. */
  retry(): Promise<DockView>;
}

export function createDockServer({ bus, settings }: { bus: Bus; settings: Pick<SettingsStore, 'get'> }): DockServer {
  let source: DockSource | null = null;

  function view(): DockView {
    const { dockPort } = settings.get();
    const told = source?.view() ?? { state: 'off', isSwitched: false, port: null, connected: 0, error: null };
    return { ...told, port: told.port ?? (dockPort === 0 ? null : dockPort) };
  }

  return {
    attach(told) {
      source = told;
      const tell = (): void => bus.emit({ type: 'dock.changed' });
      const stop = told.onChange(tell);
      tell();
      return () => {
        stop();
        if (source === told) source = null;
      };
    },
    view,
    async retry() {
      if (source?.retry === undefined)
        throw fail('SERVICE_UNAVAILABLE', 'There is no server here to turn on.', { reason: 'no_dock' });
      await source.retry();
      return view();
    },
  };
}
