// What an act sends, and what Undo sends to take it back.
import { describe, expect, it } from 'vitest';
import { restore, undoRestrict, type Target } from '../../../src/renderer/lib/acts.ts';
import { possibleActs } from '../../../src/renderer/lib/possible.ts';
import { environmentOf } from '../fixture-settings.ts';
import { makeBan, makeChannel, NOW, OWNER } from '../fixture-world.ts';

const ban = makeBan(1, 'A', 'a', 'ban', 'Hate speech', 1, 60, 0);
const timeout = makeBan(2, 'B', 'b', 'timeout', 'Caps', 1, 60, 600);
const unknown = makeBan(3, 'C', 'c', 'unknown', '', 1, 60, 0);
const target = (before: Target['before']): Target & { user: { id: string } } => ({
  channelId: OWNER.id,
  user: { id: '7' },
  name: 'A',
  before,
});

describe('undo', () => {
  it('lifts a fresh ban as a ban and a fresh timeout as a timeout, never the other', () => {
    expect(undoRestrict(target(null), false, NOW)).toMatchObject([
      { command: 'bans.revoke', input: { userId: '7', expect: 'ban' } },
    ]);
    expect(undoRestrict(target(null), true, NOW)).toMatchObject([
      { command: 'bans.revoke', input: { userId: '7', expect: 'timeout' } },
    ]);
  });

  it('gives a replaced timeout its rest back, without a moment of freedom', () => {
    expect(undoRestrict(target(timeout), true, NOW)).toMatchObject([
      { command: 'bans.create', input: { durationSeconds: 540, reason: 'Caps' } },
    ]);
    expect(undoRestrict(target(timeout), false, NOW).map((step) => step.command)).toEqual([
      'bans.revoke',
      'bans.create',
    ]);
  });

  it('bans again after an unban, and times out for the rest after a lift', () => {
    expect(restore(target(ban), NOW)).toMatchObject([{ command: 'bans.create', input: { reason: 'Hate speech' } }]);
    expect(restore(target(ban), NOW)[0]?.input).not.toHaveProperty('durationSeconds');
    expect(restore(target(timeout), NOW)).toMatchObject([{ input: { durationSeconds: 540 } }]);
  });

  it('restores nothing that has run out or that nobody knows', () => {
    expect(restore(target(timeout), NOW + 600_000)).toEqual([]);
    expect(restore(target(unknown), NOW)).toEqual([]);
    expect(restore(target(null), NOW)).toEqual([]);
  });

  it('never uses one act id twice', () => {
    const ids = [1, 2, 3].flatMap(() => undoRestrict(target(timeout), false, NOW).map((step) => step.input.actId));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what is possible', () => {
  const channel = makeChannel(OWNER.id, 'eggiebert', 'broadcaster');
  const base = { app: null, accounts: [], channel, userId: '7', current: null, now: NOW };

  it('offers only the ending that fits', () => {
    expect(possibleActs({ ...base, current: ban })).toMatchObject({
      canBan: false,
      canTimeOut: false,
      ending: 'unban',
    });
    expect(possibleActs({ ...base, current: timeout })).toMatchObject({
      canBan: true,
      canTimeOut: true,
      ending: 'end-timeout',
    });
    expect(possibleActs({ ...base, current: unknown })).toMatchObject({ ending: 'unclear' });
    expect(possibleActs({ ...base, current: timeout, now: NOW + 600_000 })).toMatchObject({ ending: null });
    expect(possibleActs(base)).toMatchObject({ canBan: true, ending: null });
  });

  it('does not pretend to know in a channel whose list cannot be read', () => {
    expect(possibleActs({ ...base, channel: makeChannel('9', 'Other', 'moderator') })).toMatchObject({
      ending: 'unclear',
    });
  });

  it('spares the broadcaster and oneself, and says why acting is off', () => {
    expect(possibleActs({ ...base, userId: OWNER.id }).why).toContain('broadcaster');
    expect(possibleActs({ ...base, channel: makeChannel('9', 'Other', 'viewer') }).why).toContain('Read only');
    expect(possibleActs({ ...base, channel: { ...base.channel, isActingLetIn: false } }).why).toContain('this channel');
    const acting = { isOn: false, reason: 'kill_switch' } as const;
    const app = {
      version: '',
      shell: 'desktop',
      isDemo: false,
      hasClientId: true,
      acting,
      environment: environmentOf('full'),
      vault: 'memory',
      now: '',
    } as const;
    expect(possibleActs({ ...base, app })).toMatchObject({
      canBan: false,
      why: expect.stringContaining('kill switch'),
    });
  });
});
