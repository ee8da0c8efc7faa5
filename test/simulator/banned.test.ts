// Get Banned Users over HTTP: order, paging, filters, refusals, raw expiries, rate headers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

const CHANNEL = '1000';
let twitch: TestSimulator;
let token: string;

beforeAll(async () => {
  twitch = await startTestSimulator({ world: 'size:1234', seed: 3 });
  await twitch.control.freeze();
  token = await twitch.tokenFor(CHANNEL);
});
afterAll(() => twitch.stop());

const list = (query: Record<string, string | number | readonly string[]>, as = token) =>
  twitch.helix('GET', 'moderation/banned', { token: as, query: { broadcaster_id: CHANNEL, ...query } });

test('following the cursors gives the truth once, in numeric order, and ends with an empty pagination object', async () => {
  const rows: { user_id: string }[] = [];
  let pages = 0;
  let last: unknown;
  for (let cursor: string | undefined = ''; cursor !== undefined; pages += 1) {
    const { body } = await list({ first: 100, ...(cursor === '' ? {} : { after: cursor }) });
    rows.push(...body.data);
    cursor = body.pagination.cursor;
    last = body.pagination;
  }
  const truth = await twitch.control.truth(CHANNEL);
  expect([pages, last]).toEqual([13, {}]);
  expect(rows).toHaveLength(1234);
  expect(rows.map((row) => row.user_id)).toEqual(truth.map((row) => row.userId));
  expect(rows[0]).toEqual({
    user_id: truth[0]?.userId,
    user_login: truth[0]?.userLogin,
    user_name: truth[0]?.userName,
    expires_at: '',
    created_at: `${new Date(truth[0]?.createdAt ?? 0).toISOString().slice(0, 19)}Z`,
    reason: truth[0]?.reason,
    moderator_id: truth[0]?.moderatorId,
    moderator_login: expect.stringMatching(/^mod_/),
    moderator_name: expect.stringMatching(/^Mod_/),
  });
});

test('the page size is 20 unless asked, and 1 to 100', async () => {
  expect((await list({})).body.data).toHaveLength(20);
  for (const first of [0, 101, 1.5, -3]) expect((await list({ first })).status).toBe(400);
  const [one, whole] = [await list({ first: 1 }), await list({ first: 100 })];
  expect(one.body.data).toEqual(whole.body.data.slice(0, 1));
});

test('a page goes on behind its last person even when that person was unbanned meanwhile', async () => {
  const first = await list({ first: 5 });
  const last = first.body.data[4].user_id;
  const next = await list({ first: 5, after: first.body.pagination.cursor });
  await twitch.control.unban({ channelId: CHANNEL, moderatorId: CHANNEL, userId: last });
  expect((await list({ first: 5, after: first.body.pagination.cursor })).body.data).toEqual(next.body.data);
});

test('`before` gives the first page, together with `after` it is refused, and a foreign cursor too', async () => {
  const first = await list({ first: 5 });
  expect((await list({ first: 5, before: first.body.pagination.cursor })).body.data).toEqual(first.body.data);
  expect((await list({ after: first.body.pagination.cursor, before: 'x' })).status).toBe(400);
  expect((await list({ after: 'nonsense' })).status).toBe(400);
});

test('`user_id` answers in the order asked, only the restricted, up to 100', async () => {
  const ids = (await twitch.control.truth(CHANNEL)).slice(0, 3).map((row) => row.userId);
  const asked = [ids[2] ?? '', '999', ids[0] ?? ''];
  const { body } = await list({ user_id: asked });
  expect(body.data.map((row: { user_id: string }) => row.user_id)).toEqual([asked[0], asked[2]]);
  expect((await list({ user_id: Array.from({ length: 101 }, (_, index) => String(index + 1)) })).status).toBe(400);
});

test('only the broadcaster with a fitting scope may read it', async () => {
  const moderator = await list({}, await twitch.tokenFor('1001'));
  expect([moderator.status, moderator.body.message]).toEqual([
    401,
    'The ID in broadcaster_id must match the user ID in the user access token.',
  ]);
  const scopeless = await list({}, await twitch.tokenFor(CHANNEL, ['moderator:read:banned_users']));
  expect([scopeless.status, scopeless.body.error]).toEqual([401, 'Unauthorized']);
  expect(scopeless.body.message).toMatch(/^Missing scope/);
  expect((await list({}, await twitch.tokenFor(CHANNEL, ['moderator:manage:banned_users']))).status).toBe(200);
  expect((await list({}, 'made-up')).status).toBe(401);
  const query = { broadcaster_id: CHANNEL };
  expect((await twitch.helix('GET', 'moderation/banned', { token, query, clientId: 'other' })).status).toBe(401);
  expect((await twitch.helix('GET', 'moderation/banned', { token, query, clientId: '' })).status).toBe(401);
});

test('raw expiries go out as they were set, and a run-out timeout silently leaves the list', async () => {
  const user = await twitch.control.addUser({ login: 'shape_shifter' });
  const row = async () => (await list({ user_id: user.id })).body.data[0];
  await twitch.control.ban({ channelId: CHANNEL, moderatorId: '1001', userId: user.id, durationSeconds: 90 });
  expect(Date.parse((await row()).expires_at) - Date.parse((await row()).created_at)).toBe(90_000);
  for (const value of [null, '', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 'soon', 42]) {
    await twitch.control.setRawExpiry({ channelId: CHANNEL, userId: user.id, raw: { value } });
    expect((await row()).expires_at).toBe(value);
  }
  await twitch.control.setRawExpiry({ channelId: CHANNEL, userId: user.id, raw: { missing: true } });
  expect(Object.keys(await row())).not.toContain('expires_at');
  const actsBefore = (await twitch.control.acts()).length;
  await twitch.control.advance(90_000);
  expect(await row()).toBeUndefined();
  expect(await twitch.control.acts()).toHaveLength(actsBefore);
});

test('the bucket empties per user, answers 429 with its reset time, and refills by the clock', async () => {
  const other = await twitch.control.addUser({ login: 'bucket_user' });
  const own = await twitch.tokenFor(other.id);
  const call = () => twitch.helix('GET', 'users', { token: own });
  const now = await twitch.control.now();
  const first = await call();
  expect(first.headers.get('date')).toBe(new Date(now).toUTCString());
  expect(['limit', 'remaining'].map((name) => first.headers.get(`ratelimit-${name}`))).toEqual(['800', '799']);
  await Promise.all(Array.from({ length: 799 }, call));
  const refused = await call();
  expect([refused.status, refused.headers.get('ratelimit-remaining')]).toEqual([429, '0']);
  expect(Number(refused.headers.get('ratelimit-reset')) * 1000).toBeGreaterThanOrEqual(now + 60_000);
  expect((await list({})).status).toBe(200);
  await twitch.control.advance(1_000);
  expect([(await call()).status, (await call()).headers.get('ratelimit-remaining')]).toEqual([200, '11']);
});
