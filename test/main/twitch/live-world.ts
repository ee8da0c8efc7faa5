// A fake EventSub with one feed against it, and what its tests say of both again and again.
import { expect } from 'vitest';
import {
  CHANNEL,
  MODERATOR,
  soon,
  startFake,
  startLive,
  type Connection,
  type Fake,
  type Harness,
} from './live-fake.ts';

export const asModerator = { channelId: CHANNEL, accountId: MODERATOR, role: 'moderator' } as const;
export const asBroadcaster = { channelId: CHANNEL, accountId: CHANNEL, role: 'broadcaster' } as const;
export const LIVE = `${CHANNEL} live`;
export const lost = (reason: string): string => `${CHANNEL} lost ${reason}`;

export interface LiveWorld {
  readonly fake: Fake;
  /** The feed of this test; there is one only after `start` or `watching`. */
  readonly harness: Harness;
  /** Starts the feed and lets it watch the channel as its moderator. */
  start(more?: Parameters<typeof startLive>[1]): void;
  /** The same, and waits until it is live. Gives its connection. */
  watching(more?: Parameters<typeof startLive>[1]): Promise<Connection>;
  /** Waits until what was told last is `told`. */
  says(...told: string[]): Promise<void>;
  close(): Promise<void>;
}

export async function createLiveWorld(): Promise<LiveWorld> {
  const fake = await startFake();
  let harness: Harness | null = null;
  const world: LiveWorld = {
    fake,
    get harness() {
      if (harness === null) throw new Error('this test has not started its feed yet');
      return harness;
    },
    start(more = {}) {
      harness = startLive(fake, more);
      harness.live.watch(asModerator);
    },
    async watching(more = {}) {
      world.start(more);
      await world.says(LIVE);
      return fake.connections[0] as Connection;
    },
    says: (...told) => soon(() => expect(harness?.told.slice(-told.length)).toEqual(told)),
    async close() {
      await harness?.live.stop();
      await fake.isQuiet();
      await fake.close();
    },
  };
  return world;
}
