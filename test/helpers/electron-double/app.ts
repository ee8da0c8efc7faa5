// The double of `app`: life cycle, paths, single instance, and what must be called before `ready`.
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, ProcessMetric } from 'electron';
import { isPrevented } from './events.ts';
import type { BrowserWindowDouble } from './window.ts';

export interface AppOptions {
  readonly isPackaged: boolean;
  /** False: another instance already holds the lock. */
  readonly hasLock: boolean;
  readonly userData: string;
  /** 0.1.0 unless said. */
  readonly version?: string;
}

export interface Exit {
  readonly code: number;
}

type Modelled = Pick<
  App,
  | 'enableSandbox'
  | 'exit'
  | 'focus'
  | 'getAppMetrics'
  | 'getAppPath'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'isPackaged'
  | 'isReady'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setBadgeCount'
  | 'setName'
  | 'setPath'
  | 'whenReady'
>;

type PathName = Parameters<App['getPath']>[0];

export class AppDouble extends EventEmitter implements Modelled {
  readonly isPackaged: boolean;
  readonly windows = new Set<BrowserWindowDouble>();
  /** Resolves once the process would have ended. */
  readonly exited: Promise<Exit>;
  ended: Exit | null = null;
  isSandboxEnforced = false;
  badge = 0;
  /** Times that the app asked to come before the others. */
  stolenFocus = 0;
  #isReady = false;
  #isQuitting = false;
  readonly #hasLock: boolean;
  readonly #version: string;
  readonly #paths = new Map<string, string>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<Exit>();

  constructor(options: AppOptions) {
    super();
    this.isPackaged = options.isPackaged;
    this.#hasLock = options.hasLock;
    this.#version = options.version ?? '0.1.0';
    this.exited = this.#exited.promise;
    this.#paths.set('userData', options.userData);
    this.#paths.set('appData', join(options.userData, '..'));
    this.#paths.set('temp', tmpdir());
  }

  /** The harness calls this once the entry module has been evaluated: Electron waits for that too. */
  becomeReady(): void {
    if (this.ended !== null) return;
    this.#isReady = true;
    this.emit('ready', {}, {});
    this.#ready.resolve();
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.isSandboxEnforced = true;
  }

  requestSingleInstanceLock(): boolean {
    return this.#hasLock;
  }

  getPath(name: PathName): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getVersion(): string {
    return this.#version;
  }

  getName(): string {
    return 'modkeep';
  }

  setName(_name: string): void {}

  setAppUserModelId(_id: string): void {}

  setBadgeCount(count = 0): boolean {
    this.badge = count;
    return true;
  }

  focus(options?: { readonly steal: boolean }): void {
    if (options?.steal === true) this.stolenFocus += 1;
  }

  /** The browser's own process and one for each page, with what its preferences and `enableSandbox` make of its sandbox. */
  getAppMetrics(): ProcessMetric[] {
    const rest = { creationTime: 0, cpu: {}, memory: {} };
    const pages = [...this.windows].map(({ id, webContents }) => ({
      ...rest,
      pid: id,
      type: 'Tab',
      sandboxed: this.isSandboxEnforced || webContents.isSandboxWanted,
    }));
    return [{ ...rest, pid: process.pid, type: 'Browser', sandboxed: false }, ...pages] as unknown as ProcessMetric[];
  }

  getAppPath(): string {
    return process.cwd();
  }

  /** before-quit, the windows close, will-quit, quit: each of the first three can be prevented. */
  quit(): void {
    if (this.ended !== null || isPrevented(this, 'before-quit', {})) return;
    this.#isQuitting = true;
    for (const window of this.windows) {
      window.close();
      if (!window.isDestroyed()) {
        this.#isQuitting = false;
        return;
      }
    }
    this.#isQuitting = false;
    if (!isPrevented(this, 'will-quit', {})) this.#end(0);
  }

  /** Ends at once: windows are destroyed without `close`, and neither before-quit nor will-quit is sent. */
  exit(code = 0): void {
    if (this.ended !== null) return;
    for (const window of this.windows) window.destroy();
    this.#end(code);
  }

  windowClosed(window: BrowserWindowDouble): void {
    this.windows.delete(window);
    if (this.windows.size > 0 || this.#isQuitting || this.ended !== null) return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }

  #end(code: number): void {
    this.ended = { code };
    this.emit('quit', {}, code);
    this.#exited.resolve({ code });
  }
}
