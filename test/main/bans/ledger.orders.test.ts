// The same observations in every possible order, in one go or one by one, tell the same story.
import { afterAll, expect, test } from 'vitest';
import type { Observation } from '../../../src/main/bans/observation.ts';
import { act, at, CHANNEL, createLedgerWorld, person, row, until, type LedgerWorld } from '../../helpers/ledger.ts';

let world: LedgerWorld = createLedgerWorld();
let count = 0;
afterAll(() => world.close());

type Tell = (user: ReturnType<typeof person>) => Observation[];
const LIVES: Readonly<Record<string, Tell>> = {
  'a ban seen three ways and its unban seen two ways': (user) => [
    act('eventsub', 'ban', user, 10.4),
    row(user, 10.4),
    act('app', 'ban', user, 10),
    act('eventsub', 'unban', user, 40.2),
    act('app', 'unban', user, 47, { isLocalTime: true }),
    row(user, 10.4, '', { seenAt: at(60) }),
  ],
  'ban, unban, ban again, by list and event': (user) => [
    act('eventsub', 'ban', user, 10.4),
    row(user, 10.4),
    act('eventsub', 'unban', user, 20.1),
    act('eventsub', 'ban', user, 30.9),
    row(user, 30.9),
    act('eventsub', 'unban', user, 50),
  ],
  'timeouts that replace each other, the last one lifted': (user) => [
    act('eventsub', 'timeout', user, 5.2, { ends: 605 }),
    row(user, 5.2, until(605)),
    act('eventsub', 'timeout', user, 8.1, { ends: 68 }),
    row(user, 8.1, until(68)),
    act('eventsub', 'untimeout', user, 30),
    act('app', 'timeout', user, 8, { ends: 68 }),
  ],
  'an unreadable expiry that the event explains, and a timeout that runs out': (user) => [
    row(user, 10.3, 'whenever'),
    act('eventsub', 'timeout', user, 10.5, { ends: 100 }),
    row(user, 200, until(260)),
    act('eventsub', 'timeout', user, 200.7, { ends: 260 }),
    act('eventsub', 'ban', user, 400),
    row(user, 400),
  ],
  'the same end seen under one creation time': (user) => [
    row(user, 10, until(600), { seenAt: at(15) }),
    row(user, 10, until(900), { seenAt: at(45), notBefore: at(35) }),
    act('eventsub', 'timeout', user, 40, { ends: 900 }),
    act('eventsub', 'timeout', user, 10.2, { ends: 600 }),
    act('eventsub', 'untimeout', user, 700),
  ],
};

function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length <= 1) return void (yield [...items]);
  for (const [index, first] of items.entries()) {
    for (const rest of orders(items.toSpliced(index, 1))) yield [first, ...rest];
  }
}

function tell(parts: readonly (readonly Observation[])[], user: ReturnType<typeof person>): unknown {
  for (const part of parts) world.ledger.apply(CHANNEL, part);
  world.ledger.expireDue();
  const read = (table: string, columns: string): unknown[] =>
    world.db.sqlite.prepare(`SELECT ${columns} FROM ${table} WHERE user_id = ? ORDER BY at, kind`).all(user.id);
  const entries = read(
    'entry',
    'kind, at, expires_at, duration_seconds, raw_expires_at, moderator_id, sources, reason, found, not_before',
  );
  const list = read('ban', 'kind, at, expires_at, raw_expires_at, raw_created_at, sources');
  world.db.sqlite.prepare('DELETE FROM ban').run();
  return { entries, list };
}

test.each(Object.entries(LIVES))('%s', { timeout: 120_000 }, async (_name, life) => {
  await world.clock.advance(Math.max(0, at(5_000) - world.clock.now()));
  const next = (): ReturnType<typeof person> => person((count += 1));
  const reference = next();
  const expected = tell([life(reference)], reference);
  let tried = 0;
  for (const order of orders([...life(reference).keys()])) {
    const user = next();
    const seen = life(user);
    expect(
      tell(
        order.map((index) => [seen[index]!]),
        user,
      ),
    ).toEqual(expected);
    tried += 1;
  }
  expect(tried).toBe(life(reference).length === 6 ? 720 : 120);
  world.close();
  world = createLedgerWorld();
});
