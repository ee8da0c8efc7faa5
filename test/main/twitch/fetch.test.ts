// The guard in front of fetch: one request per call whatever goes wrong, one deadline, one size limit.
import { ApiClient } from '@twurple/api';
import type { AuthProvider } from '@twurple/auth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../../src/shared/errors.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { readMarked, toAppFailure } from '../../../src/main/twitch/errors.ts';
import { CALL, configureTwitchTarget, createTwitchFetch, type TwitchFetch } from '../../../src/main/twitch/fetch.ts';
import { createMeter, type Meter } from '../../../src/main/twitch/meter.ts';
import { createServerTime, type ServerTime } from '../../../src/main/twitch/server-time.ts';
import { CALM, json, startRawTwitch, type RawTwitch } from './raw-twitch.ts';

let twitch: RawTwitch;
let guard: TwitchFetch;
let meter: Meter;
let serverTime: ServerTime;
let uninstall: () => void = () => undefined;
/** Deadlines pass when a test says so: a busy machine may take long for an answer. How long each was, in ms, beside. */
let deadlines: { readonly pass: () => void }[] = [];
let lengths: number[] = [];
const passDeadlines = (): void => deadlines.forEach(({ pass }) => pass());

const token = {
  accessToken: 'access',
  refreshToken: null,
  scope: [],
  expiresIn: null,
  obtainmentTimestamp: 0,
  userId: '7',
};
const provider: AuthProvider = {
  clientId: 'test-client',
  getCurrentScopesForUser: () => [],
  getAccessTokenForUser: async () => token,
  getAnyAccessToken: async () => token,
};

beforeEach(async () => {
  twitch = await startRawTwitch();
  deadlines = [];
  lengths = [];
  const every = (ms: number, pass: () => void): (() => void) => {
    const deadline = { pass };
    lengths.push(ms);
    deadlines.push(deadline);
    return () => void (deadlines = deadlines.filter((other) => other !== deadline));
  };
  const clock = { ...createClock(), every };
  meter = createMeter({ clock, onChange: () => undefined });
  serverTime = createServerTime(clock);
  guard = createTwitchFetch({
    clock,
    port: twitch.port,
    meter,
    serverTime,
    deadlineMs: 400,
    bodyLimit: 10_000,
    accountOfToken: () => '7',
  });
  configureTwitchTarget(twitch.port);
});

afterEach(async () => {
  uninstall();
  uninstall = () => undefined;
  configureTwitchTarget(null);
  await twitch.close();
});

/** What Twurple's own client makes of a call, with every retry it knows of. */
async function throughTwurple(method: 'GET' | 'POST' | 'DELETE', client = newClient()): Promise<AppError> {
  try {
    await client.callApi({ type: 'helix', url: 'moderation/bans', method, userId: '7', forceType: 'user' });
  } catch (error) {
    return toAppFailure(error, { endpoint: 'moderation/bans' }).failure;
  }
  throw new Error('it did not fail');
}

function newClient(): ApiClient {
  return new ApiClient({ authProvider: provider, logger: { minLevel: 'critical' } });
}

async function direct(
  init: RequestInit = {},
  path = 'mock/users',
): Promise<{ response: Response; failure: AppError | null }> {
  const response = await guard.fetch(`http://localhost:${twitch.port}/${path}`, init);
  return { response, failure: readMarked(await response.text()) };
}

const FAILURES: Record<string, { answer: RawTwitch['answer']; expected: Partial<AppError> }> = {
  'a 500': {
    answer: (response) => json(response, 500, '{}'),
    expected: { code: 'SERVICE_UNAVAILABLE', details: { status: 500 } },
  },
  'a 503': {
    answer: (response) => json(response, 503, '{}'),
    expected: { code: 'SERVICE_UNAVAILABLE', details: { status: 503 } },
  },
  'a reset': {
    answer: (_response, _request, socket) => socket.resetAndDestroy(),
    expected: { code: 'SERVICE_UNAVAILABLE', details: { reason: 'connection_lost' } },
  },
  'no answer': {
    answer: () => passDeadlines(),
    expected: { code: 'SERVICE_UNAVAILABLE', details: { reason: 'timeout' } },
  },
  'a body that never ends': {
    answer: (response) => {
      response.writeHead(200, { 'Content-Length': '100', ...CALM });
      // In the body or, on a slow machine, still before it: the same to whoever waits.
      response.write('{"data"', () => setTimeout(passDeadlines, 20));
    },
    expected: { code: 'SERVICE_UNAVAILABLE', details: { reason: 'timeout' } },
  },
  'a body cut short': {
    answer: (response, _request, socket) => {
      response.writeHead(200, { 'Content-Length': '100', ...CALM });
      response.write('{"data"', () => socket.destroy());
    },
    expected: { code: 'SERVICE_UNAVAILABLE', details: { reason: 'connection_lost' } },
  },
  'a 429 without headers': {
    answer: (response) => json(response, 429, '{}', {}),
    expected: { code: 'RATE_LIMIT_EXCEEDED', details: { retry_after: 10 } },
  },
  'a 429 until the year 2099': {
    answer: (response) =>
      json(response, 429, '{}', { ...CALM, 'Ratelimit-Remaining': '0', 'Ratelimit-Reset': '4070908800' }),
    expected: { code: 'RATE_LIMIT_EXCEEDED', details: { retry_after: 120, limit: 800, remaining: 0 } },
  },
};

