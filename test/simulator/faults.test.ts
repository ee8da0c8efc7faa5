// The fault script over HTTP: statuses, bodies, headers, transports, and every way a list page can be wrong.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestSimulator, type Reply, type TestSimulator } from '../helpers/simulator.ts';
import type { PageFault } from '../../src/simulator/page-faults.ts';

const CHANNEL = '1000';
const BANNED = { method: 'GET', path: 'moderation/banned' };
let twitch: TestSimulator;
let token = '';

beforeAll(async () => {
  twitch = await startTestSimulator({ world: 'size:50', rateLimit: 100_000 });
  token = await twitch.tokenFor(CHANNEL);
});
afterEach(() => twitch.control.clearFaults());
afterAll(() => twitch.stop());

const list = (after?: string, signal?: AbortSignal): Promise<Reply> =>
  twitch.helix('GET', 'moderation/banned', {
    token,
    query: { broadcaster_id: CHANNEL, first: 20, ...(after === undefined ? {} : { after }) },
    ...(signal ? { signal } : {}),
  });
const idsOf = (reply: Reply): string[] => reply.body.data.map((row: { user_id: string }) => row.user_id);
const withPage = async (...page: PageFault[]): Promise<Reply> => {
  await twitch.control.addFault({ match: BANNED, page });
  return list();
};

test('a rule hits the nth matching request, as often as it says, and is journaled', async () => {
  await twitch.control.clearJournal();
  const id = await twitch.control.addFault({
    match: BANNED,
    nth: 2,
    times: 2,
    answer: { status: 503, body: { status: 503 } },
  });
  const statuses = [await list(), await list(), await list(), await list()].map((reply) => reply.status);
  expect(statuses).toEqual([200, 503, 503, 200]);
  expect((await twitch.control.faultHits())[id]).toBe(2);
  const journal = await twitch.control.requests({ path: 'moderation/banned' });
  expect(journal.map((entry) => [entry.status, entry.faultId])).toEqual([
    [200, null],
    [503, id],
    [503, id],
    [200, null],
  ]);
  await twitch.control.addFault({
    match: { path: 'users', query: { id: '7' }, userId: CHANNEL },
    times: 0,
    answer: { status: 500 },
  });
  const user = async (who: string) => (await twitch.helix('GET', 'users', { token, query: { id: who } })).status;
  expect([await user('7'), await user('8'), await user('7')]).toEqual([500, 200, 500]);
});

test('headers: 429 without rate headers, an absurd reset, a retry-after, HTML instead of JSON', async () => {
  await twitch.control.addFault({ match: BANNED, answer: { status: 429, body: {} }, noRateHeaders: true });
  const bare = await list();
  expect([bare.status, [...bare.headers.keys()].filter((name) => name.startsWith('ratelimit'))]).toEqual([429, []]);
  await twitch.control.addFault({
    match: BANNED,
    headers: { 'Ratelimit-Reset': '99999999999999', 'Retry-After': '5', Date: null },
  });
  const absurd = await list();
  expect([
    absurd.headers.get('ratelimit-reset'),
    absurd.headers.get('retry-after'),
    absurd.headers.get('date'),
  ]).toEqual(['99999999999999', '5', null]);
  await twitch.control.addFault({
    match: BANNED,
    answer: { status: 200, body: '<h1>Hello</h1>', contentType: 'text/html' },
  });
  expect([(await list()).body]).toEqual(['<h1>Hello</h1>']);
});

test('transport: reset, hang, a body cut or stalled in the middle', async () => {
  await twitch.control.addFault({ match: BANNED, transport: 'reset' });
  await expect(list()).rejects.toThrow(/fetch failed|terminated/);
  await twitch.control.addFault({ match: BANNED, transport: { cutAtByte: 100 } });
  await expect(list()).rejects.toThrow(/fetch failed|terminated/);
  for (const transport of ['hang', { stallAtByte: 100 }] as const) {
    await twitch.control.addFault({ match: BANNED, transport });
    await expect(list(undefined, AbortSignal.timeout(150))).rejects.toThrow(/abort|timeout/i);
  }
});

