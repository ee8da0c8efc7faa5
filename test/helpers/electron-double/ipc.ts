// The double of `ipcMain` and of what carries messages: structured clones both ways, a sender that can vanish.
import { EventEmitter } from 'node:events';
import type { IpcMain } from 'electron';
import { cloneAcross } from './events.ts';
import type { FrameDouble } from './frames.ts';
import type { WebContentsDouble } from './contents.ts';

type Handler = (event: never, ...args: unknown[]) => unknown;

export class IpcMainDouble extends EventEmitter implements Pick<IpcMain, 'handle' | 'removeHandler'> {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  get channels(): readonly string[] {
    return [...this.#handlers.keys()];
  }

  /**
   * `ipcRenderer.invoke` as it arrives from `frame` of `sender`. `senderFrame` turns null when that frame has
   * navigated or gone, also while the handler is still running.
   */
  async invoke(sender: WebContentsDouble, frame: FrameDouble, channel: string, ...args: unknown[]): Promise<unknown> {
    const sent = cloneAcross(args);
    const handler = this.#handlers.get(channel);
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const event = {
        type: 'frame' as const,
        sender,
        get senderFrame(): FrameDouble | null {
          return frame.isDestroyed() ? null : frame;
        },
      };
      return cloneAcross(await handler(event as never, ...sent));
    } catch (error) {
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error });
    }
  }
}
