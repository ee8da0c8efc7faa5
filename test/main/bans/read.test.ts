// What one full read may conclude: what it found is a fact at once, who is gone only when it was complete and plausible.
import { expect, test } from 'vitest';
import type * as read from '../../../src/main/bans/read.ts';
import { CHANNEL, person } from '../../helpers/ledger.ts';
import { planted } from '../../helpers/planted.ts';
import type { ReadWorld, ReadWorldOptions } from './read-world.ts';
import { start } from './started-world.ts';

const HOUR_MS = 3_600_000;

const lastRead = (world: ReadWorld): unknown =>
  world.db.sqlite.prepare('SELECT last_read_started_at AS began, last_read_count AS count FROM channel').get();

test('a first read fills the list and announces nothing', async () => {
  const world = await start(250, { isRead: false });
  const result = await world.read();
  expect(result).toMatchObject({ count: 250, pages: 3, found: 250, changes: 0, gone: 0 });
  expect(world.current()).toEqual(world.truth());
  expect(world.entries('ban', 'timeout')).toEqual([]);
  expect(world.audit()).toEqual([]);
  expect(world.log.lines).toEqual([]);
});

test('what happens while the first read runs is new', async () => {
  const world = await start(250, { isRead: false, latencyMs: 500 });
  world.twitch.onPage = (page) => {
    if (page === 2) world.twitch.ban(person(900));
  };
  expect(await world.read()).toMatchObject({ found: 250, changes: 1 });
  expect(world.entries('ban')).toEqual([`${person(900).id} ban`]);
});

test.each([
  ['fails at its first page', { failAt: 1 }],
  ['fails at its last page', { failAt: 4 }],
  ['ends after a page without saying so', { endAfter: 2 }],
] as const)('a read that %s removes nobody and keeps what it found', async (_, faults) => {
  const world = await start(310);
  const before = lastRead(world);
  for (const index of [0, 1, 2]) world.twitch.unban(person(index));
  world.twitch.rename(person(5).id, 'renamed');
  world.twitch.faults = faults;
  await expect(world.read()).rejects.toThrow();
  expect(world.current()).toHaveLength(310);
  expect(world.entries('unbanned', 'lifted')).toEqual([]);
  expect(lastRead(world)).toEqual(before);
  // The control: the same read, complete.
  world.twitch.faults = {};
  expect(await world.read()).toMatchObject({ gone: 3 });
  expect(world.current()).toEqual(world.truth());
});

test('what a broken read had found stays', async () => {
  const world = await start(310, { isRead: false });
  world.twitch.faults = { failAt: 3 };
  await expect(world.read()).rejects.toThrow();
  expect(world.current()).toHaveLength(200);
});

test.each([1, 2, 3, 4])('a read cancelled before page %i removes nobody', async (page) => {
  const world = await start(310);
  const controller = new AbortController();
  for (const index of [0, 1, 2]) world.twitch.unban(person(index));
  world.twitch.onPage = (now) => {
    if (now === page) controller.abort(new Error('stop'));
  };
  await expect(world.read(controller.signal)).rejects.toThrow('stop');
  expect(world.current()).toHaveLength(310);
});

test('a planted fault is found out: a read that ends early and is believed', async () => {
  const { createReadList } = await planted<typeof read>(
    'src/main/bans/read.ts',
    'if (!isComplete)\n      throw',
    'if (false)\n      throw',
  );
  const world = await start(310, { createReadList });
  world.twitch.faults = { endAfter: 3, hide: new Set([person(1).id]), showOnly: 300 };
  await world.read();
  expect(world.current().length).toBeLessThan(310);
});

test('people who vanish are looked up in the same tick, at most 100 a call, and only then gone', async () => {
  const world = await start(2_000);
  for (let index = 0; index < 250; index += 1) world.twitch.unban(person(index));
  const hide = new Set(Array.from({ length: 30 }, (_, index) => person(1_000 + index).id));
  world.twitch.faults = { hide };
  const result = await world.read();
  expect(result).toMatchObject({ gone: 250, changes: 250 });
  expect(world.twitch.requests).toMatchObject({ lookUps: 3, largestLookUp: 100 });
  expect(world.current()).toEqual(world.truth());
  expect(world.entries('unbanned', 'lifted')).toHaveLength(250);
  expect(world.entries('unbanned')).toHaveLength(166);
});

