// A simulated Twitch for a test file: started as a child process, stopped by the caller, asked over plain HTTP.
import { WebSocket } from 'ws';
import { startSimulator, type RunningSimulator, type StartOptions } from '../../src/simulator/start.ts';

/** Every scope that the simulator knows of. */
export const ALL_SCOPES: readonly string[] = [
  'moderation:read',
  'channel:moderate',
  'channel:manage:moderators',
  'user:read:moderated_channels',
  'moderator:manage:banned_users',
  'moderator:manage:unban_requests',
  'moderator:manage:warnings',
  'moderator:manage:chat_messages',
  'moderator:read:blocked_terms',
  'moderator:read:chat_settings',
  'moderator:read:moderators',
  'moderator:read:vips',
];

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies differ by endpoint; a test reads what it expects
  readonly body: any;
}

export interface TestSimulator extends RunningSimulator {
  /** A helix call. `query` values that are lists become repeated keys. */
  helix(method: string, path: string, options?: HelixOptions): Promise<Reply>;
  /** An auth call with parameters in the query, as Twurple sends them. */
  auth(method: string, path: string, parameters?: Record<string, string>, authorization?: string): Promise<Reply>;
  tokenFor(userId: string, scopes?: readonly string[]): Promise<string>;
  socket(query?: string): Promise<TestSocket>;
}

export interface HelixOptions {
  readonly token?: string;
  readonly clientId?: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export interface Frame {
  readonly metadata: Readonly<Record<string, string>>;
  // oxlint-disable-next-line typescript/no-explicit-any -- payloads differ by type; a test reads what it expects
  readonly payload: any;
}

export interface TestSocket {
  readonly socket: WebSocket;
  readonly sessionId: string;
  /** The next frame that nobody has taken yet. */
  next(): Promise<Frame>;
  /** Frames that came and were not taken. */
  pending(): readonly Frame[];
  readonly closed: Promise<number>;
}

export async function startTestSimulator(options: StartOptions = {}): Promise<TestSimulator> {
  const running = await startSimulator(options);
  const origin = `http://127.0.0.1:${running.port}`;
  return {
    ...running,
    helix: async (method, path, { token, clientId = 'test-client', query = {}, body, signal } = {}) => {
      const parameters = new URLSearchParams();
      for (const [key, value] of Object.entries(query)) {
        for (const one of Array.isArray(value) ? value : [value]) parameters.append(key, String(one));
      }
      const base = path === 'eventsub/subscriptions' ? origin : `${origin}/mock`;
      return read(
        await fetch(`${base}/${path}?${parameters.toString()}`, {
          method,
          headers: {
            ...(clientId === '' ? {} : { 'Client-Id': clientId }),
            ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
            ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
          ...(signal ? { signal } : {}),
        }),
      );
    },
    auth: async (method, path, parameters = {}, authorization = '') =>
      read(
        await fetch(`${origin}/auth/${path}?${new URLSearchParams(parameters).toString()}`, {
          method,
          headers: authorization === '' ? {} : { Authorization: authorization },
        }),
      ),
    tokenFor: async (userId, scopes = ALL_SCOPES) => (await running.control.issueToken({ userId, scopes })).accessToken,
    socket: (query = '') => connect(`ws://127.0.0.1:${running.port}/ws${query}`),
  };
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** Opens an EventSub socket and waits for its welcome. */
export async function connect(url: string): Promise<TestSocket> {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  const takers: ((frame: Frame) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as Frame;
    const taker = takers.shift();
    if (taker) taker(frame);
    else frames.push(frame);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const next = (): Promise<Frame> => {
    const frame = frames.shift();
    return frame
      ? Promise.resolve(frame)
      : Promise.race([
          new Promise<Frame>((resolve) => takers.push(resolve)),
          closed.then((code) => Promise.reject(new Error(`the socket closed with ${code}`))),
        ]);
  };
  const failed = new Promise<never>((_, reject) => socket.on('error', reject));
  const welcome = await Promise.race([next(), failed]);
  return { socket, sessionId: String(welcome.payload.session.id), next, pending: () => frames, closed };
}
