// The double of `utilityProcess`: a Node child that talks through messages. Runs as a plain Node process here.
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { ForkOptions, UtilityProcess } from 'electron';

export class UtilityProcessDouble extends EventEmitter implements Pick<UtilityProcess, 'kill' | 'pid' | 'postMessage'> {
  readonly #child: ChildProcess;

  constructor(modulePath: string, args: readonly string[], options: ForkOptions) {
    super();
    this.#child = fork(modulePath, [...args], {
      env: (options.env ?? process.env) as NodeJS.ProcessEnv,
      // As between Electron's processes: structured clones.
      serialization: 'advanced',
      stdio: [...stdioOf(options), 'ipc'],
      // Electron's process.execArgv never holds the test runner's.
      execArgv: options.execArgv ?? [],
    });
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code) => this.emit('exit', code ?? 1));
    this.#child.on('error', (error) => this.emit('error', 'FatalError', '', error.message));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get stdout(): NodeJS.ReadableStream | null {
    return this.#child.stdout;
  }

  get stderr(): NodeJS.ReadableStream | null {
    return this.#child.stderr;
  }

  postMessage(message: unknown): void {
    this.#child.send(message as never);
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

/** stdin can't be anything but ignored; the default is to inherit. */
function stdioOf({ stdio = 'inherit' }: ForkOptions): ('ignore' | 'inherit' | 'pipe')[] {
  const modes = typeof stdio === 'string' ? ['ignore', stdio, stdio] : stdio;
  return modes as ('ignore' | 'inherit' | 'pipe')[];
}
