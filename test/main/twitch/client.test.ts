// The client against the simulated Twitch: lists to their true end, writes that go out once, clicks that never wait.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import type { BannedPage, BannedRow } from '../../../src/main/twitch/types.ts';
import { CLIENT_ID, createStack, failureOf, grantOf, SCOPES, type Stack } from './stack.ts';

let simulator: TestSimulator;
let stack: Stack;
let channelId: string;
let moderatorId: string;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:950' });
  channelId = simulator.world.broadcaster?.id ?? '';
  moderatorId = (await simulator.control.addUser({ login: 'helper' })).id;
  await simulator.control.addModerator({ channelId, userId: moderatorId });
});
afterAll(() => simulator.stop());

beforeEach(async () => {
  stack = createStack(simulator.port);
  await signIn(channelId);
  await signIn(moderatorId);
});
afterEach(async () => {
  stack.close();
  await simulator.control.clearFaults();
  await simulator.control.clearJournal();
});

async function signIn(userId: string, scopes: readonly string[] = SCOPES): Promise<void> {
  const { accessToken, refreshToken } = await simulator.control.issueToken({ userId, scopes });
  await stack.auth.adopt(userId, CLIENT_ID, grantOf(accessToken, refreshToken, 4 * 3_600_000, [...scopes]));
}

const read = (signal = new AbortController().signal) => stack.poll.readBanned({ channelId, signal });

async function readAll(): Promise<{ rows: BannedRow[]; pages: BannedPage[] }> {
  const pages: BannedPage[] = [];
  for await (const page of read()) pages.push(page);
  return { pages, rows: pages.flatMap((page) => page.rows) };
}

async function sent(method: string): Promise<number> {
  return (await simulator.control.requests({})).filter((request) => request.method === method).length;
}

describe('the banned list', () => {
  it('is read whole, with raw expiries, in full pages', async () => {
    const { rows, pages } = await readAll();
    const truth = await simulator.control.truth(channelId);
    expect(new Set(rows.map(({ userId }) => userId))).toEqual(new Set(truth.map(({ userId }) => userId)));
    expect(pages.map(({ page, isLast }) => ({ page, isLast }))).toEqual(
      Array.from({ length: 10 }, (_, index) => ({ page: index + 1, isLast: index === 9 })),
    );
    expect(rows.some(({ expiresAt }) => expiresAt === '')).toBe(true);
    expect(await sent('GET')).toBe(10);
    expect(stack.meter.last(channelId, 'poll')?.limit).toBe(800);
  });

  const fault = (rule: Omit<Parameters<TestSimulator['control']['addFault']>[0], 'match'>) =>
    simulator.control.addFault({ match: { path: 'moderation/banned' }, ...rule });

  it('goes on through up to 20 empty pages in a row, and refuses more', async () => {
    await fault({ nth: 3, times: 20, page: [{ kind: 'empty' }] });
    expect((await readAll()).rows).toHaveLength(950);
    await simulator.control.clearFaults();
    await fault({ nth: 3, times: 21, page: [{ kind: 'empty' }] });
    expect(await failureOf(readAll())).toMatchObject({
      code: 'TWITCH_API_ERROR',
      details: { reason: 'too_many_empty_pages' },
    });
  });

  it('takes a null for no rows', async () => {
    await fault({ nth: 2, page: [{ kind: 'data_null' }] });
    expect((await readAll()).rows).toHaveLength(850);
  });

  it.each([
    ['cursor_loop', { kind: 'cursor_loop' }],
    ['cursor_loop', { kind: 'repeat_cursor' }],
    ['malformed_page', { kind: 'cursor_value', value: 17 }],
    ['malformed_page', { kind: 'wrong_types', keys: ['user_id'] }],
    ['malformed_page', { kind: 'patch', row: { user_id: '0x1f' } }],
    ['malformed_page', { kind: 'patch', row: { created_at: null } }],
    ['malformed_page', { kind: 'body', value: [] }],
    ['malformed_page', { kind: 'body', value: { pagination: {} } }],
    ['malformed_page', { kind: 'body', value: { data: ['row'] } }],
    ['body_too_large', { kind: 'huge', bytes: 6_000_000 }],
  ] as const)('is refused as %s rather than ended early: %o', async (reason, page) => {
    await fault({ nth: 3, times: 0, page: [page] });
    const pages: BannedPage[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const one of read()) pages.push(one);
      })(),
    );
    expect(failure).toMatchObject({ code: 'TWITCH_API_ERROR', details: { reason } });
    expect(pages.every(({ isLast }) => !isLast)).toBe(true);
    expect(pages.length).toBeLessThan(10);
  });

  it.each([
    ['HTML', { answer: { status: 200, body: '<html>', contentType: 'text/html' } }, 'TWITCH_API_ERROR'],
    ['half a body', { transport: { cutAtByte: 400 } }, 'SERVICE_UNAVAILABLE'],
    ['a 503', { answer: { status: 503 } }, 'SERVICE_UNAVAILABLE'],
    ['a 429 without headers', { answer: { status: 429 }, noRateHeaders: true }, 'RATE_LIMIT_EXCEEDED'],
    ['a 403', { answer: { status: 403 } }, 'FORBIDDEN'],
  ] as const)('fails on %s with one request for it', async (_name, rule, code) => {
    await fault({ nth: 2, times: 0, ...rule });
    expect(await failureOf(readAll())).toMatchObject({ code });
    expect(await sent('GET')).toBe(2);
  });

  it('stops at a cancellation', async () => {
    const controller = new AbortController();
    let pages = 0;
    const reading = (async () => {
      for await (const page of read(controller.signal)) if ((pages = page.page) === 2) controller.abort();
    })();
    expect(await failureOf(reading)).toMatchObject({ code: 'CANCELLED' });
    expect(pages).toBe(2);
  });

  it('is not asked for without the scope', async () => {
    await signIn(channelId, ['user:read:moderated_channels']);
    expect(await failureOf(readAll())).toMatchObject({
      code: 'INSUFFICIENT_SCOPES',
      details: { required_scopes: ['moderation:read'], current_scopes: ['user:read:moderated_channels'] },
    });
    expect(await sent('GET')).toBe(0);
  });

  it('is read on after the token died in the middle, with one renewal', async () => {
    const pages: BannedPage[] = [];
    for await (const page of read()) {
      pages.push(page);
      if (pages.length === 3) await simulator.control.expireTokens(channelId);
    }
    expect(pages.flatMap(({ rows }) => rows)).toHaveLength(950);
    expect((await simulator.control.requests({ path: 'auth/token' })).length).toBe(1);
  });
});

