// Tries many random lives in a process of its own, whose memory goes with it. Arguments: seed, how many.
// Says how many were told wrongly, and the shortest of them.
import fc from 'fast-check';
import { createLives, lifePlans } from './lives.ts';

const [seed = '', count = ''] = process.argv.slice(2);
const lives = createLives();
const details = fc.check(
  fc.property(lifePlans, (plans) => {
    const wrong = lives.wrong(plans);
    if (wrong !== null) throw new Error(wrong);
  }),
  { seed: Number(seed), numRuns: Number(count) },
);
lives.close();
const { rss } = process.memoryUsage();
console.log(
  JSON.stringify({ ran: details.numRuns, rss, problem: details.failed ? fc.defaultReportMessage(details) : null }),
);
