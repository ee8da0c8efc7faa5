// Bans and unbans as a click makes them, on people whom the app already knows.
import { randomUUID } from 'node:crypto';
import type { TestCore } from '../../test/helpers/core.ts';
import type { BenchTwitch } from './twitch.ts';

/** The crowd's people from here on are in no generated list. */
const FIRST_FREE = 600_000;

export interface Clicker {
  ban(userId: string): Promise<unknown>;
  unban(userId: string): Promise<unknown>;
  /** Ids of `count` people who are not banned but known to the app. */
  acquaint(count: number): Promise<readonly string[]>;
}

export function createClicker(core: TestCore, { channel, control }: BenchTwitch): Clicker {
  const channelId = channel.id;
  const clicker: Clicker = {
    ban: (userId) =>
      core.call('bans.create', { channelId, user: { id: userId }, reason: 'bench', actId: randomUUID() }),
    unban: (userId) => core.call('bans.revoke', { channelId, userId, expect: 'ban', actId: randomUUID() }),
    async acquaint(count) {
      const ids: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const { id } = await control.crowd(FIRST_FREE + index);
        await clicker.ban(id);
        await clicker.unban(id);
        ids.push(id);
      }
      return ids;
    },
  };
  return clicker;
}
