// The double of WebContents: one page, its frames, where it may go, and how it dies.
import { EventEmitter } from 'node:events';
import type {
  HandlerDetails,
  RenderProcessGoneDetails,
  WebContents,
  WebPreferences,
  WindowOpenHandlerResponse,
} from 'electron';
import { cloneAcross, isPrevented } from './events.ts';
import { FrameDouble } from './frames.ts';
import type { SessionDouble } from './session.ts';

/** A real page behind the double; without one, only the protocol handler is asked. */
export interface PageDriver {
  load(url: string): Promise<void>;
  reload(): Promise<void>;
  send(channel: string, args: readonly unknown[]): Promise<void>;
  evaluate(code: string): Promise<unknown>;
  close(): Promise<void>;
}

type Modelled = Pick<
  WebContents,
  'executeJavaScript' | 'id' | 'isCrashed' | 'isDestroyed' | 'reload' | 'send' | 'setWindowOpenHandler'
>;
type OpenHandler = (details: HandlerDetails) => WindowOpenHandlerResponse;

export class WebContentsDouble extends EventEmitter implements Modelled {
  readonly id: number;
  readonly session: SessionDouble;
  mainFrame = new FrameDouble('about:blank', null);
  driver: PageDriver | null = null;
  /** Everything sent to the page, for tests without a page. */
  readonly sent: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  loads = 0;
  /** Every window that the page asked for, and whether it would have opened. */
  readonly asked: { readonly url: string; readonly isOpened: boolean }[] = [];
  #isDestroyed = false;
  #isCrashed = false;
  #openHandler: OpenHandler | null = null;

  /** What Electron makes of the preferences, its defaults where they are silent. */
  readonly features: {
    readonly experimental: boolean;
    readonly webview: boolean;
    readonly enabled: readonly string[];
    readonly disabled: readonly string[];
  };
  /** Node in the page turns a page's sandbox off unless it is asked for: https://www.electronjs.org/docs/latest/tutorial/sandbox */
  readonly isSandboxWanted: boolean;
  readonly hasNode: boolean;
  readonly isIsolated: boolean;

  constructor(id: number, session: SessionDouble, preferences: WebPreferences = {}, isSandboxEnforced = false) {
    super();
    this.id = id;
    this.session = session;
    const names = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean);
    this.features = {
      experimental: preferences.experimentalFeatures === true,
      webview: preferences.webviewTag === true,
      enabled: names(preferences.enableBlinkFeatures),
      disabled: names(preferences.disableBlinkFeatures),
    };
    const wantsNode = preferences.nodeIntegration === true;
    this.isSandboxWanted = preferences.sandbox ?? !wantsNode;
    this.hasNode = wantsNode && !this.isSandboxWanted && !isSandboxEnforced;
    this.isIsolated = preferences.contextIsolation !== false;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  isCrashed(): boolean {
    this.#mustLive();
    return this.#isCrashed;
  }

  getURL(): string {
    this.#mustLive();
    return this.mainFrame.url;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#mustLive();
    const copy = cloneAcross(args);
    this.sent.push({ channel, args: copy });
    void this.driver?.send(channel, copy);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  async executeJavaScript(code: string): Promise<unknown> {
    this.#mustLive();
    if (this.driver === null) throw new Error('this double has no page to run code in');
    return this.driver.evaluate(code);
  }

  /** Programmatic: sends no will-navigate. Rejects as Electron does when the address can't be loaded. */
  async loadURL(url: string): Promise<void> {
    this.#mustLive();
    this.#isCrashed = false;
    this.loads += 1;
    if (this.driver === null) await this.#loadWithoutPage(url);
    else await this.driver.load(url);
    this.emit('did-finish-load');
    this.emit('ready-to-show');
  }

  reload(): void {
    this.#mustLive();
    this.#isCrashed = false;
    this.loads += 1;
    if (this.driver === null) this.commit(this.mainFrame.url);
    else void this.driver.reload();
  }

  /** A navigation has happened: the old document's frame is gone, and messages from it have no sender any more. */
  commit(url: string, origin?: string): void {
    this.mainFrame.destroy();
    this.mainFrame = new FrameDouble(url, null, origin);
  }

  /** True when `name`, sent alone, is prevented: two guards on one way must each hold. */
  prevents(name: 'will-attach-webview' | 'will-frame-navigate' | 'will-navigate' | 'will-redirect'): boolean {
    return isPrevented(this, name, { url: 'https://example.com/', isMainFrame: true });
  }

  /** A subframe of the current document. */
  frameWithin(url: string, origin?: string): FrameDouble {
    return new FrameDouble(url, this.mainFrame, origin);
  }

  /** The page (link, script, form, meta refresh) or a server tries to go to `url`; true when it got there. */
  navigates(url: string, how: 'navigate' | 'redirect' = 'navigate', isMainFrame = true): boolean {
    const details = { url, isMainFrame, isSameDocument: false, frame: this.mainFrame };
    const events =
      how === 'redirect' ? ['will-redirect'] : ['will-frame-navigate', ...(isMainFrame ? ['will-navigate'] : [])];
    const stopped = events.map((name) => isPrevented(this, name, details, url));
    if (stopped.includes(true)) return false;
    if (isMainFrame) this.commit(url);
    return true;
  }

  /** `window.open`, target=_blank, a middle click; true when a window would open. Without a handler it would. */
  opens(url: string): boolean {
    const details = {
      url,
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    } as const;
    const isOpened = this.#openHandler === null || this.#openHandler(details).action === 'allow';
    this.asked.push({ url, isOpened });
    return isOpened;
  }

  /** `<webview>` in the page; true when a guest would be attached (with `webviewTag` on). */
  attachesWebview(): boolean {
    return !isPrevented(this, 'will-attach-webview', {}, {}, {});
  }

  crash(reason: RenderProcessGoneDetails['reason'] = 'crashed'): void {
    this.#isCrashed = reason !== 'clean-exit';
    this.emit('render-process-gone', {}, { reason, exitCode: 5 } satisfies RenderProcessGoneDetails);
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.mainFrame.destroy();
    this.#isDestroyed = true;
    void this.driver?.close();
    this.emit('destroyed');
  }

  async #loadWithoutPage(url: string): Promise<void> {
    const response = await this.session.protocol.answer(new Request(url));
    if (response === null) throw new Error(`ERR_UNKNOWN_URL_SCHEME (-302) loading '${url}'`);
    this.commit(url);
  }

  #mustLive(): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
  }
}
