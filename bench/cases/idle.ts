// What the app costs while nothing happens: live, one channel of 1 000 bans, read every ten seconds, no window open.
// Against a Node process that does nothing at all.
import { spawn } from 'node:child_process';
import { end, startApp } from '../support/app.ts';
import { NotRun, type BenchCase } from '../support/bench-case.ts';
import { median, round } from '../support/numbers.ts';
import { canWatchProcesses, cpuMs, residentMb } from '../support/process.ts';
import { startTwitch } from '../support/twitch.ts';

const ROWS = 1_000;
const SETTLE_MS = 5_000;
const GOALS = { cpuPercent: 0.5, rssMb: 150 };

export const idleCase: BenchCase = {
  name: 'idle',
  unit: '% of a core',
  goal: GOALS.cpuPercent,
  async run({ idleSeconds }) {
    if (!canWatchProcesses()) throw new NotRun('the use of another process is read from /proc, which is missing here');
    const twitch = await startTwitch({ rows: ROWS });
    const nothing = spawn(process.execPath, ['-e', 'setInterval(() => {}, 2 ** 30)'], { stdio: 'ignore' });
    try {
      const app = await startApp(twitch);
      try {
        await wait(SETTLE_MS);
        const [ours, theirs] = await Promise.all([
          watch(app.pid, idleSeconds * 1000),
          watch(nothing.pid ?? 0, idleSeconds * 1000),
        ]);
        const details = { rows: ROWS, seconds: idleSeconds, app: ours, bareNode: theirs, goals: GOALS };
        const isMet = ours.cpuPercent <= GOALS.cpuPercent && ours.rssMb <= GOALS.rssMb;
        return { value: ours.cpuPercent, isMet, runs: [ours.cpuPercent], details };
      } finally {
        await app.stop();
      }
    } finally {
      await end(nothing);
      await twitch.stop();
    }
  },
};

/** CPU over the whole time as a share of one core, memory as the median of one look a second. */
async function watch(pid: number, lengthMs: number): Promise<{ cpuPercent: number; rssMb: number; rssMostMb: number }> {
  const sizes: number[] = [];
  const before = cpuMs(pid);
  const began = performance.now();
  while (performance.now() - began < lengthMs) {
    await wait(1_000);
    sizes.push(residentMb(pid));
  }
  const used = (cpuMs(pid) - before) / (performance.now() - began);
  return { cpuPercent: round(used * 100, 2), rssMb: round(median(sizes), 1), rssMostMb: round(Math.max(...sizes), 1) };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
