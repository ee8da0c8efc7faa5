// The whole round of a ban or an unban, from the command to its answer with the list changed, while Twitch takes 80 ms.
import { createClicker } from '../support/acts.ts';
import { endOfRead, startSignedIn } from '../support/live-core.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { round, summary } from '../support/numbers.ts';
import { startTwitch } from '../support/twitch.ts';

const TWITCH_MS = 80;
const ROWS = 1_000;
const ACTS = { usual: 200, full: 1_000 };
const PEOPLE = 10;
const GOALS = { p95Ms: 300, p99Ms: 500, errorShare: 0.02 };

export const actCase: BenchCase = {
  name: 'act',
  unit: 'ms',
  goal: GOALS.p95Ms,
  async run({ isFull }) {
    const count = isFull ? ACTS.full : ACTS.usual;
    const twitch = await startTwitch({ rows: ROWS });
    const core = await startSignedIn(twitch);
    try {
      await endOfRead(core, twitch.channel.id);
      const clicker = createClicker(core, twitch);
      const people = await clicker.acquaint(PEOPLE);
      await twitch.control.setDelays({ helixMs: TWITCH_MS });
      const took: number[] = [];
      let errors = 0;
      for (let index = 0; index < count; index += 1) {
        const userId = people[Math.floor(index / 2) % PEOPLE] ?? '';
        const began = performance.now();
        try {
          await (index % 2 === 0 ? clicker.ban(userId) : clicker.unban(userId));
        } catch {
          errors += 1;
        }
        took.push(performance.now() - began);
      }
      const all = summary(took);
      const errorShare = round(errors / count, 4);
      return {
        value: all.p95,
        isMet: all.p95 < GOALS.p95Ms && all.p99 < GOALS.p99Ms && errorShare < GOALS.errorShare,
        runs: [all.p95],
        details: { acts: count, twitchMs: TWITCH_MS, ...all, errors, errorShare, goals: GOALS },
      };
    } finally {
      await core.stop();
      await twitch.stop();
    }
  },
};
