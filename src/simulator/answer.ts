// Puts an answer on the wire: the headers that every Twitch answer has, and what the fault script does to it.
import type { ServerResponse } from 'node:http';
import type { FaultRule } from './faults.ts';
import type { BucketState } from './limits.ts';
import type { Answer } from './routes.ts';

/** Sends the answer and returns the status that went out: 0 when none did. */
export function send(
  response: ServerResponse,
  answer: Answer,
  { fault, now, bucket }: { fault: FaultRule | null; now: number; bucket: BucketState | null },
): number {
  if (fault?.transport === 'reset') {
    response.socket?.resetAndDestroy();
    return 0;
  }
  if (fault?.transport === 'hang') return 0;
  const status = fault?.answer?.status ?? answer.status;
  const body = bodyOf(answer, fault);
  const headers: Record<string, string> = { Date: new Date(now).toUTCString() };
  if (bucket && !fault?.noRateHeaders) {
    headers['Ratelimit-Limit'] = String(bucket.limit);
    headers['Ratelimit-Remaining'] = String(bucket.remaining);
    headers['Ratelimit-Reset'] = String(bucket.reset);
  }
  if (body !== null) headers['Content-Type'] = fault?.answer?.contentType ?? 'application/json; charset=utf-8';
  headers['Content-Length'] = String(body?.length ?? 0);
  if (status === 204) delete headers['Content-Length'];
  for (const [name, value] of Object.entries(fault?.headers ?? {})) {
    if (value === null) delete headers[name];
    else headers[name] = value;
  }
  response.writeHead(status, headers);
  writeBody(response, body, fault?.transport);
  return status;
}

function bodyOf(answer: Answer, fault: FaultRule | null): Buffer | null {
  const body = fault?.answer ? fault.answer.body : answer.body;
  if (body === undefined) return null;
  return Buffer.from(fault?.answer && typeof body === 'string' ? body : JSON.stringify(body));
}

function writeBody(response: ServerResponse, body: Buffer | null, transport: FaultRule['transport']): void {
  if (!body || typeof transport !== 'object') {
    response.end(body ?? undefined);
  } else if ('cutAtByte' in transport) {
    response.write(body.subarray(0, transport.cutAtByte), () => response.socket?.destroy());
  } else {
    response.write(body.subarray(0, transport.stallAtByte));
  }
}
