// The page's side of the double: contextBridge and ipcRenderer for the built preload, as one script that Chromium
// runs before the page's own. Both sides share one JavaScript world here; Electron keeps two (see README.md).

/** Name of the binding through which ipcRenderer reaches the double; taken away before the page's code runs. */
export const BINDING = '__electronDoubleInvoke';

/** What the window's preferences give to its page. */
export interface PagePowers {
  readonly hasNode: boolean;
  readonly isIsolated: boolean;
}

/** Wraps the built preload (CommonJS text) into an init script. */
export function preloadScript(preload: string, powers: PagePowers): string {
  // As a function and not as text: the page's content security policy would refuse to evaluate text.
  return `(${runPreload.toString()})(${JSON.stringify(BINDING)}, ${JSON.stringify(powers)}, function (require, module, exports) {\n${preload}\n})`;
}

/** Runs in the page. Self-contained: it is turned into text. */
function runPreload(binding: string, powers: PagePowers, preload: (...given: unknown[]) => void): void {
  const page = globalThis as unknown as Record<string | symbol, unknown>;
  // A preload runs in the main frame only, unless nodeIntegrationInSubFrames asks for more.
  if (page['top'] !== page['self']) return;
  const invokeMain = page[binding] as (channel: string, args: unknown[]) => Promise<{ ok: boolean; value: unknown }>;
  Reflect.deleteProperty(page, binding);
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>();

  const clone = (value: unknown): unknown => {
    try {
      return structuredClone(value);
    } catch {
      throw new Error('An object could not be cloned.');
    }
  };

  const ipcRenderer = {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      const reply = await invokeMain(channel, clone(args) as unknown[]);
      if (!reply.ok) throw new Error(String(reply.value));
      return reply.value;
    },
    on(channel: string, listener: (event: object, ...args: unknown[]) => void) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return ipcRenderer;
    },
    removeListener(channel: string, listener: (event: object, ...args: unknown[]) => void) {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
  };

  /** What crosses the bridge: functions as proxies, promises by their value, data as copies without prototypes. */
  const cross = (value: unknown): unknown => {
    if (typeof value === 'function') return (...args: unknown[]) => cross(value(...args.map(cross)));
    if (value instanceof Promise) return value.then(cross);
    if (Array.isArray(value)) return value.map(cross);
    if (typeof value !== 'object' || value === null) return value;
    const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
    if (!isPlain) return clone(value);
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, cross(field)]));
  };

  const contextBridge = {
    exposeInMainWorld(name: string, api: unknown) {
      if (!powers.isIsolated) throw new Error('contextBridge API can only be used when contextIsolation is enabled');
      if (Object.hasOwn(page, name))
        throw new Error('Cannot bind an API on top of an existing property on the window object');
      Object.defineProperty(page, name, { value: Object.freeze(cross(api)), enumerable: true });
    },
  };

  Object.defineProperty(page, Symbol.for('electron-double.deliver'), {
    value: (channel: string, args: unknown[]) => {
      for (const listener of listeners.get(channel) ?? [])
        listener({ sender: ipcRenderer }, ...(clone(args) as unknown[]));
    },
  });

  // A sandboxed preload can require these and nothing else.
  const requireModule = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return { contextBridge, ipcRenderer };
    throw new Error(`module not found: ${name}`);
  };
  if (powers.hasNode) Object.assign(page, { require: requireModule, process: {}, Buffer: Object });
  const module = { exports: {} };
  preload(requireModule, module, module.exports);
}
