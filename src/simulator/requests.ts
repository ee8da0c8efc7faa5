// Unban requests and chat messages: the smaller things that moderators act on.
import { refuse } from './refusal.ts';
import type { Acts, ActInput } from './acts.ts';
import type { Channels } from './channels.ts';
import type { SimulatorClock } from './clock.ts';
import type { Random } from './random.ts';
import type { UnbanRequest } from './types.ts';

const OLDEST_DELETABLE_MS = 6 * 3_600_000;

export type Requests = ReturnType<typeof createRequests>;

export function createRequests(deps: { acts: Acts; channels: Channels; clock: SimulatorClock; random: Random }) {
  const { acts, channels, clock, random } = deps;
  return {
    /** A banned person asks to come back. `createdAt` backdates it. */
    create(input: { channelId: string; userId: string; text: string; createdAt?: number }): UnbanRequest {
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
      acts.record('unban_request', { ...input, moderatorId: input.userId }, {
        at: request.createdAt,
        extra: { requestId: request.id, text: request.text },
      });
      return request;
    },

    /** Approving lifts the ban; both are told. */
    resolve(input: Omit<ActInput, 'userId'> & { requestId: string; isApproved: boolean; text?: string }): UnbanRequest {
      const channel = acts.channelFor({ ...input, userId: '' });
      if (!channel.takesRequests) refuse(400, 'The broadcaster does not accept unban requests.');
      const request = channel.requests.get(input.requestId);
      if (!request) return refuse(404, 'The unban request was not found.');
      if (request.status !== 'pending' && request.status !== 'acknowledged') refuse(400, 'The unban request is already resolved.');
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
      const act = { ...input, userId: request.userId };
      acts.record(input.isApproved ? 'approve_unban_request' : 'deny_unban_request', act, {
        reason: text,
        extra: { requestId: request.id },
      });
      if (input.isApproved && channel.bans.get(request.userId, clock.now())) acts.unban(act);
      return resolved;
    },

    say(input: { channelId: string; userId: string; text: string; sentAt?: number }): string {
      const channel = channels.of(input.channelId);
      if (!channel) return refuse(404, 'no such channel');
      const id = random.uuid();
      channel.messages.set(id, { id, userId: input.userId, text: input.text, sentAt: input.sentAt ?? clock.now() });
      const oldest = channel.messages.keys().next();
      if (channel.messages.size > 500 && !oldest.done) channel.messages.delete(oldest.value);
      return id;
    },

    /** Deletes one message, or clears the chat when no id is given. */
    deleteMessage(input: Omit<ActInput, 'userId'> & { messageId?: string }): void {
      const channel = acts.channelFor({ ...input, userId: '' });
      if (input.messageId === undefined) {
        channel.messages.clear();
        acts.record('clear', { ...input, userId: channel.id }, {});
        return;
      }
      const message = channel.messages.get(input.messageId);
      if (!message || message.sentAt < clock.now() - OLDEST_DELETABLE_MS) return refuse(404, 'The message was not found.');
      const isShielded =
        message.userId === channel.id ||
        (channel.moderators.has(message.userId) && message.userId !== input.moderatorId);
      if (isShielded) refuse(400, 'You cannot delete the message of the broadcaster or of another moderator.');
      channel.messages.delete(message.id);
      acts.record('delete', { ...input, userId: message.userId }, {
        extra: { messageId: message.id, text: message.text },
      });
    },
  };
}
