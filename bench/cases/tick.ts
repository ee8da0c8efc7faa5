// A poll of a list in which nothing changed, against a bare loop over the same pages. Nothing may be written but the
// note of when it was read.
import type { BenchCase } from '../support/bench-case.ts';
import { alternately, ratios, timed } from '../support/numbers.ts';
import { readBare } from '../support/bare.ts';
import { openReader } from '../support/reader.ts';
import { startTwitch } from '../support/twitch.ts';

const ROWS = 10_000;
/** Polls for each run asked for: one is short, so that a median of many says more than a few long ones. */
const POLLS = 5;

export const tickCase: BenchCase = {
  name: 'tick',
  unit: 'ratio',
  goal: 1.3,
  async run({ runs }) {
    const twitch = await startTwitch({ rows: ROWS });
    try {
      const target = await twitch.bareTarget();
      const reader = await openReader(twitch);
      try {
        await reader.read();
        await reader.read();
        await readBare(target);
        const before = reader.rowsWritten();
        let polls = 0;
        const pairs = await alternately(
          runs * POLLS,
          () => timed(async () => void (polls += (await reader.read()).count === ROWS ? 1 : Number.NaN)),
          () => timed(() => readBare(target)),
        );
        const rowsWritten = reader.rowsWritten() - before - polls;
        const { value, runs: each, oursMs, theirsMs } = ratios(pairs);
        const details = { rows: ROWS, rowsWritten, polls, oursMs, theirsMs };
        return { value, isMet: value <= 1.3 && rowsWritten === 0, runs: each, details };
      } finally {
        reader.close();
      }
    } finally {
      await twitch.stop();
    }
  },
};
