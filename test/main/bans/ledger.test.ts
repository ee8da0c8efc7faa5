// The ledger's promises, one by one. Interleavings in general are in ledger.property.test.ts.
import { afterEach, expect, test } from 'vitest';
import {
  act,
  at,
  CHANNEL,
  createLedgerWorld,
  gone,
  person,
  row,
  START,
  until,
  type LedgerWorld,
} from '../../helpers/ledger.ts';

const worlds: LedgerWorld[] = [];
function world(options?: Parameters<typeof createLedgerWorld>[0]): LedgerWorld {
  const made = createLedgerWorld(options);
  worlds.push(made);
  return made;
}
afterEach(() => {
  for (const made of worlds.splice(0)) made.close();
});
const user = person(1);

test('the same ban seen by event, list and our own call is one entry that gains sources', () => {
  const { ledger, history, list, audit } = world();
  ledger.apply(CHANNEL, [act('eventsub', 'ban', user, 10.3)]);
  ledger.apply(CHANNEL, [row(user, 10.3)]);
  ledger.apply(CHANNEL, [act('app', 'ban', user, 10)]);
  expect(history()).toEqual(['user1 ban @10.3 by mod_user [poll eventsub app]']);
  expect(list()).toEqual(['user1 ban']);
  expect(audit()).toEqual([
    { action: 'ban_user', moderator: 'mod_user', amends: false },
    { action: 'ban_user', moderator: 'mod_user', amends: true },
  ]);
});

test('two acts that one source tells apart stay two, however close', () => {
  const { ledger, history } = world();
  ledger.apply(CHANNEL, [
    act('eventsub', 'timeout', user, 10, { ends: 70 }),
    act('eventsub', 'timeout', user, 12, { ends: 612 }),
  ]);
  expect(history()).toHaveLength(2);
});

test('a timeout runs out by itself, once, and is called expired', async () => {
  const { ledger, history, list, clock, log } = world();
  ledger.apply(CHANNEL, [row(user, 0, until(60))]);
  expect(ledger.nextExpiry()).toBe(at(60));
  await clock.advance(59_000);
  ledger.expireDue();
  expect(list()).toEqual(['user1 timeout']);
  await clock.advance(1_000);
  ledger.expireDue();
  ledger.expireDue();
  expect(list()).toEqual([]);
  expect(history().at(-1)).toBe('user1 expired @60 by ? []');
  expect(history()).toHaveLength(2);
  expect(log.lines).toContain('info New timeout detected: user1');
});

test('a timeout ended early by a person is lifted, by whom the event says', () => {
  const { ledger, history, list } = world();
  ledger.apply(CHANNEL, [row(user, 0, until(600))]);
  ledger.apply(CHANNEL, [act('eventsub', 'untimeout', user, 30)]);
  expect(list()).toEqual([]);
  expect(history().at(-1)).toBe('user1 lifted @30 by mod_user [eventsub]');
});

test('an unban that arrives after its expiry was written corrects the history instead of adding to it', async () => {
  const { ledger, history, clock } = world();
  ledger.apply(CHANNEL, [row(user, 0, until(60))]);
  await clock.advance(61_000);
  ledger.expireDue();
  ledger.apply(CHANNEL, [act('eventsub', 'untimeout', user, 30)]);
  expect(history().map((line) => line.split(' by')[0])).toEqual(['user1 timeout @0', 'user1 lifted @30']);
});

test('somebody who vanished from the list was unbanned by nobody known; a later event names them in the same entry', () => {
  const made = world();
  made.ledger.apply(CHANNEL, [row(user, 0)]);
  made.ledger.apply(CHANNEL, [gone(made, user, 100)]);
  expect(made.history().at(-1)).toBe('user1 unbanned @100 by ? [poll]');
  made.ledger.apply(CHANNEL, [act('eventsub', 'unban', user, 95)]);
  expect(made.history()).toHaveLength(2);
  expect(made.history().at(-1)).toBe('user1 unbanned @95 by mod_user [poll eventsub]');
});

