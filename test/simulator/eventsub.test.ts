// EventSub by hand: subscriptions and their limits, frames, reconnects, close codes, losses.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ALL_SCOPES, connect, startTestSimulator, type TestSimulator, type TestSocket } from '../helpers/simulator.ts';

const OWNER = '501';
const HELPER = '502';
let twitch: TestSimulator;
let token = '';
let open: TestSocket[] = [];
let people = 0;

beforeAll(async () => {
  twitch = await startTestSimulator({ rateLimit: 100_000 });
});
beforeEach(async () => {
  await twitch.control.addUser({ id: OWNER, login: 'owner', displayName: 'Owner' });
  await twitch.control.addUser({ id: HELPER, login: 'helper', displayName: 'Helper' });
  await twitch.control.addModerator({ channelId: OWNER, userId: HELPER });
  await twitch.control.configureSockets({
    keepaliveSeconds: 10,
    unusedMs: null,
    reconnectGraceMs: 30_000,
    sendsKeepalives: true,
  });
  await twitch.control.clearDelivery();
  token = await twitch.tokenFor(HELPER);
});
afterEach(async () => {
  for (const { socket } of open) socket.terminate();
  await Promise.all(open.map((socket) => socket.closed));
  open = [];
  await vi.waitUntil(async () => (await twitch.control.sessions()).length === 0);
});
afterAll(() => twitch.stop());

const join = async (query?: string) => {
  const socket = await twitch.socket(query);
  open.push(socket);
  return socket;
};
const condition = { broadcaster_user_id: OWNER, moderator_user_id: HELPER };
const subscribe = (
  sessionId: string,
  type = 'channel.moderate',
  version = '2',
  as = token,
  given: unknown = condition,
) =>
  twitch.helix('POST', 'eventsub/subscriptions', {
    token: as,
    body: { type, version, condition: given, transport: { method: 'websocket', session_id: sessionId } },
  });
const act = { channelId: OWNER, moderatorId: HELPER };
const someone = async () => (await twitch.control.addUser({ login: `viewer_${(people += 1)}`, displayName: 'Vau' })).id;

