// The control channel's part for EventSub: sockets, subscriptions, and what becomes of notifications.
import type { DeliveryChaos, DeliveryOrder } from './delivery.ts';
import type { Session, SocketSettings } from './sessions.ts';
import type { Simulator } from './simulator.ts';
import type { Subscription } from './subscriptions.ts';

/** Which sockets: one by its id, those of a user, or all when nothing is said. */
export interface SocketChoice {
  readonly sessionId?: string;
  readonly userId?: string;
}

export function controlSockets({ sessions, subscriptions, delivery }: Simulator) {
  const chosen = (choice: SocketChoice): Session[] =>
    sessions
      .list()
      .filter((session) => choice.sessionId === undefined || session.id === choice.sessionId)
      .filter((session) => choice.userId === undefined || session.owner?.split(':').at(-1) === choice.userId);
  return {
    sessions: () =>
      sessions.list().map(({ id, connectedAt, keepaliveSeconds, owner, oldSocket, moves }) => ({
        id,
        connectedAt,
        keepaliveSeconds,
        userId: owner?.split(':').at(-1) ?? null,
        isMoving: oldSocket !== null,
        moves,
      })),
    subscriptions: (): readonly Subscription[] => subscriptions.all(),
    /** Closes sockets with a code; without one the connection just breaks. Returns how many. */
    closeSockets: (choice: SocketChoice & { code?: number } = {}): number => {
      const closing = chosen(choice);
      for (const session of closing) sessions.close(session, choice.code);
      return closing.length;
    },
    /** Sends `session_reconnect`; the URLs come back. */
    reconnectSockets: (choice: SocketChoice = {}): string[] => chosen(choice).map(sessions.reconnect),
    /** Keepalive, unused and grace times, silence, refusal of new sockets. */
    configureSockets: (settings: Partial<SocketSettings>): void => {
      Object.assign(sessions.settings, settings);
    },
    /** Sends any frame with the given message type to the chosen sockets. */
    sendFrame: (input: SocketChoice & { type: string; payload: unknown; messageId?: string; at?: number }): void => {
      const { messageId, at } = input;
      const metadata = { ...(messageId === undefined ? {} : { messageId }), ...(at === undefined ? {} : { at }) };
      for (const session of chosen(input)) sessions.send(session, input.type, input.payload, metadata);
    },
    /** Sends text that need not be JSON. */
    sendText: (input: SocketChoice & { text: string }): void => {
      for (const session of chosen(input)) session.socket.send(input.text);
    },
    /** Revokes subscriptions of a type (all when none is named). Returns how many. */
    revokeSubscriptions: (input: { type?: string; userId?: string; status?: string } = {}): number =>
      subscriptions.revoke(
        (entry) =>
          (input.type === undefined || entry.type === input.type) &&
          (input.userId === undefined || entry.userId === input.userId),
        input.status ?? 'authorization_revoked',
      ),
    /** An event of any shape to all subscriptions of a type in a channel. Returns how many got it. */
    sendEvent: delivery.sendRaw,
    /** Says what becomes of the next notifications. */
    orderDelivery: (order: DeliveryOrder) => delivery.order(order),
    setChaos: (chaos: DeliveryChaos) => delivery.setChaos(chaos),
    clearDelivery: () => delivery.clear(),
  };
}
