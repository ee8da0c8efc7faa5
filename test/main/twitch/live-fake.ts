// A Twitch of two doors for the live feed: EventSub's socket and the subscription endpoint. It does nothing by
// itself beyond a welcome and a 202, so that a test can misbehave exactly as it wants.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient } from '@twurple/api';
import { WebSocketServer, type WebSocket } from 'ws';
import { createClock, type Clock } from '../../../src/main/lib/clock.ts';
import type { Log } from '../../../src/main/lib/log.ts';
import type { LiveTiming } from '../../../src/main/twitch/live-account.ts';
import { createLive, type Live, type LiveDeps } from '../../../src/main/twitch/live.ts';
import type { LiveAct, LiveState } from '../../../src/main/twitch/types.ts';

export const CHANNEL = '1337';
export const MODERATOR = '424596340';

export interface Connection {
  readonly socket: WebSocket;
  readonly sessionId: string;
  readonly path: string;
  readonly openedAt: number;
  isOpen: boolean;
  closeCode: number | null;
  /** Frames that the client sent; Twitch closes with 4001 on the first. */
  received: number;
}

export interface Post {
  readonly type: string;
  readonly version: string;
  readonly condition: Readonly<Record<string, string>>;
  readonly sessionId: string;
}

export interface Fake {
  readonly port: number;
  readonly connections: Connection[];
  readonly posts: Post[];
  readonly deletes: string[];
  mostOpen: number;
  keepaliveSeconds: number | null;
  /** What happens to a new socket; a welcome by default. */
  onConnect: (connection: Connection) => void;
  answer: (post: Post) => { status: number; body?: unknown };
  welcome(connection: Connection): void;
  frame(connection: Connection, type: string, payload: unknown, metadata?: Readonly<Record<string, unknown>>): void;
  /** Sends a notification for `CHANNEL` unless the event says otherwise. */
  notify(type: string, event: Readonly<Record<string, unknown>>, more?: NotifyOptions): void;
  open(): Connection[];
  /** Resolves when no socket is open; fails when that takes long. */
  isQuiet(): Promise<void>;
  close(): Promise<void>;
}

export interface NotifyOptions {
  readonly messageId?: string;
  readonly timestamp?: string;
  readonly on?: Connection;
  readonly subscriptionId?: string;
}

let serial = 0;

/** Starts on a free loopback port, to which Twurple in this process is pointed until `close`. */
export async function startFake(): Promise<Fake> {
  const http = createServer((request, response) => void serveHttp(fake, request, response));
  const sockets = new WebSocketServer({ server: http });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const fake = build((http.address() as AddressInfo).port, http, sockets);
  sockets.on('connection', (socket, request) => accept(fake, socket, request.url ?? ''));
  process.env['TWURPLE_MOCK_API_PORT'] = String(fake.port);
  return fake;
}

