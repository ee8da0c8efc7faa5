// Tidying by hand: what it counts is what it did, and twice is as good as once.
import { expect, onTestFinished, test } from 'vitest';
import { createUpkeep, type Upkeep } from '../../../src/main/bans/upkeep.ts';
import {
  act,
  at,
  CHANNEL,
  createLedgerWorld,
  person,
  row,
  START,
  until,
  type LedgerWorld,
} from '../../helpers/ledger.ts';

const DAY_MS = 86_400_000;

function start(): LedgerWorld & { upkeep: Upkeep; drive<T>(work: Promise<T>): Promise<T> } {
  const world = createLedgerWorld();
  onTestFinished(() => world.close());
  const upkeep = createUpkeep({ ...world, twitchNow: world.clock.now });
  return {
    ...world,
    upkeep,
    async drive(work) {
      for (let turn = 0; turn < 100; turn += 1) await world.clock.advance(0);
      return work;
    },
  };
}

/** An entry as an older import left it: one act, told once more by a row of its own. */
function leaveTwin(world: LedgerWorld, userId: string): void {
  const columns = world.db.sqlite
    .prepare<[], string>("SELECT name FROM pragma_table_info('entry') WHERE name NOT IN ('seq', 'id')")
    .pluck()
    .all()
    .join(', ');
  world.db.sqlite
    .prepare(`INSERT INTO entry (id, ${columns}) SELECT ?, ${columns} FROM entry WHERE user_id = ? LIMIT 1`)
    .run(crypto.randomUUID(), userId);
}

test('entries that speak of one act are merged, others stay, and the counts say so', async () => {
  const world = start();
  const people = Array.from({ length: 130 }, (_, index) => person(index));
  for (const user of people) world.ledger.apply(CHANNEL, [act('import', 'ban', user, 10)]);
  for (const user of people.slice(0, 30)) leaveTwin(world, user.id);
  for (const user of people.slice(0, 7)) leaveTwin(world, user.id);
  // Two acts of one person are two.
  world.ledger.apply(CHANNEL, [act('eventsub', 'unban', people[100]!, 500), act('eventsub', 'ban', people[100]!, 900)]);
  const audited = world.audit().length;
  expect(await world.drive(world.upkeep.deduplicate(CHANNEL))).toEqual({ examined: 169, merged: 37 });
  expect(world.history()).toHaveLength(132);
  expect(world.list()).toHaveLength(130);
  expect(world.audit().length).toBeGreaterThanOrEqual(audited);
  expect(await world.drive(world.upkeep.deduplicate(CHANNEL))).toEqual({ examined: 132, merged: 0 });
});

test('another channel is left alone', async () => {
  const world = start();
  world.ledger.apply(CHANNEL, [act('import', 'ban', person(1), 10)]);
  leaveTwin(world, person(1).id);
  expect(await world.drive(world.upkeep.deduplicate('999'))).toEqual({ examined: 0, merged: 0 });
  expect(world.history()).toHaveLength(2);
});

test('timeouts whose time is up are ended and counted; bans, running and unreadable ones stay', async () => {
  const world = start();
  for (let id = 1; id <= 120; id += 1) world.ledger.apply(CHANNEL, [row(person(id), 0, until(60))]);
  world.ledger.apply(CHANNEL, [
    row(person(200), 0),
    row(person(201), 0, until(7_200)),
    row(person(202), 0, '2026-02-30T00:00:00Z'),
  ]);
  world.clock.jump(120_000);
  expect(await world.drive(world.upkeep.cleanupExpired(CHANNEL))).toEqual({ examined: 121, expired: 120 });
  expect(world.list()).toEqual(['user200 ban', 'user201 timeout', 'user202 unknown']);
  expect(world.history().filter((line) => line.includes('expired @60 '))).toHaveLength(120);
  expect(await world.drive(world.upkeep.cleanupExpired(CHANNEL))).toEqual({ examined: 1, expired: 0 });
});

test('message ids are forgotten a day later, not before', async () => {
  const world = start();
  const stop = world.upkeep.keepTidy();
  world.ledger.apply(CHANNEL, [act('eventsub', 'ban', person(1), 1)]);
  const kept = (): number => world.db.sqlite.prepare('SELECT count(*) FROM message_seen').pluck().get() as number;
  await world.clock.advance(DAY_MS - 60_000);
  expect(kept()).toBe(1);
  await world.clock.advance(2 * 3_600_000);
  expect(kept()).toBe(0);
  expect(world.clock.now()).toBeGreaterThan(START);
  expect(at(0)).toBe(START);
  stop();
  expect(world.clock.pending()).toBe(0);
});
