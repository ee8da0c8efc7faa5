// A token's life against a raw token endpoint: its age, its way through the store, validation, Twurple's view of it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { json, startRawTwitch, type RawRequest, type RawTwitch } from './raw-twitch.ts';
import { CLIENT_ID, createStack, createTestStore, failureOf, grantOf, SCOPES, type Stack } from './stack.ts';

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
const validations = (): RawRequest[] => twitch.requests.filter(({ url }) => url === '/auth/validate');
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

describe('a token', () => {
  it('is renewed in the background from 80 % of its life on, while it is still used', async () => {
    await adopt();
    grantNext();
    await clock.advance(3.1 * HOUR);
    expect((await stack.auth.accessFor('7')).token).toBe('access-token-1');
    expect(refreshes()).toHaveLength(0);
    await clock.advance(0.2 * HOUR);
    expect((await stack.auth.accessFor('7')).token).toBe('access-token-1');
    await expect.poll(async () => (await stack.auth.accessFor('7')).token).toBe('access-token-2');
    expect(refreshes()).toHaveLength(1);
  });

  it('is not asked for again and again while that fails', async () => {
    await adopt();
    await clock.advance(3.5 * HOUR);
    refuse(503, 'later');
    for (let round = 0; round < 10; round += 1) {
      expect((await stack.auth.accessFor('7')).token).toBe('access-token-1');
      await expect.poll(() => refreshes().length).toBe(1);
    }
  });

  it('that has ended is renewed before it is used', async () => {
    await adopt();
    grantNext();
    await clock.advance(5 * HOUR);
    expect((await stack.auth.accessFor('7')).token).toBe('access-token-2');
  });

  it('comes back from the store, but only for the client id it was made for', async () => {
    await adopt();
    const again = createStack(twitch.port, { clock, store: createTestStore(stack.store.kept) });
    expect(await again.auth.load('7')).toBe(true);
    expect((await again.auth.accessFor('7')).token).toBe('access-token-1');
    expect(await again.auth.load('8')).toBe(false);
    again.close();
    const foreign = (stack.store.kept.get('7') ?? '').replace(CLIENT_ID, 'another-client');
    const other = createStack(twitch.port, { clock, store: createTestStore(new Map([['7', foreign]])) });
    expect(await other.auth.load('7')).toBe(false);
    other.close();
    const broken = createStack(twitch.port, { clock, store: createTestStore(new Map([['7', '{"format":1']])) });
    expect(await broken.auth.load('7')).toBe(false);
    broken.close();
  });
});

describe('validating', () => {
  it('happens at once and every hour, and learns scopes and login', async () => {
    await adopt();
    twitch.answer = (response) => {
      response.sendDate = false;
      json(response, 200, {
        client_id: CLIENT_ID,
        login: 'seven',
        user_id: '7',
        scopes: ['moderation:read'],
        expires_in: 14_000,
      });
    };
    const stop = stack.auth.keepValid();
    await expect.poll(() => stack.events.length).toBe(1);
    expect(stack.events[0]).toEqual({ kind: 'validated', accountId: '7', login: 'seven', scopes: ['moderation:read'] });
    expect(stack.auth.scopesOf('7')).toEqual(['moderation:read']);
    expect(validations()[0]?.headers.authorization).toBe('OAuth access-token-1');
    await clock.advance(HOUR);
    await expect.poll(() => validations().length).toBe(2);
    stop();
    await clock.advance(3 * HOUR);
    expect(validations()).toHaveLength(2);
  });

  it('renews a dead token, and ends the session when that is refused', async () => {
    await adopt();
    grantNext();
    await stack.auth.validateAll();
    expect((await stack.auth.accessFor('7')).token).toBe('access-token-2');
    twitch.answer = (response, { url }) => json(response, url === '/auth/validate' ? 401 : 400, {});
    await stack.auth.validateAll();
    expect(stack.events).toMatchObject([{ kind: 'signed-out', reason: 'revoked' }]);
  });

  it('ends a session whose token turns out to be somebody else’s', async () => {
    await adopt();
    twitch.answer = (response) =>
      json(response, 200, { client_id: CLIENT_ID, login: 'eight', user_id: '8', scopes: [], expires_in: 9 });
    await stack.auth.validateAll();
    expect(stack.events).toMatchObject([{ kind: 'signed-out', accountId: '7' }]);
  });
});

describe('Twurple’s view', () => {
  it('has a token for a signed-in account with the scopes, and nothing else', async () => {
    await adopt();
    const { provider } = stack.auth;
    expect(provider.clientId).toBe(CLIENT_ID);
    expect(await provider.getAccessTokenForUser('7', ['moderation:read'])).toMatchObject({
      accessToken: 'access-token-1',
      refreshToken: null,
    });
    expect(await provider.getAccessTokenForUser('8')).toBeNull();
    expect(await failureOf(provider.getAccessTokenForUser('7', ['moderator:read:vips']))).toMatchObject({
      code: 'INSUFFICIENT_SCOPES',
      details: { required_scopes: ['moderator:read:vips'] },
    });
    expect((await provider.getAnyAccessToken()).userId).toBe('7');
  });
});
