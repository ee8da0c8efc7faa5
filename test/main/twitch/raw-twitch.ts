// A bare HTTP server for what no honest Twitch would do: resets, silence, absurd headers, endless bodies.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface RawTwitch {
  readonly port: number;
  /** Every request that arrived, in order. */
  readonly requests: RawRequest[];
  /** How the next requests are answered. */
  answer: (response: ServerResponse, request: RawRequest, socket: Socket) => void;
  close(): Promise<void>;
}

/** The three headers of an unworried bucket. */
export const CALM = { 'Ratelimit-Limit': '800', 'Ratelimit-Remaining': '799', 'Ratelimit-Reset': '1' };

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = CALM,
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export async function startRawTwitch(): Promise<RawTwitch> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const whole = { method, url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(whole);
      raw.answer(response, whole, request.socket);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const raw: RawTwitch = {
    port: (server.address() as AddressInfo).port,
    requests,
    answer: (response) => json(response, 200, { data: [] }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return raw;
}
