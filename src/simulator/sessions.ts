// EventSub sockets: welcome, keepalive, reconnect, and the close codes.
// https://dev.twitch.tv/docs/eventsub/handling-websocket-events
import { WebSocketServer, type WebSocket } from 'ws';
import type { IncomingMessage, Server } from 'node:http';
import type { SimulatorClock } from './clock.ts';
import type { Random } from './random.ts';
import { toNanoseconds } from './types.ts';

export interface Session {
  readonly id: string;
  readonly connectedAt: number;
  readonly keepaliveSeconds: number;
  socket: WebSocket;
  /** The connection that a reconnect is about to replace. */
  oldSocket: WebSocket | null;
  /** Set by the first subscription: everybody on a socket must be the same user. */
  owner: string | null;
  hasSubscription: boolean;
  /** How often it moved to another connection. */
  moves: number;
  challenge: string | null;
  keepaliveTimer: NodeJS.Timeout | undefined;
  unusedTimer: NodeJS.Timeout | undefined;
  graceTimer: NodeJS.Timeout | undefined;
}

export interface SocketSettings {
  /** The keepalive when the client asks for none; 10 to 600 on Twitch, anything here. */
  keepaliveSeconds: number;
  /** How long a socket may stay without a subscription; null = its keepalive time. */
  unusedMs: number | null;
  /** How long both connections may stay open during a reconnect. */
  reconnectGraceMs: number;
  /** False: the socket falls silent but stays open. */
  sendsKeepalives: boolean;
  /** False: new connections are refused with 503. */
  isAccepting: boolean;
}

export interface SessionsDeps {
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly port: () => number;
  /** The session is over: its subscriptions are disabled. */
  readonly onClosed: (session: Session) => void;
}

export type Sessions = ReturnType<typeof createSessions>;

export function createSessions(server: Server, { clock, random, port, onClosed }: SessionsDeps) {
  const sockets = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const settings: SocketSettings = {
    keepaliveSeconds: 10,
    unusedMs: null,
    reconnectGraceMs: 30_000,
    sendsKeepalives: true,
    isAccepting: true,
  };

  server.on('upgrade', (request, socket, head) => {
    const isOurs = new URL(request.url ?? '/', 'http://localhost').pathname === '/ws';
    if (!isOurs || !settings.isAccepting) {
      socket.end(`HTTP/1.1 ${isOurs ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => connect(client, request));
  });

  function connect(client: WebSocket, request: IncomingMessage): void {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    client.on('error', () => client.terminate());
    client.on('message', () => client.close(4001, 'client sent inbound traffic'));
    const challenge = query.get('challenge');
    const session = challenge === null ? open(client, query) : takeOver(client, challenge);
    if (!session) return client.close(4007, 'invalid reconnect');
    client.on('close', () => left(session, client));
    send(session, 'session_welcome', { session: describe(session, 'connected', session.keepaliveSeconds, null) });
  }

  function open(client: WebSocket, query: URLSearchParams): Session {
    const asked = query.get('keepalive_timeout_seconds');
    const keepaliveSeconds =
      asked === null || !Number.isFinite(Number(asked)) ? settings.keepaliveSeconds : Math.min(600, Math.max(10, Number(asked)));
    const session: Session = {
      id: `AQoQ${random.token(24)}`,
      connectedAt: clock.now(),
      keepaliveSeconds,
      socket: client,
      oldSocket: null,
      owner: null,
      hasSubscription: false,
      moves: 0,
      challenge: null,
      keepaliveTimer: undefined,
      unusedTimer: undefined,
      graceTimer: undefined,
    };
    sessions.set(session.id, session);
    session.unusedTimer = setTimeout(() => {
      if (!session.hasSubscription) session.socket.close(4003, 'connection unused');
    }, settings.unusedMs ?? keepaliveSeconds * 1000);
    return session;
  }

  /** Moves a session to the connection that its reconnect URL opened; null when there is nothing to move. */
  function takeOver(client: WebSocket, challenge: string): Session | null {
    const session = [...sessions.values()].find((candidate) => candidate.challenge === challenge);
    if (!session || session.socket.readyState !== session.socket.OPEN) return null;
    session.oldSocket = session.socket;
    session.socket = client;
    session.challenge = null;
    session.moves += 1;
    return session;
  }

  function left(session: Session, client: WebSocket): void {
    if (client === session.oldSocket) {
      session.oldSocket = null;
      clearTimeout(session.graceTimer);
      return;
    }
    if (client !== session.socket) return;
    clearTimeout(session.keepaliveTimer);
    clearTimeout(session.unusedTimer);
    clearTimeout(session.graceTimer);
    sessions.delete(session.id);
    onClosed(session);
  }

  /** Sends a frame; every frame starts the keepalive time anew. Returns the message id. */
  function send(
    session: Session,
    type: string,
    payload: unknown,
    metadata: { messageId?: string; at?: number; extra?: Record<string, string> } = {},
  ): string {
    const messageId = metadata.messageId ?? random.uuid();
    const stamp = toNanoseconds(metadata.at ?? clock.now());
    const head = { message_id: messageId, message_type: type, message_timestamp: stamp, ...metadata.extra };
    session.socket.send(JSON.stringify({ metadata: head, payload }));
    clearTimeout(session.keepaliveTimer);
    session.keepaliveTimer = setTimeout(() => keepAlive(session), session.keepaliveSeconds * 1000);
    return messageId;
  }

  function keepAlive(session: Session): void {
    if (settings.sendsKeepalives) send(session, 'session_keepalive', {});
    else session.keepaliveTimer = setTimeout(() => keepAlive(session), session.keepaliveSeconds * 1000);
  }

  /** Tells the client to move to another connection within the grace time. Returns the URL. */
  function reconnect(session: Session): string {
    session.challenge = random.token(16);
    const url = `ws://127.0.0.1:${port()}/ws?challenge=${session.challenge}&id=${session.id}`;
    send(session, 'session_reconnect', { session: describe(session, 'reconnecting', null, url) });
    const replaced = session.socket;
    session.graceTimer = setTimeout(() => replaced.close(4004, 'reconnect grace time expired'), settings.reconnectGraceMs);
    return url;
  }

  return {
    settings,
    send,
    reconnect,
    find: (id: string) => sessions.get(id),
    list: () => [...sessions.values()],
    /** Without a code the connection just breaks, as a network does. */
    close: (session: Session, code?: number) => {
      if (code === undefined) session.socket.terminate();
      else session.socket.close(code);
    },
    stop: () => {
      for (const session of sessions.values()) {
        clearTimeout(session.keepaliveTimer);
        clearTimeout(session.unusedTimer);
        clearTimeout(session.graceTimer);
      }
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function describe(session: Session, status: string, keepalive: number | null, url: string | null): unknown {
  return {
    id: session.id,
    status,
    connected_at: toNanoseconds(session.connectedAt),
    keepalive_timeout_seconds: keepalive,
    reconnect_url: url,
    recovery_url: null,
  };
}
