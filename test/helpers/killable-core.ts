// The whole core in a process of its own that a test may kill at any moment, and ask over IPC while it lives.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Command, Input, Output, Reply } from '../../src/shared/contract.ts';
import type { Steps } from './self-kill.ts';

export interface ToCore {
  readonly id: number;
  readonly command: Command | 'close' | 'steps';
  readonly input: unknown;
}
export type FromCore = { readonly ready: true } | { readonly id: number; readonly reply: Reply<unknown> };

export interface KillableCore {
  readonly pid: number;
  /** Resolves when it listens; null when it was killed before. */
  readonly ready: Promise<true | null>;
  /** The reply as it came; null when the process was killed before it could answer: nothing was acknowledged. */
  ask<C extends Command>(command: C, input: Input<C>): Promise<Reply<Output<C>> | null>;
  /** As `ask`, but throws where that gives null or an error. */
  call<C extends Command>(command: C, input: Input<C>): Promise<Output<C>>;
  /** What it has done so far; null when it was killed. */
  steps(): Promise<Steps | null>;
  /** SIGKILL: nothing of it runs any further. */
  kill(): void;
  /** Ends it the orderly way. */
  close(): Promise<void>;
  readonly exited: Promise<void>;
}

/**
 * Starts a core on `dataDir`, whose vault is a file in there, against the simulated Twitch at `port`. With `killAt` (as
 * `commit:12` or `answer:3`) it kills itself right after that commit, or that answer of Twitch, counted from its start.
 */
export function startKillableCore(port: number, dataDir: string, killAt?: string): KillableCore {
  const words = [String(port), dataDir, ...(killAt === undefined ? [] : [killAt])];
  const child = fork(join(import.meta.dirname, 'child-core.ts'), words, {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (reply: Reply<unknown> | null) => void>();
  const ready = Promise.withResolvers<true | null>();
  const exited = Promise.withResolvers<void>();
  let lastId = 0;
  let isGone = false;
  child.on('message', (message: FromCore) => {
    if ('ready' in message) return ready.resolve(true);
    waiting.get(message.id)?.(message.reply);
    waiting.delete(message.id);
  });
  child.on('error', () => undefined);
  child.on('exit', (code) => {
    isGone = true;
    // Killed: no code. Closed: 0. Anything else is a fault of its own.
    if (code === null || code === 0) ready.resolve(null);
    else ready.reject(new Error(`the core ended with code ${code}`));
    for (const settle of waiting.values()) settle(null);
    waiting.clear();
    exited.resolve();
  });

  function ask(command: ToCore['command'], input: unknown): Promise<Reply<unknown> | null> {
    if (isGone) return Promise.resolve(null);
    const id = (lastId += 1);
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      child.send({ id, command, input } satisfies ToCore, (error) => {
        if (error) resolve(null);
      });
    });
  }

  const core: KillableCore = {
    pid: child.pid ?? 0,
    ready: ready.promise,
    ask: async (command, input) => (await ask(command, input)) as Reply<Output<typeof command>> | null,
    async call(command, input) {
      const reply = await core.ask(command, input);
      if (reply === null) throw new Error(`${command}: the core is gone`);
      if (!reply.ok) throw new Error(`${command}: ${JSON.stringify(reply.error)}`);
      return reply.value;
    },
    async steps() {
      const reply = await ask('steps', {});
      return reply?.ok ? (reply.value as Steps) : null;
    },
    kill: () => void child.kill('SIGKILL'),
    async close() {
      await ask('close', {});
      await exited.promise;
    },
    exited: exited.promise,
  };
  return core;
}
