// What an act sends, and the words around it.
import { describe, expect, it } from 'vitest';
import { untilOf } from '../../../src/renderer/features/person/until-field.tsx';
import { describeRestriction, restriction } from '../../../src/renderer/lib/acts.ts';
import { confirmationWords } from '../../../src/renderer/lib/confirmation-words.ts';
import { possibleActs } from '../../../src/renderer/lib/possible.ts';
import { environmentOf } from '../fixture-settings.ts';
import { isUndoable, undoWords } from '../../../src/renderer/lib/undo-words.ts';
import { makeBan, makeChannel, NOW, OWNER } from '../fixture-world.ts';

const ban = makeBan(1, 'A', 'a', 'ban', 'Hate speech', 1, 60, 0);
const timeout = makeBan(2, 'B', 'b', 'timeout', 'Caps', 1, 60, 600);
const unknown = makeBan(3, 'C', 'c', 'unknown', '', 1, 60, 0);
const target = { channelId: OWNER.id, user: { id: '7' }, name: 'A' };

describe('what is sent', () => {
  it('is a ban, a timeout, or a ban with a date, each under an act id of its own', () => {
    const ids = [
      restriction(target, { kind: 'ban', until: null }, ''),
      restriction(target, { kind: 'timeout', seconds: 600 }, 'Caps'),
      restriction(target, { kind: 'ban', until: '2027-01-01T00:00:00.000Z' }, ''),
    ].map(({ actId, ...rest }) => [actId, rest] as const);
    const common = { channelId: OWNER.id, user: { id: '7' } };
    expect(ids.map(([, rest]) => rest)).toEqual([
      common,
      { ...common, durationSeconds: 600, reason: 'Caps' },
      { ...common, until: '2027-01-01T00:00:00.000Z' },
    ]);
    expect(new Set(ids.map(([actId]) => actId)).size).toBe(3);
  });

  it('says the date of a ban that has one', () => {
    const until = new Date(NOW + 40 * 86_400_000).toISOString();
    expect(describeRestriction('A', { kind: 'ban', until }, NOW)).toMatch(/^A was banned until \d+ \w{3}/);
    expect(describeRestriction('A', { kind: 'timeout', seconds: 600 }, NOW)).toBe('A was timed out for 10m');
  });
});

describe('the date of a ban', () => {
  it('lies ahead, at most ten years', () => {
    const local = (at: number): string => new Date(at).toISOString().slice(0, 16);
    expect(untilOf(local(NOW + 30 * 86_400_000), NOW)).not.toBeNull();
    for (const value of ['', 'soon', local(NOW - 2 * 86_400_000), local(NOW + 4_000 * 86_400_000)]) {
      expect(untilOf(value, NOW), value).toBeNull();
    }
  });
});

describe('words for what can be taken back', () => {
  const view = { entryId: 'x', durationSeconds: null, why: null };
  it('says what Undo will do, or why it cannot', () => {
    expect(undoWords({ ...view, does: 'timeout', durationSeconds: 540 }, 'A')).toBe('Undo: time A out again for 9m');
    expect(undoWords({ ...view, does: null, why: 'newer_ban' }, 'A')).toBe(
      'Cannot be undone. A newer ban is in force.',
    );
  });

  it('is offered for acts of ours only', () => {
    expect(isUndoable({ kind: 'ban', sources: ['app', 'eventsub'] })).toBe(true);
    expect(isUndoable({ kind: 'ban', sources: ['eventsub'] })).toBe(false);
    expect(isUndoable({ kind: 'expired', sources: ['app'] })).toBe(false);
  });
});

describe('an act that Twitch has not shown', () => {
  const act = { kind: 'ban', displayName: 'A' } as const;
  it('is said with what to do, and nothing is promised where nobody can look', () => {
    expect(confirmationWords({ ...act, state: 'missing' }, 'broadcaster')).toMatchObject({ isWarning: true });
    expect(confirmationWords({ ...act, state: 'missing' }, 'moderator').text).toContain('cannot read the list');
    expect(confirmationWords({ ...act, state: 'unheard' }, 'broadcaster').mark).toBe('not confirmed yet');
    expect(confirmationWords({ ...act, state: 'unheard' }, 'moderator').mark).toBe('not confirmed');
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
      readOnlySince: null,
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
