// Decides whether a message may be heard: who sent it, how large it is, how many came before. Pure but for the clock.
// Knows no command.
import { serialize } from 'node:v8';
import type { IpcMainInvokeEvent } from 'electron';
import type { AppError } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { isBundle } from './protocol.ts';

/** What the guard needs to see of a message. */
export type Sender = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

const MAX_BYTES = 64 * 1024;
const MAX_PER_SECOND = 200;

/**
 * True only for the main frame of one of our own windows, still there, showing app://bundle both by address and by
 * origin (a sandboxed document has our address and an opaque origin). `senderFrame` is null once the frame has
 * navigated or gone: https://www.electronjs.org/docs/latest/api/structures/ipc-main-invoke-event
 */
export function isOurPage({ sender, senderFrame }: Sender, windows: ReadonlySet<number>): boolean {
  if (senderFrame === null || senderFrame.isDestroyed() || senderFrame.detached) return false;
  if (senderFrame !== sender.mainFrame || !windows.has(sender.id)) return false;
  return [senderFrame.url, senderFrame.origin].every((text) => {
    const url = URL.parse(text);
    return url !== null && isBundle(url);
  });
}

/** An INVALID_REQUEST when the message is larger than 64 KB as it crossed the process, else null. */
export function refuseSize(message: readonly unknown[]): AppError | null {
  const bytes = measure(message);
  if (bytes <= MAX_BYTES) return null;
  return {
    code: 'INVALID_REQUEST',
    error: 'The message is larger than 64 KB.',
    details: { field: 'input', limit: MAX_BYTES },
  };
}

function measure(message: readonly unknown[]): number {
  try {
    return serialize(message).byteLength;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Lets 200 messages a second through, a burst of 200 at once; then answers RATE_LIMIT_EXCEEDED. */
export function createRateCap(clock: Pick<Clock, 'monotonic'>): () => AppError | null {
  let tokens = MAX_PER_SECOND;
  let last = clock.monotonic();
  return () => {
    const now = clock.monotonic();
    tokens = Math.min(MAX_PER_SECOND, tokens + ((now - last) * MAX_PER_SECOND) / 1_000);
    last = now;
    if (tokens < 1) {
      return {
        code: 'RATE_LIMIT_EXCEEDED',
        error: 'The window sends more than 200 messages a second.',
        details: { retry_after: 1, limit: MAX_PER_SECOND, brake: 'window_messages' },
      };
    }
    tokens -= 1;
    return null;
  };
}