describe('a write that fails', () => {
  for (const method of ['POST', 'DELETE', 'GET'] as const) {
    for (const [name, { answer, expected }] of Object.entries(FAILURES)) {
      it(`is sent once and never again: ${method}, ${name}`, async () => {
        uninstall = guard.install();
        twitch.answer = answer;
        expect(await throughTwurple(method)).toMatchObject(expected);
        expect(twitch.requests).toHaveLength(1);
        expect([lengths, deadlines]).toEqual([[400], []]);
      });
    }
  }

  it('would be repeated without the guard (planted fault)', async () => {
    twitch.answer = (response) => json(response, 500, '{}');
    await throughTwurple('POST').catch(() => undefined);
    expect(twitch.requests.length).toBeGreaterThan(1);
  });

  it('does not leave the calls behind it unsent', async () => {
    uninstall = guard.install();
    const client = newClient();
    twitch.answer = (response, _request, socket) =>
      twitch.requests.length === 1 ? socket.resetAndDestroy() : json(response, 400, '{}');
    const failures = await Promise.all([
      throughTwurple('POST', client),
      throughTwurple('POST', client),
      throughTwurple('POST', client),
    ]);
    expect(failures.map(({ code }) => code)).toEqual(['SERVICE_UNAVAILABLE', 'INVALID_REQUEST', 'INVALID_REQUEST']);
  });
});

describe('Twurple', () => {
  it('does not hang on answers without rate headers', async () => {
    uninstall = guard.install();
    twitch.answer = (response) => json(response, 200, { data: [] }, {});
    const client = newClient();
    const call = (): Promise<unknown> =>
      client.callApi({ type: 'helix', url: 'users', userId: '7', forceType: 'user' });
    expect(await Promise.all([call(), call(), call(), call()])).toHaveLength(4);
  });

  it('does not sleep on an empty bucket', async () => {
    uninstall = guard.install();
    twitch.answer = (response) =>
      json(response, 200, { data: [] }, { ...CALM, 'Ratelimit-Remaining': '0', 'Ratelimit-Reset': '4070908800' });
    const client = newClient();
    await client.callApi({ type: 'helix', url: 'users', userId: '7', forceType: 'user' });
    await client.callApi({ type: 'helix', url: 'users', userId: '7', forceType: 'user' });
    expect(meter.last('7')).toMatchObject({ limit: 800, remaining: 0 });
  });
});

describe('429', () => {
  const cases: [string, Record<string, string>, number, number][] = [
    ['the reset in half a minute', { 'Ratelimit-Remaining': '0', 'Ratelimit-Reset': '+30' }, 25, 32],
    ['a reset in the past', { 'Ratelimit-Remaining': '0', 'Ratelimit-Reset': '12' }, 1, 1],
    ['a reset that is garbage', { 'Ratelimit-Remaining': '0', 'Ratelimit-Reset': 'soon' }, 10, 10],
    ['a reset without the rest', { 'Ratelimit-Reset': '+9999' }, 120, 120],
    ['another limit than the bucket', { 'Ratelimit-Remaining': '700', 'Ratelimit-Reset': '+60' }, 10, 10],
  ];
  it.each(cases)('asks to wait within 1 to 120 s: %s', async (_name, relative, least, most) => {
    const reset = relative['Ratelimit-Reset'] ?? '';
    const inSeconds = String(Math.floor(Date.now() / 1000) + Number(reset));
    const headers = { ...relative, 'Ratelimit-Reset': reset.startsWith('+') ? inSeconds : reset };
    twitch.answer = (response) => json(response, 429, '{}', { 'Ratelimit-Limit': '800', ...headers });
    const { failure } = await direct();
    if (failure?.code !== 'RATE_LIMIT_EXCEEDED') throw new Error('another failure');
    expect(failure.details.retry_after).toBeGreaterThanOrEqual(least);
    expect(failure.details.retry_after).toBeLessThanOrEqual(most);
  });
});

