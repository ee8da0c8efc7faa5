// Answers /metrics: to whoever brings the key, as often as is reasonable, and to nobody while there is no key. What is
// told is handed in.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { SECOND_MS } from '../lib/time.ts';
import type { MetricsKey } from './metrics-key.ts';

export const METRICS_PATH = '/metrics';
const TYPE = 'text/plain; version=0.0.4; charset=utf-8';
/** Requests within `WINDOW_MS`, right and wrong ones together: programs ask every few seconds at most. */
const MOST = 20;
const WINDOW_MS = 10 * SECOND_MS;

export interface MetricsDoorDeps {
  readonly key: Pick<MetricsKey, 'view' | 'fits'>;
  /** The page; made anew for every request that is let in. */
  readonly text: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whether it has answered. The guard has passed the request already. */
export type MetricsDoor = (
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
) => boolean;

export function createMetricsDoor({ key, text, clock, log }: MetricsDoorDeps): MetricsDoor {
  let asked: number[] = [];
  const mayAsk = (): boolean => {
    const now = clock.monotonic();
    asked = asked.filter((at) => now - at < WINDOW_MS);
    if (asked.length >= MOST) return false;
    asked.push(now);
    return true;
  };
  return (request, response, headers) => {
    if (request.url !== METRICS_PATH || key.view() === null) return false;
    const refuse = (status: number, extra: Record<string, string>): void => {
      log.warn('metrics were refused', { status });
      response.writeHead(status, { ...headers, ...extra, Connection: 'close', 'Content-Length': 0 });
      response.end();
    };
    if (!mayAsk()) {
      refuse(429, { 'Retry-After': String(WINDOW_MS / SECOND_MS) });
      return true;
    }
    const given = bearerOf(request.rawHeaders);
    if (given === null || !key.fits(given)) {
      refuse(401, { 'WWW-Authenticate': 'Bearer realm="Modkeep metrics"' });
      return true;
    }
    const body = Buffer.from(text());
    response.writeHead(200, { ...headers, 'Content-Type': TYPE, 'Content-Length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  };
}

/** What the one `Authorization: Bearer …` brings; null for none, several or another kind. */
function bearerOf(rawHeaders: readonly string[]): string | null {
  const found = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization',
  );
  return found.length === 1 ? (/^Bearer ([\w-]{43})$/.exec(found[0] ?? '')?.[1] ?? null) : null;
}
