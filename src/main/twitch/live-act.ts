// From one notification to one act of the channel itself. Pure; knows nothing of sockets or of what came before.
// https://dev.twitch.tv/docs/eventsub/eventsub-subscription-types/#channelmoderate-v2
import { parseRfc3339 } from '../lib/time.ts';
import type { LiveNotification } from './live-frame.ts';
import type { LiveAct, TwitchUser } from './types.ts';

export type ReadAct =
  | { readonly type: 'act'; readonly act: LiveAct }
  /** Not an act that Modkeep keeps, or one of another channel in a shared chat. */
  | { readonly type: 'ignored' }
  /** Something happened that could not be understood: only a full read can tell what. */
  | { readonly type: 'malformed' };

type Kind = LiveAct['kind'];
type Fields = Readonly<Record<string, unknown>>;

const IGNORED: ReadAct = { type: 'ignored' };
const MALFORMED: ReadAct = { type: 'malformed' };

/** The key of a channel.moderate event that holds the details of each kind that is kept. */
const DETAILS_OF: Readonly<Record<Kind, string>> = {
  ban: 'ban',
  timeout: 'timeout',
  unban: 'unban',
  untimeout: 'untimeout',
  warn: 'warn',
  delete: 'delete',
  mod: 'mod',
  unmod: 'unmod',
  approve_unban_request: 'unban_request',
  deny_unban_request: 'unban_request',
};

/** Reads the act in `frame`, which arrived at `arrivedAt` (epoch ms by the corrected clock). */
export function readAct(frame: LiveNotification, arrivedAt: number): ReadAct {
  if (text(frame.event['broadcaster_user_id']) !== frame.channelId) return MALFORMED;
  switch (frame.subscriptionType) {
    case 'channel.moderate':
      return readModerate(frame, arrivedAt);
    case 'channel.ban':
      return readBan(frame, arrivedAt);
    case 'channel.unban':
      return build(frame, arrivedAt, 'unban', frame.event);
    default:
      return IGNORED;
  }
}

/**
 * Decided by the action and by which key is filled. The `source_*` keys say nothing: documented examples of the
 * channel's own acts carry them. A documented shared-chat timeout says `"action":"ban"` and fills only
 * `shared_chat_timeout`, so the action alone does not decide either.
 */
function readModerate(frame: LiveNotification, arrivedAt: number): ReadAct {
  const { event } = frame;
  const action = text(event['action']);
  if (action === '') return MALFORMED;
  if (!isKind(action)) return IGNORED;
  const details = fields(event[DETAILS_OF[action]]);
  const isShared = Object.keys(event).some((key) => key.startsWith('shared_chat_') && fields(event[key]));
  if (isShared) return details ? MALFORMED : IGNORED;
  if (!details) return MALFORMED;
  return build(frame, arrivedAt, action, details, {
    reason: text(details['reason']) || text(details['moderator_message']),
    rawExpiresAt: action === 'timeout' ? details['expires_at'] : null,
  });
}

/** channel.ban tells timeouts and permanent bans apart by `is_permanent`, and gives the act its own time. */
function readBan(frame: LiveNotification, arrivedAt: number): ReadAct {
  const { event } = frame;
  const isPermanent = event['is_permanent'] === true || text(event['ends_at']) === '';
  return build(frame, arrivedAt, isPermanent ? 'ban' : 'timeout', event, {
    reason: text(event['reason']),
    rawExpiresAt: isPermanent ? null : event['ends_at'],
    at: parseRfc3339(event['banned_at']),
  });
}

function build(
  frame: LiveNotification,
  arrivedAt: number,
  kind: Kind,
  about: Fields,
  more: { reason?: string; rawExpiresAt?: unknown; at?: number | null } = {},
): ReadAct {
  const user = readUser(about, 'user');
  if (!user) return MALFORMED;
  const rawExpiresAt = typeof more.rawExpiresAt === 'string' ? more.rawExpiresAt : null;
  const act: LiveAct = {
    messageId: frame.messageId,
    at: more.at ?? frame.sentAt ?? arrivedAt,
    channelId: frame.channelId,
    kind,
    user,
    moderator: readUser(frame.event, 'moderator_user'),
    reason: more.reason ?? '',
    expiresAt: parseRfc3339(rawExpiresAt),
    rawExpiresAt,
    latencyMs: frame.sentAt === null ? 0 : Math.max(0, Math.round(arrivedAt - frame.sentAt)),
  };
  return { type: 'act', act };
}

function readUser(from: Fields, prefix: string): TwitchUser | null {
  const id = text(from[`${prefix}_id`]);
  if (!/^\d{1,20}$/.test(id)) return null;
  const login = text(from[`${prefix}_login`]);
  return { id, login, displayName: text(from[`${prefix}_name`]) || login };
}

function isKind(action: string): action is Kind {
  return Object.hasOwn(DETAILS_OF, action);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}
