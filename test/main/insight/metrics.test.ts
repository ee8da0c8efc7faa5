// The figures: percentiles that are right, a table that stays small, and no write while nothing happens.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLatencyWindow } from '../../../src/main/actions/latency.ts';
import type { Database } from '../../../src/main/db/open.ts';
import * as histogram from '../../../src/main/insight/metrics-histogram.ts';
import { createReadMetrics } from '../../../src/main/insight/metrics-read.ts';
import { kpisOf, viewOf } from '../../../src/main/insight/metrics-view.ts';
import { createMetrics, KEPT_MS, MOST_SERIES, type Metrics } from '../../../src/main/insight/metrics.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/main/lib/time.ts';
import { openTestDatabase, recordingLog } from '../../helpers/db.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { planted } from '../../helpers/planted.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
let db: Database;
let clock: FakeClock;
let metrics: Metrics;
let log: ReturnType<typeof recordingLog>;
beforeEach(() => {
  clock = createFakeClock(undefined, SEED);
  db = openTestDatabase({ clock });
  log = recordingLog();
  metrics = createMetrics({ db, clock, log });
});
afterEach(() => db.close());

const rows = (): { span: number; at: number; facts: string }[] =>
  db.sqlite.prepare<[], { span: number; at: number; facts: string }>('SELECT * FROM metric_slice ORDER BY at').all();
const controls = { progress: () => undefined, isCancelled: () => false, pause: () => Promise.resolve() };
const read = createReadMetrics((sqlite, since) => createLatencyWindow(sqlite)(since));
async function view(range: '1h' | '24h' | '7d', ms: number) {
  const to = clock.now();
  const found = await read(db.sqlite, { since: to - ms, twitchSince: to - ms }, controls);
  return viewOf(found, { range, from: to - ms, to });
}

describe('percentiles', () => {
  /** How far the worst of 200 samples is told from its exact percentile, as a share of that. */
  function worstMiss({ bucketOf, percentilesOf }: typeof histogram): number {
    const shapes: readonly (() => number)[] = [
      () => 5 + clock.random() * 100,
      () => 0.02 + clock.random() ** 4,
      () => 80 * Math.exp(3 * clock.random()),
      () => (clock.random() < 0.9 ? 20 + clock.random() : 9_000 + clock.random() * 20_000),
    ];
    let worst = 0;
    for (let round = 0; round < 200; round += 1) {
      const shape = shapes[round % shapes.length]!;
      const values = Array.from({ length: 1 + Math.floor(clock.random() * 3_000) }, shape);
      const buckets: Record<string, number> = {};
      for (const value of values) {
        const bucket = bucketOf(value);
        buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      }
      const sorted = values.toSorted((one, other) => one - other);
      const found = percentilesOf(buckets);
      expect(found.count).toBe(values.length);
      for (const percent of [50, 95, 99] as const) {
        const exact = sorted[Math.ceil((percent / 100) * values.length) - 1]!;
        // Told to a hundredth of a millisecond.
        worst = Math.max(worst, (Math.abs(found[`p${percent}`]! - exact) - 0.005) / exact);
      }
    }
    return worst;
  }

  it(`are within 5 % of the exact ones (seed ${SEED})`, () => {
    const worst = worstMiss(histogram);
    expect(worst).toBeLessThanOrEqual(0.05);
    expect(worst).toBeGreaterThan(0.03);
  });

  it('would not be with buckets that are a little wider', async () => {
    const wide = await planted<typeof histogram>(
      'src/main/insight/metrics-histogram.ts',
      'const GROWTH = 1.1;',
      'const GROWTH = 1.13;',
    );
    expect(worstMiss(wide)).toBeGreaterThan(0.05);
  });

  it('of nothing, and of what is no duration', () => {
    expect(histogram.percentilesOf({})).toEqual({ count: 0, p50: null, p95: null, p99: null });
    for (const odd of [NaN, Infinity, -5, 0]) expect(Number.isFinite(histogram.bucketOf(odd))).toBe(true);
  });
});