test('a list row whose act has already ended is stale and revives nobody', () => {
  const { ledger, history, list } = world();
  ledger.apply(CHANNEL, [act('eventsub', 'ban', user, 10.5)]);
  ledger.apply(CHANNEL, [act('eventsub', 'unban', user, 20)]);
  ledger.apply(CHANNEL, [row(user, 10.5, '', { seenAt: at(21) })]);
  expect(list()).toEqual([]);
  expect(history()).toHaveLength(2);
});

test('a changed end with the same creation time is a new act, dated when it was seen', () => {
  const { ledger, history, list } = world();
  ledger.apply(CHANNEL, [row(user, 0, until(600), { seenAt: at(5) })]);
  ledger.apply(CHANNEL, [row(user, 0, until(1200), { seenAt: at(25), notBefore: at(15) })]);
  expect(list()).toEqual(['user1 timeout']);
  expect(history().map((line) => line.split(' by')[0])).toEqual(['user1 timeout @0', 'user1 timeout @25']);
});

test('a ban of the very second in which watching began is new unless the first read shows it', () => {
  const { ledger, history } = world({ watchedSince: START + 400 });
  ledger.apply(CHANNEL, [row(person(1), 0.2, '', { seenAt: at(0.9) })]);
  ledger.apply(CHANNEL, [row(person(2), 0.7, '', { seenAt: at(11), notBefore: at(0.45) })]);
  ledger.apply(CHANNEL, [row(person(3), 0.7, '', { seenAt: at(0.9) })]);
  ledger.apply(CHANNEL, [act('eventsub', 'ban', person(3), 0.7)]);
  ledger.apply(CHANNEL, [row(person(4), -1.2, '', { seenAt: at(11), notBefore: at(0.45) })]);
  expect(history().toSorted()).toEqual([
    'user1 ban @0 by mod_user [poll] found',
    'user2 ban @0 by mod_user [poll]',
    'user3 ban @0.7 by mod_user [poll eventsub]',
    'user4 ban @-2 by mod_user [poll] found',
  ]);
});

test('what stood in the list before watching began is found: no announcement, no audit row', () => {
  const { ledger, history, audit, log } = world({ watchedSince: START });
  const applied = ledger.apply(CHANNEL, [row(user, -500)]);
  expect(applied.entries).toMatchObject([{ isNew: true, found: true }]);
  expect(history()).toEqual(['user1 ban @-500 by mod_user [poll] found']);
  expect(audit()).toEqual([]);
  expect(log.lines).toEqual([]);
});

test('an unknown expiry is kept with its raw text and never expired by us', async () => {
  const { ledger, list, clock, db } = world();
  ledger.apply(CHANNEL, [row(user, 0, '2026-02-30T00:00:00Z')]);
  await clock.advance(400 * 86_400_000);
  ledger.expireDue();
  expect(list()).toEqual(['user1 unknown']);
  expect(db.sqlite.prepare('SELECT raw_expires_at FROM ban').pluck().get()).toBe('2026-02-30T00:00:00Z');
});

test('an event heard twice counts once, also when nothing of the first is left in memory', () => {
  const { ledger, history, db } = world();
  ledger.apply(CHANNEL, [act('eventsub', 'ban', user, 10)]);
  const before = db.sqlite.prepare('SELECT total_changes()').pluck().get();
  ledger.apply(CHANNEL, [act('eventsub', 'ban', user, 10)]);
  expect(history()).toHaveLength(1);
  expect(db.sqlite.prepare('SELECT total_changes()').pluck().get()).toBe(before);
});

test('an unban and the end of a timeout within a second each keep their own request', () => {
  const { ledger, history } = world();
  const entryOf = (seconds: number, kind: 'unban' | 'untimeout'): string | undefined =>
    ledger.apply(CHANNEL, [act('app', kind, user, seconds, { isLocalTime: true })]).entries.at(-1)?.entryId;
  ledger.apply(CHANNEL, [act('eventsub', 'ban', user, 10), act('eventsub', 'unban', user, 10.1)]);
  const unbanned = entryOf(10.5, 'unban');
  ledger.apply(CHANNEL, [act('eventsub', 'timeout', user, 10.2, { ends: 70 })]);
  ledger.apply(CHANNEL, [act('eventsub', 'untimeout', user, 10.3)]);
  const lifted = entryOf(10.7, 'untimeout');
  expect(history().slice(-3)).toEqual([
    'user1 unbanned @10.1 by mod_user [eventsub app]',
    'user1 timeout @10.2 by mod_user [eventsub]',
    'user1 lifted @10.3 by mod_user [eventsub app]',
  ]);
  expect(unbanned).toBeDefined();
  expect(lifted).not.toBe(unbanned);
});

