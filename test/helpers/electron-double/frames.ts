// The double of WebFrameMain: a document's place in the tree, and the end of it.
import { randomUUID } from 'node:crypto';
import type { WebFrameMain } from 'electron';

type Modelled = Pick<WebFrameMain, 'detached' | 'frameToken' | 'isDestroyed' | 'origin' | 'url'>;

export class FrameDouble implements Modelled {
  readonly frameToken = randomUUID();
  readonly url: string;
  readonly origin: string;
  readonly parent: FrameDouble | null;
  detached = false;
  #isDestroyed = false;

  /** `origin` differs from the address for sandboxed documents ("null") and about:blank (its opener's). */
  constructor(url: string, parent: FrameDouble | null, origin = originOf(url)) {
    this.url = url;
    this.origin = origin;
    this.parent = parent;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  destroy(): void {
    this.#isDestroyed = true;
  }
}

/** Chromium's serialization: scheme://host for standard schemes, "null" for opaque origins. */
function originOf(url: string): string {
  const { protocol, host } = new URL(url);
  return ['http:', 'https:', 'app:'].includes(protocol) ? `${protocol}//${host}` : 'null';
}
