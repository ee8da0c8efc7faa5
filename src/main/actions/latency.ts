// How long Twitch took to answer our acts and to show them: exact percentiles, from the journal of acts. Read-only.
import type { LatencyView, LatencyWindow } from '../../shared/contract/acting.ts';
import type { Sqlite } from '../db/connection.ts';
import type { Database } from '../db/open.ts';
import { DAY_MS, HOUR_MS } from '../lib/time.ts';

export interface Latencies {
  /** Over the last hour and the last day; of each the newest 10 000 acts. */
  read(): { readonly hour: LatencyWindow; readonly day: LatencyWindow };
}

/** Sorting so many takes a few milliseconds. */
const MOST = 10_000;

export function createLatencies({ sqlite }: Database, twitchNow: () => number): Latencies {
  const windowOf = createLatencyWindow(sqlite);
  return { read: () => ({ hour: windowOf(twitchNow() - HOUR_MS), day: windowOf(twitchNow() - DAY_MS) }) };
}

/** The figures of all acts answered since a moment (epoch ms, Twitch's clock); of the newest 10 000. */
export function createLatencyWindow(sqlite: Sqlite): (since: number) => LatencyWindow {
  // Nearest rank: the smallest figure that at least p % of all do not exceed.
  const percentilesOf = (figure: string, condition: string) =>
    sqlite.prepare<[number], LatencyView>(
      `WITH figures AS (SELECT ${figure} AS v FROM act_intent WHERE answered_at >= ? AND ${condition}
         ORDER BY answered_at DESC LIMIT ${MOST}),
       ranked AS (SELECT v, row_number() OVER (ORDER BY v) AS rank, count(*) OVER () AS n FROM figures)
       SELECT count(*) AS count, max(iif(rank = (50 * n + 99) / 100, v, NULL)) AS p50,
         max(iif(rank = (95 * n + 99) / 100, v, NULL)) AS p95, max(iif(rank = (99 * n + 99) / 100, v, NULL)) AS p99
       FROM ranked`,
    );
  const call = percentilesOf('latency_ms', 'latency_ms IS NOT NULL');
  const confirmation = percentilesOf('max(0, confirmed_at - started_at)', "confirmation = 'event'");
  const missing = sqlite
    .prepare<[number], number>(
      `SELECT count(*) FROM act_intent
       WHERE confirmation IN ('waiting', 'missing', 'unheard') AND confirmation = 'missing' AND answered_at >= ?`,
    )
    .pluck();
  const NOTHING: LatencyView = { count: 0, p50: null, p95: null, p99: null };
  return (since) => ({
    call: call.get(since) ?? NOTHING,
    confirmation: confirmation.get(since) ?? NOTHING,
    unconfirmed: missing.get(since) ?? 0,
  });
}
