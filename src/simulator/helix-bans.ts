// Get Banned Users, Ban User, Unban User.
// https://dev.twitch.tv/docs/api/reference/#get-banned-users
import { afterKey, many, need, pageSize, toCursor } from './paging.ts';
import { rawExpiryOf, type Channel } from './channels.ts';
import { refuse } from './refusal.ts';
import { dataOf, moderatorOf, ownChannel, type Answer, type HelixRequest, type Routes, type World } from './routes.ts';
import { toSeconds, type Ban } from './types.ts';

const BAN_SCOPE = 'moderator:manage:banned_users';
const TOO_MANY = 'The app has exceeded the number of requests it may make per minute for this broadcaster.';

export function banRoutes(world: World): Routes {
  return {
    'GET moderation/banned': {
      scopes: ['moderation:read', BAN_SCOPE],
      answer: (request) => list(world, request),
    },
    'POST moderation/bans': { scopes: [BAN_SCOPE], answer: (request) => ban(world, request) },
    'DELETE moderation/bans': {
      scopes: [BAN_SCOPE],
      answer: (request) => {
        const { channelId, moderatorId } = moderatorOf(request);
        const userId = need(request.query, 'user_id');
        checkLimit(world, request, channelId);
        world.acts.unban({ channelId, moderatorId, userId, source: 'helix' });
        return { status: 204 };
      },
    },
  };
}

function list(world: World, request: HelixRequest): Answer {
  const channelId = ownChannel(request);
  const channel = world.channels.of(channelId);
  if (!channel) return refuse(400, 'The broadcaster was not found.');
  const now = world.clock.now();
  const wanted = many(request.query, 'user_id');
  if (wanted.length > 0) {
    const found = wanted.map((userId) => channel.bans.get(userId, now)).filter((row) => row !== undefined);
    return { status: 200, body: { data: found.map((row) => toRow(world, channel, row)), pagination: {} } };
  }
  const { rows, hasMore } = channel.bans.page(afterKey(request.query), pageSize(request.query), now);
  const last = rows.at(-1);
  const pagination = hasMore && last ? { cursor: toCursor(channelId, last.userId) } : {};
  return { status: 200, body: { data: rows.map((row) => toRow(world, channel, row)), pagination } };
}

/** One row as the list writes it, with the expiry that the channel's overrides ask for. */
function toRow(world: World, channel: Channel, ban: Ban): Record<string, unknown> {
  const user = world.users.namesOf(ban.userId);
  const moderator = world.users.namesOf(ban.moderatorId);
  const raw = channel.rawExpiry.get(ban.userId) ?? { value: rawExpiryOf(ban.expiresAt) };
  return {
    user_id: ban.userId,
    user_login: user.login,
    user_name: user.displayName,
    ...('missing' in raw ? {} : { expires_at: raw.value }),
    created_at: toSeconds(ban.createdAt),
    reason: ban.reason,
    moderator_id: ban.moderatorId,
    moderator_login: moderator.login,
    moderator_name: moderator.displayName,
  };
}

function ban(world: World, request: HelixRequest): Answer {
  const { channelId, moderatorId } = moderatorOf(request);
  const data = dataOf(request.body);
  const { user_id: userId, duration, reason } = data;
  if (typeof userId !== 'string' || userId === '') return refuse(400, 'The field "user_id" is required.');
  if (duration !== undefined && typeof duration !== 'number')
    refuse(400, 'The value in the duration field is not valid.');
  if (reason !== undefined && typeof reason !== 'string') refuse(400, 'The value in the reason field is not valid.');
  checkLimit(world, request, channelId);
  const made = world.acts.ban({
    channelId,
    moderatorId,
    userId,
    source: 'helix',
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof duration === 'number' ? { durationSeconds: duration } : {}),
  });
  const row = {
    broadcaster_id: channelId,
    moderator_id: moderatorId,
    user_id: userId,
    created_at: toSeconds(made.createdAt),
    end_time: made.expiresAt === null ? null : toSeconds(made.expiresAt),
  };
  return { status: 200, body: { data: [row] } };
}

function checkLimit(world: World, request: HelixRequest, channelId: string): void {
  if (!world.banLimit.take(`${request.token.clientId}:${channelId}`)) refuse(429, TOO_MANY);
}
