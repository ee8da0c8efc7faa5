// The whole real core for a case, signed in to a simulated Twitch.
import { startTestCore, type TestCore } from '../../test/helpers/core.ts';
import type { SyncView } from '../../src/shared/contract/bans.ts';
import type { BenchTwitch } from './twitch.ts';

/** A fresh core on an empty folder that has just signed the broadcaster in. Its first read is under way. */
export async function startSignedIn(twitch: BenchTwitch): Promise<TestCore> {
  // Only the port and the control channel are used of it.
  const core = await startTestCore(twitch as unknown as Parameters<typeof startTestCore>[0]);
  // The local limits on acting stay at work, only higher than a benchmark clicks.
  const limit = { max: 10_000, windowSeconds: 60 };
  await core.call('settings.set', { brakeOverrides: { ban: limit, unban: limit, sync: limit } });
  await core.signIn(twitch.channel.login);
  return core;
}

/** Waits for the end of the channel's read that runs, or ran last; throws unless it was complete. */
export async function endOfRead(core: TestCore, channelId: string): Promise<SyncView> {
  for (;;) {
    const { runs } = await core.call('sync.history', { channelId, limit: 1 });
    const last = runs[0];
    if (last !== undefined && last.finishedAt !== null) {
      if (last.status === 'completed') return last;
      throw new Error(`the read ended as ${last.status}: ${JSON.stringify(last.error)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** How long it took by its own account, in ms. */
export function lengthOf({ startedAt, finishedAt }: SyncView): number {
  return Date.parse(finishedAt ?? '') - Date.parse(startedAt);
}
