// A token's life against a raw token endpoint: its age, its way through the store, validation, Twurple's view of it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthWorld, type AuthWorld } from './auth-world.ts';
import { json } from './raw-twitch.ts';
import { CLIENT_ID, createStack, createTestStore, failureOf } from './stack.ts';

const HOUR = 3_600_000;
let world: AuthWorld;
beforeEach(async () => void (world = await createAuthWorld()));
afterEach(() => world.close());

describe('a token', () => {
  it('is renewed in the background from 80 % of its life on, while it is still used', async () => {
    await world.adopt();
    world.grantNext();
    await world.clock.advance(3.1 * HOUR);
    expect((await world.stack.auth.accessFor('7')).token).toBe('access-token-1');
    expect(world.refreshes()).toHaveLength(0);
    await world.clock.advance(0.2 * HOUR);
    expect((await world.stack.auth.accessFor('7')).token).toBe('access-token-1');
    await expect.poll(async () => (await world.stack.auth.accessFor('7')).token).toBe('access-token-2');
    expect(world.refreshes()).toHaveLength(1);
  });

  it('is not asked for again and again while that fails', async () => {
    await world.adopt();
    await world.clock.advance(3.5 * HOUR);
    world.refuse(503, 'later');
    for (let round = 0; round < 10; round += 1) {
      expect((await world.stack.auth.accessFor('7')).token).toBe('access-token-1');
      await expect.poll(() => world.refreshes().length).toBe(1);
    }
  });

  it('that has ended is renewed before it is used', async () => {
    await world.adopt();
    world.grantNext();
    await world.clock.advance(5 * HOUR);
    expect((await world.stack.auth.accessFor('7')).token).toBe('access-token-2');
  });

  it('comes back from the store, but only for the client id it was made for', async () => {
    await world.adopt();
    const again = createStack(world.twitch.port, {
      clock: world.clock,
      store: createTestStore(world.stack.store.kept),
    });
    expect(await again.auth.load('7')).toBe(true);
    expect((await again.auth.accessFor('7')).token).toBe('access-token-1');
    expect(await again.auth.load('8')).toBe(false);
    again.close();
    const foreign = (world.stack.store.kept.get('7') ?? '').replace(CLIENT_ID, 'another-client');
    const other = createStack(world.twitch.port, {
      clock: world.clock,
      store: createTestStore(new Map([['7', foreign]])),
    });
    expect(await other.auth.load('7')).toBe(false);
    other.close();
    const broken = createStack(world.twitch.port, {
      clock: world.clock,
      store: createTestStore(new Map([['7', '{"format":1']])),
    });
    expect(await broken.auth.load('7')).toBe(false);
    broken.close();
  });
});

describe('validating', () => {
  it('happens at once and every hour, and learns scopes and login', async () => {
    await world.adopt();
    world.twitch.answer = (response) => {
      response.sendDate = false;
      json(response, 200, {
        client_id: CLIENT_ID,
        login: 'seven',
        user_id: '7',
        scopes: ['moderation:read'],
        expires_in: 14_000,
      });
    };
    const stop = world.stack.auth.keepValid();
    await expect.poll(() => world.stack.events.length).toBe(1);
    expect(world.stack.events[0]).toEqual({
      kind: 'validated',
      accountId: '7',
      login: 'seven',
      scopes: ['moderation:read'],
    });
    expect(world.stack.auth.scopesOf('7')).toEqual(['moderation:read']);
    expect(world.validations()[0]?.headers.authorization).toBe('OAuth access-token-1');
    await world.clock.advance(HOUR);
    await expect.poll(() => world.validations().length).toBe(2);
    stop();
    await world.clock.advance(3 * HOUR);
    expect(world.validations()).toHaveLength(2);
  });

  it('renews a dead token, and ends the session when that is refused', async () => {
    await world.adopt();
    world.grantNext();
    await world.stack.auth.validateAll();
    expect((await world.stack.auth.accessFor('7')).token).toBe('access-token-2');
    world.twitch.answer = (response, { url }) => json(response, url === '/auth/validate' ? 401 : 400, {});
    await world.stack.auth.validateAll();
    expect(world.stack.events).toMatchObject([{ kind: 'signed-out', reason: 'revoked' }]);
  });

  it('ends a session whose token turns out to be somebody else’s', async () => {
    await world.adopt();
    world.twitch.answer = (response) =>
      json(response, 200, { client_id: CLIENT_ID, login: 'eight', user_id: '8', scopes: [], expires_in: 9 });
    await world.stack.auth.validateAll();
    expect(world.stack.events).toMatchObject([{ kind: 'signed-out', accountId: '7' }]);
  });
});

describe('Twurple’s view', () => {
  it('has a token for a signed-in account with the scopes, and nothing else', async () => {
    await world.adopt();
    const { provider } = world.stack.auth;
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
