// The double of BrowserWindow: a frame on a desktop around one WebContents.
import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { AppDouble } from './app.ts';
import { WebContentsDouble } from './contents.ts';
import { isPrevented } from './events.ts';
import type { SessionDouble } from './session.ts';
import type { NativeImageDouble } from './tray.ts';

type Modelled = Pick<
  BrowserWindow,
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getNormalBounds'
  | 'hide'
  | 'id'
  | 'isDestroyed'
  | 'isFocused'
  | 'isMaximized'
  | 'isMinimized'
  | 'isVisible'
  | 'loadURL'
  | 'maximize'
  | 'minimize'
  | 'restore'
  | 'setProgressBar'
  | 'setTitle'
  | 'show'
>;

/** What every window of one world shares. */
export interface WindowWorld {
  readonly app: AppDouble;
  readonly defaultSession: () => SessionDouble;
  readonly nextId: () => number;
  /** Connects a real page before anything is loaded. */
  readonly attach: (window: BrowserWindowDouble) => Promise<void>;
}

export class BrowserWindowDouble extends EventEmitter implements Modelled {
  readonly id: number;
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: WebContentsDouble;
  readonly #world: WindowWorld;
  readonly #state = { isDestroyed: false, isMaximized: false, isMinimized: false, isVisible: false, isFocused: false };
  /** What the task bar says over the window's button; Windows only. */
  overlay: string | null = null;
  #bounds: Rectangle;

  constructor(world: WindowWorld, options: BrowserWindowConstructorOptions = {}) {
    super();
    if (!world.app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.#world = world;
    this.id = world.nextId();
    this.options = options;
    this.#bounds = {
      x: options.x ?? 100,
      y: options.y ?? 100,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.#state.isVisible = options.show !== false;
    const session = options.webPreferences?.session as unknown as SessionDouble | undefined;
    this.webContents = new WebContentsDouble(
      world.nextId(),
      session ?? world.defaultSession(),
      options.webPreferences,
      world.app.isSandboxEnforced,
    );
    this.webContents.on('ready-to-show', () => this.emit('ready-to-show'));
    world.app.windows.add(this);
    world.app.emit('web-contents-created', {}, this.webContents);
    world.app.emit('browser-window-created', {}, this);
  }

  async loadURL(url: string): Promise<void> {
    this.#mustLive();
    if (this.webContents.driver === null) await this.#world.attach(this);
    await this.webContents.loadURL(url);
  }

  /** Every title it was given, and the bar on the task bar as it stands. */
  readonly titles: string[] = [];
  progress = -1;

  setTitle(title: string): void {
    this.#mustLive();
    this.titles.push(title);
  }

  setProgressBar(progress: number): void {
    this.#mustLive();
    this.progress = progress;
  }

  show(): void {
    this.#mustLive();
    this.#state.isVisible = true;
    this.emit('show');
  }

  /** A hidden window has no focus. */
  hide(): void {
    this.#mustLive();
    this.#state.isVisible = false;
    this.emit('hide');
    if (this.#state.isFocused) this.blur();
  }

  setOverlayIcon(image: NativeImageDouble | null, description: string): void {
    this.#mustLive();
    this.overlay = image === null ? null : description;
  }

  focus(): void {
    this.#mustLive();
    this.#state.isFocused = true;
    this.emit('focus');
  }

  blur(): void {
    this.#state.isFocused = false;
    this.emit('blur');
  }

  /** Shows a hidden window, as Electron's does. */
  maximize(): void {
    this.#mustLive();
    this.#state.isMaximized = true;
    this.#state.isVisible = true;
  }

  minimize(): void {
    this.#state.isMinimized = true;
  }

  restore(): void {
    this.#mustLive();
    this.#state.isMinimized = false;
  }

  isMaximized(): boolean {
    this.#mustLive();
    return this.#state.isMaximized;
  }

  isMinimized(): boolean {
    this.#mustLive();
    return this.#state.isMinimized;
  }

  isVisible(): boolean {
    this.#mustLive();
    return this.#state.isVisible;
  }

  isFocused(): boolean {
    this.#mustLive();
    return this.#state.isFocused;
  }

  isDestroyed(): boolean {
    return this.#state.isDestroyed;
  }

  getNormalBounds(): Rectangle {
    this.#mustLive();
    return { ...this.#bounds };
  }

  setBounds(bounds: Rectangle): void {
    this.#mustLive();
    this.#bounds = { ...bounds };
  }

  /** Asks first: a `close` listener may prevent it. */
  close(): void {
    if (this.#state.isDestroyed || isPrevented(this, 'close', {})) return;
    this.destroy();
  }

  destroy(): void {
    if (this.#state.isDestroyed) return;
    this.#state.isDestroyed = true;
    this.webContents.destroy();
    this.emit('closed');
    this.#world.app.windowClosed(this);
  }

  #mustLive(): void {
    if (this.#state.isDestroyed) throw new TypeError('Object has been destroyed');
  }
}