describe('what is kept', () => {
  it('nothing is written while nothing happens, and one row for a minute in which much did', async () => {
    const stop = metrics.follow();
    await clock.advance(10 * MINUTE_MS);
    expect(rows()).toEqual([]);
    for (let count = 0; count < 500; count += 1) metrics.count('twitch_requests_total', ['GET users', '200']);
    metrics.time('db_transaction_ms', 3);
    await clock.advance(3 * MINUTE_MS);
    expect(rows()).toHaveLength(1);
    expect(JSON.parse(rows()[0]!.facts)).toMatchObject({ counts: { 'twitch_requests_total|GET users|200': 500 } });
    metrics.count('acts_total', ['ban', 'ok']);
    stop();
    expect(rows()).toHaveLength(2);
  });

  it('minutes become hours and go after a week, without losing a count', async () => {
    const stop = metrics.follow();
    const lived = 9 * DAY_MS;
    for (let at = 0; at < lived; at += 10 * MINUTE_MS) {
      metrics.count('acts_total', ['ban', 'ok']);
      metrics.time('twitch_request_ms', 80, 'GET users');
      await clock.advance(10 * MINUTE_MS);
    }
    expect(rows().length).toBeLessThanOrEqual((25 * 60) / 10 + 7 * 24 + 2);
    expect(Math.min(...rows().map(({ at }) => at))).toBeGreaterThanOrEqual(clock.now() - KEPT_MS - 2 * HOUR_MS);
    const day = await view('24h', DAY_MS);
    expect(day.acts).toEqual([{ kind: 'ban', code: 'ok', count: 6 * 24 }]);
    const week = await view('7d', 7 * DAY_MS);
    expect(Math.abs(week.acts[0]!.count - 7 * 6 * 24)).toBeLessThanOrEqual(6);
    expect(week.twitch.call.count).toBe(week.acts[0]!.count);
    stop();
  });

  it('a minute holds so many series and no more; what comes after is counted as other', async () => {
    const stop = metrics.follow();
    for (let count = 0; count < 5_000; count += 1) metrics.count('twitch_requests_total', [`GET ${count}`, '200']);
    await clock.advance(MINUTE_MS);
    const { counts } = JSON.parse(rows()[0]!.facts) as { counts: Record<string, number> };
    expect(Object.keys(counts)).toHaveLength(MOST_SERIES + 1);
    expect(counts['twitch_requests_total|other']).toBe(5_000 - MOST_SERIES);
    stop();
  });

  it('a database that cannot be written costs the figures of a minute, and a line in the log', async () => {
    const stop = metrics.follow();
    db.sqlite.exec('ALTER TABLE metric_slice RENAME TO away');
    metrics.count('acts_total', ['ban', 'ok']);
    await clock.advance(MINUTE_MS);
    expect(log.lines).toEqual(['warn the figures of a minute could not be written']);
    stop();
    db.sqlite.exec('ALTER TABLE away RENAME TO metric_slice');
  });

  it('an error keeps its last example, without the place of the database', async () => {
    const stop = metrics.follow();
    metrics.error({ code: 'DATABASE_FULL', error: 'The disk is full.', details: { path: '/home/x' } }, 'bans.create');
    await clock.advance(MINUTE_MS);
    metrics.error({ code: 'DATABASE_FULL', error: 'Still full.', details: { path: '/home/x' } }, 'sync.start');
    await clock.advance(MINUTE_MS);
    const { errors } = await view('1h', HOUR_MS);
    expect(errors).toMatchObject([
      { code: 'DATABASE_FULL', count: 2, last: { where: 'sync.start', error: { error: 'Still full.', details: {} } } },
    ]);
    expect(JSON.stringify(rows())).not.toContain('/home');
    stop();
  });
});

describe('targets', () => {
  const call = { p95: 299, p99: 500 };
  const find = (name: string, kpis = kpisOf([], call)) => kpis.find((kpi) => kpi.name === name)!;

  it('are neither met nor missed while there is nothing to tell', () => {
    expect(find('errors')).toMatchObject({ value: null, isMet: null });
    expect(find('p95')).toMatchObject({ value: 299, isMet: true });
    expect(find('p99')).toMatchObject({ value: 500, isMet: false });
  });

  it("count faults and not a person's own choices", () => {
    const acts = [
      { kind: 'ban', code: 'ok', count: 950 },
      { kind: 'ban', code: 'CONFLICT', count: 20 },
      { kind: 'ban', code: 'brake', count: 11 },
      { kind: 'ban', code: 'INSUFFICIENT_SCOPES', count: 10 },
      { kind: 'unban', code: 'RATE_LIMIT_EXCEEDED', count: 4 },
      { kind: 'unban', code: 'SERVICE_UNAVAILABLE', count: 5 },
    ];
    const kpis = kpisOf(acts, call);
    expect(find('errors', kpis)).toMatchObject({ value: 1.9, isMet: true });
    expect(find('scopes', kpis)).toMatchObject({ value: 1, isMet: false });
    expect(find('rate_limits', kpis)).toMatchObject({ value: 0.4, isMet: true });
    expect(find('other_errors', kpis)).toMatchObject({ value: 0.5, isMet: false });
    expect(find('availability', kpis)).toMatchObject({ value: 99.5, isMet: false });
  });
});
