// Discord's webhooks in a box: keeps what is sent, and is as strict about limits and sizes as Discord says it is. A server of
// its own, beside the simulated Twitch.
// https://discord.com/developers/docs/resources/webhook#execute-webhook, …/topics/rate-limits
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DiscordMessage {
  readonly id: string;
  readonly webhookId: string;
  readonly content: string;
  readonly descriptions: readonly string[];
  readonly body: unknown;
}

/** What happens to the next request instead: an answer, nothing but a broken line, or a kept message and a broken line. */
export type DiscordFault =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'drop'
  | 'lose_answer';

export interface DiscordBox {
  readonly port: number;
  /** What has arrived, in order. */
  readonly messages: readonly DiscordMessage[];
  /** Every request, by what was answered; 0 = no answer. */
  readonly statuses: readonly number[];
  /** One per request, the next first. */
  fault(...faults: readonly DiscordFault[]): void;
  stop(): Promise<void>;
}

export interface DiscordBoxOptions {
  /** How many times faster than life its limits count. */
  readonly speed?: number;
  /** Whether it counts at all. */
  readonly isLimited?: boolean;
}

/** Requests in so many ms, for each webhook. The second is the channel's. */
const LIMITS = [
  { most: 5, ms: 2_000 },
  { most: 30, ms: 60_000 },
] as const;
const PATH = /^\/api\/v10\/webhooks\/(\d{15,20})\/([A-Za-z0-9_-]{60,100})$/;
const BODY_CAP = 1_000_000;

export async function startDiscordBox({ speed = 1, isLimited = true }: DiscordBoxOptions = {}): Promise<DiscordBox> {
  const messages: DiscordMessage[] = [];
  const statuses: number[] = [];
  const faults: DiscordFault[] = [];
  const uses = new Map<string, number[]>();

  /** How long this webhook has to wait, in seconds, and what is left of its first limit. */
  function count(webhookId: string): {
    readonly retryAfter: number;
    readonly remaining: number;
    readonly reset: number;
  } {
    const now = performance.now() * speed;
    const used = (uses.get(webhookId) ?? []).filter((at) => now - at < 60_000);
    const waits = LIMITS.map(({ most, ms }) => {
      const inside = used.filter((at) => now - at < ms);
      return inside.length < most ? 0 : (inside[inside.length - most] ?? now) + ms - now;
    });
    const retryAfter = Math.max(...waits) / 1_000 / speed;
    if (retryAfter === 0) used.push(now);
    uses.set(webhookId, used);
    const recent = used.filter((at) => now - at < LIMITS[0].ms);
    const reset = ((recent[0] ?? now) + LIMITS[0].ms - now) / 1_000 / speed;
    return { retryAfter, remaining: LIMITS[0].most - recent.length, reset };
  }

  function keep(webhookId: string, body: Body): DiscordMessage {
    const descriptions = (body.embeds ?? []).map(({ description }) => description ?? '');
    const message = { id: String(messages.length + 1), webhookId, content: body.content ?? '', descriptions, body };
    messages.push(message);
    return message;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = parse(await read(request));
    const [, webhookId = ''] = PATH.exec(url.pathname) ?? [];
    const fault = faults.shift();
    const answer = (status: number, json: unknown, headers: Readonly<Record<string, string>> = {}): void => {
      statuses.push(status);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(status === 204 ? undefined : JSON.stringify(json));
    };
    if (typeof fault === 'object') return answer(fault.status, fault.body ?? {}, fault.headers);
    if (fault === 'drop') return void (statuses.push(0), request.socket.destroy());
    if (webhookId === '' || request.method !== 'POST') return answer(404, { message: 'Unknown Webhook', code: 10_015 });
    const { retryAfter, remaining, reset } = isLimited ? count(webhookId) : { retryAfter: 0, remaining: 5, reset: 0 };
    const headers = {
      'x-ratelimit-limit': String(LIMITS[0].most),
      'x-ratelimit-remaining': String(Math.max(0, remaining)),
      'x-ratelimit-reset-after': reset.toFixed(3),
      'x-ratelimit-bucket': 'webhooks',
    };
    if (retryAfter > 0) {
      const slow = { message: 'You are being rate limited.', retry_after: retryAfter, global: false };
      return answer(429, slow, { ...headers, 'retry-after': String(Math.ceil(retryAfter)) });
    }
    const wrong = body === null ? 'not JSON' : wrongIn(body);
    if (body === null || wrong !== null) return answer(400, { message: `Invalid Form Body: ${wrong}`, code: 50_035 });
    const { id } = keep(webhookId, body);
    if (fault === 'lose_answer') return void (statuses.push(0), request.socket.destroy());
    if (url.searchParams.get('wait') === 'true') return answer(200, { id }, headers);
    answer(204, null, headers);
  }

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    statuses,
    fault: (...next) => void faults.push(...next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Body {
  readonly content?: string;
  readonly embeds?: readonly { readonly description?: string; readonly title?: string }[];
  readonly allowed_mentions?: { readonly parse?: readonly string[] };
}

/** What Discord would refuse: sizes in characters, as it documents them. */
function wrongIn({ content = '', embeds = [] }: Body): string | null {
  const length = (text = ''): number => Array.from(text).length;
  if (content === '' && embeds.length === 0) return 'Cannot send an empty message';
  if (length(content) > 2_000) return 'content must be 2000 or fewer in length';
  if (embeds.length > 10) return 'at most 10 embeds';
  if (embeds.some(({ description }) => length(description) > 4_096))
    return 'description must be 4096 or fewer in length';
  const total = embeds.reduce((sum, { title, description }) => sum + length(title) + length(description), 0);
  return total > 6_000 ? 'embeds exceed 6000 characters' : null;
}

function parse(text: string): Body | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : null;
  } catch {
    return null;
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_CAP) break;
  }
  return text;
}
