// How long the main thread keeps everything else waiting while it has much to do: a first read of a large list with
// nothing to wait for between the pages, a bulk job over a part of that list, and the whole list as a file. The delay of a
// one-millisecond timer, against the same while idle.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { TestCore } from '../../test/helpers/core.ts';
import { endOfRead, startSignedIn } from '../support/live-core.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { median, round } from '../support/numbers.ts';
import { startTwitch } from '../support/twitch.ts';
import { probeDisk } from '../support/disk.ts';

const RESOLUTION_MS = 1;
const IDLE_MS = 3_000;
/** How long the bulk job acts, after its dry run; all of it would take minutes and show nothing else. */
const ACTING_MS = 3_000;
const LOOK_AGAIN_MS = 50;
const GOAL_MS = { p99: 8, max: 25 };

interface Delay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const WORK = { sync: endOfRead, bulk: runBulk, export: exportList, idle: rest } as const;
type Phase = keyof typeof WORK;
const PHASES = Object.keys(WORK) as Phase[];
const BUSY = PHASES.filter((phase) => phase !== 'idle');

export const stallCase: BenchCase = {
  name: 'stall',
  unit: 'ms',
  goal: GOAL_MS.p99,
  async run({ runs, rows }) {
    const twitch = await startTwitch({ rows });
    const delays: Record<Phase, Delay[]> = { sync: [], bulk: [], export: [], idle: [] };
    try {
      for (let run = 0; run < runs; run += 1) {
        const core = await startSignedIn(twitch);
        try {
          for (const phase of PHASES) {
            delays[phase].push(await delayDuring(() => WORK[phase](core, twitch.channel.id)));
          }
        } finally {
          await core.stop();
        }
      }
    } finally {
      await twitch.stop();
    }
    const worst = (key: keyof Delay): number => Math.max(...BUSY.map((phase) => medianOf(delays[phase], key)));
    const value = worst('p99');
    const max = worst('max');
    const details = {
      rows,
      ...Object.fromEntries(PHASES.map((phase) => [phase, summaryOf(delays[phase])])),
      goals: GOAL_MS,
      disk: probeDisk(),
      unit: 'ms beyond the timer’s own millisecond, medians of the runs; the value is the worst of sync, bulk and export',
    };
    return {
      value,
      isMet: value <= GOAL_MS.p99 && max <= GOAL_MS.max,
      runs: delays.sync.map((_, run) => Math.max(...BUSY.map((phase) => delays[phase][run]?.p99 ?? 0))),
      details,
    };
  },
};

/** Everybody in a timeout: the dry run to its end, then as many acts as there is time for. */
async function runBulk(core: TestCore, channelId: string): Promise<void> {
  const { bulk } = await core.call('bulk.prepare', {
    channelId,
    source: { kind: 'filter', filter: { kinds: ['timeout'] } },
    act: { kind: 'untimeout' },
  });
  const bulkId = bulk.id;
  for (;;) {
    const { bulk: now } = await core.call('bulk.get', { bulkId });
    if (now.state === 'planned') {
      await core.call('bulk.start', { bulkId, count: now.plans.act ?? 0 });
      break;
    }
    if (now.state !== 'collecting' && now.state !== 'checking') throw new Error(`the dry run ended as ${now.state}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  await new Promise((resolve) => setTimeout(resolve, ACTING_MS));
  const { bulk: stopped } = await core.call('bulk.cancel', { bulkId });
  if ((stopped.results.done ?? 0) === 0) throw new Error('the bulk job did nothing');
}

/** The whole list as a file, each page as soon as the one before is there. */
async function exportList(core: TestCore, channelId: string): Promise<void> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { next: string | null } = await core.call('bans.export', {
      channelId,
      ...(cursor === '' ? {} : { cursor }),
    });
    cursor = page.next;
    // As the page that asks: the next question comes by a message of its own.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, IDLE_MS));
}

async function delayDuring(work: () => Promise<unknown>): Promise<Delay> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  await work();
  histogram.disable();
  const ms = (nanoseconds: number): number => Math.max(0, round(nanoseconds / 1e6 - RESOLUTION_MS));
  return { p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), max: ms(histogram.max) };
}

function summaryOf(delays: readonly Delay[]): Delay {
  return { p50: medianOf(delays, 'p50'), p99: medianOf(delays, 'p99'), max: medianOf(delays, 'max') };
}

function medianOf(delays: readonly Delay[], key: keyof Delay): number {
  return round(median(delays.map((delay) => delay[key])));
}
