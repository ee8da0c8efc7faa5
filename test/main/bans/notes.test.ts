// An own act and its event are one entry; two acts are two, whatever the order in which they are told.
import { expect, test } from 'vitest';
import type { NoteSeen } from '../../../src/main/bans/observation.ts';
import { at, CHANNEL, createLedgerWorld, MOD, person } from '../../helpers/ledger.ts';

const note = (source: 'app' | 'eventsub', seconds: number, more: Partial<NoteSeen> = {}): NoteSeen => ({
  type: 'note',
  source,
  key: `${source}-${seconds}`,
  kind: 'moderator_added',
  user: person(1),
  moderator: MOD,
  at: at(seconds),
  reason: source === 'app' ? 'trusted' : '',
  ...more,
});

test.each([
  ['the answer first', [note('app', 0), note('eventsub', 2)]],
  ['the event first', [note('eventsub', 2), note('app', 0)]],
])('%s: one entry that has both sources and the reason, audited once', (_order, told) => {
  const world = createLedgerWorld();
  for (const one of told) world.ledger.apply(CHANNEL, [one]);
  for (const one of told) world.ledger.apply(CHANNEL, [one]);
  expect(world.history()).toEqual(['user1 moderator_added @2 by mod_user [eventsub app]']);
  expect(world.audit().filter(({ amends }) => !amends)).toHaveLength(1);
  world.close();
});

test('another moderator, another kind, or another time is another act', () => {
  const world = createLedgerWorld();
  const other = { id: '78', login: 'other_mod', displayName: 'Other_Mod' };
  world.ledger.apply(CHANNEL, [note('app', 0), note('eventsub', 1, { moderator: other })]);
  world.ledger.apply(CHANNEL, [note('eventsub', 2, { kind: 'moderator_removed' }), note('eventsub', 100)]);
  world.ledger.apply(CHANNEL, [note('app', 101), note('app', 102)]);
  expect(world.history()).toHaveLength(5);
  world.close();
});
