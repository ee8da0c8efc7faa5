// The live feed against the simulated Twitch: what people do there is what arrives here, once each, whatever the
// delivery makes of it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LiveDeps } from '../../../src/main/twitch/live.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { startLive, testClient, type Harness, soon } from './live-fake.ts';

const CHANNEL = '1000';
const MODERATOR = '1001';
const asModerator = { channelId: CHANNEL, accountId: MODERATOR, role: 'moderator' } as const;
const asBroadcaster = { channelId: CHANNEL, accountId: CHANNEL, role: 'broadcaster' } as const;

let simulator: TestSimulator;
let harness: Harness;
beforeEach(async () => {
  simulator = await startTestSimulator({ world: 'size:0', seed: 7 });
  process.env['TWURPLE_MOCK_API_PORT'] = String(simulator.port);
});
afterEach(async () => {
  await harness.live.stop();
  await simulator.stop();
  delete process.env['TWURPLE_MOCK_API_PORT'];
});

const says = (...told: string[]) => soon(() => expect(harness.told.slice(-told.length)).toEqual(told));

async function watching(
  input: typeof asModerator | typeof asBroadcaster,
  more: Partial<LiveDeps> = {},
  scopes?: string[],
) {
  const token = await simulator.tokenFor(input.accountId, scopes);
  harness = startLive(simulator, { apiClientFor: (accountId) => testClient(accountId, token), ...more });
  harness.live.watch(input);
  await says(`${CHANNEL} live`);
}

async function banCrowd(from: number, to: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = from; index < to; index += 1) {
    const { id } = await simulator.control.crowd(index);
    await simulator.control.ban({ channelId: CHANNEL, moderatorId: CHANNEL, userId: id, reason: `no ${index}` });
    ids.push(id);
  }
  return ids;
}

const heardIds = () => harness.acts.map(({ user }) => user.id);

describe('acts of people', () => {
  test.each([asModerator, asBroadcaster])('arrive as they were done ($role)', async (input) => {
    await watching(input);
    const { control } = simulator;
    const { id: userId, login } = await control.crowd(3);
    const act = { channelId: CHANNEL, moderatorId: '1002', userId };
    await control.ban({ ...act, durationSeconds: 600, reason: 'rude' });
    await control.unban(act);
    await control.ban({ ...act, reason: 'again' });
    await control.sharedChat({ ...act, kind: 'shared_chat_ban', sourceChannelId: '77' });
    await control.sharedChat({ ...act, kind: 'shared_chat_timeout', sourceChannelId: '77', durationSeconds: 60 });
    await control.unban(act);
    await control.warn({ ...act, reason: 'last time' });
    await control.mod({ ...act, moderatorId: CHANNEL });
    await control.unmod({ ...act, moderatorId: CHANNEL });
    const kinds = ['timeout', 'untimeout', 'ban', 'unban', 'warn', 'mod', 'unmod'];
    await soon(() => expect(harness.acts.map(({ kind }) => kind)).toEqual(kinds));
    const [timeout, , ban] = harness.acts;
    expect(timeout).toMatchObject({ reason: 'rude', user: { id: userId, login }, moderator: { id: '1002' } });
    const lasts = (timeout?.expiresAt ?? 0) - (timeout?.at ?? 0);
    expect(Math.abs(lasts - 600_000)).toBeLessThanOrEqual(1000);
    expect(ban).toMatchObject({ reason: 'again', expiresAt: null, rawExpiresAt: null });
    expect(Math.max(...harness.acts.map(({ latencyMs }) => latencyMs))).toBeLessThan(1000);
    expect(harness.told).toHaveLength(2);
  });

  test('arrive through channel.ban where the scopes of channel.moderate are missing', async () => {
    await watching(asBroadcaster, {}, ['moderation:read', 'channel:moderate']);
    const [userId] = await banCrowd(0, 1);
    await simulator.control.unban({ channelId: CHANNEL, moderatorId: CHANNEL, userId: userId ?? '' });
    await soon(() => expect(harness.acts.map(({ kind }) => kind)).toEqual(['ban', 'unban']));
    expect(harness.acts[0]).toMatchObject({ reason: 'no 0', moderator: { id: CHANNEL } });
  });

  test('arrive once each when Twitch repeats and shuffles them', async () => {
    await watching(asModerator);
    await simulator.control.setChaos({ lose: 0, duplicate: 0.4, delayUpToMs: 60 });
    const ids = await banCrowd(0, 150);
    await soon(() => expect(harness.acts.length).toBeGreaterThanOrEqual(150));
    expect(heardIds().toSorted()).toEqual(ids.toSorted());
    expect(heardIds()).not.toEqual(ids);
  });

  test('arrive without a gap while the socket moves three times', async () => {
    await watching(asModerator);
    const ids: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      ids.push(...(await banCrowd(round * 20, round * 20 + 10)));
      await simulator.control.reconnectSockets();
      ids.push(...(await banCrowd(round * 20 + 10, round * 20 + 20)));
      await soon(async () =>
        expect((await simulator.control.sessions()).map(({ isMoving }) => isMoving)).toEqual([false]),
      );
    }
    await soon(() => expect(heardIds().toSorted()).toEqual(ids.toSorted()));
    expect(harness.told).toHaveLength(2);
  });

  test('arrive when the machine’s clock is 20 minutes fast', async () => {
    await simulator.control.skew(-20 * 60_000);
    await watching(asModerator, { twitchNow: () => Date.now() - 20 * 60_000 });
    const ids = await banCrowd(0, 3);
    await soon(() => expect(heardIds()).toEqual(ids));
    expect(Math.max(...harness.acts.map(({ latencyMs }) => latencyMs))).toBeLessThan(5000);
  });
});

