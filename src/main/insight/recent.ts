// The figures of the last minutes that alerts are made of, from what was just counted. Pure.
import { MINUTE_MS } from '../lib/time.ts';
import { percentilesOf } from './metrics-histogram.ts';
import { labelled, type Slice } from './metrics-slice.ts';
import { isFault, merged } from './metrics-view.ts';
import type { Recent } from './metrics.ts';

export interface RecentFigures {
  /** Acts that failed, in percent of all; 0 of fewer than five. */
  readonly errorRate: number;
  /** Acts that failed, in the longer stretch. */
  readonly failedActs: number;
  /** Attempts that a missing right or a brake has refused, in the longer stretch. */
  readonly refused: number;
  /** What 95 % of acts were answered within, in ms; null of fewer than five. */
  readonly p95: number | null;
  /** Requests a minute that met a 5xx or no answer. */
  readonly twitchErrors: number;
  /** Requests that met a 429, in percent of all; 0 of fewer than ten. */
  readonly rateLimited: number;
  /** Transactions that the database refused, and the code of most of them. */
  readonly databaseFailures: number;
  readonly databaseCode: string | null;
}

/** Of fewer, a share says nothing. */
const LEAST_ACTS = 5;
const LEAST_REQUESTS = 10;
/** Requests that carry out an act. */
const ACTING = ['twitch_request_ms|POST moderation/bans', 'twitch_request_ms|DELETE moderation/bans'];
const REFUSALS: readonly string[] = ['rights', 'brakes'];

/** `minute`, `five` and `ten`: what was counted in so many minutes. */
export function recentFigures(stretches: {
  readonly minute: Recent;
  readonly five: Recent;
  readonly ten: Recent;
}): RecentFigures {
  const { minute, five, ten } = stretches;
  const isFailed = ([, code = '']: readonly string[]): boolean => isFault(code);
  const acts = count(five, 'acts_total');
  const requests = count(five, 'twitch_requests_total', isAnswered);
  const times = percentilesOf(sum(five.slices.map((slice) => actTimes(slice))));
  const failures = five.slices.flatMap(({ counts }) => labelled(counts, 'db_failures_total'));
  return {
    errorRate: acts < LEAST_ACTS ? 0 : (100 * count(five, 'acts_total', isFailed)) / acts,
    failedActs: count(ten, 'acts_total', isFailed),
    refused: count(ten, 'refused_total', ([guard = '']) => REFUSALS.includes(guard)),
    p95: times.count < LEAST_ACTS ? null : times.p95,
    twitchErrors:
      (MINUTE_MS * count(minute, 'twitch_requests_total', ([, status]) => status === 'none' || status?.[0] === '5')) /
      Math.max(MINUTE_MS, minute.ms),
    rateLimited:
      requests < LEAST_REQUESTS
        ? 0
        : (100 * count(five, 'twitch_requests_total', ([, status]) => status === '429')) / requests,
    databaseFailures: failures.reduce((total, [, some]) => total + some, 0),
    databaseCode: failures.toSorted(([, one], [, other]) => other - one)[0]?.[0][0] ?? null,
  };
}

/** What was called off says nothing about Twitch. */
function isAnswered([, status]: readonly string[]): boolean {
  return status !== 'cancelled';
}

function count({ slices }: Recent, name: string, isIn: (labels: readonly string[]) => boolean = () => true): number {
  let total = 0;
  for (const { counts } of slices) for (const [labels, some] of labelled(counts, name)) if (isIn(labels)) total += some;
  return total;
}

function actTimes({ times }: Slice): Record<string, number> {
  return sum(ACTING.map((series) => times[series] ?? {}));
}

function sum(histograms: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  return merged(Object.fromEntries(histograms.map((one, index) => [`all|${index}`, one])), 'all');
}
