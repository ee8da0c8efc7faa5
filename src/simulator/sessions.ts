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

export interface FrameMetadata {
  readonly messageId?: string;
  /** Epoch ms for the stamp; now when not given. */
  readonly at?: number;
  readonly extra?: Readonly<Record<string, string>>;
}

export interface Sessions {
  /** Changes count from the next connection or keepalive on. */
  readonly settings: SocketSettings;
  /** Sends a frame and returns its message id; every frame starts the keepalive time anew. */
  send(session: Session, type: string, payload: unknown, metadata?: FrameMetadata): string;
  /** Tells the client to move to another connection within the grace time. Returns the URL. */
  reconnect(session: Session): string;
  /** Without a code the connection just breaks, as a network does. */
  close(session: Session, code?: number): void;
  find(id: string): Session | undefined;
  list(): readonly Session[];
  stop(): void;
}

interface Hub extends SessionsDeps {
  readonly settings: SocketSettings;
  readonly sessions: Map<string, Session>;
}

export function createSessions(server: Server, deps: SessionsDeps): Sessions {
  const sockets = new WebSocketServer({ noServer: true });
  const settings: SocketSettings = {
    keepaliveSeconds: 10,
    unusedMs: null,
    reconnectGraceMs: 30_000,
    sendsKeepalives: true,
    isAccepting: true,
  };
  const hub: Hub = { ...deps, settings, sessions: new Map() };
  server.on('upgrade', (request, socket, head) => {
    const isOurs = new URL(request.url ?? '/', 'http://localhost').pathname === '/ws';
    if (!isOurs || !settings.isAccepting) {
      socket.end(`HTTP/1.1 ${isOurs ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => connect(hub, client, request));
  });
  return {
    settings,
    send: (session, type, payload, metadata) => send(hub, session, type, payload, metadata),
    reconnect: (session) => reconnect(hub, session),
    close: (session, code) => {
      if (code === undefined) session.socket.terminate();
      else session.socket.close(code);
    },
    find: (id) => hub.sessions.get(id),
    list: () => [...hub.sessions.values()],
    stop: () => {
      for (const session of hub.sessions.values()) clearTimers(session);
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function connect(hub: Hub, client: WebSocket, request: IncomingMessage): void {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
  client.on('error', () => client.terminate());
  client.on('message', () => client.close(4001, 'client sent inbound traffic'));
  const challenge = query.get('challenge');
  const session =
    challenge === null ? open(hub, client, query.get('keepalive_timeout_seconds')) : takeOver(hub, client, challenge);
  if (!session) return client.close(4007, 'invalid reconnect');
  client.on('close', () => left(hub, session, client));
  send(hub, session, 'session_welcome', {
    session: describe(session, 'connected', session.keepaliveSeconds, null),
  });
}

function open(hub: Hub, client: WebSocket, asked: string | null): Session {
  const { settings, clock, random } = hub;
  const isAsked = asked !== null && Number.isFinite(Number(asked));
  const keepaliveSeconds = isAsked ? Math.min(600, Math.max(10, Number(asked))) : settings.keepaliveSeconds;
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
  hub.sessions.set(session.id, session);
  session.unusedTimer = setTimeout(
    () => {
      if (!session.hasSubscription) session.socket.close(4003, 'connection unused');
    },
    settings.unusedMs ?? keepaliveSeconds * 1000,
  );
  return session;
}

/** Moves a session to the connection that its reconnect URL opened; null when there is nothing to move. */
function takeOver(hub: Hub, client: WebSocket, challenge: string): Session | null {
  const session = [...hub.sessions.values()].find((candidate) => candidate.challenge === challenge);
  if (!session || session.socket.readyState !== session.socket.OPEN) return null;
  session.oldSocket = session.socket;
  session.socket = client;
  session.challenge = null;
  session.moves += 1;
  return session;
}

function left(hub: Hub, session: Session, client: WebSocket): void {
  if (client === session.oldSocket) {
    session.oldSocket = null;
    clearTimeout(session.graceTimer);
    return;
  }
  if (client !== session.socket) return;
  clearTimers(session);
  hub.sessions.delete(session.id);
  hub.onClosed(session);
}

function send(hub: Hub, session: Session, type: string, payload: unknown, metadata: FrameMetadata = {}): string {
  const messageId = metadata.messageId ?? hub.random.uuid();
  const stamp = toNanoseconds(metadata.at ?? hub.clock.now());
  const head = { message_id: messageId, message_type: type, message_timestamp: stamp, ...metadata.extra };
  session.socket.send(JSON.stringify({ metadata: head, payload }));
  keepAliveLater(hub, session);
  return messageId;
}

function keepAliveLater(hub: Hub, session: Session): void {
  clearTimeout(session.keepaliveTimer);
  session.keepaliveTimer = setTimeout(() => {
    if (hub.settings.sendsKeepalives) send(hub, session, 'session_keepalive', {});
    else keepAliveLater(hub, session);
  }, session.keepaliveSeconds * 1000);
}

function reconnect(hub: Hub, session: Session): string {
  session.challenge = hub.random.token(16);
  const url = `ws://127.0.0.1:${hub.port()}/ws?challenge=${session.challenge}&id=${session.id}`;
  send(hub, session, 'session_reconnect', { session: describe(session, 'reconnecting', null, url) });
  const replaced = session.socket;
  clearTimeout(session.graceTimer);
  session.graceTimer = setTimeout(
    () => replaced.close(4004, 'reconnect grace time expired'),
    hub.settings.reconnectGraceMs,
  );
  return url;
}

function clearTimers(session: Session): void {
  clearTimeout(session.keepaliveTimer);
  clearTimeout(session.unusedTimer);
  clearTimeout(session.graceTimer);
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
