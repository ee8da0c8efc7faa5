// Makes and unmakes moderators: one call, one toast, and the way back for ten seconds. The list changes by its event.
import { useMemo } from 'react';
import type { ModeratorView } from '../../../shared/contract/moderators.ts';
import type { AppError } from '../../../shared/errors.ts';
import { useServices } from '../../lib/services.tsx';

export interface Moderating {
  /** Null when done, else why not. */
  add(login: string, reason: string): Promise<AppError | null>;
  /** A refusal is said in a toast. */
  remove(moderator: ModeratorView): Promise<void>;
}

export function useModerating(channelId: string): Moderating {
  const { bridge, acts, say } = useServices();
  return useMemo(() => {
    const send = async (command: 'moderators.add' | 'moderators.remove', userId: string, name: string) => {
      const reply =
        command === 'moderators.add'
          ? await bridge.call(command, { channelId, user: { id: userId } })
          : await bridge.call(command, { channelId, userId });
      if (!reply.ok) say.failed(reply.error, name);
      return reply.ok;
    };
    const offer = (moderator: ModeratorView, words: string, back: 'moderators.add' | 'moderators.remove'): void => {
      const { userId, displayName, username } = moderator;
      acts.offerUndo({
        actId: crypto.randomUUID(),
        who: `moderator ${channelId} ${userId}`,
        words,
        text: '',
        undo: () => send(back, userId, displayName || username),
      });
    };
    return {
      add: async (login, reason) => {
        const reply = await bridge.call('moderators.add', {
          channelId,
          user: { login },
          ...(reason === '' ? {} : { reason }),
        });
        if (!reply.ok) return reply.error;
        const { moderator } = reply.value;
        offer(moderator, `${moderator.displayName} is a moderator now`, 'moderators.remove');
        return null;
      },
      remove: async (moderator) => {
        const name = moderator.displayName || moderator.username;
        const isDone = await send('moderators.remove', moderator.userId, name);
        if (isDone) offer(moderator, `${name} is no moderator any more`, 'moderators.add');
      },
    };
  }, [bridge, acts, say, channelId]);
}
