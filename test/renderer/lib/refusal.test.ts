// What the composer may still offer where the acting account lacks the right, or the person is protected.
import { expect, test } from 'vitest';
import type { SubjectView } from '../../../src/shared/contract/rights.ts';
import { accountWithout, NO_REFUSAL, refuse } from '../../../src/renderer/lib/refusal.ts';
import { makeChannel } from '../fixture-world.ts';

const free = { canBan: true, canTimeOut: true, ending: null, why: null } as const;
const held = { canBan: true, canTimeOut: true, ending: 'end-timeout', why: null } as const;
const channel = { ...makeChannel('200', 'Elsewhere', 'moderator'), accountIds: ['7'] };
const subject: SubjectView = {
  kind: 'account',
  id: '7',
  name: 'mod',
  permissions: ['view_reports'],
  isChanged: true,
  channels: [],
};

test('somebody protected cannot be hit, but can be freed', () => {
  const isProtected = { ...NO_REFUSAL, isProtected: true };
  expect(refuse(free, isProtected)).toMatchObject({ canBan: false, canTimeOut: false });
  expect(refuse(free, isProtected).why).toContain('protected list');
  expect(refuse(held, isProtected)).toEqual({ canBan: false, canTimeOut: false, ending: 'end-timeout', why: null });
  expect(refuse(free, NO_REFUSAL)).toBe(free);
});

test('who moderates the channel cannot be hit; a ban that stands can be ended all the same', () => {
  const isModerator = { ...NO_REFUSAL, isModerator: true };
  expect(refuse(free, isModerator).why).toContain('moderates the channel');
  // In a channel whose list cannot be read anybody might be held out; a moderator is not.
  expect(refuse({ ...free, ending: 'unclear' }, isModerator)).toMatchObject({ canBan: false, ending: null });
  expect(refuse(held, isModerator)).toMatchObject({ canBan: false, ending: 'end-timeout', why: null });
});

test('an account without the right can do nothing, and what was said before stays said', () => {
  expect(refuse(held, { ...NO_REFUSAL, without: 'mod' })).toMatchObject({ canBan: false, ending: null });
  const said = { ...free, why: 'Read only.' };
  expect(refuse(said, { ...NO_REFUSAL, isProtected: true, without: 'mod' })).toBe(said);
});

test('the right is looked up for the account that acts, in that channel', () => {
  expect(accountWithout([subject], '7', channel)).toBe('mod');
  const row = { channelId: '200', permissions: ['manage_bans'], updatedAt: '2026-11-20T10:00:00Z' } as const;
  expect(accountWithout([{ ...subject, channels: [row] }], '7', channel)).toBeNull();
  expect(accountWithout([subject], '8', channel)).toBeNull();
  expect(accountWithout([{ ...subject, id: '200' }], '200', channel)).toBeNull();
});
