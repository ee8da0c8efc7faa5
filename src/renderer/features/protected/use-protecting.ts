// Puts people on the protected list and takes them off: one call, one toast, and the way back for ten seconds.
import { useMemo } from 'react';
import type { Input } from '../../../shared/contract.ts';
import type { ProtectedView } from '../../../shared/contract/lists.ts';
import type { AppError } from '../../../shared/errors.ts';
import { useServices } from '../../lib/services.tsx';
import { channelOf } from '../../lib/store.ts';

export interface Protecting {
  /** `channelId` null: everywhere. An empty note leaves one that is there. Null when done, else why not. */
  add(user: Input<'protected.add'>['user'], channelId: string | null, note: string): Promise<AppError | null>;
  /** A refusal is said in a toast. */
  remove(person: ProtectedView): Promise<void>;
}

const place = (channelId: string | null) => (channelId === null ? {} : { channelId });
const nameOf = (person: ProtectedView): string => person.displayName || person.username;

export function useProtecting(): Protecting {
  const { bridge, store, acts, say } = useServices();
  return useMemo(() => {
    const where = (channelId: string | null): string =>
      channelId === null ? 'everywhere' : `in ${channelOf(store.getState(), channelId)?.displayName ?? 'this channel'}`;
    const takeOff = async (person: ProtectedView): Promise<boolean> => {
      const { channelId, userId } = person;
      const reply = await bridge.call('protected.remove', { ...place(channelId), userId });
      if (!reply.ok) say.failed(reply.error, nameOf(person));
      return reply.ok;
    };
    const putBack = async (person: ProtectedView): Promise<boolean> => {
      const { channelId, userId, note } = person;
      const reply = await bridge.call('protected.add', { ...place(channelId), user: { id: userId }, note });
      if (!reply.ok) say.failed(reply.error, nameOf(person));
      return reply.ok;
    };
    const offer = (person: ProtectedView, words: string, undo: () => Promise<boolean>): void =>
      acts.offerUndo({
        actId: crypto.randomUUID(),
        who: `protected ${person.channelId ?? ''} ${person.userId}`,
        words,
        text: person.note,
        undo,
      });
    return {
      add: async (user, channelId, note) => {
        const input = { ...place(channelId), user, ...(note === '' ? {} : { note }) };
        const reply = await bridge.call('protected.add', input);
        if (!reply.ok) return reply.error;
        const { person, change } = reply.value;
        // Taking back a new note must not take anybody off the list.
        if (change !== 'added') say.note(`${nameOf(person)} was protected ${where(channelId)} already`, person.note);
        else offer(person, `${nameOf(person)} is protected ${where(channelId)}`, () => takeOff(person));
        return null;
      },
      remove: async (person) => {
        if (!(await takeOff(person))) return;
        offer(person, `${nameOf(person)} is not protected any more ${where(person.channelId)}`, () => putBack(person));
      },
    };
  }, [bridge, store, acts, say]);
}
