// Event payloads, key for key as EventSub sends them.
// https://dev.twitch.tv/docs/eventsub/eventsub-subscription-types/#channelmoderate-v2
import { toNanoseconds, toSeconds, type Act, type UnbanRequest, type User } from './types.ts';

type Payload = Record<string, unknown>;

/** Looks up the names that a payload carries. */
export type NamesOf = (userId: string) => User;

const MODERATE_KEYS = [
  'followers',
  'slow',
  'vip',
  'unvip',
  'mod',
  'unmod',
  'ban',
  'unban',
  'warn',
  'timeout',
  'untimeout',
  'raid',
  'unraid',
  'delete',
  'automod_terms',
  'unban_request',
  'shared_chat_ban',
  'shared_chat_unban',
  'shared_chat_timeout',
  'shared_chat_untimeout',
  'shared_chat_delete',
] as const;

/** The event of one subscription type for an act; null when that type does not tell of it. */
export function payloadFor(
  type: string,
  version: string,
  act: Act,
  namesOf: NamesOf,
  request?: UnbanRequest,
): Payload | null {
  switch (type) {
    case 'channel.moderate':
      return moderate(version, act, namesOf);
    case 'channel.ban':
      return act.kind === 'ban' || act.kind === 'timeout' ? ban(act, namesOf) : null;
    case 'channel.unban':
      // Neither an expiry nor a lifted timeout is told here: https://github.com/twitchdev/issues/issues/1123
      return act.kind === 'unban'
        ? { ...user(act, namesOf), ...broadcaster(act, namesOf), ...moderator(act, namesOf) }
        : null;
    case 'channel.moderator.add':
    case 'channel.moderator.remove': {
      const kind = type === 'channel.moderator.add' ? 'mod' : 'unmod';
      return act.kind === kind ? { ...broadcaster(act, namesOf), ...user(act, namesOf) } : null;
    }
    case 'channel.warning.send':
      if (act.kind !== 'warn') return null;
      return {
        ...broadcaster(act, namesOf),
        ...moderator(act, namesOf),
        ...user(act, namesOf),
        reason: act.reason,
        chat_rules_cited: null,
      };
    case 'channel.unban_request.create':
      if (act.kind !== 'unban_request') return null;
      return {
        id: act.extra['requestId'],
        ...broadcaster(act, namesOf),
        ...user(act, namesOf),
        text: act.extra['text'],
        created_at: toNanoseconds(act.at),
      };
    case 'channel.unban_request.resolve':
      if (!request || (act.kind !== 'approve_unban_request' && act.kind !== 'deny_unban_request')) return null;
      return {
        id: request.id,
        ...broadcaster(act, namesOf),
        ...moderator(act, namesOf),
        ...user(act, namesOf),
        resolution_text: request.resolutionText,
        status: request.status,
      };
    default:
      return null;
  }
}

function ban(act: Act, namesOf: NamesOf): Payload {
  return {
    ...user(act, namesOf),
    ...broadcaster(act, namesOf),
    ...moderator(act, namesOf),
    reason: act.reason,
    banned_at: toNanoseconds(act.at),
    ends_at: act.expiresAt === null ? null : toNanoseconds(act.expiresAt),
    is_permanent: act.expiresAt === null,
  };
}

function moderate(version: string, act: Act, namesOf: NamesOf): Payload | null {
  if (act.kind === 'unban_request' || (act.kind === 'warn' && version === '1')) return null;
  const isRequest = act.kind === 'approve_unban_request' || act.kind === 'deny_unban_request';
  const key = isRequest ? 'unban_request' : act.kind;
  const empty = Object.fromEntries(MODERATE_KEYS.map((name) => [name, null]));
  if (version === '1') delete empty['warn'];
  const details = act.kind === 'clear' ? {} : { [key]: { ...user(act, namesOf), ...detailsOf(act) } };
  return {
    ...broadcaster(act, namesOf),
    ...sourceOf(act, namesOf),
    ...moderator(act, namesOf),
    action: act.kind,
    ...empty,
    ...details,
  };
}

function detailsOf(act: Act): Payload {
  switch (act.kind) {
    case 'ban':
    case 'shared_chat_ban':
      return { reason: act.reason };
    case 'timeout':
    case 'shared_chat_timeout':
      return { reason: act.reason, expires_at: act.expiresAt === null ? null : toSeconds(act.expiresAt) };
    case 'warn':
      return { reason: act.reason, chat_rules_cited: null };
    case 'delete':
      return { message_id: act.extra['messageId'], message_body: act.extra['text'] };
    case 'approve_unban_request':
    case 'deny_unban_request':
      return { is_approved: act.kind === 'approve_unban_request', moderator_message: act.reason };
    default:
      return {};
  }
}

/** Only acts of another channel of a shared chat say where they come from. */
function sourceOf(act: Act, namesOf: NamesOf): Payload {
  const id = act.extra['sourceChannelId'];
  if (id === undefined) return {};
  const source = namesOf(id);
  return {
    source_broadcaster_user_id: source.id,
    source_broadcaster_user_login: source.login,
    source_broadcaster_user_name: source.displayName,
  };
}

function user(act: Act, namesOf: NamesOf): Payload {
  const who = namesOf(act.userId);
  return { user_id: who.id, user_login: who.login, user_name: who.displayName };
}

function broadcaster(act: Act, namesOf: NamesOf): Payload {
  const who = namesOf(act.channelId);
  return { broadcaster_user_id: who.id, broadcaster_user_login: who.login, broadcaster_user_name: who.displayName };
}

function moderator(act: Act, namesOf: NamesOf): Payload {
  const who = namesOf(act.moderatorId);
  return { moderator_user_id: who.id, moderator_user_login: who.login, moderator_user_name: who.displayName };
}
