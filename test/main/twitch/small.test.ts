// The tables and small parts of the Twitch side: scopes, errors, the limit meter.
import { describe, expect, it } from 'vitest';
import { fail, type AppError } from '../../../src/shared/errors.ts';
import { failureOfStatus, isAmbiguous, markedBody, readMarked, toAppFailure } from '../../../src/main/twitch/errors.ts';
import { createMeter } from '../../../src/main/twitch/meter.ts';
import {
  DEFAULT_FEATURES,
  FEATURE_SCOPES,
  knownScopes,
  missingScopes,
  scopesFor,
} from '../../../src/main/twitch/scopes.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

/** Copied from https://dev.twitch.tv/docs/authentication/scopes/: what exists at Twitch. */
const REAL = new Set(
  (
    'channel:manage:moderators channel:moderate moderation:read user:read:moderated_channels moderator:read:moderators ' +
    'moderator:read:vips moderator:read:banned_users moderator:manage:banned_users moderator:read:blocked_terms ' +
    'moderator:manage:blocked_terms moderator:read:chat_settings moderator:manage:chat_settings ' +
    'moderator:read:unban_requests moderator:manage:unban_requests moderator:read:chat_messages ' +
    'moderator:manage:chat_messages moderator:read:warnings moderator:manage:warnings'
  ).split(' '),
);

describe('scopes', () => {
  it('are only ones that exist', () => {
    expect(knownScopes().filter((scope) => !REAL.has(scope))).toEqual([]);
    expect(REAL.has('channel:manage:banned_users')).toBe(false);
  });

  it('of a default sign-in serve every feature, with no read beside its manage', () => {
    const scopes = scopesFor(DEFAULT_FEATURES);
    expect(scopes).toEqual([
      'moderation:read',
      'moderator:manage:banned_users',
      'moderator:read:blocked_terms',
      'moderator:read:chat_messages',
      'moderator:read:chat_settings',
      'moderator:read:moderators',
      'moderator:read:unban_requests',
      'moderator:read:vips',
      'moderator:read:warnings',
      'user:read:moderated_channels',
    ]);
    for (const feature of DEFAULT_FEATURES) {
      expect(missingScopes(feature, scopes)).toEqual([]);
      expect(FEATURE_SCOPES[feature].why).toMatch(/\.$/);
    }
  });

  it('that are missing are named one by one', () => {
    expect(missingScopes('live', ['moderator:manage:warnings', 'moderator:read:vips'])).toEqual([
      'moderator:read:blocked_terms',
      'moderator:read:chat_settings',
      'moderator:read:unban_requests',
      'moderator:read:banned_users',
      'moderator:read:chat_messages',
      'moderator:read:moderators',
    ]);
    expect(missingScopes('act', ['moderation:read'])).toEqual(['moderator:manage:banned_users']);
  });
});

