// Tokens against a raw token endpoint: renewed once, stored before used, kept through what passes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { json, startRawTwitch, type RawRequest, type RawTwitch } from './raw-twitch.ts';
import { CLIENT_ID, createStack, failureOf, grantOf, SCOPES, type Stack } from './stack.ts';

const HOUR = 3_600_000;
let twitch: RawTwitch;
let clock: FakeClock;
let stack: Stack;

beforeEach(async () => {
  twitch = await startRawTwitch();
  clock = createFakeClock();
  stack = createStack(twitch.port, { clock });
});
afterEach(async () => {
  stack.close();
  await twitch.close();
});

const refreshes = (): RawRequest[] => twitch.requests.filter(({ url }) => url === '/auth/token');
const tokens = (access: string, refresh: string) => ({
  access_token: access,
  refresh_token: refresh,
  expires_in: 14_400,
  scope: SCOPES,
});
const adopt = (id = '7', access = 'access-token-1', refresh = 'refresh-token-1'): Promise<void> =>
  stack.auth.adopt(id, CLIENT_ID, grantOf(access, refresh));

/** Answers every refresh with the next pair, without a Date header so that the fake clock rules. */
function grantNext(): void {
  let count = 1;
  twitch.answer = (response, { url }) => {
    response.sendDate = false;
    if (url === '/auth/validate') return json(response, 401, { status: 401, message: 'invalid access token' });
    count += 1;
    json(response, 200, tokens(`access-token-${count}`, `refresh-token-${count}`));
  };
}

function refuse(status: number, message: string): void {
  twitch.answer = (response) => {
    response.sendDate = false;
    json(response, status, { status, message });
  };
}