test('a moderator hears of acts with every key in place', async () => {
  const socket = await join();
  const created = await subscribe(socket.sessionId);
  expect([created.status, created.body.data[0]]).toMatchObject([202, { status: 'enabled', cost: 0, condition }]);
  const userId = await someone();
  await twitch.control.ban({ ...act, userId, durationSeconds: 60, reason: 'Caps' });
  const { metadata, payload } = await socket.next();
  expect(metadata).toMatchObject({
    message_type: 'notification',
    subscription_type: 'channel.moderate',
    subscription_version: '2',
  });
  expect(metadata['message_timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
  expect(payload.subscription).toMatchObject({
    id: created.body.data[0].id,
    transport: { method: 'websocket', session_id: socket.sessionId },
  });
  const empty = [
    'followers',
    'slow',
    'vip',
    'unvip',
    'mod',
    'unmod',
    'ban',
    'unban',
    'warn',
    'untimeout',
    'raid',
    'unraid',
    'delete',
    'automod_terms',
    'unban_request',
    'shared_chat_ban',
    'shared_chat_unban',
    'shared_chat_timeout',
    'shared_chat_untimeout',
    'shared_chat_delete',
  ];
  const user = { user_id: userId, user_login: expect.any(String), user_name: 'Vau' };
  expect(payload.event).toEqual({
    broadcaster_user_id: OWNER,
    broadcaster_user_login: 'owner',
    broadcaster_user_name: 'Owner',
    moderator_user_id: HELPER,
    moderator_user_login: 'helper',
    moderator_user_name: 'Helper',
    action: 'timeout',
    ...Object.fromEntries(empty.map((key) => [key, null])),
    timeout: { ...user, reason: 'Caps', expires_at: expect.stringMatching(/^\d{4}-.*:\d\dZ$/) },
  });
  await twitch.control.unban({ ...act, userId });
  expect((await socket.next()).payload.event).toMatchObject({ action: 'untimeout', untimeout: user, timeout: null });
  await twitch.control.sharedChat({
    ...act,
    userId,
    kind: 'shared_chat_ban',
    sourceChannelId: HELPER,
    reason: 'there',
  });
  expect((await socket.next()).payload.event).toMatchObject({
    action: 'shared_chat_ban',
    source_broadcaster_user_id: HELPER,
    ban: null,
    shared_chat_ban: { user_id: userId, reason: 'there' },
  });
});

test('channel.ban tells of timeouts, channel.unban not of lifted ones, and both are for the broadcaster only', async () => {
  const socket = await join();
  const owners = await twitch.tokenFor(OWNER);
  const mine = { broadcaster_user_id: OWNER };
  expect((await subscribe(socket.sessionId, 'channel.ban', '1', token, mine)).status).toBe(403);
  await subscribe(socket.sessionId, 'channel.ban', '1', owners, mine);
  await subscribe(socket.sessionId, 'channel.unban', '1', owners, mine);
  const userId = await someone();
  await twitch.control.ban({ ...act, userId, durationSeconds: 60 });
  expect((await socket.next()).payload.event).toMatchObject({
    is_permanent: false,
    ends_at: expect.stringMatching(/\.\d{9}Z$/),
  });
  await twitch.control.unban({ ...act, userId });
  await twitch.control.ban({ ...act, userId });
  expect((await socket.next()).payload.event).toMatchObject({ user_id: userId, is_permanent: true, ends_at: null });
  await twitch.control.unban({ ...act, userId });
  expect((await socket.next()).metadata['subscription_type']).toBe('channel.unban');
});

test('subscriptions are refused without rights, twice, without a session, and beyond the limits', async () => {
  const [one, two, three, four] = [await join(), await join(), await join(), await join()];
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'moderator:read:vips');
  const status = async (reply: ReturnType<typeof subscribe>) => (await reply).status;
  expect(await status(subscribe(one.sessionId, 'channel.moderate', '2', await twitch.tokenFor(HELPER, scopes)))).toBe(
    403,
  );
  expect(await status(subscribe(one.sessionId, 'channel.moderate', '2', await twitch.tokenFor(OWNER)))).toBe(403);
  expect(await status(subscribe('AQoQnone'))).toBe(400);
  expect(await status(subscribe(one.sessionId, 'channel.moderate', '9'))).toBe(400);
  const first = await subscribe(one.sessionId);
  const twice = await subscribe(one.sessionId);
  expect([twice.status, twice.body.id]).toEqual([409, first.body.data[0].id]);
  const own = { broadcaster_user_id: OWNER, moderator_user_id: OWNER };
  const foreign = await subscribe(one.sessionId, 'channel.moderate', '2', await twitch.tokenFor(OWNER), own);
  expect(foreign.body.message).toBe('websocket transport cannot have subscriptions created by different users');
  expect([await status(subscribe(two.sessionId)), await status(subscribe(three.sessionId))]).toEqual([202, 202]);
  expect((await subscribe(four.sessionId)).body.message).toBe('maximum subscriptions with type and condition exceeded');
  const transports = await subscribe(four.sessionId, 'channel.warning.send', '1');
  expect([transports.status, transports.body.message]).toEqual([429, 'number of websocket transports limit exceeded']);

  one.socket.terminate();
  await expect.poll(async () => (await twitch.control.sessions()).length).toBe(3);
  const listed = await twitch.helix('GET', 'eventsub/subscriptions', { token });
  expect(listed.body.data.map((entry: { status: string }) => entry.status)).toContain('websocket_disconnected');
  expect(await status(subscribe(four.sessionId))).toBe(202);
});

test('a reconnect moves the session: the subscription stays, the old socket falls silent', async () => {
  const old = await join();
  await subscribe(old.sessionId);
  await twitch.control.reconnectSockets();
  const { payload } = await old.next();
  expect(payload.session).toMatchObject({ id: old.sessionId, status: 'reconnecting', keepalive_timeout_seconds: null });
  const fresh = await connect(payload.session.reconnect_url);
  open.push(fresh);
  expect(fresh.sessionId).toBe(old.sessionId);
  old.socket.close();
  await old.closed;
  const userId = await someone();
  await twitch.control.ban({ ...act, userId });
  expect((await fresh.next()).payload.event).toMatchObject({ action: 'ban', ban: { user_id: userId } });
  expect(old.pending()).toEqual([]);
});

test('close codes: inbound traffic, unused, grace expired, invalid reconnect, any other on demand', async () => {
  const talker = await join();
  talker.socket.send('hello');
  expect(await talker.closed).toBe(4001);
  await twitch.control.configureSockets({ unusedMs: 1, reconnectGraceMs: 1 });
  expect(await (await join()).closed).toBe(4003);
  await twitch.control.configureSockets({ unusedMs: null });
  const slow = await join();
  await twitch.control.reconnectSockets({ sessionId: slow.sessionId });
  const url = (await slow.next()).payload.session.reconnect_url;
  expect(await slow.closed).toBe(4004);
  await expect(connect(url)).rejects.toThrow('4007');
  const gone = await join();
  await twitch.control.closeSockets({ sessionId: gone.sessionId, code: 4000 });
  expect(await gone.closed).toBe(4000);
});

test('keepalives come when nothing else does, and stop on demand', async () => {
  await twitch.control.configureSockets({ keepaliveSeconds: 0.05 });
  const socket = await join();
  await subscribe(socket.sessionId);
  for (let count = 0; count < 2; count += 1) {
    const { metadata, payload } = await socket.next();
    expect([metadata['message_type'], payload]).toEqual(['session_keepalive', {}]);
  }
  await twitch.control.configureSockets({ sendsKeepalives: false });
  await twitch.control.sendFrame({ type: 'marker', payload: {} });
  while ((await socket.next()).metadata['message_type'] !== 'marker');
  // Four keepalive times of silence lie between the marker and the ban.
  await twitch.control.orderDelivery({ mode: 'delay', count: 1, ms: 200 });
  await twitch.control.ban({ ...act, userId: await someone() });
  expect((await socket.next()).metadata['message_type']).toBe('notification');
});

test('the keepalive time that a client asks for is kept between 10 and 600 s', async () => {
  for (const [asked, given] of [
    [3, 10],
    [45, 45],
    [900, 600],
  ]) {
    const socket = await join(`?keepalive_timeout_seconds=${String(asked)}`);
    const sessions = await twitch.control.sessions();
    expect(sessions.find((session) => session.id === socket.sessionId)?.keepaliveSeconds).toBe(given);
  }
});

test('orders lose, repeat, reorder and age notifications', async () => {
  const socket = await join();
  await subscribe(socket.sessionId);
  const users = [await someone(), await someone(), await someone(), await someone(), await someone()];
  await twitch.control.orderDelivery({ mode: 'lose', count: 1 });
  await twitch.control.orderDelivery({ mode: 'duplicate', count: 1 });
  await twitch.control.orderDelivery({ mode: 'reorder', count: 2 });
  await twitch.control.orderDelivery({ mode: 'age', count: 1, ms: 700_000 });
  for (const userId of users) await twitch.control.ban({ ...act, userId });
  const frames = [
    await socket.next(),
    await socket.next(),
    await socket.next(),
    await socket.next(),
    await socket.next(),
  ];
  expect(frames.map((frame) => frame.payload.event.ban.user_id)).toEqual([
    users[1],
    users[1],
    users[3],
    users[2],
    users[4],
  ]);
  expect(frames[0]?.metadata['message_id']).toBe(frames[1]?.metadata['message_id']);
  const age = Date.now() - Date.parse(frames[4]?.metadata['message_timestamp'] ?? '');
  expect(age).toBeGreaterThanOrEqual(699_000);
  await twitch.control.setChaos({ lose: 1, duplicate: 0, delayUpToMs: 0 });
  await twitch.control.ban({ ...act, userId: await someone() });
  await twitch.control.clearDelivery();
  const raw = { type: 'channel.moderate', channelId: OWNER, event: { odd: true } };
  expect(await twitch.control.sendEvent(raw)).toBe(1);
  expect((await socket.next()).payload.event).toEqual({ odd: true });
});

test('revocations: unmodded, disconnected, deleted, on demand', async () => {
  const revoked = async (cause: () => Promise<unknown>) => {
    const socket = await join();
    expect((await subscribe(socket.sessionId, 'channel.moderate', '2', await twitch.tokenFor(HELPER))).status).toBe(
      202,
    );
    await cause();
    for (let frame = await socket.next(); ; frame = await socket.next()) {
      if (frame.metadata['message_type'] === 'revocation') return frame.payload.subscription.status;
    }
  };
  expect(await revoked(() => twitch.control.disconnectUser(HELPER))).toBe('authorization_revoked');
  expect(await revoked(() => twitch.control.revokeSubscriptions({ status: 'version_removed' }))).toBe(
    'version_removed',
  );
  expect(await revoked(() => twitch.control.unmod({ channelId: OWNER, moderatorId: OWNER, userId: HELPER }))).toBe(
    'moderator_removed',
  );
  await twitch.control.addModerator({ channelId: OWNER, userId: HELPER });
  expect(await revoked(() => twitch.control.removeUser(HELPER))).toBe('user_removed');
});
