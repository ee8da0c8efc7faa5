// The first read of a large list by the whole core, from an empty folder to the end of the job, against a bare loop
// over the same pages. Once with the time that Twitch takes for a page, once without.
import { endOfRead, lengthOf, startSignedIn } from '../support/live-core.ts';
import type { BenchCase, BenchOptions, Measured } from '../support/bench-case.ts';
import { alternately, ratios, timed } from '../support/numbers.ts';
import { readBare } from '../support/bare.ts';
import { startTwitch } from '../support/twitch.ts';

const PAGE_DELAY_MS = 25;

export const syncCase: BenchCase = {
  name: 'sync',
  unit: 'ratio',
  goal: 1.15,
  run: (options) => compare(options, PAGE_DELAY_MS),
};

export const syncCpuCase: BenchCase = {
  name: 'sync-cpu',
  unit: 'ratio',
  goal: 3,
  run: (options) => compare(options, 0),
};

async function compare({ runs, rows }: BenchOptions, pageDelayMs: number): Promise<Measured> {
  const twitch = await startTwitch({ rows, pageDelayMs });
  try {
    const target = await twitch.bareTarget();
    let pages = 0;
    const ours = async (): Promise<number> => {
      const core = await startSignedIn(twitch);
      try {
        const read = await endOfRead(core, twitch.channel.id);
        if (read.syncedCount !== rows) throw new Error(`read ${read.syncedCount} of ${rows}`);
        pages = read.pages;
        return lengthOf(read);
      } finally {
        await core.stop();
      }
    };
    const theirs = (): Promise<number> =>
      timed(async () => {
        const read = await readBare(target);
        if (read.rows !== rows) throw new Error(`the bare loop saw ${read.rows} of ${rows}`);
      });
    const pairs = await alternately(runs, ours, theirs);
    const { value, runs: each, oursMs, theirsMs } = ratios(pairs);
    const perPage = (ms: number): number => Math.round((ms / pages) * 100) / 100;
    const details = {
      rows,
      pages,
      oursMs,
      theirsMs,
      oursMsPerPage: perPage(oursMs),
      theirsMsPerPage: perPage(theirsMs),
    };
    return { value, runs: each, details };
  } finally {
    await twitch.stop();
  }
}
