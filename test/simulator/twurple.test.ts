// The real Twurple against the simulated Twitch: what it sends is understood, what it gets it understands.
import { ApiClient } from '@twurple/api';
import { RefreshingAuthProvider, getTokenInfo, type RefreshingAuthProviderConfig } from '@twurple/auth';
import { EventSubWsListener } from '@twurple/eventsub-ws';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALL_SCOPES, startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

const OWNER = '1000';
const HELPER = '1001';
const CLIENT = 'public-client';
let twitch: TestSimulator;
let provider: RefreshingAuthProvider;
let api: ApiClient;

beforeAll(async () => {
  twitch = await startTestSimulator({ world: 'size:230', clients: { [CLIENT]: 'public' } });
  process.env['TWURPLE_MOCK_API_PORT'] = String(twitch.port);
});
afterAll(async () => {
  delete process.env['TWURPLE_MOCK_API_PORT'];
  await twitch.stop();
});

beforeEach(async () => {
  provider = new RefreshingAuthProvider({ clientId: CLIENT } as RefreshingAuthProviderConfig);
  for (const userId of [OWNER, HELPER]) provider.addUser(userId, await tokenOf(userId));
  api = new ApiClient({ authProvider: provider });
});

async function tokenOf(userId: string) {
  const { accessToken, refreshToken } = await twitch.control.issueToken({
    userId,
    clientId: CLIENT,
    scopes: ALL_SCOPES,
  });
  return { accessToken, refreshToken, scope: [...ALL_SCOPES], expiresIn: 14_400, obtainmentTimestamp: Date.now() };
}

test('getTokenInfo, users, moderators and moderated channels', async () => {
  const { accessToken } = await tokenOf(HELPER);
  const info = await getTokenInfo(accessToken, CLIENT);
  expect([info.userId, info.userName, info.clientId]).toEqual([HELPER, 'mod_amber', CLIENT]);
  const crowd = await twitch.control.crowd(77);
  const users = await api.asUser(OWNER, (context) => context.users.getUsersByIds([OWNER, crowd.id]));
  expect(users.map((user) => [user.name, user.displayName])).toEqual([
    ['bigchannel', 'BigChannel'],
    [crowd.login, crowd.displayName],
  ]);
  expect((await api.moderation.getModerators(OWNER)).data.map((moderator) => moderator.userId)).toContain(HELPER);
  expect((await api.moderation.getModeratedChannels(HELPER)).data.map((channel) => channel.name)).toEqual([
    'bigchannel',
  ]);
});

test('the banned list, page by page', async () => {
  const seen: string[] = [];
  for (let after: string | undefined, isFirst = true; isFirst || after; isFirst = false) {
    const page = await api.moderation.getBannedUsers(OWNER, { limit: 100, ...(after ? { after } : {}) });
    seen.push(...page.data.map((ban) => ban.userId));
    after = page.cursor;
  }
  expect(seen).toEqual((await twitch.control.truth(OWNER)).map((row) => row.userId));
});

test('ban, time out and unban as a moderator', async () => {
  const user = await twitch.control.addUser({ login: 'twurple_target' });
  const [timeout] = await api.asUser(HELPER, (context) =>
    context.moderation.banUser(OWNER, { user: user.id, duration: 60, reason: 'Caps' }),
  );
  expect([
    timeout?.moderatorId,
    (timeout?.expiryDate?.getTime() ?? 0) - (timeout?.creationDate.getTime() ?? 0),
  ]).toEqual([HELPER, 60_000]);
  const [ban] = await api.asUser(HELPER, (context) => context.moderation.banUser(OWNER, { user: user.id }));
  expect(ban?.expiryDate).toBeNull();
  await api.asUser(HELPER, (context) => context.moderation.unbanUser(OWNER, user.id));
  expect(await api.moderation.checkUserBan(OWNER, user.id)).toBe(false);
});

test('an ended access token is refreshed once, and the call goes through', async () => {
  const refreshed: string[] = [];
  provider.onRefresh((userId) => refreshed.push(userId));
  await twitch.control.expireTokens(OWNER);
  expect((await api.moderation.getBannedUsers(OWNER)).data).toHaveLength(20);
  expect(refreshed).toEqual([OWNER]);
});

test('parallel calls all come back, because every answer carries the rate headers', async () => {
  const users = await Promise.all(
    Array.from({ length: 25 }, (_, index) =>
      api.asUser(OWNER, (context) => context.users.getUserById(String(1001 + (index % 5)))),
    ),
  );
  expect(users.every((user) => user?.name.startsWith('mod_'))).toBe(true);
});

test('EventSub tells of acts live, across a reconnect and after a broken connection', async () => {
  const listener = new EventSubWsListener({ apiClient: api });
  const heard: [string, string][] = [];
  const failures: Error[] = [];
  listener.onSubscriptionCreateFailure((_, error) => failures.push(error));
  listener.onChannelModerate(OWNER, HELPER, (event) => {
    if (event.moderationAction === 'ban' || event.moderationAction === 'timeout')
      heard.push([event.moderationAction, event.userId]);
  });
  const isSubscribed = () =>
    expect
      .poll(async () => (await twitch.control.subscriptions()).filter((entry) => entry.status === 'enabled').length, {
        timeout: 10_000,
      })
      .toBe(1);
  listener.start();
  try {
    await isSubscribed();
    const ban = async (login: string, durationSeconds?: number) => {
      const { id } = await twitch.control.addUser({ login });
      await twitch.control.ban({
        channelId: OWNER,
        moderatorId: '1002',
        userId: id,
        ...(durationSeconds ? { durationSeconds } : {}),
      });
      await expect.poll(() => heard.at(-1), { timeout: 10_000 }).toEqual([durationSeconds ? 'timeout' : 'ban', id]);
    };
    await ban('live_one', 60);
    await twitch.control.reconnectSockets();
    await expect
      .poll(() => twitch.control.sessions(), { timeout: 10_000 })
      .toMatchObject([{ moves: 1, isMoving: false }]);
    await ban('live_two');
    expect(await twitch.control.closeSockets()).toBe(1);
    await expect
      .poll(async () => (await twitch.control.subscriptions()).length, { timeout: 10_000 })
      .toBeGreaterThan(1);
    await isSubscribed();
    await ban('live_three', 30);
    expect([heard.length, failures]).toEqual([3, []]);
  } finally {
    listener.stop();
  }
});
