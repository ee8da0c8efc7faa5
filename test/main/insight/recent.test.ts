// The figures that alerts are made of, from what is really counted: each swings around its threshold as people, Twitch
// and the database do, and is one alert.
import { beforeEach, describe, expect, it } from 'vitest';
import { recentFigures, type RecentFigures } from '../../../src/main/insight/recent.ts';
import { createMetrics, type Metrics } from '../../../src/main/insight/metrics.ts';
import { step, type Gauge } from '../../../src/main/alerts/hysteresis.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/main/lib/time.ts';
import { ALERTS, type AlertRule } from '../../../src/shared/alerts.ts';
import { openTestDatabase, silentLog } from '../../helpers/db.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';

let clock: FakeClock;
let metrics: Metrics;
beforeEach(() => {
  clock = createFakeClock();
  metrics = createMetrics({ db: openTestDatabase({ clock }), clock, log: silentLog() });
  metrics.follow();
});

function figures(): RecentFigures {
  const of = (minutes: number) => metrics.recent(minutes * MINUTE_MS);
  return recentFigures({ minute: of(1), five: of(5), ten: of(10) });
}
const acts = (done: number, failed: number): void => {
  for (let count = 0; count < done; count += 1) metrics.count('acts_total', ['ban', 'ok']);
  for (let count = 0; count < failed; count += 1) metrics.count('acts_total', ['ban', 'SERVICE_UNAVAILABLE']);
};
const requests = (status: string, count: number): void =>
  metrics.count('twitch_requests_total', ['GET users', status], count);
const answers = (ms: number, count: number): void => {
  for (let index = 0; index < count; index += 1) metrics.time('twitch_request_ms', ms, 'POST moderation/bans');
};

interface Case {
  readonly rule: AlertRule;
  readonly of: (found: RecentFigures) => number;
  /** What happens in a minute: a little more than would be wrong, and a little less. */
  readonly more: () => void;
  readonly less: () => void;
}

const CASES: readonly Case[] = [
  { rule: 'error_rate', of: (found) => found.errorRate, more: () => acts(85, 15), less: () => acts(93, 7) },
  { rule: 'error_rate_early', of: (found) => found.errorRate, more: () => acts(93, 7), less: () => acts(96, 4) },
  { rule: 'failed_bans', of: (found) => found.failedActs, more: () => acts(1, 1), less: () => acts(5, 0) },
  {
    rule: 'refused',
    of: (found) => found.refused,
    more: () => metrics.count('refused_total', ['brakes'], 2),
    less: () => metrics.count('refused_total', ['rights'], 1),
  },
  { rule: 'p95', of: (found) => found.p95 ?? 0, more: () => answers(1_200, 10), less: () => answers(900, 10) },
  {
    rule: 'twitch_errors',
    of: (found) => found.twitchErrors,
    more: () => requests('503', 14),
    less: () => requests('none', 8),
  },
  {
    rule: 'rate_limited',
    of: (found) => found.rateLimited,
    more: () => (requests('429', 24), requests('200', 76)),
    less: () => (requests('429', 18), requests('200', 82)),
  },
  {
    rule: 'database',
    of: (found) => found.databaseFailures,
    more: () => metrics.count('db_failures_total', ['DATABASE_FULL']),
    less: () => undefined,
  },
];

it.each(CASES)(
  '$rule: what is counted swings around the threshold for two hours, and is one alert',
  async ({ rule, of, more, less }) => {
    let gauge: Gauge = { isWrong: false, since: clock.monotonic(), isRaised: false };
    let raises = 0;
    let ends = 0;
    async function live(minutes: number, happens: (minute: number) => void): Promise<void> {
      for (let minute = 0; minute < minutes; minute += 1) {
        happens(minute);
        for (let second = 0; second < 60; second += 10) {
          await clock.advance(10 * SECOND_MS);
          const before = gauge.isRaised;
          gauge = step(gauge, of(figures()), ALERTS[rule], ALERTS[rule].wrong, clock.monotonic());
          raises += Number(gauge.isRaised && !before);
          ends += Number(!gauge.isRaised && before);
        }
      }
    }
    await live(20, () => acts(10, 0));
    expect(raises).toBe(0);
    await live(120, (minute) => (minute % 2 === 0 || minute < 20 ? more() : less()));
    expect({ raises, ends }).toEqual({ raises: 1, ends: 0 });
    await live(40, () => requests('200', 20));
    expect({ raises, ends }).toEqual({ raises: 1, ends: 1 });
  },
);

describe('of little', () => {
  it('nothing is concluded', () => {
    acts(0, 4);
    requests('429', 9);
    answers(5_000, 4);
    expect(figures()).toMatchObject({ errorRate: 0, failedActs: 4, rateLimited: 0, p95: null });
  });

  it('a choice is no failure, and what was called off says nothing about Twitch', () => {
    for (const code of ['ok', 'CONFLICT', 'brake', 'FEATURE_DISABLED', 'NOT_FOUND'])
      metrics.count('acts_total', ['ban', code]);
    requests('cancelled', 500);
    requests('404', 20);
    metrics.count('refused_total', ['kill_switch'], 50);
    expect(figures()).toMatchObject({ errorRate: 0, failedActs: 0, refused: 0, rateLimited: 0, twitchErrors: 0 });
  });

  it('the code of most failures is the one that is said', () => {
    metrics.count('db_failures_total', ['DATABASE_BUSY']);
    metrics.count('db_failures_total', ['DATABASE_FULL'], 3);
    expect(figures()).toMatchObject({ databaseFailures: 4, databaseCode: 'DATABASE_FULL' });
  });
});