test('an ending of something nobody knew of is kept as an act of its own', () => {
  const { ledger, history } = world();
  ledger.apply(CHANNEL, [act('eventsub', 'unban', user, 10)]);
  expect(history()).toEqual(['user1 unbanned @10 by mod_user [eventsub]']);
});

test('nothing is applied when the transaction fails', () => {
  const { ledger, history, list, audit } = world();
  const apply = (): unknown =>
    ledger.apply(CHANNEL, [row(user, 0)], () => {
      throw new Error('disk on fire');
    });
  expect(apply).toThrow('disk on fire');
  expect([history(), list(), audit()]).toEqual([[], [], []]);
});

test('a renamed person stays one person, with the former name kept', () => {
  const { ledger, list, db } = world();
  ledger.apply(CHANNEL, [row(user, 0)]);
  ledger.apply(CHANNEL, [row({ ...user, login: 'renamed', displayName: 'Renamed' }, 0, '', { seenAt: at(500) })]);
  expect(list()).toEqual(['renamed ban']);
  expect(db.sqlite.prepare('SELECT login FROM former_name').pluck().all()).toEqual(['user1']);
  expect(db.sqlite.prepare('SELECT search_text FROM ban').pluck().get()).toBe('renamed\nuser1\n');
});

test('a timeout heard of a moment late has the length it was given', () => {
  const { ledger, db } = world();
  ledger.apply(CHANNEL, [act('eventsub', 'timeout', user, 10.9, { ends: 610 })]);
  ledger.apply(CHANNEL, [act('eventsub', 'timeout', person(2), 10, { ends: 47 })]);
  ledger.apply(CHANNEL, [row(person(3), 10.4, until(610.4))]);
  expect(db.sqlite.prepare('SELECT duration_seconds FROM entry ORDER BY seq').pluck().all()).toEqual([600, 37, 600]);
});

test('the kept counts are the real ones, whatever comes and goes', () => {
  const { ledger, db } = world();
  const people = [1, 2, 3, 4, 5, 6].map(person);
  ledger.apply(
    CHANNEL,
    people.map((each, index) => row(each, index, index % 2 === 0 ? '' : until(600 + index))),
  );
  ledger.apply(CHANNEL, [act('eventsub', 'unban', people[0]!, 50), act('eventsub', 'ban', people[1]!, 60)]);
  ledger.apply(CHANNEL, [row(people[2]!, 70, 'garbage')]);
  const kept = db.sqlite.prepare('SELECT kind, count FROM ban_count WHERE count <> 0 ORDER BY kind').all();
  const real = db.sqlite.prepare('SELECT kind, count(*) AS count FROM ban GROUP BY kind ORDER BY kind').all();
  expect(kept).toEqual(real);
  expect(real.length).toBe(3);
});

test('what vanished but still stands in the list a minute later had not ended: the guess is taken back', () => {
  const made = world();
  const { ledger, list, history, audit, clock } = made;
  const shown = (seconds: number) => row(user, 0, '', { seenAt: at(seconds) });
  ledger.apply(CHANNEL, [shown(5)]);
  ledger.apply(CHANNEL, [gone(made, user, 100)]);
  ledger.apply(CHANNEL, [shown(110)]);
  expect(list()).toEqual([]);
  clock.jump(161_000);
  ledger.apply(CHANNEL, [shown(161)]);
  expect(list()).toEqual(['user1 ban']);
  expect(history()).toEqual(['user1 ban @0 by mod_user [poll]']);
  expect(audit().map(({ action }) => action)).toEqual(['ban_user', 'unban_user', 'unban_user']);
  clock.jump(100_000);
  ledger.apply(CHANNEL, [gone(made, user, 260)]);
  expect(history().at(-1)).toBe('user1 unbanned @260 by ? [poll]');
});
