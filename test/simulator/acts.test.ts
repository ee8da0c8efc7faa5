// Acting over HTTP: bans, timeouts, moderators, requests, warnings, messages, with every refusal that is documented.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestSimulator, type HelixOptions, type TestSimulator } from '../helpers/simulator.ts';

let twitch: TestSimulator;
let owner = '';
let helper = '';
let people = 0;
let tokens: { owner: string; helper: string; stranger: string };

beforeAll(async () => {
  twitch = await startTestSimulator({ rateLimit: 100_000 });
  await twitch.control.freeze();
});
beforeEach(async () => {
  await twitch.control.clearFaults();
  const add = async (login: string) => (await twitch.control.addUser({ login })).id;
  [owner, helper] = [await add(`owner_${(people += 1)}`), await add(`helper_${people}`)];
  await twitch.control.addModerator({ channelId: owner, userId: helper });
  const stranger = await add('stranger');
  tokens = {
    owner: await twitch.tokenFor(owner),
    helper: await twitch.tokenFor(helper),
    stranger: await twitch.tokenFor(stranger),
  };
});
afterAll(() => twitch.stop());

const someone = async () => (await twitch.control.addUser({ login: `viewer_${(people += 1)}` })).id;
const moderate = (method: string, path: string, options: HelixOptions = {}) =>
  twitch.helix(method, path, {
    token: tokens.helper,
    ...options,
    query: { broadcaster_id: owner, moderator_id: helper, ...options.query },
  });
const ban = (data: unknown, options: HelixOptions = {}) =>
  moderate('POST', 'moderation/bans', { body: { data }, ...options });
const unban = (userId: string) => moderate('DELETE', 'moderation/bans', { query: { user_id: userId } });
const outcome = async (reply: Promise<{ status: number; body: { message?: string } }>) => {
  const { status, body } = await reply;
  return [status, body.message];
};

test('a moderator bans, times out, changes a timeout, turns it into a ban, and lifts it', async () => {
  const userId = await someone();
  const timeout = await ban({ user_id: userId, duration: 300, reason: 'Caps' });
  expect(timeout.body.data).toEqual([
    {
      broadcaster_id: owner,
      moderator_id: helper,
      user_id: userId,
      created_at: expect.any(String),
      end_time: expect.any(String),
    },
  ]);
  const { created_at: createdAt, end_time: endTime } = timeout.body.data[0];
  expect(Date.parse(endTime) - Date.parse(createdAt)).toBe(300_000);
  await ban({ user_id: userId, duration: 600 });
  expect((await ban({ user_id: userId })).body.data[0].end_time).toBeNull();
  expect((await twitch.control.truth(owner)).map((row) => [row.userId, row.kind])).toEqual([[userId, 'ban']]);
  expect((await unban(userId)).status).toBe(204);
  expect(await twitch.control.truth(owner)).toEqual([]);
  const kinds = (await twitch.control.acts()).filter((act) => act.channelId === owner);
  expect(kinds.map((act) => [act.kind, act.source])).toEqual(
    ['timeout', 'timeout', 'ban', 'unban'].map((kind) => [kind, 'helix']),
  );
});

test('what may not be banned is refused with 400', async () => {
  const userId = await someone();
  const other = await someone();
  await twitch.control.addModerator({ channelId: owner, userId: other });
  await ban({ user_id: userId });
  expect(await outcome(ban({ user_id: userId }))).toEqual([
    400,
    'The user specified in the user_id field is already banned',
  ]);
  expect(await outcome(ban({ user_id: userId, duration: 5 }))).toEqual([
    400,
    'The user specified in the user_id field is already banned',
  ]);
  expect(await outcome(ban({ user_id: owner }))).toEqual([
    400,
    'The user specified in the user_id field may not be banned.',
  ]);
  expect(await outcome(ban({ user_id: other, duration: 5 }))).toEqual([
    400,
    'The user specified in the user_id field may not be put in a timeout.',
  ]);
  const unknown = [400, 'One of broadcaster ID, user ID or the moderator ID is invalid.'];
  for (const id of ['abc', '404404']) expect(await outcome(ban({ user_id: id }))).toEqual(unknown);
  for (const duration of [0, -1, 1.5, 1_209_601, '60']) {
    expect(await outcome(ban({ user_id: await someone(), duration }))).toEqual([
      400,
      'The value in the duration field is not valid.',
    ]);
  }
  expect((await ban({ user_id: await someone(), duration: 1_209_600, reason: 'x'.repeat(500) })).status).toBe(200);
  expect((await ban({ user_id: await someone(), reason: 'x'.repeat(501) })).status).toBe(400);
  for (const data of [undefined, [], {}, { user_id: 7 }]) expect((await ban(data)).status).toBe(400);
  expect((await moderate('POST', 'moderation/bans', { body: '{"data":' })).status).toBe(400);
  expect(await outcome(unban(await someone()))).toEqual([400, 'The user in the user_id query parameter is not banned']);
});

