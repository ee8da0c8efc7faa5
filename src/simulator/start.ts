// Starts the simulator in a child process and talks to it. Used by the shells for the demo, by tests and benchmarks.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { toArguments, type SimulatorOptions } from './options.ts';
import type { ControlClient } from './control.ts';
import type { WorldSummary } from './worlds.ts';

export interface FromParent {
  readonly id: number;
  readonly name: string;
  readonly input: readonly unknown[];
}

export type ToParent =
  | { readonly ready: true; readonly port: number; readonly world: WorldSummary }
  | { readonly failed: string }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

/** A child process as seen from here. Electron's `utilityProcess.fork` fits with a few lines around it. */
export interface SimulatorProcess {
  send(message: FromParent): void;
  onMessage(listener: (message: ToParent) => void): void;
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

export interface StartOptions extends SimulatorOptions {
  /** The program to run: `main.ts` beside this file unless given; the built one in a packaged app. */
  readonly entry?: URL | string;
  /** Another Node binary than the one that runs this. */
  readonly execPath?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Starts the process another way. Electron: `child_process.fork` needs the RunAsNode fuse, which a hardened
   * package has switched off, so the desktop shell passes `(entry, argv) => wrap(utilityProcess.fork(entry, argv))`.
   */
  readonly launch?: (entry: string, argv: readonly string[]) => SimulatorProcess;
  /** How long it may take until it listens. Default 15 000 ms. */
  readonly readyMs?: number;
}

export interface RunningSimulator {
  /** For `TWURPLE_MOCK_API_PORT`, on 127.0.0.1. */
  readonly port: number;
  readonly world: WorldSummary;
  readonly control: ControlClient;
  /** Ends the process; resolves when it is gone. Safe to call twice. */
  stop(): Promise<void>;
  readonly exited: Promise<number | null>;
}

/** Starts a simulator. Rejects with a sentence when it cannot start; calls reject when it is gone. */
export async function startSimulator(options: StartOptions = {}): Promise<RunningSimulator> {
  const { entry = new URL('./main.ts', import.meta.url), readyMs = 15_000 } = options;
  const path = entry instanceof URL || entry.startsWith('file:') ? fileURLToPath(entry) : entry;
  const argv = toArguments(options);
  const child = options.launch ? options.launch(path, argv) : forkNode(path, argv, options);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let isGone = false;
  const ready = Promise.withResolvers<Extract<ToParent, { ready: true }>>();
  const end = Promise.withResolvers<number | null>();
  child.onExit((code) => {
    const gone = new Error(`the simulator ended with code ${String(code)}`);
    ready.reject(gone);
    for (const call of waiting.values()) call.reject(gone);
    waiting.clear();
    isGone = true;
    end.resolve(code);
  });

  child.onMessage((message) => {
    if ('ready' in message) return ready.resolve(message);
    if ('failed' in message) return ready.reject(new Error(`simulator: ${message.failed}`));
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) call?.reject(new Error(`simulator: ${message.error}`));
    else call?.resolve(message.value);
  });

  const timer = setTimeout(() => ready.reject(new Error('the simulator did not start in time')), readyMs);
  const started = await ready.promise
    .catch((error: unknown) => {
      child.kill();
      throw error;
    })
    .finally(() => clearTimeout(timer));

  const call = (name: string, input: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (isGone) return reject(new Error('the simulator is not running'));
      const id = (lastId += 1);
      waiting.set(id, { resolve, reject });
      child.send({ id, name, input });
    });
  const control = new Proxy({} as ControlClient, {
    // A promise library looks for `then`: this is not one.
    get: (_, name) =>
      name === 'then' || typeof name === 'symbol' ? undefined : (...input: unknown[]) => call(name, input),
  });
  return {
    port: started.port,
    world: started.world,
    control,
    exited: end.promise,
    stop: async () => {
      child.kill();
      await end.promise;
    },
  };
}

function forkNode(path: string, argv: readonly string[], options: StartOptions): SimulatorProcess {
  const child = fork(path, argv, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    env: { ...process.env, ...options.env },
    ...(options.execPath === undefined ? {} : { execPath: options.execPath }),
  });
  return {
    send: (message) => child.send({ ...message }),
    onMessage: (listener) => child.on('message', (message) => listener(message as ToParent)),
    onExit: (listener) => {
      child.once('exit', listener);
      // A binary that cannot be started never exits. Other errors are about a process that is on its way out.
      child.on('error', () => {
        if (child.pid === undefined) listener(null);
      });
    },
    kill: () => child.kill(),
  };
}
