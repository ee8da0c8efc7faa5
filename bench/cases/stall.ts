// How long the main thread keeps everything else waiting while a large list is read for the first time, with nothing
// to wait for between the pages: the delay of a one-millisecond timer, against the same while idle.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { endOfRead, startSignedIn } from '../support/live-core.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { median, round } from '../support/numbers.ts';
import { startTwitch } from '../support/twitch.ts';
import { probeDisk } from '../support/disk.ts';

const RESOLUTION_MS = 1;
const IDLE_MS = 3_000;
const GOAL_MS = { p99: 8, max: 25 };

interface Delay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export const stallCase: BenchCase = {
  name: 'stall',
  unit: 'ms',
  goal: GOAL_MS.p99,
  async run({ runs, rows }) {
    const twitch = await startTwitch({ rows });
    const idle: Delay[] = [];
    const busy: Delay[] = [];
    try {
      for (let run = 0; run < runs; run += 1) {
        const core = await startSignedIn(twitch);
        try {
          busy.push(await delayDuring(() => endOfRead(core, twitch.channel.id)));
          idle.push(await delayDuring(() => new Promise((resolve) => setTimeout(resolve, IDLE_MS))));
        } finally {
          await core.stop();
        }
      }
    } finally {
      await twitch.stop();
    }
    const value = medianOf(busy, 'p99');
    const max = medianOf(busy, 'max');
    const details = {
      rows,
      sync: { p50: medianOf(busy, 'p50'), p99: value, max },
      idle: { p50: medianOf(idle, 'p50'), p99: medianOf(idle, 'p99'), max: medianOf(idle, 'max') },
      goals: GOAL_MS,
      disk: probeDisk(),
      unit: 'ms beyond the timer’s own millisecond, medians of the runs',
    };
    return {
      value,
      isMet: value <= GOAL_MS.p99 && max <= GOAL_MS.max,
      runs: busy.map(({ p99 }) => p99),
      details,
    };
  },
};

async function delayDuring(work: () => Promise<unknown>): Promise<Delay> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  await work();
  histogram.disable();
  const ms = (nanoseconds: number): number => Math.max(0, round(nanoseconds / 1e6 - RESOLUTION_MS));
  return { p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), max: ms(histogram.max) };
}

function medianOf(delays: readonly Delay[], key: keyof Delay): number {
  return round(median(delays.map((delay) => delay[key])));
}
