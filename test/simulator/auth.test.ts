// Signing in at the simulated Twitch: device codes, one-time refresh tokens, validate, revoke.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
let twitch: TestSimulator;

beforeAll(async () => {
  twitch = await startTestSimulator({
    clients: { open: 'public', closed: 'confidential' },
    autoApprove: 'auto',
    autoApproveMs: 600_000,
  });
  await twitch.control.addUser({ id: '11', login: 'anna', displayName: 'Anna' });
  await twitch.control.addUser({ id: '12', login: 'auto' });
  await twitch.control.freeze();
});
afterAll(() => twitch.stop());

const start = async (clientId = 'open', scopes = 'moderation:read') =>
  (await twitch.auth('POST', 'device', { client_id: clientId, scopes })).body;
const poll = (deviceCode: string, clientId = 'open') =>
  twitch.auth('POST', 'token', { client_id: clientId, device_code: deviceCode, grant_type: DEVICE });

test('a device code is pending until it is approved, and works once', async () => {
  const device = await start();
  expect(device).toMatchObject({ expires_in: 1800, interval: 5 });
  expect(device.verification_uri).toBe(`https://www.twitch.tv/activate?public=true&device-code=${device.user_code}`);
  const pending = await poll(device.device_code);
  expect([pending.status, pending.body]).toEqual([400, { status: 400, message: 'authorization_pending' }]);

  await twitch.control.approveDevice({ userCode: device.user_code, login: 'anna' });
  const granted = await poll(device.device_code);
  expect(granted.body).toMatchObject({ expires_in: 14_400, scope: ['moderation:read'], token_type: 'bearer' });
  const again = await poll(device.device_code);
  expect([again.status, again.body.message]).toEqual([400, 'invalid device code']);

  const validated = await twitch.auth('GET', 'validate', {}, `OAuth ${granted.body.access_token}`);
  expect(validated.body).toEqual({
    client_id: 'open',
    login: 'anna',
    scopes: ['moderation:read'],
    user_id: '11',
    expires_in: 14_400,
  });
});

test('a device code ends when denied, when its time is over, and for another client', async () => {
  const denied = await start();
  expect((await poll(denied.device_code, 'closed')).body.message).toBe('invalid device code');
  await twitch.control.denyDevice(denied.user_code);
  expect((await poll(denied.device_code)).body.message).toBe('invalid device code');
  const late = await start();
  await twitch.control.advance(599_000);
  expect((await poll(late.device_code)).body.message).toBe('authorization_pending');
  await twitch.control.advance(1_201_000);
  expect((await poll(late.device_code)).body.message).toBe('invalid device code');
});

test('auto-approval signs in by itself after its delay', async () => {
  const device = await start();
  await twitch.control.advance(600_000);
  const granted = await poll(device.device_code);
  const validated = await twitch.auth('GET', 'validate', {}, `OAuth ${granted.body.access_token}`);
  expect(validated.body.login).toBe('auto');
});

test('a refresh token works once; a confidential client cannot refresh without a secret', async () => {
  const token = await twitch.control.issueToken({ userId: '11', clientId: 'open', scopes: ['moderation:read'] });
  const refresh = (refreshToken: string, clientId = 'open') =>
    twitch.auth('POST', 'token', { client_id: clientId, grant_type: 'refresh_token', refresh_token: refreshToken });
  const fresh = await refresh(token.refreshToken);
  expect(fresh.status).toBe(200);
  expect(fresh.body.refresh_token).not.toBe(token.refreshToken);
  const spent = await refresh(token.refreshToken);
  expect([spent.status, spent.body.message]).toEqual([400, 'Invalid refresh token']);

  const closed = await twitch.control.issueToken({ userId: '11', clientId: 'closed', scopes: [] });
  expect((await refresh(closed.refreshToken, 'closed')).body.message).toBe('missing client secret');

  await twitch.control.advance(30 * 86_400_000);
  expect((await refresh(fresh.body.refresh_token)).body.message).toBe('Invalid refresh token');
});

test('access tokens end by expiry, revocation and disconnection', async () => {
  const validate = async (token: string) => (await twitch.auth('GET', 'validate', {}, `OAuth ${token}`)).status;
  const expiring = await twitch.control.issueToken({
    userId: '11',
    clientId: 'open',
    scopes: [],
    expiresInSeconds: 60,
  });
  expect(await validate(expiring.accessToken)).toBe(200);
  await twitch.control.advance(60_000);
  expect(await validate(expiring.accessToken)).toBe(401);

  const revoked = await twitch.tokenFor('11');
  expect((await twitch.auth('POST', 'revoke', { client_id: 'test-client', token: revoked })).status).toBe(200);
  expect((await twitch.auth('POST', 'revoke', { client_id: 'test-client', token: revoked })).status).toBe(400);
  expect(await validate(revoked)).toBe(401);

  const kept = await twitch.control.issueToken({ userId: '11', clientId: 'open', scopes: [] });
  await twitch.control.disconnectUser('11');
  expect(await validate(kept.accessToken)).toBe(401);
});

test('client ids are checked, and no secret reaches the journal', async () => {
  expect((await twitch.auth('POST', 'device', { client_id: '' })).body.message).toBe('missing client id');
  expect((await twitch.auth('POST', 'device', { client_id: 'stranger' })).body.message).toBe('invalid client');
  const device = await start();
  await poll(device.device_code);
  const journal = JSON.stringify(await twitch.control.requests());
  expect(journal).toContain('auth/token');
  expect(journal).not.toContain(device.device_code);
});
