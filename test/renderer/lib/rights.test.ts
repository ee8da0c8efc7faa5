// Why somebody has a right, in the order in which the rows win, and that the words for commands come from the table.
import { expect, test } from 'vitest';
import type { SubjectView } from '../../../src/shared/contract/rights.ts';
import { PERMISSIONS, RIGHTS } from '../../../src/shared/permissions.ts';
import {
  commandsOf,
  commandWords,
  countRights,
  listRights,
  standingOf,
  whyNot,
} from '../../../src/renderer/lib/rights.ts';
import { makeChannel } from '../fixture-world.ts';

const channel = { ...makeChannel('200', 'Elsewhere', 'moderator'), accountIds: ['7'] };
const account: SubjectView = {
  kind: 'account',
  id: '7',
  name: 'mod',
  permissions: ['view_reports'],
  isChanged: false,
  channels: [],
};
const row = { channelId: '200', permissions: ['manage_bans'], updatedAt: '2026-11-20T10:00:00Z' } as const;

test('the channel’s own row wins, then the one for all channels, then what is usual', () => {
  expect(standingOf(account, null)).toMatchObject({ why: 'as usual for moderators', isOwn: false });
  const changed = { ...account, isChanged: true };
  expect(standingOf(changed, null)).toMatchObject({ why: 'set for all channels', isOwn: true });
  expect(standingOf(changed, channel)).toMatchObject({ why: 'set for all channels', isOwn: false });
  expect(standingOf({ ...changed, channels: [row] }, channel)).toMatchObject({
    permissions: ['manage_bans'],
    why: 'set for this channel',
    isOwn: true,
  });
  expect(standingOf({ ...account, kind: 'key' }, channel).why).toBe('as given with the key');
});

test('an owner has everything in the own channel, and a stranger nothing, whatever is set', () => {
  expect(standingOf({ ...account, id: '200' }, channel)).toMatchObject({ permissions: RIGHTS, isFixed: true });
  expect(standingOf({ ...account, id: '8', channels: [row] }, channel)).toMatchObject({
    permissions: [],
    isFixed: true,
  });
});

test('every command stands under exactly one requirement', () => {
  const all = (['read', 'owner', ...RIGHTS] as const).flatMap(commandsOf);
  expect(all.toSorted()).toEqual(Object.keys(PERMISSIONS).toSorted());
  expect(commandsOf('manage_bans')).toContain('bans.create');
  expect(commandWords('bulk.addRows')).toBe('bulk: add rows');
});

test('a refusal names the right that is missing', () => {
  const key = { kind: 'key', keyId: 'k', name: 'dock', rights: [] } as const;
  expect(whyNot({ kind: 'owner' }, 'keys.add')).toBeNull();
  expect(whyNot(key, 'bans.list')).toBeNull();
  expect(whyNot(key, 'bans.create')).toContain('“Bans”');
  expect(whyNot(key, 'keys.add')).toContain('Only the owner');
});

test('rights are counted and listed as people say it', () => {
  expect([countRights([]), countRights(['manage_bans']), countRights(RIGHTS)]).toEqual(['none', '1 of 5', 'all']);
  expect(listRights([])).toBe('nothing but looking');
});
