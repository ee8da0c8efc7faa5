// Acts that fall into one second: what the list goes on showing is in force, whatever the cut times suggest.
import { expect, onTestFinished, test } from 'vitest';
import { act, at, CHANNEL, createLedgerWorld, person, row, until, type LedgerWorld } from '../../helpers/ledger.ts';
import type { Observation } from '../../../src/main/bans/observation.ts';

const user = person(1);

function start(): LedgerWorld & { tell(seconds: number, seen: Observation): void } {
  const world = createLedgerWorld();
  onTestFinished(() => world.close());
  return {
    ...world,
    tell(seconds, seen) {
      world.clock.jump(at(seconds) - world.clock.now());
      world.ledger.apply(CHANNEL, [seen]);
    },
  };
}
const shown = (created: number, ends: number | null, seen: number, notBefore: number): Observation =>
  row(user, created, ends === null ? '' : until(ends), { seenAt: at(seen), notBefore: at(notBefore) });

test('a ban that only the list tells, in the second of a timeout that was heard, is in force', () => {
  const world = start();
  world.tell(10.1, act('eventsub', 'timeout', user, 10.017, { ends: 850.017 }));
  for (const seen of [13, 24, 35]) world.tell(seen, shown(10, null, seen, seen - 10));
  expect(world.list()).toEqual(['user1 ban']);
});

test('a timeout right after our own unban is in force, though our clock dates the unban later', () => {
  const world = start();
  world.tell(0.1, act('eventsub', 'ban', user, 0));
  world.tell(10.55, act('app', 'unban', user, 10.526, { isLocalTime: true }));
  world.tell(10.6, act('eventsub', 'timeout', user, 10.331, { ends: 910.331 }));
  for (const seen of [10.7, 21, 32]) world.tell(seen, shown(10, 910, seen, seen - 10));
  expect(world.list()).toEqual(['user1 timeout']);
});

test('an unban that the list told of stays, though somebody lifts a missed timeout much later', () => {
  const world = start();
  world.tell(1, act('eventsub', 'ban', user, 0));
  world.tell(5, shown(0, null, 5, -5));
  const entryId = world.db.sqlite.prepare<[], string>('SELECT id FROM ban').pluck().get()!;
  world.tell(40, { type: 'gone', source: 'poll', user, entryId, seenAt: at(40), notBefore: at(30) });
  world.tell(130, act('eventsub', 'untimeout', user, 129));
  expect(world.history()).toEqual([
    'user1 ban @0 by mod_user [poll eventsub]',
    'user1 unbanned @40 by ? [poll]',
    'user1 lifted @129 by mod_user [eventsub]',
  ]);
});

test('an unban heard a while after the list told of it is that very unban', () => {
  const world = start();
  world.tell(1, act('eventsub', 'ban', user, 0));
  const entryId = world.db.sqlite.prepare<[], string>('SELECT id FROM ban').pluck().get()!;
  world.tell(40, { type: 'gone', source: 'poll', user, entryId, seenAt: at(40), notBefore: at(30) });
  // Late by minutes, and stamped by a clock that is ahead of ours.
  world.tell(200, act('eventsub', 'unban', user, 52));
  expect(world.history()).toEqual([
    'user1 ban @0 by mod_user [eventsub]',
    'user1 unbanned @52 by mod_user [poll eventsub]',
  ]);
});

test('banned, unbanned and banned again within a second, the last unheard: the list is believed', () => {
  const world = start();
  world.tell(10.54, shown(10, null, 10.54, 0));
  world.tell(10.6, act('eventsub', 'unban', user, 10.43));
  expect(world.list()).toEqual([]);
  for (const seen of [21, 32]) world.tell(seen, shown(10, null, seen, seen - 10));
  expect(world.list()).toEqual(['user1 ban']);
});

test('a row that the list shows a little longer revives nothing', () => {
  const world = start();
  world.tell(10.3, act('eventsub', 'ban', user, 10.2));
  world.tell(11, act('eventsub', 'unban', user, 10.9));
  for (const seen of [12, 17]) world.tell(seen, shown(10, null, seen, 5));
  expect(world.list()).toEqual([]);
});

test("timed out and banned within one second: the list's row of the ban is the ban that was heard", () => {
  const world = start();
  world.tell(10.58, shown(10, 910, 10.58, 5));
  world.tell(10.6, act('eventsub', 'timeout', user, 10.548, { ends: 910.548 }));
  world.tell(10.65, act('eventsub', 'ban', user, 10.575));
  world.tell(16.6, shown(10, null, 16.6, 10.576));
  expect(world.list()).toEqual(['user1 ban']);
  expect(world.history()).toEqual([
    'user1 timeout @10.548 by mod_user [poll eventsub]',
    'user1 ban @10.575 by mod_user [poll eventsub]',
  ]);
});

test("an act of ours taken for another moderator's a moment before keeps the entry it was answered with", () => {
  const world = start();
  world.tell(1.6, shown(0, 2, 1.6, 0.5));
  world.tell(1.95, act('eventsub', 'timeout', user, 1.909, { ends: 2 }));
  let answered = '';
  world.clock.jump(at(1.96) - world.clock.now());
  world.ledger.apply(CHANNEL, [act('app', 'timeout', user, 1, { ends: 2 })], ({ entries }) => {
    answered = entries[0]!.entryId;
  });
  world.tell(1.97, shown(1, 2, 1.97, 1.5));
  expect(world.history()).toEqual([
    'user1 timeout @0 by mod_user [poll]',
    'user1 timeout @1.909 by mod_user [poll eventsub app]',
  ]);
  const told = world.db.sqlite.prepare<[string], number>('SELECT sources & 4 FROM entry WHERE id = ?').pluck();
  expect(told.get(answered)).toBe(4);
});

const CLARA = { id: '88', login: 'clara', displayName: 'Clara' };

test("another moderator's timeout a second before ours, with the same end, stays another's", () => {
  const world = start();
  world.tell(1.6, { ...shown(0, 2, 1.6, 0.5), moderator: CLARA } as Observation);
  world.tell(1.95, act('eventsub', 'timeout', user, 1.909, { ends: 2 }));
  const both = ['user1 timeout @0 by clara [poll]', 'user1 timeout @1.909 by mod_user [eventsub]'];
  expect(world.history()).toEqual(both);
  world.tell(1.96, act('app', 'timeout', user, 1, { ends: 2 }));
  expect(world.history()).toEqual([both[0], 'user1 timeout @1.909 by mod_user [eventsub app]']);
});

test('an act that list and event lay to different people is one act still', () => {
  const world = start();
  world.tell(0.3, act('eventsub', 'ban', user, 0.2));
  world.tell(5, { ...shown(0, null, 5, -5), moderator: CLARA } as Observation);
  expect(world.history()).toEqual(['user1 ban @0.2 by mod_user [poll eventsub]']);
});
