// Users, moderators, moderated channels. https://dev.twitch.tv/docs/api/reference/#get-users
import { many, need, pageOf } from './paging.ts';
import { refuse } from './refusal.ts';
import { ownChannel, type Answer, type HelixRequest, type Routes, type World } from './routes.ts';
import { compareIds, type User } from './types.ts';

const BORN = '2016-12-14T20:32:28Z';

export function peopleRoutes(world: World): Routes {
  const modScopes = ['channel:manage:moderators'];
  return {
    'GET users': { scopes: [], answer: (request) => users(world, request) },
    'GET moderation/moderators': {
      scopes: ['moderation:read', ...modScopes],
      answer: (request) => moderators(world, request),
    },
    'POST moderation/moderators': {
      scopes: modScopes,
      answer: (request) => changeModerator(world, request, 'mod'),
    },
    'DELETE moderation/moderators': {
      scopes: modScopes,
      answer: (request) => changeModerator(world, request, 'unmod'),
    },
    'GET streams': { scopes: [], answer: (request) => streams(world, request) },
    'GET moderation/channels': {
      scopes: ['user:read:moderated_channels'],
      answer: (request) => moderatedChannels(world, request),
    },
  };
}

function users(world: World, { query, token }: HelixRequest): Answer {
  const ids = query.getAll('id');
  const logins = query.getAll('login');
  if (ids.length + logins.length > 100) refuse(400, 'The number of id and login parameters may not exceed 100.');
  if (ids.some((id) => !/^\d+$/.test(id))) refuse(400, 'Invalid username(s), email(s), or ID(s). Bad Identifiers.');
  const wanted =
    ids.length + logins.length === 0
      ? [world.users.byId(token.userId)]
      : [...ids.map((id) => world.users.byId(id)), ...logins.map((login) => world.users.byLogin(login.toLowerCase()))];
  const found = new Map(wanted.filter((user) => user !== undefined).map((user) => [user.id, user]));
  return { status: 200, body: { data: [...found.values()].map(toUser) } };
}

/** Only channels that stream come back. https://dev.twitch.tv/docs/api/reference/#get-streams */
function streams(world: World, { query }: HelixRequest): Answer {
  const ids = many(query, 'user_id');
  const data = ids.flatMap((id) => {
    const since = world.channels.of(id)?.liveSince ?? null;
    if (since === null) return [];
    const { login, displayName } = world.users.namesOf(id);
    const startedAt = `${new Date(since).toISOString().slice(0, 19)}Z`;
    return [
      { id: `4${id}`, user_id: id, user_login: login, user_name: displayName, type: 'live', started_at: startedAt },
    ];
  });
  return { status: 200, body: { data, pagination: {} } };
}

function toUser(user: User): Record<string, unknown> {
  return {
    id: user.id,
    login: user.login,
    display_name: user.displayName,
    type: '',
    broadcaster_type: '',
    description: '',
    profile_image_url: '',
    offline_image_url: '',
    view_count: 0,
    created_at: BORN,
  };
}

function moderators(world: World, request: HelixRequest): Answer {
  const channelId = ownChannel(request);
  const channel = world.channels.of(channelId);
  if (!channel) return refuse(400, 'The broadcaster was not found.');
  const wanted = many(request.query, 'user_id');
  const everyone = [...channel.moderators].toSorted(compareIds);
  const list = wanted.length > 0 ? wanted.filter((id) => channel.moderators.has(id)) : everyone;
  const { rows, pagination } = pageOf(list, (id) => id, request.query, channelId);
  const data = rows.map((id) => {
    const user = world.users.namesOf(id);
    return { user_id: user.id, user_login: user.login, user_name: user.displayName };
  });
  return { status: 200, body: { data, pagination } };
}

function changeModerator(world: World, request: HelixRequest, change: 'mod' | 'unmod'): Answer {
  const channelId = ownChannel(request);
  const userId = need(request.query, 'user_id');
  if (!world.modLimit.take(`${change}:${channelId}`)) {
    refuse(429, 'The broadcaster has exceeded the number of requests allowed within a 10-second window.');
  }
  world.acts[change]({ channelId, moderatorId: channelId, userId, source: 'helix' });
  return { status: 204 };
}

function moderatedChannels(world: World, request: HelixRequest): Answer {
  const userId = need(request.query, 'user_id');
  if (userId !== request.token.userId)
    refuse(401, 'The ID in user_id must match the user ID in the user access token.');
  const list = world.channels.moderatedBy(userId);
  const { rows, pagination } = pageOf(list, (channel) => channel.id, request.query, userId);
  const data = rows.map((channel) => {
    const user = world.users.namesOf(channel.id);
    return { broadcaster_id: user.id, broadcaster_login: user.login, broadcaster_name: user.displayName };
  });
  return { status: 200, body: { data, pagination } };
}
