// Writes against the simulated Twitch: what goes out, how often, and what every refusal is called.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isAmbiguous } from '../../../src/main/twitch/errors.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { CLIENT_ID, createStack, failureOf, grantOf, SCOPES, type Stack } from './stack.ts';

let simulator: TestSimulator;
let stack: Stack;
let channelId: string;
let moderatorId: string;
let userId: string;
let counter = 0;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:100' });
  channelId = simulator.world.broadcaster?.id ?? '';
  moderatorId = simulator.world.moderators[0]?.id ?? '';
});
afterAll(() => simulator.stop());

beforeEach(async () => {
  stack = createStack(simulator.port, { deadlineMs: 1500 });
  counter += 1;
  userId = (await simulator.control.addUser({ login: `target_${counter}` })).id;
  for (const id of [channelId, moderatorId]) {
    const { accessToken, refreshToken } = await simulator.control.issueToken({ userId: id, scopes: SCOPES });
    await stack.auth.adopt(id, CLIENT_ID, grantOf(accessToken, refreshToken));
  }
});
afterEach(async () => {
  stack.close();
  await simulator.control.clearFaults();
  await simulator.control.clearJournal();
  await simulator.control.setDelays({ pageMs: 0, helixMs: 0 });
});

const ban = (more: { durationSeconds?: number; reason?: string } = {}) =>
  stack.act.ban({ accountId: moderatorId, channelId, userId, ...more });
const unban = () => stack.act.unban({ accountId: moderatorId, channelId, userId });
const writes = async () => (await simulator.control.requests({ path: 'moderation/bans' })).length;

describe('an act', () => {
  it('bans for good with the reason as it is', async () => {
    const reason = `  “spam” ${'ж'.repeat(400)}`;
    const result = await ban({ reason });
    expect(result).toMatchObject({ expiresAt: null, rawExpiresAt: null });
    expect(result.createdAt).toBe(Date.parse(result.rawCreatedAt ?? ''));
    const [request] = await simulator.control.requests({ path: 'moderation/bans' });
    expect(request).toMatchObject({
      query: { broadcaster_id: channelId, moderator_id: moderatorId },
      body: { data: { user_id: userId, reason } },
      userId: moderatorId,
    });
    expect(JSON.stringify(request?.body)).not.toContain('duration');
  });

  it('times out for exactly as long as asked', async () => {
    const result = await ban({ durationSeconds: 600 });
    expect((result.expiresAt ?? 0) - result.createdAt).toBe(600_000);
    expect(result.rawExpiresAt).toMatch(/^\d{4}-/);
    expect(result.latencyMs).toBeGreaterThan(0);
  });

  it('lifts what is there', async () => {
    await ban();
    const { at, latencyMs } = await unban();
    expect(Math.abs(at - Date.now())).toBeLessThan(5000);
    expect(latencyMs).toBeGreaterThan(0);
    expect((await simulator.control.truth(channelId)).some((row) => row.userId === userId)).toBe(false);
  });

  it('that Twitch confirmed with a body nobody can read has still happened', async () => {
    await simulator.control.addFault({
      match: { path: 'moderation/bans' },
      effect: 'perform',
      answer: { status: 200, body: { data: [] } },
    });
    const result = await ban({ durationSeconds: 60 });
    expect(result).toMatchObject({ rawCreatedAt: null, rawExpiresAt: null });
    expect((result.expiresAt ?? 0) - result.createdAt).toBe(60_000);
  });

  it('names what Twitch refuses', async () => {
    expect(await failureOf(unban())).toMatchObject({ code: 'CONFLICT', details: { reason: 'not_banned' } });
    await ban();
    expect(await failureOf(ban())).toMatchObject({ code: 'CONFLICT', details: { reason: 'already_banned' } });
    const broadcaster = stack.act.ban({ accountId: moderatorId, channelId, userId: channelId });
    expect(await failureOf(broadcaster)).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { reason: 'protected_user' },
    });
    const elsewhere = stack.act.ban({ accountId: moderatorId, channelId: userId, userId: channelId });
    expect((await failureOf(elsewhere)).code).toMatch(/^(?:FORBIDDEN|INVALID_REQUEST|NOT_FOUND)$/);
  });

  it.each([
    [409, 'CONFLICT', false],
    [429, 'RATE_LIMIT_EXCEEDED', false],
    [403, 'FORBIDDEN', false],
    [500, 'SERVICE_UNAVAILABLE', true],
    [503, 'SERVICE_UNAVAILABLE', true],
  ] as const)('that gets a %i goes out once and says whether it may have happened', async (status, code, isUnsure) => {
    for (const act of [ban, unban]) {
      await simulator.control.clearJournal();
      await simulator.control.addFault({ match: { path: 'moderation/bans' }, answer: { status } });
      const failure = await failureOf(act());
      expect(failure.code).toBe(code);
      expect(isAmbiguous(failure)).toBe(isUnsure);
      expect(await writes()).toBe(1);
    }
  });

  it.each(['reset', 'hang'] as const)(
    'whose answer never comes (%s) goes out once and is unsure',
    async (transport) => {
      for (const act of [ban, unban]) {
        await simulator.control.clearJournal();
        await simulator.control.addFault({ match: { path: 'moderation/bans' }, effect: 'perform', transport });
        const failure = await failureOf(act());
        expect(failure.code).toBe('SERVICE_UNAVAILABLE');
        expect(isAmbiguous(failure)).toBe(true);
        expect(await writes()).toBe(1);
      }
    },
  );

  it('with a dead token is sent again once after the renewal', async () => {
    await simulator.control.expireTokens(moderatorId);
    await ban();
    expect((await simulator.control.requests({ path: 'moderation/bans' })).map(({ status }) => status)).toEqual([
      401, 200,
    ]);
  });

  it('does not wait for a slow poll, nor for another act that hangs', async () => {
    await simulator.control.addFault({ match: { path: 'moderation/banned' }, transport: 'hang' });
    await simulator.control.addFault({ match: { path: 'moderation/bans' }, transport: 'hang' });
    const controller = new AbortController();
    const polling = stack.poll.readBanned({ channelId, signal: controller.signal }).next();
    const hanging = failureOf(ban());
    await expect.poll(writes).toBe(1);
    const other = (await simulator.control.addUser({ login: `second_${counter}` })).id;
    const startedAt = performance.now();
    await stack.act.ban({ accountId: moderatorId, channelId, userId: other });
    expect(performance.now() - startedAt).toBeLessThan(1000);
    controller.abort();
    await Promise.all([failureOf(polling), hanging]);
  });

  it('is not sent without the scope or the account', async () => {
    expect(await failureOf(stack.act.ban({ accountId: '4711', channelId, userId }))).toMatchObject({
      code: 'UNAUTHORIZED',
    });
    const { accessToken, refreshToken } = await simulator.control.issueToken({
      userId: moderatorId,
      scopes: ['moderation:read'],
    });
    await stack.auth.adopt(moderatorId, CLIENT_ID, grantOf(accessToken, refreshToken, 3_600_000, ['moderation:read']));
    expect(await failureOf(ban())).toMatchObject({
      code: 'INSUFFICIENT_SCOPES',
      details: { required_scopes: ['moderator:manage:banned_users'] },
    });
    expect(await writes()).toBe(0);
  });
});
