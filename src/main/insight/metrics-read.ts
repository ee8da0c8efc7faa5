// Adds up what was counted in a stretch of time, and asks the journals that know the rest: acts, syncs, gaps. Runs in
// the reader; writes nothing.
import type { LatencyWindow } from '../../shared/contract/acting.ts';
import type { Sqlite } from '../db/connection.ts';
import type { TaskControls } from '../db/reader-task.ts';
import { MINUTE_MS } from '../lib/time.ts';
import { addSlice, emptySlice, parseSlice, type Slice } from './metrics-slice.ts';

export interface MetricsWindow {
  /** Epoch ms by this machine's clock. */
  readonly since: number;
  /** The same moment by Twitch's clock, which acts are stamped by. */
  readonly twitchSince: number;
}

export interface ReadMetrics {
  readonly slice: Slice;
  readonly acts: LatencyWindow;
  /** Sync jobs that have ended, by how. */
  readonly syncs: readonly { readonly status: string; readonly count: number }[];
  /** How long the completed ones took, ms; the newest 2 000. */
  readonly syncMs: readonly number[];
  readonly gaps: { readonly count: number; readonly ms: number };
}

const WINDOW = 100;

/** `actsOf`: the exact latencies of acts since a moment (epoch ms, Twitch's clock). */
export function createReadMetrics(actsOf: (connection: Sqlite, since: number) => LatencyWindow) {
  return async function readMetrics(
    connection: Sqlite,
    { since, twitchSince }: MetricsWindow,
    { pause }: TaskControls,
  ): Promise<ReadMetrics> {
    const slice = await readSlices(connection, since, pause);
    await pause();
    const acts = actsOf(connection, twitchSince);
    await pause();
    const gaps = connection
      .prepare<{ since: number }, { count: number; ms: number }>(
        'SELECT count(*) AS count, coalesce(sum(to_at - max(from_at, @since)), 0) AS ms FROM gap WHERE to_at > @since',
      )
      .get({ since: twitchSince }) ?? { count: 0, ms: 0 };
    return { slice, acts, gaps, ...readSyncs(connection, since) };
  };
}

async function readSlices(connection: Sqlite, since: number, pause: () => Promise<void>): Promise<Slice> {
  const sum = emptySlice();
  const read = connection.prepare<[number, number, number], { at: number; facts: string }>(
    `SELECT at, facts FROM metric_slice WHERE span = ? AND at > ? ORDER BY at LIMIT ?`,
  );
  for (const span of [60, 1]) {
    // A slice counts when any of it lies in the stretch.
    let after = since - span * MINUTE_MS;
    for (;;) {
      const rows = read.all(span, after, WINDOW);
      for (const { facts } of rows) addSlice(sum, parseSlice(facts));
      const last = rows.at(-1);
      if (last === undefined || rows.length < WINDOW) break;
      after = last.at;
      await pause();
    }
  }
  return sum;
}

function readSyncs(connection: Sqlite, since: number): Pick<ReadMetrics, 'syncs' | 'syncMs'> {
  const syncs = connection
    .prepare<[number], { status: string; count: number }>(
      `SELECT status, count(*) AS count FROM job_run
       WHERE kind = 'sync' AND started_at >= ? AND finished_at IS NOT NULL GROUP BY status`,
    )
    .all(since);
  const syncMs = connection
    .prepare<[number], number>(
      `SELECT finished_at - started_at FROM job_run
       WHERE kind = 'sync' AND status = 'completed' AND started_at >= ? ORDER BY started_at DESC LIMIT 2000`,
    )
    .pluck()
    .all(since);
  return { syncs, syncMs };
}
