// Turns figures into what is shown: rates, percentiles, and how they stand against their targets. Pure.
import type { CounterName, Kpi, MetricsView, Range } from '../../shared/contract/health.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { MINUTE_MS, toIso } from '../lib/time.ts';
import { bucketOf, percentilesOf } from './metrics-histogram.ts';
import type { ReadMetrics } from './metrics-read.ts';
import { labelled, type Slice } from './metrics-slice.ts';

const MOST_ENDPOINTS = 30;

const COUNTERS = [
  'bans_created_total',
  'bans_revoked_total',
  'moderators_added_total',
  'moderators_removed_total',
  'audit_logs_created_total',
] as const satisfies readonly CounterName[];

/**
 * Answers that are somebody's own choice or rule, not a fault of anything: they count in no error rate. A brake of
 * Modkeep's own answers `brake`.
 */
const CHOSEN: readonly string[] = [
  'ok',
  'brake',
  'INVALID_REQUEST',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'SITE_MODERATORS_READ_ONLY',
  'FEATURE_DISABLED',
  'CANCELLED',
] satisfies readonly (ErrorCode | 'ok' | 'brake')[];

/** Whether an act that ended with this code failed for a reason nobody chose. */
export function isFault(code: string): boolean {
  return !CHOSEN.includes(code);
}

/** Acts that failed so would have worked a moment later, or elsewhere: what they could not reach was away. */
const AWAY: readonly string[] = [
  'SERVICE_UNAVAILABLE',
  'OFFLINE',
  'INTERNAL_ERROR',
  'DATABASE_BUSY',
  'DATABASE_FULL',
  'DATABASE_CORRUPT',
] satisfies readonly ErrorCode[];

export function viewOf(
  { slice, acts: latency, syncs, syncMs, gaps }: ReadMetrics,
  { range, from, to }: { readonly range: Range; readonly from: number; readonly to: number },
): MetricsView {
  const acts = actsOf(slice);
  const { counts, times, peaks } = slice;
  const ended = (...statuses: readonly string[]): number =>
    syncs.reduce((sum, { status, count }) => sum + (statuses.includes(status) ? count : 0), 0);
  const requests = sumOf(counts, 'twitch_requests_total');
  return {
    range,
    from: toIso(from),
    to: toIso(to),
    kpis: kpisOf(acts, latency.call),
    acts,
    latency,
    errors: errorsOf(slice),
    twitch: {
      requests,
      perMinute: Math.round((10 * requests * MINUTE_MS) / Math.max(MINUTE_MS, to - from)) / 10,
      endpoints: labelled(counts, 'twitch_requests_total')
        .map(([[endpoint = 'other', status = ''], count]) => ({ endpoint, status, count }))
        .toSorted((one, other) => other.count - one.count)
        .slice(0, MOST_ENDPOINTS),
      call: percentilesOf(merged(times, 'twitch_request_ms')),
      mostUsed: peaks['twitch_limit_used_percent'] ?? null,
    },
    syncs: {
      completed: ended('completed'),
      failed: ended('failed'),
      stopped: ended('cancelled', 'interrupted'),
      took: percentilesOf(histogramOf(syncMs)),
    },
    live: {
      lag: percentilesOf(merged(times, 'eventsub_lag_ms')),
      lost: sumOf(counts, 'eventsub_lost_total'),
      gaps: gaps.count,
      gapSeconds: Math.round(gaps.ms / 1000),
    },
    database: {
      transaction: percentilesOf(merged(times, 'db_transaction_ms')),
      query: percentilesOf(merged(times, 'db_query_ms')),
      slow: sumOf(counts, 'slow_queries_total'),
      slowest: labelled(counts, 'slow_queries_total')
        .map(([[name = 'other'], count]) => ({ name, count }))
        .toSorted((one, other) => other.count - one.count)
        .slice(0, 5),
    },
    counters: Object.fromEntries(COUNTERS.map((name) => [name, sumOf(counts, name)])) as Record<CounterName, number>,
  };
}

function actsOf({ counts }: Slice): MetricsView['acts'] {
  return labelled(counts, 'acts_total')
    .map(([[kind = 'other', code = 'other'], count]) => ({ kind, code, count }))
    .toSorted((one, other) => other.count - one.count);
}

function errorsOf({ counts, errors }: Slice): MetricsView['errors'] {
  return labelled(counts, 'errors_total')
    .flatMap(([[name = ''], count]) => {
      const code = name as ErrorCode;
      const last = errors[code];
      if (last === undefined) return [];
      return [{ code, count, last: { at: toIso(last.at), where: last.where, error: last.error } }];
    })
    .toSorted((one, other) => other.count - one.count);
}

/** The targets of the roll-out plan. Shares are of all acts; without an act there is nothing to tell. */
export function kpisOf(acts: MetricsView['acts'], call: { p95: number | null; p99: number | null }): readonly Kpi[] {
  const total = acts.reduce((sum, { count }) => sum + count, 0);
  const share = (isIn: (code: string) => boolean): number | null => {
    const hit = acts.reduce((sum, { code, count }) => sum + (isIn(code) ? count : 0), 0);
    return total === 0 ? null : (100 * hit) / total;
  };
  const named = ['INSUFFICIENT_SCOPES', 'RATE_LIMIT_EXCEEDED', 'TWITCH_API_ERROR'];
  const away = share((code) => AWAY.includes(code));
  const below = (name: Kpi['name'], unit: Kpi['unit'], value: number | null, target: number): Kpi => {
    const isMet = value === null ? null : value < target;
    return { name, unit, value: rounded(value), target, wanted: 'below', isMet };
  };
  const up = away === null ? null : 100 - away;
  return [
    {
      name: 'availability',
      unit: 'percent',
      value: rounded(up),
      target: 99.9,
      wanted: 'above',
      isMet: up === null ? null : up >= 99.9,
    },
    below('p95', 'ms', call.p95, 300),
    below('p99', 'ms', call.p99, 500),
    below('errors', 'percent', share(isFault), 2),
    below(
      'scopes',
      'percent',
      share((code) => code === 'INSUFFICIENT_SCOPES'),
      1,
    ),
    below(
      'rate_limits',
      'percent',
      share((code) => code === 'RATE_LIMIT_EXCEEDED'),
      0.5,
    ),
    below(
      'twitch_errors',
      'percent',
      share((code) => code === 'TWITCH_API_ERROR'),
      0.5,
    ),
    below(
      'other_errors',
      'percent',
      share((code) => isFault(code) && !named.includes(code)),
      0.5,
    ),
  ];
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}

function sumOf(counts: Slice['counts'], name: string): number {
  return labelled(counts, name).reduce((sum, [, count]) => sum + count, 0);
}

export function merged(times: Slice['times'], name: string): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [series, histogram] of Object.entries(times)) {
    if (series !== name && !series.startsWith(`${name}|`)) continue;
    for (const [bucket, count] of Object.entries(histogram)) sum[bucket] = (sum[bucket] ?? 0) + count;
  }
  return sum;
}

function histogramOf(durations: readonly number[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const ms of durations) sum[bucketOf(ms)] = (sum[bucketOf(ms)] ?? 0) + 1;
  return sum;
}
