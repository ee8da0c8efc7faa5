// Every error code has words: what happened, and nothing that only a machine can read.
import { describe, expect, it } from 'vitest';
import { describeError, describeProgress, fullLine, oneLine } from '../../../src/renderer/lib/messages.ts';
import type { AppError, ErrorCode } from '../../../src/shared/errors.ts';

const SAMPLES: { readonly [C in ErrorCode]: Extract<AppError, { code: C }>['details'] } = {
  INVALID_REQUEST: { field: 'reason' },
  UNAUTHORIZED: {},
  FORBIDDEN: { required_right: 'manage_bans' },
  NOT_FOUND: { what: 'user' },
  CONFLICT: { reason: 'already_banned' },
  RATE_LIMIT_EXCEEDED: { retry_after: 90, brake: 'manual sync' },
  INTERNAL_ERROR: { id: 'abc' },
  SERVICE_UNAVAILABLE: {},
  INSUFFICIENT_SCOPES: { required_scopes: ['moderator:manage:banned_users'], current_scopes: [] },
  INVALID_BROADCASTER_ID: { provided: '12' },
  TWITCH_AUTH_FAILED: { reason: 'revoked' },
  TWITCH_API_ERROR: { status: 500 },
  SYNC_TIMEOUT: { duration_ms: 300_000, timeout_ms: 300_000 },
  SITE_MODERATORS_READ_ONLY: { channel_id: '12' },
  FEATURE_DISABLED: { reason: 'kill_switch' },
  OFFLINE: {},
  CANCELLED: {},
  DATABASE_BUSY: {},
  DATABASE_FULL: {},
  DATABASE_CORRUPT: {},
  DATABASE_NEWER: { found: 9, known: 3 },
};
const errorOf = (code: string, details: object): AppError => ({ code, error: 'A sentence.', details }) as AppError;

describe('messages', () => {
  it.each(Object.entries(SAMPLES))('%s has a title and a text', (code, details) => {
    const message = describeError(errorOf(code, details), 'Cool_User');
    expect(message.title).toMatch(/^[A-Z]/);
    expect(message.text).toMatch(/\.$/);
    expect(fullLine(message)).not.toMatch(/undefined|null|NaN|\b[A-Z]+_[A-Z_]+\b/);
  });

  it('names the person', () => {
    expect(oneLine(describeError(errorOf('CONFLICT', { reason: 'already_banned' }), 'Cool_User'))).toBe(
      'Twitch says Cool_User is already banned. The list now shows it.',
    );
  });

  it.each([
    ['already_moderator', 'Already a moderator'],
    ['vip', 'A VIP'],
    ['banned', 'Banned or timed out'],
  ])('says what stands against a new moderator: %s', (reason, title) => {
    const message = describeError(errorOf('INVALID_REQUEST', { field: 'user', reason }), 'Cool_User');
    expect(message.title).toBe(title);
    expect(message.text).toContain('Cool_User');
  });

  it('tells a missing server of its own from Twitch’s trouble', () => {
    expect(describeError(errorOf('SERVICE_UNAVAILABLE', { reason: 'no_dock' })).title).toBe('Not to be had now');
  });

  it('says when a brake is free again, in minutes rather than seconds', () => {
    const { text, todo } = describeError(errorOf('RATE_LIMIT_EXCEEDED', { retry_after: 90, brake: 'manual sync' }));
    expect(text).toBe('Free again in 1m 30s.');
    expect(todo).toContain('manual sync');
  });

  it('does not claim that nothing happened when the line to Modkeep itself was cut', () => {
    expect(describeError(errorOf('OFFLINE', { reason: 'modkeep' })).text).toContain('not known');
    expect(describeError(errorOf('OFFLINE', {})).todo).toContain('Nothing was changed');
  });

  it('does not compile or run past a code that it has no words for', () => {
    expect(() => describeError(errorOf('BRAND_NEW', {}))).toThrow('unexpected value');
  });

  it('says about where a total is an estimate, and never more than done', () => {
    expect(describeProgress(412, 1204, false)).toBe('412 of about 1\u202f204');
    expect(describeProgress(1300, 1204, true)).toBe('1\u202f300 of 1\u202f300');
    expect(describeProgress(5, null, true)).toBe('5');
  });
});