function build(port: number, http: Server, sockets: WebSocketServer): Fake {
  const fake: Fake = {
    port,
    connections: [],
    posts: [],
    deletes: [],
    mostOpen: 0,
    keepaliveSeconds: 10,
    onConnect: (connection) => fake.welcome(connection),
    answer: () => ({ status: 202 }),
    welcome(connection) {
      const { sessionId } = connection;
      fake.frame(connection, 'session_welcome', {
        session: { id: sessionId, status: 'connected', keepalive_timeout_seconds: fake.keepaliveSeconds },
      });
    },
    frame(connection, type, payload, metadata = {}) {
      const head = { message_id: `m${++serial}`, message_type: type, message_timestamp: new Date().toISOString() };
      connection.socket.send(JSON.stringify({ metadata: { ...head, ...metadata }, payload }));
    },
    notify(type, event, { messageId, timestamp, on, subscriptionId = 's' } = {}) {
      const target = on ?? fake.open().at(-1);
      if (!target) throw new Error('nobody is connected');
      const condition = { broadcaster_user_id: String(event['broadcaster_user_id']), moderator_user_id: MODERATOR };
      const subscription = { id: subscriptionId, status: 'enabled', type, version: '2', cost: 0, condition };
      fake.frame(
        target,
        'notification',
        { subscription, event },
        {
          ...(messageId === undefined ? {} : { message_id: messageId }),
          ...(timestamp === undefined ? {} : { message_timestamp: timestamp }),
        },
      );
    },
    open: () => fake.connections.filter(({ isOpen }) => isOpen),
    async isQuiet() {
      for (let round = 0; fake.open().length > 0; round += 1) {
        if (round === 400) throw new Error(`${fake.open().length} sockets are still open`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async close() {
      delete process.env['TWURPLE_MOCK_API_PORT'];
      for (const client of sockets.clients) client.terminate();
      http.closeAllConnections();
      await new Promise<void>((resolve) => sockets.close(() => http.close(() => resolve())));
    },
  };
  return fake;
}

function accept(fake: Fake, socket: WebSocket, path: string): void {
  const connection: Connection = {
    socket,
    sessionId: `session-${++serial}`,
    path,
    openedAt: performance.now(),
    isOpen: true,
    closeCode: null,
    received: 0,
  };
  fake.connections.push(connection);
  fake.mostOpen = Math.max(fake.mostOpen, fake.open().length);
  socket.on('message', () => (connection.received += 1));
  socket.on('error', () => undefined);
  socket.on('close', (code) => {
    connection.isOpen = false;
    connection.closeCode = code;
  });
  fake.onConnect(connection);
}

async function serveHttp(fake: Fake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const headers = { 'Ratelimit-Limit': '800', 'Ratelimit-Remaining': '799', 'Ratelimit-Reset': '2000000000' };
  if (url.pathname !== '/eventsub/subscriptions') return void response.writeHead(404, headers).end();
  if (request.method === 'DELETE') {
    fake.deletes.push(url.searchParams.get('id') ?? '');
    return void response.writeHead(204, headers).end();
  }
  const body = JSON.parse(text) as Omit<Post, 'sessionId'> & { transport: { session_id: string } };
  const post: Post = { ...body, sessionId: body.transport.session_id };
  fake.posts.push(post);
  const { status, body: answer } = fake.answer(post);
  const id = `sub-${++serial}`;
  const data = [{ id, status: 'enabled', cost: 0, created_at: '2026-11-20T10:00:00Z', ...body }];
  const shown = answer ?? (status === 202 ? { data, total: 1, total_cost: 0, max_total_cost: 10 } : { status });
  response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(shown));
}

/** A channel.moderate v2 event of `CHANNEL`; `details` fills the key of the action. */
export function moderate(action: string, details: unknown, more: Readonly<Record<string, unknown>> = {}) {
  return {
    broadcaster_user_id: CHANNEL,
    broadcaster_user_login: 'channel',
    broadcaster_user_name: 'Channel',
    moderator_user_id: MODERATOR,
    moderator_user_login: 'mod_user',
    moderator_user_name: 'Mod_User',
    action,
    ban: null,
    timeout: null,
    unban: null,
    untimeout: null,
    shared_chat_ban: null,
    shared_chat_timeout: null,
    [action]: details,
    ...more,
  };
}

/** Asks until it is so. Ends at once when it is; the limit is for a machine that is busy with something else. */
export async function soon(check: () => unknown, limitMs = 15_000): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    try {
      return void (await check());
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const person = { user_id: '141981764', user_login: 'twitchdev', user_name: 'TwitchDev' };

export interface Harness {
  readonly live: Live;
  readonly acts: LiveAct[];
  /** `channelId state reason`, in the order they were told. */
  readonly told: string[];
  readonly states: LiveState[];
}

/** Everything about twenty times as fast as in life, except where a test says otherwise. */
export const QUICK: LiveTiming = {
  minDelayMs: 20,
  maxDelayMs: 200,
  attemptGapMs: 10,
  attemptsPerMinute: 1000,
  healthyMs: 1000,
  welcomeMs: 1000,
  reconnectMs: 400,
  closeMs: 100,
  keepaliveFactor: 1.2,
};

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A feed against `fake` that notes what it says. */
export function startLive(fake: Pick<Fake, 'port'>, more: Partial<LiveDeps> & { clock?: Clock } = {}): Harness {
  const acts: LiveAct[] = [];
  const told: string[] = [];
  const states: LiveState[] = [];
  const live = createLive({
    clock: createClock(),
    log: silentLog,
    apiClientFor: (accountId) => testClient(accountId),
    twitchNow: () => Date.now(),
    mockPort: fake.port,
    onAct: (act) => void acts.push(act),
    onState: (channelId, state) => {
      states.push(state);
      told.push([channelId, state.state, 'reason' in state ? state.reason : ''].join(' ').trim());
    },
    timing: QUICK,
    ...more,
  });
  return { live, acts, told, states };
}

/** A client of Twurple with a token that never needs anything. */
export function testClient(accountId: string, accessToken = `token-${accountId}`): ApiClient {
  const token = {
    accessToken,
    refreshToken: null,
    scope: [],
    expiresIn: null,
    obtainmentTimestamp: Date.now(),
    userId: accountId,
  };
  return new ApiClient({
    logger: { custom: () => undefined },
    authProvider: {
      clientId: 'test-client',
      getCurrentScopesForUser: () => [],
      getAccessTokenForUser: async () => token,
      getAnyAccessToken: async () => token,
    },
  });
}
