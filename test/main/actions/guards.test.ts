// The chain in its order, each guard with the fault it is there for: who has it planted is refused, who has not is not.
import { describe, expect, it } from 'vitest';
import { AppFailure, type AppError } from '../../../src/shared/errors.ts';
import type { Caller } from '../../../src/shared/permissions.ts';
import { createBrakes } from '../../../src/main/actions/brakes.ts';
import { createGuards, type Attempt, type GuardsDeps } from '../../../src/main/actions/guards.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { createProtectedStore } from '../../../src/main/lists/protected-store.ts';
import { createModeratorRecord } from '../../../src/main/moderators/record.ts';
import { createRights } from '../../../src/main/settings/rights.ts';
import { DEFAULT_SETTINGS } from '../../../src/main/settings/settings.ts';
import { openTestDatabase, silentLog } from '../../helpers/db.ts';

const CHANNEL = '1000';
const ME = { id: '50', login: 'me', displayName: 'Me' };
const TARGET = { id: '60', login: 'target', displayName: 'Target' };
const KEY: Caller = { kind: 'key', keyId: 'k1', name: 'dock', rights: ['manage_bans'] };

function makeChain(special: Partial<GuardsDeps> = {}) {
  const db = openTestDatabase();
  const rights = createRights(db);
  const brakes = createBrakes({
    db,
    bus: createBus(() => undefined),
    settings: () => ({ ...DEFAULT_SETTINGS, brakeOverrides: { ban: { max: 1, windowSeconds: 60 } } }),
    now: () => 1_000_000,
  });
  const moderators = createModeratorRecord(db);
  const protectedStore = createProtectedStore(db);
  const account = { ...ME, state: 'signed-in', reason: null, scopes: [], signedInAt: '' } as const;
  const guards = createGuards({
    rights,
    brakes,
    log: silentLog(),
    actingIn: () => ({ isOn: true, reason: 'on' }),
    assertWritable: () => undefined,
    actorFor: () => ({ account, role: 'moderator', canLook: false }),
    actorOf: () => ({ account: ME }),
    isModerator: moderators.isModerator,
    isProtected: protectedStore.isProtected,
    onRefused: () => undefined,
    ...special,
  });
  const attempt = (change: Partial<Attempt> = {}): Attempt => ({
    caller: { kind: 'owner' },
    channelId: CHANNEL,
    needs: 'manage_bans',
    brake: 'ban',
    ...change,
  });
  /** The whole chain as an act runs it. */
  const pass = (change: Partial<Attempt> = {}, target = TARGET, seconds?: number): AppError | null => {
    try {
      guards.admit(attempt(change));
      guards.consider(attempt(change), target, seconds);
      guards.take(attempt(change));
      return null;
    } catch (error) {
      if (error instanceof AppFailure) return error.failure;
      throw error;
    }
  };
  const row = { channelId: '', note: '', addedAt: 0, addedBy: 'owner' };
  const grant = (kind: 'account' | 'key', id: string, channelId: string, names: readonly 'manage_bans'[]): void =>
    rights.set({ subjectKind: kind, subjectId: id, channelId, rights: names, changedAt: 0 });
  return { guards, brakes, moderators, protectedStore, row, pass, grant };
}