describe('renewing', () => {
  it('happens once for 50 calls that got a 401 together, and for those that come late', async () => {
    await adopt();
    grantNext();
    const access = await stack.auth.accessFor('7');
    const renewed = await Promise.all(Array.from({ length: 50 }, () => stack.auth.renew(access)));
    expect(new Set(renewed.map(({ token }) => token))).toEqual(new Set(['access-token-2']));
    expect((await stack.auth.renew(access)).token).toBe('access-token-2');
    expect(refreshes()).toHaveLength(1);
  });

  it('happens once for 50 calls through Twurple’s door too', async () => {
    await adopt();
    grantNext();
    const { provider } = stack.auth;
    await Promise.all(Array.from({ length: 50 }, async () => provider.refreshAccessTokenForUser?.('7')));
    await provider.refreshAccessTokenForUser?.('7');
    expect(refreshes()).toHaveLength(1);
  });

  it('stores the new pair before anybody can use it', async () => {
    await adopt();
    grantNext();
    const gate = Promise.withResolvers<void>();
    stack.store.beforeWrite = () => gate.promise;
    let isUsable = false;
    const renewing = stack.auth.renew(await stack.auth.accessFor('7')).then(() => (isUsable = true));
    await expect.poll(() => refreshes().length).toBe(1);
    expect((await stack.auth.accessFor('7')).token).toBe('access-token-1');
    expect(isUsable).toBe(false);
    gate.resolve();
    await renewing;
    expect(stack.store.kept.get('7')).toContain('refresh-token-2');
    expect((await stack.auth.accessFor('7')).token).toBe('access-token-2');
  });

  it('does not spend the old pair again when storing the new one failed', async () => {
    await adopt();
    grantNext();
    stack.store.failure = new Error('disk full');
    const access = await stack.auth.accessFor('7');
    await expect(stack.auth.renew(access)).rejects.toThrow('disk full');
    expect((await stack.auth.accessFor('7')).token).toBe('access-token-1');
    stack.store.failure = null;
    expect((await stack.auth.renew(access)).token).toBe('access-token-2');
    expect(refreshes()).toHaveLength(1);
  });

  it('is over when the process may end', async () => {
    await adopt();
    grantNext();
    const gate = Promise.withResolvers<void>();
    stack.store.beforeWrite = () => gate.promise;
    void stack.auth.renew(await stack.auth.accessFor('7'));
    let isSettled = false;
    const settling = stack.auth.settle().then(() => (isSettled = true));
    await expect.poll(() => refreshes().length).toBe(1);
    expect(isSettled).toBe(false);
    gate.resolve();
    await settling;
    expect(stack.store.kept.get('7')).toContain('refresh-token-2');
  });

  it('sends its secrets in a form, never in a URL', async () => {
    await adopt();
    grantNext();
    await stack.auth.renew(await stack.auth.accessFor('7'));
    const [request] = refreshes();
    expect(request?.url).toBe('/auth/token');
    expect(request?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(new URLSearchParams(request?.body).get('refresh_token')).toBe('refresh-token-1');
    expect(new URLSearchParams(request?.body).has('client_secret')).toBe(false);
    expect([...stack.secrets]).toEqual(expect.arrayContaining(['access-token-2', 'refresh-token-2']));
  });

  it.each([
    ['a 500', 'SERVICE_UNAVAILABLE', () => refuse(500, 'oops')],
    ['a 429', 'RATE_LIMIT_EXCEEDED', () => refuse(429, 'slow')],
    [
      'a reset',
      'SERVICE_UNAVAILABLE',
      () => (twitch.answer = (_response, _request, socket) => socket.resetAndDestroy()),
    ],
  ] as const)('keeps the account through what passes: %s', async (_name, code, plant) => {
    await adopt();
    plant();
    const access = await stack.auth.accessFor('7');
    expect(await failureOf(stack.auth.renew(access))).toMatchObject({ code });
    expect(refreshes()).toHaveLength(1);
    grantNext();
    expect((await stack.auth.renew(access)).token).toBe('access-token-2');
    expect(stack.events).toEqual([]);
  });

  it.each([
    [400, 'Invalid refresh token', 0, 'revoked'],
    [401, 'anything', 0, 'revoked'],
    [400, 'Invalid refresh token', 31 * 24 * HOUR, 'expired'],
  ] as const)('signs out on %i %s after %i ms, once and with a reason', async (status, message, age, reason) => {
    await adopt();
    await clock.advance(age);
    refuse(status, message);
    const access = { accountId: '7', clientId: CLIENT_ID, token: 'access-token-1', scopes: SCOPES };
    expect(await failureOf(stack.auth.renew(access))).toMatchObject({
      code: 'TWITCH_AUTH_FAILED',
      details: { reason },
    });
    expect(stack.events).toEqual([{ kind: 'signed-out', accountId: '7', reason }]);
    expect(stack.store.kept.has('7')).toBe(false);
    expect(await failureOf(stack.auth.accessFor('7'))).toMatchObject({ code: 'UNAUTHORIZED' });
    await stack.auth.validateAll();
    expect(twitch.requests).toHaveLength(1);
  });

  it('names a confidential client id for what it is', async () => {
    await adopt();
    refuse(400, 'missing client secret');
    const failure = await failureOf(stack.auth.renew(await stack.auth.accessFor('7')));
    expect(failure).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'clientId', reason: 'confidential' } });
  });

  it('stops at a request that Twitch will always refuse', async () => {
    await adopt();
    grantNext();
    const second = await stack.auth.renew(await stack.auth.accessFor('7'));
    twitch.answer = (response) => {
      response.sendDate = false;
      json(response, 200, { client_id: CLIENT_ID, login: 'seven', user_id: '7', scopes: SCOPES, expires_in: 14_000 });
    };
    for (let round = 0; round < 5; round += 1) {
      expect(await failureOf(stack.auth.renew(second))).toMatchObject({
        code: 'TWITCH_AUTH_FAILED',
        details: { reason: 'refused' },
      });
    }
    expect(refreshes()).toHaveLength(1);
    expect(stack.auth.accountIds()).toEqual(['7']);
  });

  it('of an account that signs out meanwhile changes nothing', async () => {
    await adopt();
    const gate = Promise.withResolvers<void>();
    twitch.answer = (response) =>
      void gate.promise.then(() => json(response, 200, tokens('access-token-2', 'refresh-token-2')));
    const renewing = failureOf(stack.auth.renew(await stack.auth.accessFor('7'))).catch(() => null);
    const leaving = stack.auth.signOut('7');
    gate.resolve();
    await Promise.all([renewing, leaving]);
    expect(stack.auth.accountIds()).toEqual([]);
    expect(stack.store.kept.size).toBe(0);
  });
});
