// A simulated Twitch for a case: a process of its own, a channel of a given size, limits out of the way.
import { startSimulator, type RunningSimulator } from '../../src/simulator/start.ts';
import { ALL_SCOPES } from '../../test/helpers/simulator.ts';
import type { BareTarget } from './bare.ts';

export interface BenchTwitch extends RunningSimulator {
  readonly channel: { readonly id: string; readonly login: string };
  /** A fresh token of the broadcaster for `readBare`. */
  bareTarget(): Promise<BareTarget>;
}

/** `rows` bans; milliseconds before a page of the list and before every other answer. Stop it after use. */
export async function startTwitch(options: {
  rows: number;
  pageDelayMs?: number;
  delayMs?: number;
}): Promise<BenchTwitch> {
  const { rows, ...delays } = options;
  const running = await startSimulator({ world: `size:${rows}`, rateLimit: 10_000_000, ...delays });
  await running.control.setBanLimit({ max: 1_000_000, windowMs: 60_000 });
  const channel = running.world.broadcaster;
  if (channel === null) throw new Error('the simulated world has no channel');
  return {
    ...running,
    channel,
    async bareTarget() {
      const { accessToken } = await running.control.issueToken({ userId: channel.id, scopes: ALL_SCOPES });
      return { port: running.port, channelId: channel.id, token: accessToken };
    },
  };
}
