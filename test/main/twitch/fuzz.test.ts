// Many broken answers, seeded: every page comes through whole or not at all, every 429 asks for 1 to 120 s, and any
// number of calls that fail together renew once.
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import type { BannedRow } from '../../../src/main/twitch/types.ts';
import { readMarked } from '../../../src/main/twitch/errors.ts';
import { json, startRawTwitch } from './raw-twitch.ts';
import { CLIENT_ID, createStack, failureOf, grantOf, type Stack } from './stack.ts';
import { score } from '../../helpers/score.ts';

const SEED = 20261120;
const isLong = process.env['MODKEEP_LONG'] === '1';
const PORT = 1;
let stack: Stack;
afterEach(() => stack.close());

const row = (index: number) => ({
  user_id: String(1000 + index),
  user_login: `user_${index}`,
  user_name: `Üser ${index} 斎藤`,
  expires_at: index % 2 === 0 ? '' : '2026-12-01T10:00:00Z',
  created_at: '2026-11-01T10:00:00Z',
  reason: 'a "quoted" reason',
  moderator_id: '1',
  moderator_login: 'mod',
  moderator_name: 'Mod',
});
const PAGE = { data: Array.from({ length: 5 }, (_, index) => row(index)), pagination: {} };

/** A stack whose every answer is made by `answer`, with no server at all. */
async function over(answer: () => Response): Promise<void> {
  stack = createStack(PORT, { clock: createFakeClock(), native: async () => answer() });
  await stack.auth.adopt('7', CLIENT_ID, grantOf('access-token', 'refresh-token'));
}

async function readOnce(): Promise<readonly BannedRow[]> {
  const rows: BannedRow[] = [];
  for await (const page of stack.poll.readBanned({ channelId: '7', signal: new AbortController().signal }))
    rows.push(...page.rows);
  return rows;
}

describe('a page', () => {
  it('cut at any byte is refused', async () => {
    const bytes = Buffer.from(JSON.stringify(PAGE));
    let length = bytes.length;
    await over(() => new Response(bytes.subarray(0, length)));
    expect(await readOnce()).toHaveLength(5);
    for (length = 0; length < bytes.length; length += 1) {
      expect(await failureOf(readOnce())).toMatchObject({
        code: 'TWITCH_API_ERROR',
        details: { reason: 'malformed_page' },
      });
    }
  });

  it('with anything anywhere is refused, or every row of it is sound', async () => {
    let body = '';
    await over(() => new Response(body));
    const keys = [...Object.keys(row(0)), 'data', 'pagination', 'cursor'];
    const junk = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('', '0', '-1', '00012', '1e3', '１２', ' 12', '9'.repeat(21)),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), fc.nat(4), junk, async (key, index, value) => {
        const page = structuredClone(PAGE) as unknown as Record<string, unknown>;
        if (key === 'cursor') page['pagination'] = typeof value === 'string' ? { cursor: '' } : { cursor: value };
        else if (key === 'data' || key === 'pagination') page[key] = value;
        else (page['data'] as Record<string, unknown>[])[index] = { ...row(index), [key]: value };
        body = JSON.stringify(page);
        const rows = await readOnce().catch(() => null);
        for (const { userId, createdAt, reason, userLogin } of rows ?? []) {
          expect(userId).toMatch(/^[1-9]\d{0,19}$/);
          expect([typeof createdAt, typeof reason, typeof userLogin]).toEqual(['string', 'string', 'string']);
        }
      }),
      { seed: SEED, numRuns: isLong ? 10_000 : 500 },
    );
  });
});

describe('a 429', () => {
  it('asks for a whole number of 1 to 120 seconds whatever its headers say', async () => {
    let headers: Record<string, string> = {};
    await over(() => new Response('{}', { status: 429, headers }));
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((value) => value.trim());
    const value = fc.option(
      fc.oneof(text, fc.integer().map(String), fc.constantFrom('1e400', 'NaN', '4070908800', '0', '-5', '')),
      { nil: null },
    );
    await fc.assert(
      fc.asyncProperty(value, value, value, async (limit, remaining, reset) => {
        const all = { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset };
        headers = Object.fromEntries(Object.entries(all).filter(([, header]) => header !== null)) as Record<
          string,
          string
        >;
        const response = await stack.guard.fetch(`http://localhost:${PORT}/mock/users`);
        expect(response.headers.get('ratelimit-remaining')).toBe('800');
        const failure = readMarked(await response.text());
        if (failure?.code !== 'RATE_LIMIT_EXCEEDED') throw new Error('another failure');
        expect(Number.isInteger(failure.details.retry_after)).toBe(true);
        expect(failure.details.retry_after).toBeGreaterThanOrEqual(1);
        expect(failure.details.retry_after).toBeLessThanOrEqual(120);
      }),
      { seed: SEED, numRuns: isLong ? 5000 : 1000 },
    );
  });
});

describe('a wave of 401s', () => {
  const WAVES = isLong ? 1000 : 15;

  it(`renews once, ${WAVES} times over`, async () => {
    const twitch = await startRawTwitch();
    let pair = 1;
    let refreshes = 0;
    twitch.answer = (response, { url, headers }) => {
      if (url === '/auth/token') {
        refreshes += 1;
        pair += 1;
        return json(response, 200, {
          access_token: `access-${pair}`,
          refresh_token: `refresh-${pair}`,
          expires_in: 14_400,
        });
      }
      const isGood = headers.authorization?.endsWith(` access-${pair}`) ?? false;
      json(response, isGood ? 200 : 401, isGood ? { data: [] } : { status: 401 });
    };
    stack = createStack(twitch.port);
    await stack.auth.adopt('7', CLIENT_ID, grantOf('access-1', 'refresh-1'));
    for (let wave = 1; wave <= WAVES; wave += 1) {
      // Twitch forgets the access token that is in use; its refresh token still works.
      pair += 1;
      await Promise.all(Array.from({ length: 50 }, () => stack.poll.users({ accountId: '7', ids: ['7'] })));
      expect(refreshes).toBe(wave);
    }
    await twitch.close();
    score('renewals', { bad: refreshes - WAVES, of: WAVES });
  });
});
