// The one place that reaches into Twurple's EventSub socket. Handlers of its listener get neither message id,
// timestamp nor raw event; a malformed frame throws inside it and ends the process; after a drop it dials again
// at once, and its stop() forgets sockets and timers. So everything its connection emits passes through here
// first. Written for @twurple/eventsub-ws 8.1.4 with @d-fischer/connection 10.0.1: a test watches both.
import type { EventSubWsListener } from '@twurple/eventsub-ws';
import type { WebSocket } from 'ws';
import type { Clock } from '../lib/clock.ts';
import { fail } from '../../shared/errors.ts';

export interface Wire {
  /** Ends at once: nothing dials, fires or arrives any more. */
  cut(): void;
  /** Says goodbye first; after `graceMs` milliseconds ends anyway. Resolves when every socket is closed. */
  close(graceMs: number): Promise<void>;
  /** Closes every socket but the newest one, as `close` does. */
  closeOlder(graceMs: number): void;
}

export interface WireInput {
  readonly clock: Clock;
  readonly listener: EventSubWsListener;
  readonly accountId: string;
  /** A text frame has come. Returns what Twurple gets to see of it; null = nothing. */
  readonly onText: (text: string) => string | null;
  /** A connection ended that nobody here asked to end, or never came about. The wire is cut by then. */
  readonly onDrop: (error: Error | undefined) => void;
}

/** The parts of EventSubWsSocket, PersistentConnection and WebSocketConnection that are used. */
interface Dialled {
  emit(event: unknown, ...args: unknown[]): void;
  _socket: WebSocket | null;
}
interface Connection {
  emit(event: unknown, ...args: unknown[]): void;
  _tryConnect(isUserGenerated?: boolean): void;
  readonly onReceive: unknown;
  readonly onConnect: unknown;
  readonly onDisconnect: unknown;
  _currentConnection?: Dialled;
  _previousConnection?: Dialled;
}
interface Socket {
  readonly _connection: Connection;
  _clearKeepaliveTimer(): void;
}

/**
 * Starts `listener`, which has its first subscriptions, and takes over its connection. Throws INTERNAL_ERROR if
 * Twurple is not built as expected; it is stopped then.
 */
export function openWire({ clock, listener, accountId, onText, onDrop }: WireInput): Wire {
  listener.start();
  const socket = socketOf(listener, accountId);
  const connection = socket._connection;
  const emitOn = connection.emit.bind(connection);
  const sockets = new Set<WebSocket>();
  let isOver = false;

  // An own property hides the method of the class: Twurple calls `this.emit` for every socket it opens.
  connection.emit = (event, ...args) => {
    if (isOver) return;
    if (event === connection.onDisconnect && args[0] !== true) {
      cut();
      onDrop(args[1] instanceof Error ? args[1] : undefined);
    } else if (event === connection.onReceive) {
      const shown = hear(String(args[0]));
      if (shown !== null && !isOver) emitOn(event, shown);
    } else {
      if (event === connection.onConnect) note(connection, sockets);
      emitOn(event, ...args);
    }
  };

  /** A mistake of ours must not end the process either: nobody catches what is thrown in a socket's event. */
  function hear(text: string): string | null {
    try {
      return onText(text);
    } catch (error) {
      cut();
      onDrop(error instanceof Error ? error : undefined);
      return null;
    }
  }

  function end(): void {
    isOver = true;
    connection._tryConnect = () => undefined;
    // Two of its sockets ending one after the other make it throw where nobody catches.
    for (const dialled of dialledBy(connection)) dialled.emit = () => undefined;
    socket._clearKeepaliveTimer();
    listener.stop();
  }

  function cut(): void {
    note(connection, sockets);
    // Before stop() would say goodbye to somebody who may not be there.
    for (const each of sockets) each.terminate();
    end();
  }

  return {
    cut,
    async close(graceMs) {
      note(connection, sockets);
      end();
      await Promise.all([...sockets].map((each) => closeSocket(clock, each, graceMs)));
    },
    closeOlder(graceMs) {
      for (const each of sockets) {
        if (each !== connection._currentConnection?._socket) void closeSocket(clock, each, graceMs);
      }
    },
  };
}

function dialledBy({ _currentConnection: current, _previousConnection: previous }: Connection): Dialled[] {
  return [current, previous].filter((dialled) => dialled !== undefined);
}

/** Adds the sockets that Twurple holds now; they leave by themselves once they are closed. */
function note(connection: Connection, sockets: Set<WebSocket>): void {
  for (const { _socket: socket } of dialledBy(connection)) {
    if (!socket || sockets.has(socket)) continue;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  }
}

/** Closes one socket with a goodbye, and by force if the other side does not answer it. */
async function closeSocket(clock: Clock, socket: WebSocket, graceMs: number): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  const patience = new AbortController();
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      patience.abort();
      resolve();
    });
  });
  socket.close(1000);
  await clock.sleep(graceMs, patience.signal).then(
    () => socket.terminate(),
    () => undefined,
  );
  await closed;
}

function socketOf(listener: EventSubWsListener, accountId: string): Socket {
  const { _sockets } = listener as unknown as { _sockets: ReadonlyMap<string, Socket> };
  const socket = _sockets instanceof Map ? _sockets.get(accountId) : undefined;
  const connection: Partial<Connection> = socket?._connection ?? {};
  const isKnown =
    typeof socket?._clearKeepaliveTimer === 'function' &&
    typeof connection.emit === 'function' &&
    typeof connection._tryConnect === 'function' &&
    typeof connection.onReceive === 'function' &&
    typeof connection.onConnect === 'function' &&
    typeof connection.onDisconnect === 'function' &&
    typeof connection._currentConnection?.emit === 'function' &&
    typeof connection._currentConnection._socket?.terminate === 'function';
  if (isKnown) return socket as Socket;
  listener.stop();
  throw fail('INTERNAL_ERROR', 'The EventSub library is not built as expected.', { id: 'eventsub_library' });
}
