// The HTTP side: reads a request, asks the fault script, authorizes, answers, and writes the journal.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { bearer, type AuthRoutes } from './auth-routes.ts';
import { createPageFaults } from './page-faults.ts';
import { journalQuery, type Journal } from './journal.ts';
import { Refusal, refuse } from './refusal.ts';
import { toCursor } from './paging.ts';
import { send } from './answer.ts';
import type { SimulatorClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { BucketState, Buckets } from './limits.ts';
import type { Answer, Routes } from './routes.ts';
import type { Token, Tokens } from './tokens.ts';

export interface Delays {
  /** Every answer of Get Banned Users. Milliseconds, real time. */
  pageMs: number;
  /** Every other Helix answer. */
  helixMs: number;
}

export interface HttpDeps {
  readonly clock: SimulatorClock;
  readonly tokens: Tokens;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly buckets: Buckets;
  readonly delays: Delays;
  readonly helix: Routes;
  readonly auth: AuthRoutes;
}

const BODY_CAP = 1_000_000;

/** An HTTP server that is not listening yet. */
export function createHttp(deps: HttpDeps): Server {
  const pageFaults = createPageFaults();
  return createServer({ keepAlive: true, keepAliveTimeout: 60_000 }, (request, response) => {
    response.sendDate = false;
    void handle(deps, pageFaults, request, response).catch(() => response.destroy());
  });
}

async function handle(
  deps: HttpDeps,
  pageFaults: ReturnType<typeof createPageFaults>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  const text = await readBody(request);
  const place = locate(url.pathname);
  const token = deps.tokens.valid(bearer(request.headers.authorization ?? ''));
  const parameters = withForm(url.searchParams, request, text);
  const clientId = String(request.headers['client-id'] ?? parameters.get('client_id') ?? '') || null;
  const userId = place.side === 'helix' ? (token?.userId ?? null) : null;
  const fault = deps.faults.take({ method, path: place.path, query: parameters, userId });
  const body = place.side === 'helix' ? parseJson(text) : undefined;
  const entry = deps.journal.addRequest({
    at: deps.clock.now(),
    method,
    path: place.path,
    query: journalQuery(parameters),
    userId,
    clientId,
    status: 0,
    faultId: fault?.id ?? null,
    body: body === INVALID_JSON ? '[not JSON]' : (body ?? null),
  });
  await wait(delayOf(deps.delays, place, method) + (fault?.delayMs ?? 0));

  const bucket = place.side === 'helix' ? deps.buckets.take(`${clientId ?? ''}:${token?.userId ?? 'nobody'}`) : null;
  let answer = answerOf(() => {
    if (fault?.effect === 'skip' || (fault?.answer && fault.effect !== 'perform')) return { status: 204 };
    if (place.side === 'auth') {
      return authAnswer(deps.auth, `${method} ${place.name}`, {
        parameters,
        authorization: request.headers.authorization ?? '',
      });
    }
    return helixAnswer(deps, `${method} ${place.name}`, { query: url.searchParams, body, token, clientId, bucket });
  }, place.side);
  if (fault?.page && answer.status === 200) {
    const first = toCursor(url.searchParams.get('broadcaster_id') ?? '', '0');
    answer = { ...answer, body: pageFaults.apply(answer.body, fault.page, url.searchParams.get('after'), first) };
  }
  if (fault?.answerDelayMs) await wait(fault.answerDelayMs);
  entry.status = send(response, answer, { fault, now: deps.clock.now(), bucket });
}

interface Place {
  readonly side: 'helix' | 'auth';
  /** As routes are keyed: without the prefix. */
  readonly name: string;
  /** As the journal and the fault script name it. */
  readonly path: string;
}

/** Where Twurple sends things when `TWURPLE_MOCK_API_PORT` is set. */
function locate(pathname: string): Place {
  const auth = /^\/auth\/(.+)$/.exec(pathname)?.[1];
  if (auth) return { side: 'auth', name: auth, path: `auth/${auth}` };
  const helix = pathname.replace(/^\/(mock\/)?/, '');
  return { side: 'helix', name: helix, path: helix };
}

function delayOf(delays: Delays, place: Place, method: string): number {
  if (place.side === 'auth') return 0;
  return place.name === 'moderation/banned' && method === 'GET' ? delays.pageMs : delays.helixMs;
}

function answerOf(run: () => Answer, side: 'helix' | 'auth'): Answer {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, message, extra } = error;
    const body =
      side === 'auth' ? { status, message } : { error: STATUS_WORDS[status] ?? 'Error', status, message, ...extra };
    return { status, body };
  }
}

function authAnswer(routes: AuthRoutes, key: string, request: Parameters<AuthRoutes[string]>[0]): Answer {
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  return route ? route(request) : refuse(404, 'not found');
}

function helixAnswer(
  deps: HttpDeps,
  key: string,
  request: {
    query: URLSearchParams;
    body: unknown;
    token: Token | undefined;
    clientId: string | null;
    bucket: BucketState | null;
  },
): Answer {
  const { token, clientId } = request;
  const route = Object.hasOwn(deps.helix, key) ? deps.helix[key] : undefined;
  if (!route) return refuse(404, 'not found');
  if (request.bucket && !request.bucket.isAllowed) refuse(429, 'Too Many Requests');
  if (clientId === null) refuse(401, 'Client ID is missing');
  if (!token) return refuse(401, 'Invalid OAuth token');
  if (token.clientId !== clientId) refuse(401, 'Client ID and OAuth token do not match');
  if (route.scopes.length > 0 && !route.scopes.some((scope) => token.scopes.includes(scope))) {
    refuse(401, `Missing scope: ${route.scopes.join(' or ')}`);
  }
  if (request.body === INVALID_JSON) refuse(400, 'The request body is not valid JSON.');
  return route.answer({ query: request.query, body: request.body, token });
}

const INVALID_JSON = Symbol('a body that is not JSON');
const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return INVALID_JSON;
  }
}

function withForm(query: URLSearchParams, request: IncomingMessage, text: string): URLSearchParams {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return isForm ? new URLSearchParams([...query, ...new URLSearchParams(text)]) : query;
}

async function readBody(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET') return '';
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_CAP) throw new Error('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function wait(ms: number): Promise<void> | undefined {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined;
}
