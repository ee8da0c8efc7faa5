// One request to a webhook, and what its answer means. Sends exactly once; knows no queue.
import type { Clock } from '../lib/clock.ts';
import { HOUR_MS, SECOND_MS } from '../lib/time.ts';

/** What came of it. `failed`: nobody knows whether the message is there, unless `isUnsent`. */
export type Posted =
  | { readonly kind: 'sent'; readonly pauseMs: number }
  | { readonly kind: 'slow'; readonly pauseMs: number }
  | { readonly kind: 'gone' | 'refused'; readonly status: number; readonly code: number | null }
  | { readonly kind: 'failed'; readonly status: number | null; readonly isUnsent: boolean };

export type Post = (url: string, body: object, signal: AbortSignal) => Promise<Posted>;

const DEADLINE_MS = 20 * SECOND_MS;
/** What a person could wait for; more than Discord was ever seen to ask for. */
const LONGEST_PAUSE_MS = HOUR_MS;
const UNKNOWN_PAUSE_MS = 10 * SECOND_MS;
/** Answers are small; what is longer is not read to its end. */
const BODY_LIMIT = 65_536;

/** Certainly never left: no connection came about. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN']);

export function createPost({ clock }: { readonly clock: Clock }): Post {
  return async (url, body, stopping) => {
    const late = new AbortController();
    const disarm = clock.every(DEADLINE_MS, () => late.abort());
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        // A redirect would carry the secret to wherever it points.
        redirect: 'manual',
        signal: AbortSignal.any([stopping, late.signal]),
      });
      const answer = await readJson(response);
      return judge(response.status, response.headers, answer);
    } catch (error) {
      return { kind: 'failed', status: null, isUnsent: NOT_SENT.has(networkCode(error) ?? '') };
    } finally {
      disarm();
    }
  };
}

type Json = { readonly retry_after?: unknown; readonly code?: unknown };

function judge(status: number, headers: Headers, answer: Json): Posted {
  if (status === 200 || status === 204) return { kind: 'sent', pauseMs: pauseAfter(headers) };
  if (status === 429) return { kind: 'slow', pauseMs: pauseOf(headers, answer) };
  const code = typeof answer.code === 'number' ? answer.code : null;
  if (status === 401 || status === 403 || status === 404) return { kind: 'gone', status, code };
  // A request that took too long, and what is no answer of Discord's.
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'refused', status, code };
  return { kind: 'failed', status, isUnsent: false };
}

/** `X-RateLimit-Reset-After` counts when nothing is left. https://discord.com/developers/docs/topics/rate-limits */
function pauseAfter(headers: Headers): number {
  if (headers.get('x-ratelimit-remaining') !== '0') return 0;
  return milliseconds(headers.get('x-ratelimit-reset-after')) ?? 0;
}

/** Seconds, in the body to the millisecond. The longer of what is said holds. */
function pauseOf(headers: Headers, { retry_after: inBody }: Json): number {
  const said = [milliseconds(inBody), milliseconds(headers.get('retry-after'))].filter((ms) => ms !== null);
  return said.length === 0 ? UNKNOWN_PAUSE_MS : Math.max(SECOND_MS / 4, ...said);
}

function milliseconds(seconds: unknown): number | null {
  const value =
    typeof seconds === 'number' ? seconds : /^\d{1,9}(\.\d{1,9})?$/.test(String(seconds)) ? Number(seconds) : NaN;
  return value >= 0 ? Math.min(LONGEST_PAUSE_MS, Math.ceil(value * SECOND_MS)) : null;
}

async function readJson(response: Response): Promise<Json> {
  if (Number(response.headers.get('content-length') ?? 0) > BODY_LIMIT) return {};
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > BODY_LIMIT) return {};
    }
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    // The status has come: what else there is to read decides nothing.
    return {};
  }
}

function networkCode(error: unknown): string | null {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' ? cause.code : null;
}