test('an act can happen although its answer is lost, and not happen although it is answered', async () => {
  const user = await twitch.control.addUser({ login: 'ambiguous' });
  const ban = () =>
    twitch.helix('POST', 'moderation/bans', {
      token,
      query: { broadcaster_id: CHANNEL, moderator_id: CHANNEL },
      body: { data: { user_id: user.id } },
    });
  const isBanned = async () => (await twitch.control.truth(CHANNEL)).some((row) => row.userId === user.id);
  await twitch.control.addFault({ match: { path: 'moderation/bans' }, answer: { status: 500 } });
  expect([(await ban()).status, await isBanned()]).toEqual([500, false]);
  await twitch.control.addFault({ match: { path: 'moderation/bans' }, effect: 'perform', transport: 'reset' });
  await expect(ban()).rejects.toThrow('fetch failed');
  expect(await isBanned()).toBe(true);
});

test('delays hold an answer back', async () => {
  await twitch.control.addFault({ match: BANNED, delayMs: 60, answerDelayMs: 60 });
  const startedAt = performance.now();
  await list();
  expect(performance.now() - startedAt).toBeGreaterThan(115);
  await twitch.control.setDelays({ pageMs: 50 });
  const again = performance.now();
  await list();
  expect(performance.now() - again).toBeGreaterThan(45);
  await twitch.control.setDelays({ pageMs: 0 });
});

test('pages: empty with a cursor, repeated cursor, loop to the start, strange cursors', async () => {
  const first = await list();
  const empty = await withPage({ kind: 'empty' });
  expect(empty.body.data).toEqual([]);
  expect(idsOf(await list(empty.body.pagination.cursor))).toEqual(idsOf(first));
  await twitch.control.addFault({ match: BANNED, page: [{ kind: 'repeat_cursor' }] });
  const repeated = await list(first.body.pagination.cursor);
  expect(repeated.body.pagination.cursor).toBe(first.body.pagination.cursor);
  await twitch.control.addFault({ match: BANNED, page: [{ kind: 'cursor_loop' }] });
  const loop = await list(first.body.pagination.cursor);
  expect(idsOf(loop)).not.toEqual(idsOf(first));
  expect(idsOf(await list(loop.body.pagination.cursor))).toEqual(idsOf(first));
  expect((await withPage({ kind: 'cursor_value', value: '' })).body.pagination).toEqual({ cursor: '' });
});

test('pages: duplicated inside and across, shrunken, null, foreign and missing rows', async () => {
  const first = await list();
  const ids = idsOf(first);
  expect(idsOf(await withPage({ kind: 'duplicate_inside', count: 2 }))).toEqual([...ids.slice(0, 2), ...ids]);
  await twitch.control.addFault({ match: BANNED, times: 2, page: [{ kind: 'duplicate_across', count: 3 }] });
  await list();
  expect(idsOf(await list(first.body.pagination.cursor)).slice(0, 3)).toEqual(ids.slice(-3));
  const shrunken = await withPage({ kind: 'shrink', keep: 0.25 });
  expect([idsOf(shrunken).length, shrunken.body.pagination]).toEqual([5, {}]);
  expect((await withPage({ kind: 'end_empty' })).body).toEqual({ data: [], pagination: {} });
  expect((await withPage({ kind: 'data_null' })).body.data).toBeNull();
  expect(idsOf(await withPage({ kind: 'insert', rows: [{ user_id: '1' }] }))[0]).toBe('1');
  expect(idsOf(await withPage({ kind: 'hide', userIds: [ids[0] ?? ''] }))).toEqual(ids.slice(1));
  expect((await withPage({ kind: 'patch', row: { reason: 7 } })).body.data[3].reason).toBe(7);
  const wrong = await withPage({ kind: 'wrong_types', keys: ['user_id', 'created_at'] });
  expect(wrong.body.data.every((row: { user_id: unknown }) => typeof row.user_id !== 'string')).toBe(true);
  expect((await withPage({ kind: 'body', value: 'just text' })).body).toBe('just text');
  const huge = await withPage({ kind: 'huge', bytes: 6_000_000 });
  expect(JSON.stringify(huge.body).length).toBeGreaterThan(6_000_000);
  expect(idsOf(await list())).toEqual(ids);
});
