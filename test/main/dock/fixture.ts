// A dock on a small but real core (real dispatch, real permissions), and clients that speak raw bytes to it.
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { createDispatch, type Handlers } from '../../../src/main/dispatch.ts';
import type { Core } from '../../../src/main/core.ts';
import type { Vault } from '../../../src/main/accounts/vault.ts';
import { createBus, type Bus } from '../../../src/main/lib/bus.ts';
import { createClock, type Clock } from '../../../src/main/lib/clock.ts';
import type { Log, LogControl } from '../../../src/main/lib/log.ts';
import { type Secret } from '../../../src/main/lib/secret.ts';
import { startDock, type Dock } from '../../../src/main/dock/dock.ts';
import type { PageFiles } from '../../../src/main/shell/page-files.ts';
import { answerTo } from '../../../src/main/dock/handshake.ts';
import { fail } from '../../../src/shared/errors.ts';
import type { AppEvent } from '../../../src/shared/contract.ts';
import type { BanView, JobView } from '../../../src/shared/model.ts';

export const PAGE = '<!doctype html><title>Modkeep</title>';
export const FILES: PageFiles = new Map(
  ['/', '/index.html', '/assets/app.js'].map((path) => [path, { type: 'text/html', body: Buffer.from(PAGE) }]),
);

export interface LogLine {
  readonly level: string;
  readonly text: string;
}

export function memoryLog(lines: LogLine[] = []): Log & { lines: LogLine[] } {
  const write = (level: string) => (message: string, fields?: object) =>
    void lines.push({ level, text: `${message} ${JSON.stringify(fields ?? {})}` });
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** A log that belongs to a shell, as its file does. */
export function shellLog(log: Log): Log & LogControl & { close(): void } {
  return { ...log, folder: '', setLevel: () => undefined, within: (_fields, run) => run(), close: () => undefined };
}

export function memoryVault(): Vault & { entries: Map<string, Secret> } {
  const entries = new Map<string, Secret>();
  return {
    entries,
    kind: 'memory',
    read: async (name) => entries.get(name) ?? null,
    write: async (name, value) => void entries.set(name, value),
    remove: async (name) => void entries.delete(name),
    names: async () => [...entries.keys()],
  };
}

/** The machine's clock, except that the steady clock can be pushed ahead. */
export function pushedClock(): Clock & { push(ms: number): void } {
  const clock = createClock();
  let ahead = 0;
  return { ...clock, monotonic: () => clock.monotonic() + ahead, push: (ms) => void (ahead += ms) };
}

export const CHANNEL = { id: '1001', login: 'mira', displayName: 'Mira' };

/** Holds bans in memory behind the real dispatch; the device flow ends as soon as the job is looked at. */
export function smallCore(log: Log): Pick<Core, 'dispatch' | 'subscribe'> & { bus: Bus } {
  const bus = createBus((error) => log.error(String(error)));
  const bans: BanView[] = [];
  const jobs: JobView[] = [];
  const some: Partial<Handlers> = {
    'accounts.signIn': () => {
      const job = { jobId: randomUUID(), kind: 'sign-in', status: 'waiting' } as JobView;
      jobs.push(job);
      setImmediate(() => {
        jobs[0] = { ...job, status: 'completed' };
        bus.emit({ type: 'job.changed', jobId: job.jobId });
      });
      return {
        jobId: job.jobId,
        userCode: 'ABCD-EFGH',
        verificationUri: 'https://www.twitch.tv/activate',
        expiresAt: '2026-11-20T10:00:00Z',
      };
    },
    'jobs.list': () => ({ jobs }),
    'channels.list': () => ({ channels: [{ ...CHANNEL, mode: 'broadcaster' }] as never }),
    'bans.list': ({ limit }) => ({
      bans: bans.slice(0, limit),
      total: bans.length,
      totalIsExact: true,
      limit,
      offset: 0,
      next: null,
      revision: bus.revision(),
    }),
    'bans.create': ({ channelId, user, actId, reason }) => {
      const username = 'login' in user ? user.login : `user${user.id}`;
      if (bans.some((ban) => ban.username === username))
        throw fail('CONFLICT', 'Already banned.', { reason: 'already_banned' });
      const ban = { id: randomUUID(), channelId, username, kind: 'ban', reason: reason ?? '' } as BanView;
      bans.push(ban);
      bus.emit({ type: 'bans.changed', channelId });
      return { ban, entryId: randomUUID(), actId };
    },
    'settings.set': () => ({ settings: { theme: 'dark' } as never }),
  };
  const handlers = new Proxy(some, {
    get: (_some, name: keyof Handlers) =>
      some[name] ??
      (() => {
        throw fail('FEATURE_DISABLED', 'Not in this core.', { reason: 'demo_only' });
      }),
  }) as Handlers;
  return { bus, dispatch: createDispatch(handlers, log, (error) => error), subscribe: bus.subscribe };
}

export async function testDock(): Promise<{
  dock: Dock;
  core: ReturnType<typeof smallCore>;
  clock: ReturnType<typeof pushedClock>;
  log: ReturnType<typeof memoryLog>;
  vault: ReturnType<typeof memoryVault>;
}> {
  const log = memoryLog();
  const core = smallCore(log);
  const clock = pushedClock();
  const vault = memoryVault();
  const dock = await startDock({ core, vault, clock, log, files: FILES, port: 0 });
  return { dock, core, clock, log, vault };
}

/** Sends bytes on a fresh connection and gives back all that comes until the other side ends it. */
export function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let text = '';
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('close', () => resolve(text));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(text) : reject(error),
    );
    socket.setTimeout(9_000, () => socket.destroy(new Error(`no end after ${JSON.stringify(bytes)}`)));
  });
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

