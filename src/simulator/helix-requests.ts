// Unban requests, warnings, chat messages. https://dev.twitch.tv/docs/api/reference/#get-unban-requests
import { need, pageOf } from './paging.ts';
import { refuse } from './refusal.ts';
import { dataOf, moderatorOf, type Answer, type HelixRequest, type Routes, type World } from './routes.ts';
import { toSeconds, type UnbanRequest } from './types.ts';

const STATES = new Set(['pending', 'approved', 'denied', 'acknowledged', 'canceled']);

export function requestRoutes(world: World): Routes {
  return {
    'GET moderation/unban_requests': {
      scopes: ['moderator:read:unban_requests', 'moderator:manage:unban_requests'],
      answer: (request) => list(world, request),
    },
    'PATCH moderation/unban_requests': {
      scopes: ['moderator:manage:unban_requests'],
      answer: (request) => resolve(world, request),
    },
    'POST moderation/warnings': { scopes: ['moderator:manage:warnings'], answer: (request) => warn(world, request) },
    'DELETE moderation/chat': {
      scopes: ['moderator:manage:chat_messages'],
      answer: (request) => {
        const messageId = request.query.get('message_id');
        world.requests.deleteMessage({
          ...moderatorOf(request),
          source: 'helix',
          ...(messageId === null ? {} : { messageId }),
        });
        return { status: 204 };
      },
    },
  };
}

function list(world: World, request: HelixRequest): Answer {
  const ids = moderatorOf(request);
  const status = need(request.query, 'status');
  if (!STATES.has(status)) refuse(400, 'The value in the status field is not valid.');
  const channel = world.acts.channelFor({ ...ids, userId: '' });
  const userId = request.query.get('user_id');
  const found = [...channel.requests.values()]
    .filter((entry) => entry.status === status && (userId === null || entry.userId === userId))
    .toSorted((left, right) => right.createdAt - left.createdAt);
  const { rows, pagination } = pageOf(found, (entry) => entry.id, request.query, channel.id);
  return { status: 200, body: { data: rows.map((entry) => toRow(world, entry)), pagination } };
}

function toRow(world: World, request: UnbanRequest): Record<string, unknown> {
  const channel = world.users.namesOf(request.channelId);
  const user = world.users.namesOf(request.userId);
  const moderator = request.moderatorId === null ? null : world.users.namesOf(request.moderatorId);
  return {
    id: request.id,
    broadcaster_id: channel.id,
    broadcaster_login: channel.login,
    broadcaster_name: channel.displayName,
    moderator_id: moderator?.id ?? null,
    moderator_login: moderator?.login ?? null,
    moderator_name: moderator?.displayName ?? null,
    user_id: user.id,
    user_login: user.login,
    user_name: user.displayName,
    text: request.text,
    status: request.status,
    created_at: toSeconds(request.createdAt),
    resolved_at: request.resolvedAt === null ? null : toSeconds(request.resolvedAt),
    resolution_text: request.resolvedAt === null ? null : request.resolutionText,
  };
}

function resolve(world: World, request: HelixRequest): Answer {
  const ids = moderatorOf(request);
  const requestId = need(request.query, 'unban_request_id');
  const status = need(request.query, 'status');
  if (status !== 'approved' && status !== 'denied') refuse(400, 'The value in the status field is not valid.');
  const text = request.query.get('resolution_text') ?? '';
  const resolved = world.requests.resolve({
    ...ids,
    requestId,
    isApproved: status === 'approved',
    text,
    source: 'helix',
  });
  return { status: 200, body: { data: [toRow(world, resolved)] } };
}

function warn(world: World, request: HelixRequest): Answer {
  const { channelId, moderatorId } = moderatorOf(request);
  const { user_id: userId, reason } = dataOf(request.body);
  if (typeof userId !== 'string' || userId === '') return refuse(400, 'The field "user_id" is required.');
  if (typeof reason !== 'string') return refuse(400, 'The field "reason" is required.');
  world.acts.warn({ channelId, moderatorId, userId, reason, source: 'helix' });
  const row = { broadcaster_id: channelId, user_id: userId, moderator_id: moderatorId, reason };
  return { status: 200, body: { data: [row] } };
}
