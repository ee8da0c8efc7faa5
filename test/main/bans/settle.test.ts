// Rows of a read wait for the orders' indexes, acts do not, and the indexer lets none of them wait for ever.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSettler } from '../../../src/main/bans/settle.ts';
import { keepIndexed } from '../../../src/main/wiring/keep-indexed.ts';
import { CHANNEL, act, createLedgerWorld, person, row, type LedgerWorld } from '../../helpers/ledger.ts';

let world: LedgerWorld;
beforeEach(() => {
  world = createLedgerWorld();
});
afterEach(() => world.close());

const readPage = (from: number, count = 100): unknown =>
  world.ledger.apply(
    CHANNEL,
    Array.from({ length: count }, (_, index) => row(person(from + index), -60)),
  );
const count = (settled: 0 | 1): unknown =>
  world.db.sqlite.prepare('SELECT count(*) FROM ban WHERE settled = ?').pluck().get(settled);

it('a page of a read is in no index of the orders', () => {
  readPage(0);
  expect([count(0), count(1)]).toEqual([100, 0]);
  // The planted fault: rows that are settled as they are written.
  world.db.sqlite.exec(
    'CREATE TEMP TRIGGER planted AFTER INSERT ON ban BEGIN UPDATE ban SET settled = 1 WHERE row = NEW.row; END',
  );
  readPage(100);
  expect(count(1)).toBe(100);
});

it('an act is settled at once, and a row stays what it is when more is told of it', () => {
  world.ledger.apply(CHANNEL, [act('eventsub', 'ban', person(1), 1)]);
  readPage(2, 1);
  expect([count(0), count(1)]).toEqual([1, 1]);
  world.ledger.apply(CHANNEL, [row(person(1), 1), act('eventsub', 'timeout', person(2), 9, { ends: 600 })]);
  expect([count(0), count(1)]).toEqual([1, 1]);
});

it('rows that wait are settled in steps, and it says when none is left', () => {
  readPage(0, 90);
  let took = 0;
  let now = 0;
  const settler = createSettler(world.db, { monotonic: () => (now += took) });
  expect([settler.step(), count(1)]).toEqual([true, 25]);
  expect([settler.step(), count(1)]).toEqual([true, 75]);
  took = 1_000;
  expect([settler.step(), count(1)]).toEqual([false, 90]);
  expect(settler.step()).toBe(false);
  // After a step that took long, the next is short.
  readPage(100, 90);
  expect([settler.step(), count(1)]).toEqual([true, 115]);
});

it('the indexer settles all of it once the read is quiet', async () => {
  const stop = keepIndexed(world);
  for (let page = 0; page < 5; page += 1) {
    readPage(page * 100);
    await world.clock.advance(500);
    expect(count(0)).toBe((page + 1) * 100);
  }
  await world.clock.advance(5_000);
  expect([count(0), count(1)]).toEqual([0, 500]);
  await stop();
});
