// How often a list is read and how fast its pages follow: affordable, and explained.
import { expect, test } from 'vitest';
import { pageDelay, planCadence } from '../../../src/main/bans/cadence.ts';

const plan = (more: Partial<Parameters<typeof planCadence>[0]>) =>
  planCadence({ rows: 100, lastReadMs: 100, limit: 800, isLive: false, failures: 0, ...more });

test('ten seconds whenever that is affordable', () => {
  expect(plan({}).intervalMs).toBe(10_000);
  expect(plan({ rows: null, lastReadMs: null }).intervalMs).toBe(10_000);
  expect(plan({ rows: 6_600 }).intervalMs).toBe(10_000);
});

test.each([7_000, 13_300, 100_000, 500_000])('%i bans use at most half of the budget', (rows) => {
  const { intervalMs, why } = plan({ rows });
  expect(intervalMs).toBeGreaterThan(10_000);
  expect((Math.ceil(rows / 100) * 60_000) / intervalMs).toBeLessThanOrEqual(400);
  expect(why).toContain('half of the 800');
});

test('with a healthy feed lists over 2 000 stretch, never beyond a minute of their own accord', () => {
  expect(plan({ rows: 2_000, isLive: true }).intervalMs).toBe(10_000);
  expect(plan({ rows: 2_001, isLive: true }).intervalMs).toBe(30_000);
  expect(plan({ rows: 7_000, isLive: true }).intervalMs).toBe(60_000);
});

test('a slow read and failures slow down, and say why', () => {
  expect(plan({ lastReadMs: 8_000 })).toMatchObject({ intervalMs: 16_000 });
  expect([1, 2, 5, 20].map((failures) => plan({ failures }).intervalMs)).toEqual([1_000, 2_000, 16_000, 60_000]);
});

test('pages follow at once while the budget is comfortable, at the refill rate near its end, and wait at it', () => {
  const at = (remaining: number) => pageDelay({ limit: 800, remaining, resetAt: 60_000 }, 0);
  expect(pageDelay(null, 0)).toBe(0);
  expect([at(800), at(250)]).toEqual([0, 0]);
  expect(at(200)).toBeGreaterThanOrEqual(75);
  expect(at(100)).toBeGreaterThan(at(200));
  expect(at(10)).toBe(60_000);
  expect(pageDelay({ limit: 800, remaining: 0, resetAt: -5 }, 0)).toBe(0);
});
