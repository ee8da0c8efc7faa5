// The words of the socket: limits, close codes, and how a frame becomes a request. Pure.
// docs/dock-protocol.md says the same for people who write a client.
import type { AppError } from '../../shared/errors.ts';

export const PROTOCOL_VERSION = 1;

/** Times in milliseconds, sizes in bytes. */
export const LIMITS = {
  frameBytes: 64 * 1024,
  firstFrameMs: 2_000,
  sockets: 8,
  callsPerSecond: 200,
  callsAtOnce: 200,
  sendBufferBytes: 1024 * 1024,
  codeMs: 60_000,
  failures: 10,
  failureWindowMs: 60_000,
  lockOutMs: 60_000,
} as const;

/** WebSocket close codes; 1009 (too large) and 1007 (not UTF-8) come from the WebSocket layer itself. */
export const CLOSE = {
  goingAway: 1001,
  tooManySockets: 1013,
  badKey: 4401,
  noFirstFrame: 4408,
  lockedOut: 4429,
} as const;

export type RequestId = number | string;

export type Request =
  | { readonly ok: true; readonly id: RequestId; readonly command: string; readonly input: unknown }
  | { readonly ok: false; readonly id: RequestId | null; readonly error: AppError };

const FIELDS = new Set(['id', 'command', 'input']);

/** Reads one frame. A frame that is no request still yields its id where it has a usable one. */
export function parseRequest(text: string | null): Request {
  const frame = text === null ? undefined : parseObject(text);
  if (!frame) return malformed(null, 'A frame must be one JSON object, sent as text.');
  const id = isRequestId(frame['id']) ? frame['id'] : null;
  if (id === null) return malformed(null, 'id must be a whole number or a string of 1 to 64 characters.', 'id');
  if (typeof frame['command'] !== 'string') return malformed(id, 'command must be a string.', 'command');
  const extra = Object.keys(frame).find((key) => !FIELDS.has(key));
  if (extra !== undefined) return malformed(id, 'A request has id, command and input only.', extra.slice(0, 60));
  return { ok: true, id, command: frame['command'], input: frame['input'] ?? {} };
}

/** The object that `text` is the JSON of, or undefined for anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** The answer to a call that was not run. `limit` is the number of calls that was exceeded. */
export function tooManyCalls(limit: number): AppError {
  return {
    code: 'RATE_LIMIT_EXCEEDED',
    error: 'Too many calls on this socket; wait a second.',
    details: { retry_after: 1, limit, remaining: 0, brake: 'dock' },
  };
}

function isRequestId(id: unknown): id is RequestId {
  return typeof id === 'string' ? id.length >= 1 && id.length <= 64 : Number.isSafeInteger(id);
}

function malformed(id: RequestId | null, error: string, field = 'frame'): Request {
  return { ok: false, id, error: { code: 'INVALID_REQUEST', error, details: { field } } };
}