describe('a 401', () => {
  it('to 50 calls at once is one renewal and 50 answers', async () => {
    await simulator.control.expireTokens(channelId);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => stack.poll.users({ accountId: channelId, ids: [moderatorId] })),
    );
    expect(answers.every((users) => users[0]?.id === moderatorId)).toBe(true);
    expect((await simulator.control.requests({ path: 'auth/token' })).length).toBe(1);
  });

  it('that never ends is one renewal, not one per call', async () => {
    await simulator.control.addFault({
      match: { path: 'users' },
      times: 0,
      answer: { status: 401, body: { status: 401, message: 'no' } },
    });
    for (let round = 0; round < 4; round += 1) {
      expect(await failureOf(stack.poll.users({ accountId: channelId, ids: ['1'] }))).toMatchObject({
        code: 'TWITCH_AUTH_FAILED',
        details: { reason: 'refused' },
      });
    }
    expect((await simulator.control.requests({ path: 'auth/token' })).length).toBe(1);
    expect(stack.auth.accountIds()).toContain(channelId);
  });
});

describe('people', () => {
  it('are looked up in chunks of 100, ids and names together; the unknown are absent', async () => {
    const known = await Promise.all([1, 2, 3].map((index) => simulator.control.crowd(index)));
    const ids = [
      ...Array.from({ length: 150 }, (_, index) => String(800_000_000 + index)),
      ...known.map(({ id }) => id),
    ];
    const users = await stack.act.users({ accountId: moderatorId, ids, logins: ['helper', 'nobody_here'] });
    expect(users.map(({ id }) => id).toSorted()).toEqual([...known.map(({ id }) => id), moderatorId].toSorted());
    expect((await simulator.control.requests({ path: 'users' })).length).toBe(2);
    expect(await stack.act.users({ accountId: moderatorId })).toEqual([]);
  });

  it('come back from a look-up only while restricted', async () => {
    const [first] = await simulator.control.truth(channelId);
    const rows = await stack.poll.lookUpBanned({ channelId, userIds: [first?.userId ?? '', '999999'] });
    expect(rows.map(({ userId }) => userId)).toEqual([first?.userId]);
    const many = Array.from({ length: 101 }, (_, index) => String(index + 1));
    expect(await failureOf(stack.poll.lookUpBanned({ channelId, userIds: many }))).toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  it('find the channels they moderate', async () => {
    const channels = await stack.poll.moderatedChannels({ accountId: moderatorId });
    expect(channels).toEqual([{ id: channelId, login: 'bigchannel', displayName: 'BigChannel' }]);
  });
});