describe('errors', () => {
  const facts = { endpoint: 'moderation/bans', accountId: '7', channelId: '9' };
  const codeOf = (error: unknown): AppError => toAppFailure(error, facts).failure;

  it('of foreign make never carry a URL, a token or a message on', () => {
    const secretive = Object.assign(new Error('URL: https://id.twitch.tv/oauth2/token?refresh_token=s3cret'), {
      statusCode: 401,
      body: 's3cret',
      cause: new Error('s3cret'),
    });
    for (const error of [
      secretive,
      new Error('s3cret'),
      new TypeError('s3cret'),
      's3cret',
      undefined,
      new SyntaxError('s3cret'),
    ]) {
      const failure = toAppFailure(error, facts);
      expect(`${failure.message} ${JSON.stringify(failure.failure)} ${String(failure.cause)}`).not.toContain('s3cret');
    }
  });

  it('get the codes of this app', () => {
    const network = (code: string): unknown =>
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
    expect(codeOf(network('ENOTFOUND'))).toMatchObject({ code: 'OFFLINE', details: { reason: 'ENOTFOUND' } });
    const both = new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]);
    expect(codeOf(new TypeError('fetch failed', { cause: both }))).toMatchObject({ code: 'OFFLINE' });
    expect(codeOf(network('ECONNRESET'))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      details: { reason: 'connection_lost' },
    });
    expect(codeOf(new DOMException('x', 'AbortError'))).toMatchObject({ code: 'CANCELLED' });
    expect(codeOf(new DOMException('x', 'TimeoutError'))).toMatchObject({ details: { reason: 'timeout' } });
    const ours = fail('NOT_FOUND', 'x', {});
    expect(toAppFailure(ours, facts)).toBe(ours);
  });

  it('know the three message texts that say what a write found, in either spelling', () => {
    const of = (message: string): AppError =>
      failureOfStatus(400, JSON.stringify({ status: 400, message }), facts).failure;
    expect(of('The user specified in the user_id field is already banned.')).toMatchObject({
      details: { reason: 'already_banned' },
    });
    expect(of('user is already banned')).toMatchObject({ details: { reason: 'already_banned' } });
    expect(of('The user in the user_id query parameter is not banned.')).toMatchObject({
      details: { reason: 'not_banned' },
    });
    expect(of('The user specified in the user_id field may not be banned.')).toMatchObject({
      details: { reason: 'protected_user' },
    });
    expect(of('something else')).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('say whether a write may have happened', () => {
    const unsure = (status: number, reason?: string): AppError => ({
      code: 'SERVICE_UNAVAILABLE',
      error: '',
      details: reason ? { reason } : { status },
    });
    expect([unsure(500), unsure(0, 'timeout'), unsure(0, 'connection_lost')].every(isAmbiguous)).toBe(true);
    expect(isAmbiguous(unsure(0, 'not_sent'))).toBe(false);
    expect(isAmbiguous({ code: 'OFFLINE', error: '', details: {} })).toBe(false);
    expect(isAmbiguous({ code: 'CANCELLED', error: '', details: { reason: 'in_flight' } })).toBe(true);
  });

  it('survive a library that only passes a body on', () => {
    const error: AppError = { code: 'OFFLINE', error: 'x', details: { reason: 'ENOTFOUND' } };
    expect(readMarked(markedBody(error))).toEqual(error);
    for (const body of ['', '{}', '{"modkeep":1}', '{"modkeep":{"code":1}}', '"modkeep"', '{"modkeep":'])
      expect(readMarked(body)).toBeNull();
  });
});

describe('the meter', () => {
  const at = (remaining: string, limit: string | null = '800', reset: string | null = '1795000000') => ({
    limit,
    remaining,
    reset,
  });

  it('gives one row per account, the latest reading of any purpose', async () => {
    const clock = createFakeClock();
    const meter = createMeter({ clock, onChange: () => undefined });
    meter.record('2', 'poll', at('600'));
    await clock.advance(10);
    meter.record('2', 'act', at('599'));
    meter.record('1', 'poll', at('800'));
    expect(meter.rows()).toEqual([
      { accountId: '1', limit: 800, remaining: 800, resetAt: '2026-11-18T11:06:40.000Z', percentageUsed: 0 },
      { accountId: '2', limit: 800, remaining: 599, resetAt: '2026-11-18T11:06:40.000Z', percentageUsed: 25.1 },
    ]);
    expect(meter.last('2', 'poll')?.remaining).toBe(600);
    meter.forget('2');
    expect(meter.rows()).toHaveLength(1);
  });

  it('ignores absent and absurd headers', () => {
    const meter = createMeter({ clock: createFakeClock(), onChange: () => undefined });
    for (const headers of [at('-1'), at('x'), at('5', null), at('1e9'), { limit: '800', remaining: null, reset: null }])
      meter.record('1', 'poll', headers);
    expect(meter.rows()).toEqual([]);
    meter.record('1', 'poll', at('5', '800', '99999999999999999'));
    expect(meter.rows()).toMatchObject([{ resetAt: '1970-01-01T00:00:00.000Z', percentageUsed: 99.4 }]);
  });

  it('tells at most once a second, and of the last change always', async () => {
    const clock = createFakeClock();
    let told = 0;
    const meter = createMeter({ clock, onChange: () => (told += 1) });
    for (let index = 0; index < 50; index += 1) meter.record('1', 'poll', at(String(700 - index)));
    expect(told).toBe(1);
    await clock.advance(1000);
    expect(told).toBe(2);
    await clock.advance(5000);
    expect(told).toBe(2);
    expect(clock.pending()).toBe(0);
  });
});
