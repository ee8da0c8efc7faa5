// The pace of bulk jobs in virtual time: never above Twitch's, slower after a 429, back again later, honest about the end.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntents } from '../../../src/main/actions/intents.ts';
import { createBudget, type Budget } from '../../../src/main/bulk/budget.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { fail } from '../../../src/shared/errors.ts';
import { openTestDatabase } from '../../helpers/db.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';

let db: Database;
let clock: FakeClock;
let budget: Budget;
let counter = 0;
const ANY_ERROR = fail('NOT_FOUND', 'Nobody has this name.', { what: 'user' }).failure;
beforeEach(() => {
  clock = createFakeClock();
  db = openTestDatabase({ clock });
  budget = createBudget({ db, now: clock.now });
});
afterEach(() => db.close());

function sendAct(channelId = '1'): () => void {
  const actId = `act-${(counter += 1)}`;
  const intents = createIntents(db);
  intents.begin({
    actId,
    channelId,
    userId: '5',
    kind: 'ban',
    accountId: '1',
    durationSeconds: null,
    reason: '',
    startedAt: clock.now(),
  });
  return () => intents.finish(actId, { state: 'failed', error: ANY_ERROR }, clock.now());
}

/** Acts as a job does, each `actMs` long; the times at which Twitch had them. */
async function actThrough(count: number, actMs: number | (() => number)): Promise<number[]> {
  const times: number[] = [];
  while (times.length < count) {
    const wait = budget.waitMs('1');
    if (wait > 0) {
      await clock.advance(wait);
      continue;
    }
    const finish = sendAct();
    const began = clock.now();
    await clock.advance(typeof actMs === 'number' ? actMs : actMs());
    // Twitch counts it some time on the way.
    times.push(began + Math.floor(clock.random() * (clock.now() - began)));
    finish();
  }
  return times;
}

function mostInWindow(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 30_000).length));
}

test('no 30 s see more than 100 acts, some of them are left for hands, and none is wasted', async () => {
  const start = clock.now();
  const times = await actThrough(500, 80);
  expect(mostInWindow(times)).toBe(96);
  // 96 + 4 rests of 30 s for 500 acts: 150 s at most, 120 s at least.
  expect(clock.now() - start).toBeGreaterThan(120_000);
  expect(clock.now() - start).toBeLessThan(165_000);
});

test('nor where each act takes as long as it likes to get there', async () => {
  const times = await actThrough(600, () => Math.floor(clock.random() ** 4 * 3_000));
  expect(mostInWindow(times)).toBeLessThanOrEqual(96);
});

test('another channel has a pace of its own, and acts by hand count', () => {
  for (let count = 0; count < 96; count += 1) sendAct();
  expect(budget.waitMs('1')).toBeGreaterThan(29_000);
  expect(budget.waitMs('2')).toBe(0);
});

test('a new process knows what the old one sent', () => {
  for (let count = 0; count < 96; count += 1) sendAct();
  expect(createBudget({ db, now: clock.now }).waitMs('1')).toBeGreaterThan(29_000);
});

test('a 429 is obeyed, within reason, makes it slower, and is forgotten in time', async () => {
  await actThrough(50, 10);
  budget.slowDown('1', 40);
  expect(budget.waitMs('1')).toBeGreaterThan(39_000);
  await clock.advance(40_000);
  const slower = await actThrough(100, 10);
  expect(mostInWindow(slower)).toBeLessThan(50);
  await clock.advance(10 * 60_000);
  const again = await actThrough(200, 10);
  expect(mostInWindow(again)).toBe(96);
  for (const [asked, least, most] of [
    [0, 900, 1_000],
    [100_000, 119_000, 120_000],
  ] as const) {
    budget.slowDown('2', asked);
    expect(budget.waitMs('2')).toBeGreaterThan(least);
    expect(budget.waitMs('2')).toBeLessThanOrEqual(most);
    await clock.advance(most);
  }
});

test.each([1, 50, 96, 97, 200, 500, 1_000])('the end of %i acts is told as it comes, within a tenth', async (count) => {
  await actThrough(30, 80);
  const told = budget.etaMs('1', count, 80);
  const start = clock.now();
  await actThrough(count, 80);
  const took = clock.now() - start;
  expect(Math.abs(told - took)).toBeLessThanOrEqual(Math.max(took * 0.1, 200));
});
