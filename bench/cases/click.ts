// From the command for a ban to its request on the wire, while a large list is being read and written for the first
// time, against the same while nothing else happens. The wire is where undici says that the headers went out.
import diagnostics from 'node:diagnostics_channel';
import { createClicker } from '../support/acts.ts';
import { endOfRead, startSignedIn } from '../support/live-core.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { percentile, round, summary } from '../support/numbers.ts';
import { startTwitch } from '../support/twitch.ts';
import type { TestCore } from '../../test/helpers/core.ts';

const PAGE_DELAY_MS = 25;
const ROWS_BEFORE = 1_000;
const CLICKS = 200;
const BETWEEN_MS = 30;
const PEOPLE = 20;
const GOAL_MS = 5;

export const clickCase: BenchCase = {
  name: 'click',
  unit: 'ms',
  goal: GOAL_MS,
  async run({ rows }) {
    const twitch = await startTwitch({ rows: ROWS_BEFORE, pageDelayMs: PAGE_DELAY_MS });
    const wire = watchWire();
    const core = await startSignedIn(twitch);
    try {
      const channelId = twitch.channel.id;
      await endOfRead(core, channelId);
      const clicker = createClicker(core, twitch);
      const people = await clicker.acquaint(PEOPLE);
      const click = async (index: number): Promise<number> => {
        const userId = people[index % PEOPLE] ?? '';
        const took = await wire.until(() => clicker.ban(userId));
        await clicker.unban(userId);
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
        return took;
      };
      const idle: number[] = [];
      for (let index = 0; index < CLICKS; index += 1) idle.push(await click(index));
      await twitch.control.fillChannel({ channelId, size: rows });
      const jobId = (await core.call('sync.start', { channelId, force: true })).jobId;
      const busy: number[] = [];
      while (busy.length < CLICKS && (await isReading(core, jobId))) busy.push(await click(busy.length));
      await core.call('sync.cancel', { jobId });
      const value = round(percentile(busy, 99) - percentile(idle, 99));
      const clicks = { syncing: busy.length, idle: idle.length };
      const details = { clicks, rows, pageDelayMs: PAGE_DELAY_MS, syncing: summary(busy), idle: summary(idle) };
      return { value, runs: [value], details };
    } finally {
      wire.stop();
      await core.stop();
      await twitch.stop();
    }
  },
};

async function isReading(core: TestCore, jobId: string): Promise<boolean> {
  return (await core.call('sync.get', { jobId })).finishedAt === null;
}

/** Measures from the start of some work to its POST on the wire. */
function watchWire(): { until(work: () => Promise<unknown>): Promise<number>; stop(): void } {
  let sentAt: number | null = null;
  const note = (message: unknown): void => {
    const { request } = message as { request: { method: string; path: string } };
    if (request.method === 'POST' && request.path.includes('moderation/bans')) sentAt = performance.now();
  };
  diagnostics.subscribe('undici:client:sendHeaders', note);
  return {
    async until(work) {
      sentAt = null;
      const began = performance.now();
      await work();
      if (sentAt === null) throw new Error('no request for a ban was seen on the wire');
      return sentAt - began;
    },
    stop: () => void diagnostics.unsubscribe('undici:client:sendHeaders', note),
  };
}
