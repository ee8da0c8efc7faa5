// Turns one thing that listens on a port on and off as is wished, one step after the other: never two at once, none left
// behind, and what could not be started says why until something else is wished. Knows no settings.
import { AppFailure, type AppError } from '../../shared/errors.ts';
import type { DockView } from '../../shared/contract/dock.ts';
import type { Log } from '../lib/log.ts';
import type { Server } from './dock.ts';

export interface SwitchDeps {
  /** Starts it on a port; 0 = any free one. */
  readonly open: (port: number) => Promise<Server>;
  /** Something else is to be seen. */
  readonly onChange: () => void;
  readonly log: Log;
}

export interface DockSwitch {
  view(): DockView;
  /** The port to be on, or null for off. What was wished last counts. */
  wish(port: number | null): void;
  /** Tries once more what has failed; resolves when nothing is left to do. */
  retry(): Promise<void>;
  /** Off for good. Resolves when nothing listens any more. */
  close(): Promise<void>;
}

export function createDockSwitch({ open, onChange, log }: SwitchDeps): DockSwitch {
  let wanted: number | null = null;
  let running: { readonly server: Server; readonly asked: number } | null = null;
  let error: AppError | null = null;
  let isClosed = false;
  let isBusy = false;
  let work: Promise<void> = Promise.resolve();

  /** What is to be done next; null when all is as wished. */
  function next(): (() => Promise<void>) | null {
    if (running !== null && running.asked !== wanted) return stop;
    const port = wanted;
    return running === null && port !== null && error === null ? () => start(port) : null;
  }

  async function start(port: number): Promise<void> {
    try {
      running = { server: await open(port), asked: port };
      log.info('the loopback server is on', { port: running.server.port });
    } catch (failure) {
      if (wanted === port) error = described(failure);
      log.warn('the loopback server could not be started', { port, code: described(failure).code });
    }
  }

  async function stop(): Promise<void> {
    const server = running?.server;
    running = null;
    onChange();
    await server?.close();
    log.info('the loopback server is off', {});
  }

  async function settle(): Promise<void> {
    isBusy = true;
    onChange();
    for (let step = next(); step !== null; step = next()) await step();
    // Nothing is awaited between the last look and this line, so no wish can fall in between.
    isBusy = false;
    onChange();
  }

  function kick(): Promise<void> {
    if (!isBusy && next() !== null) work = settle();
    return work;
  }

  return {
    view() {
      const state =
        running !== null ? 'on' : isBusy && wanted !== null ? 'starting' : error !== null ? 'failed' : 'off';
      const port = running?.server.port ?? null;
      return { state, isSwitched: true, port, connected: running?.server.connected() ?? 0, error };
    },
    wish(port) {
      if (isClosed || port === wanted) return;
      wanted = port;
      error = null;
      void kick();
      onChange();
    },
    retry() {
      error = null;
      return kick();
    },
    close() {
      isClosed = true;
      wanted = null;
      error = null;
      return kick();
    },
  };
}

function described(failure: unknown): AppError {
  if (failure instanceof AppFailure) return failure.failure;
  const name = failure instanceof Error ? failure.name : typeof failure;
  return {
    code: 'SERVICE_UNAVAILABLE',
    error: `The server could not be started (${name}).`,
    details: { reason: 'dock_start' },
  };
}