test('only a moderator with the right token and scope may act; others touch nothing', async () => {
  const user_id = await someone();
  expect((await ban({ user_id }, { token: tokens.owner })).status).toBe(401);
  const strangers = {
    token: tokens.stranger,
    query: { moderator_id: (await twitch.control.user({ login: 'stranger' })).id },
  };
  expect((await ban({ user_id }, strangers)).status).toBe(403);
  const scopeless = await twitch.tokenFor(helper, ['moderation:read']);
  expect((await ban({ user_id }, { token: scopeless })).body.message).toMatch(
    /^Missing scope: moderator:manage:banned_users/,
  );
  await twitch.control.unmod({ channelId: owner, moderatorId: owner, userId: helper });
  expect((await ban({ user_id })).status).toBe(403);
  expect(await twitch.control.truth(owner)).toEqual([]);
});

test('the broadcaster may ban a moderator, who is one no longer', async () => {
  expect((await ban({ user_id: helper }, { token: tokens.owner, query: { moderator_id: owner } })).status).toBe(200);
  expect(await twitch.control.moderators(owner)).toEqual([]);
});

test('a hundred acts in 30 s per channel, then 429 with points left', async () => {
  for (let index = 0; index < 100; index += 1) await unban('1');
  const refused = await ban({ user_id: await someone() });
  expect([refused.status, Number(refused.headers.get('ratelimit-remaining')) > 0]).toEqual([429, true]);
  await twitch.control.advance(30_001);
  expect((await ban({ user_id: await someone() })).status).toBe(200);
});

test('moderators come and go through the broadcaster only, ten in ten seconds', async () => {
  const change = (method: string, userId: string, token = tokens.owner) =>
    twitch.helix(method, 'moderation/moderators', { token, query: { broadcaster_id: owner, user_id: userId } });
  const userId = await someone();
  expect((await change('POST', userId)).status).toBe(204);
  expect((await change('POST', userId)).status).toBe(400);
  const vip = await someone();
  await twitch.control.vip({ channelId: owner, moderatorId: owner, userId: vip, isVip: true });
  expect((await change('POST', vip)).status).toBe(422);
  const banned = await someone();
  await twitch.control.ban({ channelId: owner, moderatorId: owner, userId: banned });
  expect((await change('POST', banned)).status).toBe(400);
  expect((await change('POST', await someone(), tokens.helper)).status).toBe(401);
  for (let index = 0; index < 6; index += 1) await change('POST', await someone());
  expect((await change('POST', await someone())).status).toBe(429);

  const list = await twitch.helix('GET', 'moderation/moderators', {
    token: tokens.owner,
    query: { broadcaster_id: owner, first: 5 },
  });
  expect(list.body.data).toHaveLength(5);
  const rest = await twitch.helix('GET', 'moderation/moderators', {
    token: tokens.owner,
    query: { broadcaster_id: owner, first: 5, after: list.body.pagination.cursor },
  });
  expect([rest.body.data.length, rest.body.pagination]).toEqual([3, {}]);
  expect((await change('DELETE', userId)).status).toBe(204);
  expect((await change('DELETE', userId)).status).toBe(400);
});

