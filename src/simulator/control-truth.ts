// The control channel's part for what is so: channels set up without anybody acting, the truth, the journal.
import { generateBans } from './generated.ts';
import type { Channel } from './channels.ts';
import type { RequestFilter } from './journal.ts';
import type { Simulator } from './simulator.ts';
import type { RawExpiry, TrueBan, UnbanRequest } from './types.ts';

export function controlTruth({ channels, clock, crowd, seed, users, journal }: Simulator) {
  const channelOf = (channelId: string): Channel => {
    const channel = channels.of(channelId);
    if (!channel) throw new Error(`no such channel: ${channelId}`);
    return channel;
  };
  return {
    /** Replaces a channel's whole list with the first `size` people of the crowd. Keeps its moderators. */
    fillChannel: (input: { channelId: string; size: number; timeoutShare?: number }): void => {
      const before = channelOf(input.channelId);
      const moderatorIds = [...before.moderators, input.channelId];
      const channel = channels.open(
        input.channelId,
        generateBans({ ...input, crowd, seed, now: clock.now(), moderatorIds }),
      );
      for (const id of before.moderators) channel.moderators.add(id);
    },
    /** Silently: nobody is told. */
    addModerator: (input: { channelId: string; userId: string }): void => {
      if (!users.byId(input.userId)) throw new Error(`no such user: ${input.userId}`);
      channelOf(input.channelId).moderators.add(input.userId);
    },
    /** What the list sends as `expires_at` for this person; null goes back to the honest value. */
    setRawExpiry: (input: { channelId: string; userId: string; raw: RawExpiry | null }): void => {
      const { rawExpiry } = channelOf(input.channelId);
      if (input.raw) rawExpiry.set(input.userId, input.raw);
      else rawExpiry.delete(input.userId);
    },
    setTakesRequests: (input: { channelId: string; takesRequests: boolean }): void => {
      channelOf(input.channelId).takesRequests = input.takesRequests;
    },

    /** Every restriction in force right now, in the list's order. */
    truth: (channelId: string): TrueBan[] => channels.truth(channelId, clock.now()),
    count: (channelId: string): number => {
      let count = 0;
      for (const _ of channelOf(channelId).bans.all(clock.now())) count += 1;
      return count;
    },
    moderators: (channelId: string): string[] => [...channelOf(channelId).moderators],
    unbanRequests: (channelId: string): UnbanRequest[] => [...channelOf(channelId).requests.values()],
    acts: (afterSequence?: number) => journal.acts(afterSequence),
    requests: (filter?: RequestFilter) => journal.requests(filter),
    clearJournal: () => journal.clear(),
  };
}
