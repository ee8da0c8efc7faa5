// Counts and measures what Modkeep does: in memory while it happens, one small write a minute, nothing while nothing
// happens. Minutes become hours after a day and go after a week, so the table stays small. Never stops what it measures.
import type { AppError } from '../../shared/errors.ts';
import type { Database } from '../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import { bucketOf } from './metrics-histogram.ts';
import { createTotals, type Totals } from './metrics-totals.ts';
import { addSlice, emptySlice, isEmptySlice, parseSlice, type Slice } from './metrics-slice.ts';

export interface Metrics {
  /** One more, or `by` more. Labels make series of their own. */
  count(name: string, labels?: readonly string[], by?: number): void;
  /** A duration in ms. */
  time(name: string, ms: number, label?: string): void;
  /** Keeps the highest value. */
  peak(name: string, value: number): void;
  /** An error that somebody was told, with its place: the last of each code is kept as the example. */
  error(error: AppError, where: string): void;
  /** Everything since this run began; it only rises. */
  totals(): Totals;
  /** What has not been written yet. */
  unwritten(): Slice;
  /** What was counted in the last `ms` (at most a quarter of an hour), and up to a minute before; of this run only. */
  recent(ms: number): Recent;
  /** Writes once a minute until the returned function is called, which writes the rest. */
  follow(): () => void;
}

/** What was counted in a stretch of `ms`. */
export interface Recent {
  readonly slices: readonly Slice[];
  readonly ms: number;
}

export interface MetricsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/** Minutes are kept this long, then hours. */
export const MINUTES_KEPT_MS = DAY_MS + HOUR_MS;
export const KEPT_MS = 7 * DAY_MS;
/** Series in one slice; what comes after is counted under `other`. */
export const MOST_SERIES = 250;
const LONGEST_LABEL = 60;
const RECENT_MS = 15 * MINUTE_MS;

export function createMetrics({ db, clock, log }: MetricsDeps): Metrics {
  const { sqlite } = db;
  const read = sqlite
    .prepare<[number, number], string>('SELECT facts FROM metric_slice WHERE span = ? AND at = ?')
    .pluck();
  const write = sqlite.prepare('INSERT OR REPLACE INTO metric_slice (span, at, facts) VALUES (?, ?, ?)');
  const oldMinutes = sqlite.prepare<[number], { at: number; facts: string }>(
    'SELECT at, facts FROM metric_slice WHERE span = 1 AND at < ? ORDER BY at LIMIT 240',
  );
  const removeMinute = sqlite.prepare('DELETE FROM metric_slice WHERE span = 1 AND at = ?');
  const prune = sqlite.prepare('DELETE FROM metric_slice WHERE at < ?');
  const totals = createTotals();
  let slice = emptySlice();
  let series = 0;
  let minute = minuteOf(clock.now());
  /** The steady clock (ms) when `slice` began, and the slices before it. */
  let began = clock.monotonic();
  let recent: readonly { readonly from: number; readonly to: number; readonly slice: Slice }[] = [];

  function nameOf(name: string, labels: readonly string[], into: Readonly<Record<string, unknown>>): string {
    const full = [name, ...labels.map((label) => label.replaceAll('|', '/').slice(0, LONGEST_LABEL))].join('|');
    if (full in into) return full;
    if (series >= MOST_SERIES) return `${name}|other`;
    series += 1;
    return full;
  }

  function addTo(span: number, at: number, more: Slice): void {
    const stored = read.get(span, at);
    const sum = stored === undefined ? emptySlice() : parseSlice(stored);
    addSlice(sum, more);
    write.run(span, at, JSON.stringify(sum));
  }

  /** Four hours of minutes at a time: whoever was away for long is tidied up over a few minutes. */
  function condense(): void {
    const now = clock.now();
    const hours = new Map<number, Slice>();
    for (const { at, facts } of oldMinutes.all(now - MINUTES_KEPT_MS)) {
      const hour = at - (at % HOUR_MS);
      const sum = hours.get(hour) ?? emptySlice();
      addSlice(sum, parseSlice(facts));
      hours.set(hour, sum);
      removeMinute.run(at);
    }
    for (const [hour, sum] of hours) addTo(60, hour, sum);
    prune.run(now - KEPT_MS - HOUR_MS);
  }

  function flush(): void {
    const done = slice;
    const at = minute;
    slice = emptySlice();
    series = 0;
    minute = minuteOf(clock.now());
    const ended = clock.monotonic();
    recent = [...recent.filter(({ to }) => ended - to < RECENT_MS), { from: began, to: ended, slice: done }];
    began = ended;
    if (isEmptySlice(done)) return;
    try {
      db.immediate(() => {
        addTo(1, at, done);
        condense();
      });
    } catch (error) {
      // Figures are worth no more than a line in the log.
      log.warn('the figures of a minute could not be written', { error: String(error) });
    }
  }

  function count(name: string, labels: readonly string[] = [], by = 1): void {
    const full = nameOf(name, labels, slice.counts);
    slice.counts[full] = (slice.counts[full] ?? 0) + by;
    totals.count(full, by);
  }

  return {
    count,
    time(name, ms, label) {
      const full = nameOf(name, label === undefined ? [] : [label], slice.times);
      const histogram = (slice.times[full] ??= {});
      const bucket = bucketOf(ms);
      histogram[bucket] = (histogram[bucket] ?? 0) + 1;
      totals.time(full, ms);
    },
    peak(name, value) {
      slice.peaks[name] = Math.max(slice.peaks[name] ?? value, value);
    },
    error(error, where) {
      count('errors_total', [error.code]);
      slice.errors[error.code] = { at: clock.now(), where: where.slice(0, LONGEST_LABEL), error: withoutPath(error) };
    },
    totals: totals.read,
    unwritten: () => slice,
    recent(ms) {
      const now = clock.monotonic();
      // A minute that is over ends here too, so that nothing counts as recent for longer.
      if (now - began >= MINUTE_MS) flush();
      const ended = recent.filter(({ to }) => now - to < ms);
      return { slices: [...ended.map((one) => one.slice), slice], ms: now - (ended[0]?.from ?? began) };
    },
    follow() {
      const stop = clock.every(MINUTE_MS, flush);
      return () => {
        stop();
        flush();
      };
    },
  };
}

function minuteOf(ms: number): number {
  return ms - (ms % MINUTE_MS);
}

/** Where the database lies is nobody's business but the log's. */
function withoutPath(error: AppError): AppError {
  return error.code.startsWith('DATABASE_') && 'path' in error.details
    ? ({ ...error, details: {} } as AppError)
    : error;
}
