// Unban requests and chat messages: the smaller things that moderators act on.
import { refuse } from './refusal.ts';
import type { Acts, ActInput } from './acts.ts';
import type { Channels } from './channels.ts';
import type { SimulatorClock } from './clock.ts';
import type { Random } from './random.ts';
import type { UnbanRequest } from './types.ts';

export interface RequestsDeps {
  readonly acts: Acts;
  readonly channels: Channels;
  readonly clock: SimulatorClock;
  readonly random: Random;
}

type Actor = Omit<ActInput, 'userId'>;

export interface Requests {
  /** A banned person asks to come back. `createdAt` (epoch ms) backdates it. */
  create(input: Omit<ActInput, 'moderatorId'> & { text: string; createdAt?: number }): UnbanRequest;
  /** Approving lifts the ban; both are told. */
  resolve(input: Actor & { requestId: string; isApproved: boolean; text?: string }): UnbanRequest;
  /** Somebody writes in chat; returns the message's id. The newest 500 are kept. */
  say(input: { channelId: string; userId: string; text: string; sentAt?: number }): string;
  /** Deletes one message, or clears the chat when no id is given. */
  deleteMessage(input: Actor & { messageId?: string }): void;
}

const OLDEST_DELETABLE_MS = 6 * 3_600_000;
const KEPT_MESSAGES = 500;

export function createRequests(deps: RequestsDeps): Requests {
  return {
    create: (input) => create(deps, input),
    resolve: (input) => resolve(deps, input),
    say: ({ channelId, userId, text, sentAt = deps.clock.now() }) => {
      const channel = deps.channels.of(channelId);
      if (!channel) return refuse(404, 'no such channel');
      const id = deps.random.uuid();
      channel.messages.set(id, { id, userId, text, sentAt });
      const oldest = channel.messages.keys().next();
      if (channel.messages.size > KEPT_MESSAGES && !oldest.done) channel.messages.delete(oldest.value);
      return id;
    },
    deleteMessage: (input) => deleteMessage(deps, input),
  };
}

function create(
  { acts, channels, clock, random }: RequestsDeps,
  input: Parameters<Requests['create']>[0],
): UnbanRequest {
  const channel = channels.of(input.channelId);
  if (!channel) return refuse(404, 'no such channel');
  const request: UnbanRequest = {
    id: random.uuid(),
    channelId: input.channelId,
    userId: input.userId,
    text: input.text,
    status: 'pending',
    createdAt: input.createdAt ?? clock.now(),
    moderatorId: null,
    resolvedAt: null,
    resolutionText: '',
  };
  channel.requests.set(request.id, request);
  acts.record(
    'unban_request',
    { ...input, moderatorId: input.userId },
    { at: request.createdAt, extra: { requestId: request.id, text: request.text } },
  );
  return request;
}

function resolve({ acts, clock }: RequestsDeps, input: Parameters<Requests['resolve']>[0]): UnbanRequest {
  const channel = acts.channelFor({ ...input, userId: '' });
  if (!channel.takesRequests) refuse(400, 'The broadcaster does not accept unban requests.');
  const request = channel.requests.get(input.requestId);
  if (!request) return refuse(404, 'The unban request was not found.');
  const isOpen = request.status === 'pending' || request.status === 'acknowledged';
  if (!isOpen) refuse(400, 'The unban request is already resolved.');
  const text = input.text ?? '';
  if (text.length > 500) refuse(400, 'The resolution_text is too long.');
  const resolved: UnbanRequest = {
    ...request,
    status: input.isApproved ? 'approved' : 'denied',
    moderatorId: input.moderatorId,
    resolvedAt: clock.now(),
    resolutionText: text,
  };
  channel.requests.set(request.id, resolved);
  const act: ActInput = { ...input, userId: request.userId };
  acts.record(input.isApproved ? 'approve_unban_request' : 'deny_unban_request', act, {
    reason: text,
    extra: { requestId: request.id },
  });
  if (input.isApproved && channel.bans.get(request.userId, clock.now())) acts.unban(act);
  return resolved;
}

function deleteMessage({ acts, clock }: RequestsDeps, input: Parameters<Requests['deleteMessage']>[0]): void {
  const channel = acts.channelFor({ ...input, userId: '' });
  if (input.messageId === undefined) {
    channel.messages.clear();
    acts.record('clear', { ...input, userId: channel.id }, {});
    return;
  }
  const message = channel.messages.get(input.messageId);
  if (!message || message.sentAt < clock.now() - OLDEST_DELETABLE_MS) return refuse(404, 'The message was not found.');
  const isColleague = channel.moderators.has(message.userId) && message.userId !== input.moderatorId;
  if (message.userId === channel.id || isColleague) {
    refuse(400, 'You cannot delete the message of the broadcaster or of another moderator.');
  }
  channel.messages.delete(message.id);
  acts.record('delete', { ...input, userId: message.userId }, { extra: { messageId: message.id, text: message.text } });
}
