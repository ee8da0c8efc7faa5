// The HTTP half of the loopback server: guards every request, serves the pages, hands socket upgrades on.
// Knows nothing of keys or commands: what it serves holds no data, but for the files that somebody has a ticket for.
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { fail } from '../../shared/errors.ts';
import type { FileToSend } from '../db/exports.ts';
import type { Log } from '../lib/log.ts';
import type { PageFiles } from '../shell/page-files.ts';
import { pageHeaders } from '../shell/page-headers.ts';
import { createGuard, type Check, type Guard } from './guard.ts';
import type { MetricsDoor } from './metrics-door.ts';
import { sendFile } from './send-file.ts';

export const SOCKET_PATH = '/socket';
const HOST = '127.0.0.1';
const TICKET = /^\/file\/([\w-]{43})$/;

export interface HttpDeps {
  readonly files: PageFiles;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly log: Log;
  readonly onSocket: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** The file that a ticket stands for, once; null for any other word. */
  readonly takeFile?: (ticket: string) => FileToSend | null;
  /** Answers the path of the metrics where somebody may have them. */
  readonly metrics?: MetricsDoor;
  readonly checks?: readonly Check[];
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1. Throws CONFLICT (`port_taken`) when the port is taken, FORBIDDEN when the system refuses it.
 */
export async function startHttp(deps: HttpDeps): Promise<HttpServer> {
  const server = createServer({
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 5_000,
    // Node looks for late requests only this often.
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 8_192,
    // The guard answers a missing Host itself.
    requireHostHeader: false,
  });
  server.maxConnections = 64;
  server.setTimeout(10_000);
  const port = await listen(server, deps.port);
  const guard = createGuard(`${HOST}:${port}`, deps.checks);
  // A dock may play a sound and copy a name; whom it talks to is itself.
  const headers = pageHeaders({ connectTo: ["'self'", `ws://${HOST}:${port}`], alsoDenied: [] });
  const answer = (request: IncomingMessage, response: ServerResponse): void =>
    respond(request, response, { ...deps, guard, headers });
  server.on('request', answer);
  // Without these two Node would say `100 Continue` or `417` before the guard has looked.
  server.on('checkContinue', answer);
  server.on('checkExpectation', answer);
  server.on('connect', (_request, socket) => refuseRaw(socket, 405));
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, guard, deps));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseRaw(socket, statusOf(error)));
  return { port, close: () => close(server) };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => reject(listenFailure(error, port)));
    server.listen({ host: HOST, port, exclusive: true }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(listenFailure(new Error('no address'), port));
      resolve(address.port);
    });
  });
}

function listenFailure(error: NodeJS.ErrnoException, port: number): Error {
  const options = { cause: error };
  if (error.code === 'EADDRINUSE')
    return fail('CONFLICT', `Port ${port} is already used by another program.`, { reason: 'port_taken' }, options);
  if (error.code === 'EACCES')
    return fail('FORBIDDEN', `This system does not allow port ${port}.`, { reason: 'port' }, options);
  return fail('SERVICE_UNAVAILABLE', `Port ${port} can’t be opened.`, { reason: error.code ?? 'listen' }, options);
}

interface Answering extends Pick<HttpDeps, 'takeFile' | 'metrics'> {
  readonly guard: Guard;
  readonly headers: Readonly<Record<string, string>>;
  readonly files: PageFiles;
  readonly log: Log;
}

function respond(request: IncomingMessage, response: ServerResponse, answering: Answering): void {
  const { guard, headers, files, log } = answering;
  const refusal = guard(headOf(request));
  const file = refusal ? undefined : files.get(request.url ?? '');
  if (file) {
    response.writeHead(200, { ...headers, 'Content-Type': file.type, 'Content-Length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
    return;
  }
  if (refusal === null && answering.metrics?.(request, response, headers) === true) return;
  // Asking for the head alone would use up the ticket.
  const wanted = refusal || request.method !== 'GET' ? null : TICKET.exec(request.url ?? '');
  const sent = wanted === null ? null : (answering.takeFile?.(wanted[1] ?? '') ?? null);
  if (sent !== null) return void sendFile(request, response, sent, headers, log);
  const status = refusal?.status ?? (request.url === SOCKET_PATH ? 426 : 404);
  if (refusal) log.warn('dock request refused', { status, reason: refusal.reason });
  // What was refused may not leave a half-read body behind for the next request on this connection.
  response.writeHead(status, {
    ...headers,
    Connection: 'close',
    'Content-Length': 0,
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
    ...(status === 426 ? { Upgrade: 'websocket' } : {}),
  });
  response.end();
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, guard: Guard, deps: HttpDeps): void {
  socket.on('error', () => socket.destroy());
  const refusal = guard(headOf(request));
  if (refusal) {
    deps.log.warn('dock socket refused', { status: refusal.status, reason: refusal.reason });
    return refuseRaw(socket, refusal.status);
  }
  if (request.url !== SOCKET_PATH) return refuseRaw(socket, 404);
  if (request.method !== 'GET') return refuseRaw(socket, 405);
  deps.onSocket(request, socket, head);
}

function headOf(request: IncomingMessage): Parameters<Guard>[0] {
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
  };
}

function statusOf(error: NodeJS.ErrnoException): number {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 431;
  return error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

/** Answers where no ServerResponse exists, and ends the connection. */
export function refuseRaw(socket: Duplex, status: number): void {
  if (!socket.writable) return void socket.destroy();
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
