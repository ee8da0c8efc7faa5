// Tokens against a raw token endpoint: renewed once, stored before used, kept through what passes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthWorld, tokens, type AuthWorld } from './auth-world.ts';
import { json } from './raw-twitch.ts';
import { CLIENT_ID, failureOf, SCOPES } from './stack.ts';

const HOUR = 3_600_000;
let world: AuthWorld;
beforeEach(async () => void (world = await createAuthWorld()));
afterEach(() => world.close());

describe('renewing', () => {
  it('happens once for 50 calls that got a 401 together, and for those that come late', async () => {
    await world.adopt();
    world.grantNext();
    const access = await world.stack.auth.accessFor('7');
    const renewed = await Promise.all(Array.from({ length: 50 }, () => world.stack.auth.renew(access)));
    expect(new Set(renewed.map(({ token }) => token))).toEqual(new Set(['access-token-2']));
    expect((await world.stack.auth.renew(access)).token).toBe('access-token-2');
    expect(world.refreshes()).toHaveLength(1);
  });

  it('happens once for 50 calls through Twurple’s door too', async () => {
    await world.adopt();
    world.grantNext();
    const { provider } = world.stack.auth;
    await Promise.all(Array.from({ length: 50 }, async () => provider.refreshAccessTokenForUser?.('7')));
    await provider.refreshAccessTokenForUser?.('7');
    expect(world.refreshes()).toHaveLength(1);
  });

  it('stores the new pair before anybody can use it', async () => {
    await world.adopt();
    world.grantNext();
    const gate = Promise.withResolvers<void>();
    world.stack.store.beforeWrite = () => gate.promise;
    let isUsable = false;
    const renewing = world.stack.auth.renew(await world.stack.auth.accessFor('7')).then(() => (isUsable = true));
    await expect.poll(() => world.refreshes().length).toBe(1);
    expect((await world.stack.auth.accessFor('7')).token).toBe('access-token-1');
    expect(isUsable).toBe(false);
    gate.resolve();
    await renewing;
    expect(world.stack.store.kept.get('7')).toContain('refresh-token-2');
    expect((await world.stack.auth.accessFor('7')).token).toBe('access-token-2');
  });

  it('does not spend the old pair again when storing the new one failed', async () => {
    await world.adopt();
    world.grantNext();
    world.stack.store.failure = new Error('disk full');
    const access = await world.stack.auth.accessFor('7');
    await expect(world.stack.auth.renew(access)).rejects.toThrow('disk full');
    expect((await world.stack.auth.accessFor('7')).token).toBe('access-token-1');
    world.stack.store.failure = null;
    expect((await world.stack.auth.renew(access)).token).toBe('access-token-2');
    expect(world.refreshes()).toHaveLength(1);
  });

  it('is over when the process may end', async () => {
    await world.adopt();
    world.grantNext();
    const gate = Promise.withResolvers<void>();
    world.stack.store.beforeWrite = () => gate.promise;
    void world.stack.auth.renew(await world.stack.auth.accessFor('7'));
    let isSettled = false;
    const settling = world.stack.auth.settle().then(() => (isSettled = true));
    await expect.poll(() => world.refreshes().length).toBe(1);
    expect(isSettled).toBe(false);
    gate.resolve();
    await settling;
    expect(world.stack.store.kept.get('7')).toContain('refresh-token-2');
  });

  it('sends its secrets in a form, never in a URL', async () => {
    await world.adopt();
    world.grantNext();
    await world.stack.auth.renew(await world.stack.auth.accessFor('7'));
    const [request] = world.refreshes();
    expect(request?.url).toBe('/auth/token');
    expect(request?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(new URLSearchParams(request?.body).get('refresh_token')).toBe('refresh-token-1');
    expect(new URLSearchParams(request?.body).has('client_secret')).toBe(false);
    expect([...world.stack.secrets]).toEqual(expect.arrayContaining(['access-token-2', 'refresh-token-2']));
  });

  it.each([
    ['a 500', 'SERVICE_UNAVAILABLE', () => world.refuse(500, 'oops')],
    ['a 429', 'RATE_LIMIT_EXCEEDED', () => world.refuse(429, 'slow')],
    [
      'a reset',
      'SERVICE_UNAVAILABLE',
      () => (world.twitch.answer = (_response, _request, socket) => socket.resetAndDestroy()),
    ],
  ] as const)('keeps the account through what passes: %s', async (_name, code, plant) => {
    await world.adopt();
    plant();
    const access = await world.stack.auth.accessFor('7');
    expect(await failureOf(world.stack.auth.renew(access))).toMatchObject({ code });
    expect(world.refreshes()).toHaveLength(1);
    world.grantNext();
    expect((await world.stack.auth.renew(access)).token).toBe('access-token-2');
    expect(world.stack.events).toEqual([]);
  });

  it.each([
    [400, 'Invalid refresh token', 0, 'revoked'],
    [401, 'anything', 0, 'revoked'],
    [400, 'Invalid refresh token', 31 * 24 * HOUR, 'expired'],
  ] as const)('signs out on %i %s after %i ms, once and with a reason', async (status, message, age, reason) => {
    await world.adopt();
    await world.clock.advance(age);
    world.refuse(status, message);
    const access = { accountId: '7', clientId: CLIENT_ID, token: 'access-token-1', scopes: SCOPES };
    expect(await failureOf(world.stack.auth.renew(access))).toMatchObject({
      code: 'TWITCH_AUTH_FAILED',
      details: { reason },
    });
    expect(world.stack.events).toEqual([{ kind: 'signed-out', accountId: '7', reason }]);
    expect(world.stack.store.kept.has('7')).toBe(false);
    expect(await failureOf(world.stack.auth.accessFor('7'))).toMatchObject({ code: 'UNAUTHORIZED' });
    await world.stack.auth.validateAll();
    expect(world.twitch.requests).toHaveLength(1);
  });

  it('names a confidential client id for what it is', async () => {
    await world.adopt();
    world.refuse(400, 'missing client secret');
    const failure = await failureOf(world.stack.auth.renew(await world.stack.auth.accessFor('7')));
    expect(failure).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'clientId', reason: 'confidential' } });
  });

  it('stops at a request that Twitch will always refuse', async () => {
    await world.adopt();
    world.grantNext();
    const second = await world.stack.auth.renew(await world.stack.auth.accessFor('7'));
    world.twitch.answer = (response) => {
      response.sendDate = false;
      json(response, 200, { client_id: CLIENT_ID, login: 'seven', user_id: '7', scopes: SCOPES, expires_in: 14_000 });
    };
    for (let round = 0; round < 5; round += 1) {
      expect(await failureOf(world.stack.auth.renew(second))).toMatchObject({
        code: 'TWITCH_AUTH_FAILED',
        details: { reason: 'refused' },
      });
    }
    expect(world.refreshes()).toHaveLength(1);
    expect(world.stack.auth.accountIds()).toEqual(['7']);
  });

  it('of an account that signs out meanwhile changes nothing', async () => {
    await world.adopt();
    const gate = Promise.withResolvers<void>();
    world.twitch.answer = (response) =>
      void gate.promise.then(() => json(response, 200, tokens('access-token-2', 'refresh-token-2')));
    const renewing = failureOf(world.stack.auth.renew(await world.stack.auth.accessFor('7'))).catch(() => null);
    const leaving = world.stack.auth.signOut('7');
    gate.resolve();
    await Promise.all([renewing, leaving]);
    expect(world.stack.auth.accountIds()).toEqual([]);
    expect(world.stack.store.kept.size).toBe(0);
  });
});
