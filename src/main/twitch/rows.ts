// Twitch's answers as plain rows, checked by hand: a schema library would cost more than the parsing itself, and these
// run for every row of every read. Raw values stay raw; whatever identifies a person must be sound.
import { parseRfc3339 } from '../lib/time.ts';
import type { BannedRow, ModeratedChannel, TwitchUser } from './types.ts';

const ID = /^[1-9]\d{0,19}$/;

type Json = Readonly<Record<string, unknown>>;

/** One page of any Helix list. `cursor` is null when Twitch says that nothing follows. */
export interface Page {
  readonly data: readonly unknown[];
  readonly cursor: string | null;
}

/** Null when it is not a page. A `data` of null is an empty one (https://github.com/twitchdev/issues/issues/30). */
export function readPage(json: unknown): Page | null {
  if (!isObject(json)) return null;
  const data = json['data'] === null ? [] : json['data'];
  if (!Array.isArray(data)) return null;
  const pagination = json['pagination'] ?? {};
  if (!isObject(pagination)) return null;
  const cursor = pagination['cursor'] ?? '';
  if (typeof cursor !== 'string') return null;
  return { data, cursor: cursor === '' ? null : cursor };
}

/** One row of Get Banned Users; null when it does not say who. */
export function readBannedRow(json: unknown): BannedRow | null {
  if (!isObject(json) || !isId(json['user_id']) || typeof json['created_at'] !== 'string') return null;
  return {
    userId: json['user_id'],
    userLogin: text(json['user_login']),
    userName: text(json['user_name']),
    expiresAt: json['expires_at'],
    createdAt: json['created_at'],
    reason: text(json['reason']),
    moderatorId: text(json['moderator_id']),
    moderatorLogin: text(json['moderator_login']),
    moderatorName: text(json['moderator_name']),
  };
}

/** One row of Get Users. */
export function readUser(json: unknown): TwitchUser | null {
  if (!isObject(json) || !isId(json['id']) || typeof json['login'] !== 'string') return null;
  return { id: json['id'], login: json['login'], displayName: text(json['display_name']) || json['login'] };
}

/** Whose stream one row of Get Streams is, and since when (epoch ms; null where that is not readable). */
export function readStream(json: unknown): { readonly channelId: string; readonly startedAt: number | null } | null {
  if (!isObject(json) || !isId(json['user_id'])) return null;
  return { channelId: json['user_id'], startedAt: parseRfc3339(json['started_at']) };
}

/** One row of Get Moderated Channels. */
export function readModeratedChannel(json: unknown): ModeratedChannel | null {
  if (!isObject(json) || !isId(json['broadcaster_id']) || typeof json['broadcaster_login'] !== 'string') return null;
  const login = json['broadcaster_login'];
  return { id: json['broadcaster_id'], login, displayName: text(json['broadcaster_name']) || login };
}

/** One row of Get Moderators. */
export function readModerator(json: unknown): TwitchUser | null {
  if (!isObject(json) || !isId(json['user_id']) || typeof json['user_login'] !== 'string') return null;
  const login = json['user_login'];
  return { id: json['user_id'], login, displayName: text(json['user_name']) || login };
}

/** `created_at` and `end_time` of a ban that Twitch confirmed; null where it sent no string. */
export function readActTimes(json: unknown): { createdAt: string | null; endTime: string | null } {
  const row = readPage(json)?.data[0];
  if (!isObject(row)) return { createdAt: null, endTime: null };
  return { createdAt: text(row['created_at']) || null, endTime: text(row['end_time']) || null };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