describe('an answer', () => {
  it('over the size limit is refused, by its header or by counting', async () => {
    twitch.answer = (response) => json(response, 200, 'x'.repeat(10_001), { ...CALM, 'Content-Length': '10001' });
    expect((await direct()).failure).toMatchObject({ code: 'TWITCH_API_ERROR', details: { reason: 'body_too_large' } });
    twitch.answer = (response) => {
      response.writeHead(200, CALM);
      const timer = setInterval(() => response.write('x'.repeat(4000)), 1);
      response.on('close', () => clearInterval(timer));
    };
    expect((await direct()).failure).toMatchObject({ code: 'TWITCH_API_ERROR', details: { reason: 'body_too_large' } });
  });

  it('within the limit comes through whole, also in chunks', async () => {
    twitch.answer = (response) => {
      response.writeHead(200, CALM);
      for (const part of ['{"name":"斎', '藤"', '}']) response.write(part);
      response.end();
    };
    const response = await guard.fetch(`http://127.0.0.1:${twitch.port}/mock/users`);
    expect(await response.json()).toEqual({ name: '斎藤' });
  });

  it('tells the meter and the clock', async () => {
    twitch.answer = (response) => {
      response.sendDate = false;
      json(response, 200, '{}', { ...CALM, Date: 'Fri, 20 Nov 2026 10:00:00 GMT' });
    };
    await guard.fetch(`http://localhost:${twitch.port}/mock/users`, {
      [CALL]: { purpose: 'act', account: '42' },
    } as RequestInit);
    expect(meter.last('42', 'act')).toMatchObject({ limit: 800, remaining: 799 });
    expect(Math.abs(serverTime.now() - Date.parse('2026-11-20T10:00:00.500Z'))).toBeLessThan(2000);
  });

  it('that redirects is not followed', async () => {
    twitch.answer = (response) => json(response, 302, '', { Location: `http://127.0.0.1:${twitch.port}/elsewhere` });
    expect((await direct()).response.status).toBe(302);
    expect(twitch.requests).toHaveLength(1);
  });
});

describe('an exchange', () => {
  it('that was cancelled before or during the wait says so', async () => {
    const before = await direct({ signal: AbortSignal.abort() });
    expect(before.failure).toMatchObject({ code: 'CANCELLED', details: { reason: 'not_sent' } });
    expect(twitch.requests).toHaveLength(0);
    const controller = new AbortController();
    twitch.answer = () => controller.abort();
    const during = await direct({ signal: controller.signal });
    expect(during.failure).toMatchObject({ code: 'CANCELLED', details: { reason: 'in_flight' } });
  });

  it('that could not connect is OFFLINE: nothing was sent', async () => {
    await twitch.close();
    expect((await direct()).failure).toMatchObject({ code: 'OFFLINE', details: { reason: 'ECONNREFUSED' } });
    twitch = await startRawTwitch();
  });

  it('after its call’s deadline is not even begun', async () => {
    const { failure } = await direct({ [CALL]: { purpose: 'act', until: 0 } } as RequestInit);
    expect(failure).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'not_sent' } });
    expect(twitch.requests).toHaveLength(0);
  });
});

describe('the guard', () => {
  it('lets other hosts pass untouched and takes itself out again', async () => {
    const seen: string[] = [];
    const native = (async (input: string) => {
      seen.push(input);
      return new Response('', { status: 500 });
    }) as unknown as typeof fetch;
    const clock = createClock();
    const other = createTwitchFetch({ clock, port: null, meter, serverTime, native });
    expect((await other.fetch('https://example.org/x')).status).toBe(500);
    expect((await other.fetch(`http://localhost:${twitch.port}/x`)).status).toBe(500);
    expect((await other.fetch('https://api.twitch.tv.evil.example/x')).status).toBe(500);
    expect((await other.fetch('https://api.twitch.tv/helix/users')).status).toBe(499);
    expect(seen).toHaveLength(4);
    const before = globalThis.fetch;
    const out = other.install();
    expect(globalThis.fetch).toBe(other.fetch);
    out();
    expect(globalThis.fetch).toBe(before);
  });

  it('leaves no port in the environment unless asked', () => {
    expect(process.env['TWURPLE_MOCK_API_PORT']).toBe(String(twitch.port));
    configureTwitchTarget(null);
    expect(process.env['TWURPLE_MOCK_API_PORT']).toBeUndefined();
  });
});
