// The socket half of the loopback server: handshake, calls, events, and the caps that keep one client from
// starving the rest. Hands calls to `dispatch` as they are; knows no command.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { AppEvent } from '../../shared/contract.ts';
import type { Dispatch } from '../dispatch.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Handshake } from './handshake.ts';
import type { DockKey } from './keys.ts';
import { CLOSE, LIMITS, parseRequest, PROTOCOL_VERSION, tooManyCalls } from './protocol.ts';

export interface SocketDeps {
  readonly handshake: Handshake;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  /** One more or one less has its handshake done. */
  readonly onCount?: () => void;
}

export interface Sockets {
  /** Takes over a connection whose request the guard has passed. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  broadcast(event: AppEvent): void;
  /** Closes every socket that was opened with this key. */
  closeKey(keyId: string): void;
  /** Sockets whose handshake is done. */
  count(): number;
  close(): void;
}

interface Client {
  readonly ws: WebSocket;
  readonly key: DockKey;
}

// A named object, because the types of `ws` do not know closeTimeout yet: how long a peer may take to answer a close.
const OPTIONS = {
  noServer: true,
  clientTracking: false,
  maxPayload: LIMITS.frameBytes,
  perMessageDeflate: false,
  closeTimeout: 1_000,
};

/** Takes no connection by itself: the HTTP half hands them to `accept`. */
export function createSockets(deps: SocketDeps): Sockets {
  const server = new WebSocketServer(OPTIONS);
  const open = new Set<WebSocket>();
  const clients = new Map<WebSocket, Client>();
  return {
    accept: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (ws) => {
        ws.on('error', (error) => deps.log.debug('dock socket failed', { error: error.message }));
        if (open.size >= LIMITS.sockets) return ws.close(CLOSE.tooManySockets, 'too many sockets');
        if (deps.handshake.isLockedOut()) return ws.close(CLOSE.lockedOut, 'too many failures');
        open.add(ws);
        ws.once('close', () => {
          open.delete(ws);
          if (clients.delete(ws)) deps.onCount?.();
        });
        greet(ws, deps, (key) => {
          clients.set(ws, { ws, key });
          serve({ ws, key }, deps);
          deps.onCount?.();
        });
      }),
    broadcast(event) {
      const text = JSON.stringify({ event });
      for (const { ws } of clients.values()) send(ws, text, deps.log);
    },
    closeKey(keyId) {
      for (const { ws, key } of clients.values()) if (key.keyId === keyId) ws.close(CLOSE.badKey, 'key removed');
    },
    count: () => clients.size,
    close() {
      for (const ws of open) ws.close(CLOSE.goingAway, 'Modkeep is closing');
    },
  };
}

/** Challenges, waits for one frame at most 2 s, and goes on only with a key that was proven. */
function greet(ws: WebSocket, { handshake, clock, log }: SocketDeps, admit: (key: DockKey) => void): void {
  const challenge = handshake.challenge();
  const waiting = new AbortController();
  clock.sleep(LIMITS.firstFrameMs, waiting.signal).then(
    () => ws.close(CLOSE.noFirstFrame, 'no first frame'),
    () => undefined,
  );
  ws.once('close', () => waiting.abort());
  ws.once('message', (data, isBinary) => {
    if (waiting.signal.aborted || ws.readyState !== ws.OPEN) return;
    waiting.abort();
    const admission = handshake.admit(textOf(data, isBinary), challenge);
    if (!admission.ok) {
      log.warn('dock handshake refused', { reason: admission.reason });
      return ws.close(admission.close, admission.reason);
    }
    const { key, newKey } = admission;
    log.info('dock socket opened', { key: key.name });
    const rights = key.caller.kind === 'owner' ? 'owner' : key.caller.rights;
    const ready = { ready: true, protocol: PROTOCOL_VERSION, name: key.name, rights };
    send(ws, JSON.stringify(newKey === null ? ready : { ...ready, key: newKey }), log);
    admit(key);
  });
  send(ws, JSON.stringify({ challenge: challenge.toString('base64url') }), log);
}

function serve({ ws, key }: Client, { dispatch, clock, log }: SocketDeps): void {
  const mayCall = createRate(clock, LIMITS.callsPerSecond);
  let running = 0;
  ws.on('message', (data, isBinary) => {
    // What was sent before a close had arrived is not run after it: the key may just have been removed.
    if (ws.readyState !== ws.OPEN) return;
    const request = parseRequest(textOf(data, isBinary));
    const reply = (body: object): void => send(ws, JSON.stringify({ id: request.id, ...body }), log);
    if (!mayCall()) return reply({ ok: false, error: tooManyCalls(LIMITS.callsPerSecond) });
    if (!request.ok) return reply({ ok: false, error: request.error });
    if (running >= LIMITS.callsAtOnce) return reply({ ok: false, error: tooManyCalls(LIMITS.callsAtOnce) });
    running += 1;
    void dispatch(key.caller, request.command, request.input)
      .then(reply)
      .finally(() => (running -= 1));
  });
}

/** True as long as fewer than `most` calls were let through within the last second. */
function createRate(clock: Clock, most: number): () => boolean {
  let windowStart = Number.NEGATIVE_INFINITY;
  let used = 0;
  return () => {
    const now = clock.monotonic();
    if (now - windowStart >= 1_000) {
      windowStart = now;
      used = 0;
    }
    used += 1;
    return used <= most;
  };
}

/** Sends, or drops a client that has stopped reading: its replies would pile up in our memory. */
function send(ws: WebSocket, text: string, log: Log): void {
  if (ws.readyState !== ws.OPEN) return;
  if (ws.bufferedAmount > LIMITS.sendBufferBytes) {
    log.warn('dock socket dropped', { reason: 'not reading' });
    return ws.terminate();
  }
  ws.send(text);
}

function textOf(data: RawData, isBinary: boolean): string | null {
  if (isBinary) return null;
  return Buffer.isBuffer(data)
    ? data.toString('utf8')
    : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]).toString('utf8');
}