test('a ban heard only after it was lifted does not push the lifting into the wrong stretch', async () => {
  const world = await start(10);
  const user = person(500);
  const { createdAt } = world.twitch.ban(user);
  await world.clock.advance(4_000);
  world.twitch.unban(user);
  const liftedAt = world.clock.now();
  await world.clock.advance(4_000);
  await world.read();
  await world.clock.advance(4_000);
  const seen = {
    type: 'act',
    source: 'eventsub',
    kind: 'ban',
    user,
    moderator: null,
    at: createdAt,
    reason: '',
  } as const;
  world.ledger.apply(CHANNEL, [{ ...seen, key: 'late', expiresAt: null, rawExpiresAt: null }]);
  await world.clock.advance(4_000);
  await world.read();
  const told = world.db.sqlite
    .prepare<[string], { at: number; notBefore: number }>(
      "SELECT at, not_before AS notBefore FROM entry WHERE kind = 'unbanned' AND user_id = ?",
    )
    .get(user.id)!;
  expect(told.notBefore).toBeLessThanOrEqual(liftedAt);
  expect(told.at).toBeGreaterThanOrEqual(liftedAt);
});

/** Somebody vanishes while an event takes another off the list: the numbers agree and the people do not. */
async function vanishesUnnoticed(options: ReadWorldOptions = {}): Promise<ReadWorld> {
  const world = await start(250, { latencyMs: 100, ...options });
  const [vanished, heard] = [person(240), person(10)];
  world.twitch.unban(vanished);
  world.twitch.onPage = (page) => {
    if (page !== 3) return;
    const seen = { type: 'act', source: 'eventsub', kind: 'unban', user: heard, moderator: null, reason: '' } as const;
    world.ledger.apply(CHANNEL, [{ ...seen, key: 'u', at: world.clock.now(), expiresAt: null, rawExpiresAt: null }]);
  };
  await world.read();
  world.twitch.unban(heard);
  return world;
}

test('one who vanished is noticed in the same read, also when an event takes another off the list meanwhile', async () => {
  const world = await vanishesUnnoticed();
  expect(world.current()).toEqual(world.truth());
});

test('a planted fault is found out: equal numbers are believed', async () => {
  const { createReadList } = await planted<typeof read>('src/main/bans/read.ts', ' && writes.get() === untouched', '');
  const world = await vanishesUnnoticed({ createReadList });
  expect(world.current()).not.toEqual(world.truth());
});

test('where the look-up fails nobody is removed', async () => {
  const world = await start(300);
  for (let index = 0; index < 5; index += 1) world.twitch.unban(person(index));
  world.twitch.faults = { lookUpFails: true };
  await expect(world.read()).rejects.toThrow();
  expect(world.current()).toHaveLength(300);
});

test('a planted fault is found out: vanished people who are not looked up', async () => {
  const { createReadList } = await planted<typeof read>(
    'src/main/bans/read.ts',
    'new Map<string, BannedRow>(rows.map((row) => [row.userId, row]))',
    'new Map<string, BannedRow>()',
  );
  const world = await start(300, { createReadList });
  world.twitch.faults = { hide: new Set([person(1).id]) };
  await world.read();
  expect(world.current()).not.toEqual(world.truth());
});

test('thousands who ran out while nobody looked are expired, not missing', async () => {
  const world = await start(900);
  await world.clock.advance(2 * HOUR_MS);
  const { lookUps, pages } = world.twitch.requests;
  expect(await world.read()).toMatchObject({ count: 600, gone: 0 });
  expect(world.twitch.requests).toMatchObject({ lookUps, pages: pages + 6 });
  expect(world.entries('expired')).toHaveLength(300);
});
