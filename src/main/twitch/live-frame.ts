// Reads one text frame of the EventSub socket. Whatever Twitch sends, the answer is one of these shapes;
// nothing is thrown. https://dev.twitch.tv/docs/eventsub/websocket-reference/
import { z } from 'zod';
import { parseRfc3339, SECOND_MS } from '../lib/time.ts';

export interface LiveNotification {
  readonly type: 'notification';
  readonly messageId: string;
  /** Epoch ms of the message; null if its timestamp is not RFC 3339. */
  readonly sentAt: number | null;
  readonly subscriptionType: string;
  readonly channelId: string;
  readonly event: Readonly<Record<string, unknown>>;
}

export type LiveFrame =
  | { readonly type: 'welcome'; readonly sessionId: string; readonly keepaliveMs: number }
  | { readonly type: 'keepalive' }
  | { readonly type: 'reconnect'; readonly url: string }
  | { readonly type: 'revocation'; readonly channelId: string; readonly status: string }
  | LiveNotification
  /** A kind of message that did not exist when this was written. */
  | { readonly type: 'unknown' }
  | { readonly type: 'malformed'; readonly reason: string };

const MAX_FRAME_CHARS = 1_000_000;
/** Twitch's own default, for a welcome that does not name one. */
const DEFAULT_KEEPALIVE_SECONDS = 10;

const id = z.string().min(1).max(200);
const metadata = z.object({ message_type: z.string() });
const envelope = z.object({ metadata, payload: z.record(z.string(), z.unknown()) });
const welcome = z.object({
  session: z.object({ id, keepalive_timeout_seconds: z.number().positive().max(3600).nullish() }),
});
const reconnect = z.object({ session: z.object({ reconnect_url: z.string().min(1).max(8000) }) });
const subscription = z.object({
  type: z.string(),
  status: z.string().max(100),
  condition: z.object({ broadcaster_user_id: z.string().regex(/^\d{1,20}$/) }),
});
const revocation = z.object({ subscription });
const notification = z.object({
  metadata: z.object({ message_id: id, message_timestamp: z.unknown() }),
  payload: z.object({ subscription, event: z.record(z.string(), z.unknown()) }),
});

/** Reads a frame. Strings stay as they were sent, except that message timestamps become epoch ms. */
export function readFrame(text: string): LiveFrame {
  if (text.length > MAX_FRAME_CHARS) return malformed('too_long');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return malformed('not_json');
  }
  const outer = envelope.safeParse(json);
  if (!outer.success) return malformed('no_envelope');
  const { payload } = outer.data;
  switch (outer.data.metadata.message_type) {
    case 'session_keepalive':
      return { type: 'keepalive' };
    case 'session_welcome':
      return readWelcome(payload);
    case 'session_reconnect':
      return readReconnect(payload);
    case 'revocation':
      return readRevocation(payload);
    case 'notification':
      return readNotification(json);
    default:
      return { type: 'unknown' };
  }
}

function readWelcome(payload: unknown): LiveFrame {
  const { data } = welcome.safeParse(payload);
  if (!data) return malformed('session_welcome');
  const seconds = data.session.keepalive_timeout_seconds ?? DEFAULT_KEEPALIVE_SECONDS;
  return { type: 'welcome', sessionId: data.session.id, keepaliveMs: seconds * SECOND_MS };
}

function readReconnect(payload: unknown): LiveFrame {
  const { data } = reconnect.safeParse(payload);
  return data ? { type: 'reconnect', url: data.session.reconnect_url } : malformed('session_reconnect');
}

function readRevocation(payload: unknown): LiveFrame {
  const { data } = revocation.safeParse(payload);
  if (!data) return malformed('revocation');
  const { status, condition } = data.subscription;
  return { type: 'revocation', channelId: condition.broadcaster_user_id, status };
}

function readNotification(json: unknown): LiveFrame {
  const { data } = notification.safeParse(json);
  if (!data) return malformed('notification');
  return {
    type: 'notification',
    messageId: data.metadata.message_id,
    sentAt: parseRfc3339(data.metadata.message_timestamp),
    subscriptionType: data.payload.subscription.type,
    channelId: data.payload.subscription.condition.broadcaster_user_id,
    event: data.payload.event,
  };
}

function malformed(reason: string): LiveFrame {
  return { type: 'malformed', reason };
}
