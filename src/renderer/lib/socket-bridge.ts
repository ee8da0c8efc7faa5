// The bridge for the browser shell: the same calls and events over one loopback WebSocket.
// It never repeats a call by itself: whether an interrupted act was done is for the list to say.
import type { AppEvent, Bridge, Command, Input, Output, Reply } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Caller } from '../../shared/permissions.ts';
import { answerFrame, backOff, readFragment, readFrame, readKey, type Connection, type Pass } from './socket-frames.ts';

export interface SocketBridge extends Bridge {
  /** Calls back with every change of the connection, and at once with the present one. */
  onConnection(listener: (connection: Connection, caller: Caller | null) => void): () => void;
}

const STORED_KEY = 'modkeep.key';
const CLOSED_REFUSED = 4401;
const CLOSED_LOCKED = 4429;

/** Takes the key out of the address bar and keeps it for this tab, so that a reload works. */
export function takePass(page: { location: Location; history: History; storage: Storage }): Pass | null {
  const pass = readFragment(page.location.hash);
  if (page.location.hash !== '') {
    page.history.replaceState(null, '', page.location.pathname + page.location.search);
  }
  if (pass?.kind === 'key') page.storage.setItem(STORED_KEY, `${pass.keyId}.${pass.key}`);
  return pass ?? readKey(page.storage.getItem(STORED_KEY) ?? '');
}

export interface SocketDeps {
  readonly pass: Pass | null;
  readonly storage: Storage;
  /** Opens the socket: `new WebSocket('ws://<host>/socket')`. */
  readonly open: () => WebSocket;
}

interface Waiting {
  readonly frame: string;
  readonly done: (reply: Reply<never>) => void;
}

/** Connects at once and keeps connecting. Calls made while connecting wait; calls cut off answer `OFFLINE`. */
export function createSocketBridge(deps: SocketDeps): SocketBridge {
  const events = new Set<(event: AppEvent) => void>();
  const watchers = new Set<(connection: Connection, caller: Caller | null) => void>();
  const waiting = new Map<number, Waiting>();
  let pass = deps.pass;
  let socket: WebSocket | null = null;
  let connection: Connection = 'connecting';
  let caller: Caller | null = null;
  let attempt = 0;
  let lastId = 0;

  function become(next: Connection): void {
    connection = next;
    for (const watcher of watchers) watcher(connection, caller);
  }

  function connect(): void {
    if (pass === null) return become('keyless');
    if (pass.kind === 'wrong') return become('refused');
    socket = deps.open();
    socket.addEventListener('message', (message) => void receive(message.data));
    socket.addEventListener('close', (close) => onClose(close.code));
  }

  async function receive(data: unknown): Promise<void> {
    const frame = readFrame(data);
    if (frame.kind === 'challenge' && pass !== null && pass.kind !== 'wrong')
      socket?.send(await answerFrame(pass, frame.challenge));
    if (frame.kind === 'ready') onReady(frame.caller, frame.key);
    if (frame.kind === 'event') for (const listener of events) listener(frame.event);
    if (frame.kind === 'reply') {
      waiting.get(frame.id)?.done(frame.reply as Reply<never>);
      waiting.delete(frame.id);
    }
  }

  function onReady(who: Caller, key: string | null): void {
    const renewed = key === null ? null : readKey(key);
    if (key !== null && renewed !== null) {
      pass = renewed;
      deps.storage.setItem(STORED_KEY, key);
    }
    caller = who;
    attempt = 0;
    for (const call of waiting.values()) socket?.send(call.frame);
    become('ready');
  }

  function onClose(code: number): void {
    const wasReady = connection === 'ready';
    socket = null;
    if (wasReady || code === CLOSED_REFUSED || code === CLOSED_LOCKED) failWaiting();
    if (code === CLOSED_REFUSED) {
      deps.storage.removeItem(STORED_KEY);
      return become('refused');
    }
    become(code === CLOSED_LOCKED ? 'locked' : 'lost');
    setTimeout(connect, code === CLOSED_LOCKED ? 60_000 : backOff(attempt, Math.random()));
    attempt += 1;
  }

  function failWaiting(): void {
    for (const call of waiting.values()) call.done({ ok: false, error: lost() });
    waiting.clear();
  }

  function call<C extends Command>(command: C, input: Input<C>): Promise<Reply<Output<C>>> {
    if (connection !== 'ready' && connection !== 'connecting') return Promise.resolve({ ok: false, error: lost() });
    lastId += 1;
    const id = lastId;
    const frame = JSON.stringify({ id, command, input });
    return new Promise((done) => {
      waiting.set(id, { frame, done });
      if (connection === 'ready') socket?.send(frame);
    });
  }

  connect();
  return {
    call,
    onEvent: (listener) => subscribe(events, listener),
    onConnection: (listener) => {
      listener(connection, caller);
      return subscribe(watchers, listener);
    },
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function lost(): AppError {
  return { code: 'OFFLINE', error: 'The connection to Modkeep was lost.', details: { reason: 'modkeep' } };
}