describe('trouble', () => {
  test('a first subscription that takes too long ends in 4003, and then succeeds', async () => {
    await simulator.control.configureSockets({ unusedMs: 150 });
    await simulator.control.addFault({ match: { path: 'eventsub/subscriptions' }, delayMs: 700 });
    const token = await simulator.tokenFor(MODERATOR);
    harness = startLive(simulator, { apiClientFor: (accountId) => testClient(accountId, token) });
    harness.live.watch(asModerator);
    await says(`${CHANNEL} lost closed_4003`, `${CHANNEL} live`);
    expect(harness.told).toHaveLength(3);
  });

  test('refused connections are tried until they are taken', async () => {
    await watching(asModerator);
    await simulator.control.configureSockets({ isAccepting: false });
    await simulator.control.closeSockets({ code: 4000 });
    await says(`${CHANNEL} lost closed_4000`);
    const missed = await banCrowd(0, 2);
    await simulator.control.configureSockets({ isAccepting: true });
    await says(`${CHANNEL} live`);
    const heard = await banCrowd(2, 4);
    await soon(() => expect(heardIds()).toEqual(heard));
    expect(missed).toHaveLength(2);
  });

  test('a moderator who is removed hears it and is refused', async () => {
    await watching(asModerator);
    await simulator.control.unmod({ channelId: CHANNEL, moderatorId: CHANNEL, userId: MODERATOR });
    await says(`${CHANNEL} refused moderator_removed`);
    await soon(async () => expect(await simulator.control.sessions()).toEqual([]));
    expect(harness.acts.map(({ kind, user }) => [kind, user.id])).toEqual([['unmod', MODERATOR]]);
  });

  test('an account that disconnects the app is refused', async () => {
    await watching(asBroadcaster);
    await simulator.control.disconnectUser(CHANNEL);
    await says(`${CHANNEL} refused authorization_revoked`);
    harness.live.restart('sleep');
    expect(harness.live.states().get(CHANNEL)).toEqual({ state: 'refused', reason: 'authorization_revoked' });
  });
});