export interface TestClient {
  readonly ws: WebSocket;
  /** The next frame that matches, already received or still to come. */
  next(matches?: (frame: Frame) => boolean): Promise<Frame>;
  closed: Promise<{ code: number; reason: string }>;
  call(command: string, input?: unknown): Promise<Frame>;
}
export type Frame = Readonly<Record<string, unknown>> & { readonly event?: AppEvent };

/** Opens a socket as a program would (no Origin). Frames are kept until somebody asks for them. */
export function openSocket(port: number, options: { origin?: string } = {}): TestClient {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/socket`, options);
  const frames: Frame[] = [];
  const waiting: {
    matches: (frame: Frame) => boolean;
    resolve: (frame: Frame) => void;
    reject: (error: Error) => void;
  }[] = [];
  ws.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as Frame;
    const index = waiting.findIndex(({ matches }) => matches(frame));
    if (index === -1) frames.push(frame);
    else waiting.splice(index, 1)[0]?.resolve(frame);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    ws.on('close', (code, reason) => {
      for (const one of waiting) one.reject(new Error(`closed with ${code} ${reason.toString()}`));
      resolve({ code, reason: reason.toString() });
    }),
  );
  ws.on('error', () => undefined);
  const next: TestClient['next'] = (matches = () => true) => {
    const index = frames.findIndex(matches);
    const [frame] = index === -1 ? [] : frames.splice(index, 1);
    if (frame) return Promise.resolve(frame);
    return new Promise((resolve, reject) => waiting.push({ matches, resolve, reject }));
  };
  let id = 0;
  return {
    ws,
    next,
    closed,
    call(command, input) {
      id += 1;
      const mine = id;
      ws.send(JSON.stringify({ id: mine, command, input }));
      return next((frame) => frame['id'] === mine);
    },
  };
}

/** Opens a socket and proves the key that an address or key text carries. */
export async function signedIn(port: number, keyText: string): Promise<TestClient & { ready: Frame }> {
  const client = openSocket(port);
  const [keyId = '', key = ''] = keyText.split('#k=').at(-1)?.split('.') ?? [];
  const { challenge } = await client.next();
  const answer = answerTo(Buffer.from(String(challenge), 'base64url'), Buffer.from(key, 'base64url'));
  client.ws.send(JSON.stringify({ keyId, answer }));
  return { ...client, ready: await client.next() };
}