test('users by id and login, up to a hundred; renamed and deleted people', async () => {
  const look = (query: HelixOptions['query']) =>
    twitch.helix('GET', 'users', { token: tokens.helper, query: query ?? {} });
  const crowd = await twitch.control.crowd(4711);
  const named = await twitch.control.addUser({ login: 'oldname', displayName: 'OldName' });
  const both = await look({ id: [crowd.id, '404404'], login: ['oldname'] });
  expect(both.body.data.map((user: { login: string }) => user.login)).toEqual([crowd.login, 'oldname']);
  await twitch.control.renameUser({ id: named.id, login: 'newname', displayName: '新しい' });
  expect((await look({ login: 'oldname' })).body.data).toEqual([]);
  expect((await look({ id: named.id })).body.data[0]).toMatchObject({ login: 'newname', display_name: '新しい' });
  await twitch.control.removeUser(named.id);
  expect((await look({ id: named.id, login: 'newname' })).body.data).toEqual([]);
  const ids = Array.from({ length: 60 }, (_, index) => String(index + 1));
  expect((await look({ id: ids, login: ids.slice(0, 40).map((id) => `x${id}`) })).status).toBe(200);
  expect((await look({ id: ids, login: ids.slice(0, 41).map((id) => `x${id}`) })).status).toBe(400);
});

test('moderated channels of the own user only', async () => {
  const query = { user_id: helper };
  const own = await twitch.helix('GET', 'moderation/channels', { token: tokens.helper, query });
  expect(own.body.data.map((row: { broadcaster_id: string }) => row.broadcaster_id)).toEqual([owner]);
  expect((await twitch.helix('GET', 'moderation/channels', { token: tokens.owner, query })).status).toBe(401);
});

test('unban requests are listed and resolved; approving lifts the ban', async () => {
  const userId = await someone();
  await twitch.control.ban({ channelId: owner, moderatorId: helper, userId });
  const { id } = await twitch.control.requestUnban({ channelId: owner, userId, text: 'sorry' });
  const pending = await moderate('GET', 'moderation/unban_requests', { query: { status: 'pending' } });
  expect(pending.body.data).toMatchObject([
    { id, user_id: userId, text: 'sorry', status: 'pending', moderator_id: null },
  ]);
  expect((await moderate('GET', 'moderation/unban_requests')).status).toBe(400);
  const resolve = (query: HelixOptions['query']) =>
    moderate('PATCH', 'moderation/unban_requests', { query: query ?? {} });
  expect((await resolve({ unban_request_id: 'none', status: 'approved' })).status).toBe(404);
  expect((await resolve({ unban_request_id: id, status: 'maybe' })).status).toBe(400);
  const approved = await resolve({ unban_request_id: id, status: 'approved', resolution_text: 'ok' });
  expect(approved.body.data[0]).toMatchObject({ status: 'approved', resolution_text: 'ok', moderator_id: helper });
  expect(await twitch.control.truth(owner)).toEqual([]);
  expect((await resolve({ unban_request_id: id, status: 'denied' })).status).toBe(400);
  await twitch.control.setTakesRequests({ channelId: owner, takesRequests: false });
  expect((await resolve({ unban_request_id: id, status: 'denied' })).status).toBe(400);
});

test('warnings need a reason; messages are deleted one by one or all at once', async () => {
  const userId = await someone();
  const warn = (data: unknown) => moderate('POST', 'moderation/warnings', { body: { data } });
  expect((await warn({ user_id: userId, reason: 'be kind' })).body.data[0]).toMatchObject({
    user_id: userId,
    reason: 'be kind',
  });
  for (const reason of [undefined, '  ', 'x'.repeat(501)])
    expect((await warn({ user_id: userId, reason })).status).toBe(400);
  const messageId = await twitch.control.say({ channelId: owner, userId, text: 'spam' });
  const remove = (query: HelixOptions['query'] = {}) => moderate('DELETE', 'moderation/chat', { query });
  expect((await remove({ message_id: messageId })).status).toBe(204);
  expect((await remove({ message_id: messageId })).status).toBe(404);
  const old = await twitch.control.say({
    channelId: owner,
    userId,
    text: 'old',
    sentAt: (await twitch.control.now()) - 7 * 3_600_000,
  });
  expect((await remove({ message_id: old })).status).toBe(404);
  const owners = await twitch.control.say({ channelId: owner, userId: owner, text: 'mine' });
  expect((await remove({ message_id: owners })).status).toBe(400);
  expect((await remove()).status).toBe(204);
});