describe('rights', () => {
  it('a moderator’s account may ban by default, not once it is told otherwise, here or everywhere', () => {
    expect(makeChain().pass()).toBeNull();
    for (const channelId of [CHANNEL, '']) {
      const { pass, grant } = makeChain();
      grant('account', ME.id, channelId, []);
      expect(pass()).toMatchObject({
        code: 'FORBIDDEN',
        details: { required_right: 'manage_bans', reason: 'account_rights' },
      });
    }
  });

  it('a channel’s own row wins over the one for all; another channel’s does not count', () => {
    const { pass, grant } = makeChain();
    grant('account', ME.id, '', []);
    grant('account', ME.id, CHANNEL, ['manage_bans']);
    grant('account', ME.id, '2000', []);
    expect(pass()).toBeNull();
  });

  it('the broadcaster’s own account cannot be narrowed', () => {
    const account = { ...ME, state: 'signed-in', reason: null, scopes: [], signedInAt: '' } as const;
    const { pass, grant } = makeChain({ actorFor: () => ({ account, role: 'broadcaster', canLook: true }) });
    grant('account', ME.id, CHANNEL, []);
    expect(pass()).toBeNull();
  });

  it('a key is bound by its own row as well', () => {
    const { pass, grant } = makeChain();
    grant('key', 'k1', CHANNEL, []);
    expect(pass({ caller: KEY })).toMatchObject({ code: 'FORBIDDEN', details: { reason: 'key_rights' } });
    expect(pass({ caller: KEY, channelId: '2000' })).toBeNull();
    expect(makeChain().pass({ caller: { ...KEY, rights: [] } })).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the order', () => {
  it('rights, switches, brakes, plausibility: with everything wrong the first is named, and each is counted', () => {
    const state = { isOn: false as boolean, reason: 'kill_switch' };
    const { pass, grant, guards, brakes } = makeChain({ actingIn: () => state as never });
    grant('account', ME.id, '', []);
    brakes.take('ban', CHANNEL);
    expect(pass({}, { ...TARGET, id: CHANNEL })?.code).toBe('FORBIDDEN');
    grant('account', ME.id, '', ['manage_bans']);
    expect(pass({}, { ...TARGET, id: CHANNEL })).toMatchObject({ details: { reason: 'kill_switch' } });
    state.reason = 'channel_off';
    expect(pass({}, { ...TARGET, id: CHANNEL })).toMatchObject({ details: { reason: 'channel_off' } });
    state.isOn = true;
    expect(pass({}, { ...TARGET, id: CHANNEL })?.code).toBe('RATE_LIMIT_EXCEEDED');
    expect(pass({ brake: null }, { ...TARGET, id: CHANNEL })).toMatchObject({ details: { reason: 'owner' } });
    expect(pass({ brake: null })).toBeNull();
    expect(guards.refused()).toEqual({ rights: 1, kill_switch: 1, flag: 1, brakes: 1, plausibility: 1 });
  });
});

describe('plausibility', () => {
  it('names owner, oneself, moderators and the protected, uses up no brake, and lets anybody else be hit', () => {
    const { pass, guards, brakes, moderators, protectedStore, row } = makeChain();
    moderators.replace(CHANNEL, [{ id: '70', login: 'mod', displayName: 'Mod' }], 1);
    protectedStore.put({ ...row, id: '80', login: 'everywhere', displayName: 'E' });
    protectedStore.put({ ...row, channelId: CHANNEL, id: '81', login: 'here', displayName: 'H' });
    protectedStore.put({ ...row, channelId: '2000', id: '82', login: 'elsewhere', displayName: 'W' });
    const ids = [CHANNEL, ME.id, '70', '80', '81', '82', TARGET.id];
    const reasons = ['owner', 'self', 'moderator', 'protected', 'protected', null, null];
    expect(ids.map((id) => guards.explain(CHANNEL, id))).toEqual(reasons);
    for (const [index, id] of ids.slice(0, 5).entries()) {
      expect(pass({}, { ...TARGET, id })).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { field: 'user', reason: reasons[index] },
      });
    }
    expect(brakes.view([CHANNEL])[0]).toMatchObject({ brake: 'ban', remaining: 1 });
    expect(pass()).toBeNull();
    expect(brakes.view([CHANNEL])[0]).toMatchObject({ remaining: 0 });
  });

  it.each([0, -1, 1.5, 1_209_601, Number.NaN])('%d seconds is no timeout', (seconds) => {
    expect(makeChain().pass({}, TARGET, seconds)).toMatchObject({ details: { field: 'durationSeconds' } });
  });
});
