// A poll of a list in which nothing changed, against a bare loop over the same pages. Nothing may be written but the
// note of when it was read.
import type { BenchCase } from '../support/bench-case.ts';
import { alternately, ratios, timed } from '../support/numbers.ts';
import { readBare } from '../support/bare.ts';
import { openReader } from '../support/reader.ts';
import { startTwitch } from '../support/twitch.ts';

const ROWS = 10_000;
/** Both sides warm up; then each run is this many polls, so that a run is long enough to be measured. */
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
          runs,
          () => repeat(async () => void (polls += (await reader.read()).count === ROWS ? 1 : Number.NaN)),
          () => repeat(() => readBare(target)),
        );
        const rowsWritten = reader.rowsWritten() - before - polls;
        const { value, runs: each, oursMs, theirsMs } = ratios(pairs);
        const details = { rows: ROWS, rowsWritten, polls, oursMs: oursMs / POLLS, theirsMs: theirsMs / POLLS };
        return { value, isMet: value <= 1.3 && rowsWritten === 0, runs: each, details };
      } finally {
        reader.close();
      }
    } finally {
      await twitch.stop();
    }
  },
};

function repeat(work: () => Promise<unknown>): Promise<number> {
  return timed(async () => {
    for (let poll = 0; poll < POLLS; poll += 1) await work();
  });
}
