// From a frame to an act: which acts are the channel's own, what their times are, and what nobody can read.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAct } from '../../../src/main/twitch/live-act.ts';
import { readFrame, type LiveNotification } from '../../../src/main/twitch/live-frame.ts';
import { CHANNEL, MODERATOR, moderate, person } from './live-fake.ts';

const SENT = '2026-11-20T10:11:12.464757833Z';
const SENT_MS = Date.UTC(2026, 10, 20, 10, 11, 12, 464);

function frameOf(type: string, event: unknown, sent: unknown = SENT): string {
  const condition = { broadcaster_user_id: CHANNEL, moderator_user_id: MODERATOR };
  return JSON.stringify({
    metadata: { message_id: 'm', message_type: 'notification', message_timestamp: sent, subscription_type: type },
    payload: { subscription: { id: 's', status: 'enabled', type, version: '2', condition }, event },
  });
}

function read(type: string, event: unknown, sent?: unknown) {
  const frame = readFrame(frameOf(type, event, sent));
  expect(frame.type).toBe('notification');
  return readAct(frame as LiveNotification, SENT_MS + 250);
}

function actOf(type: string, event: unknown, sent?: unknown) {
  const result = read(type, event, sent);
  if (result.type !== 'act') throw new Error(`not an act: ${result.type}`);
  return result.act;
}

describe('channel.moderate', () => {
  test.each([
    ['ban', { ...person, reason: 'spam' }, { reason: 'spam', expiresAt: null, rawExpiresAt: null }],
    ['ban', person, { reason: '' }],
    ['unban', person, {}],
    ['untimeout', person, {}],
    ['warn', { ...person, reason: 'calm down', chat_rules_cited: null }, { reason: 'calm down' }],
    ['delete', { ...person, message_id: 'x', message_body: 'hi' }, { reason: '' }],
    ['mod', person, {}],
    ['unmod', person, {}],
  ])('%s is an act at the time of its message', (kind, details, more) => {
    const user = { id: '141981764', login: 'twitchdev', displayName: 'TwitchDev' };
    expect(actOf('channel.moderate', moderate(kind, details))).toMatchObject({
      kind,
      user,
      at: SENT_MS,
      channelId: CHANNEL,
      messageId: 'm',
      latencyMs: 250,
      ...more,
    });
  });

  test.each(['approve_unban_request', 'deny_unban_request'])('%s has its details under unban_request', (action) => {
    const unban_request = { ...person, is_approved: true, moderator_message: 'welcome back' };
    const act = actOf('channel.moderate', { ...moderate(action, undefined), unban_request });
    expect(act).toMatchObject({ kind: action, reason: 'welcome back', user: { id: person.user_id } });
  });

  test('a timeout keeps the string it ends by, also one that is not a time', () => {
    const ends = (expires_at: unknown) => actOf('channel.moderate', moderate('timeout', { ...person, expires_at }));
    expect(ends('2026-11-20T10:21:12Z')).toMatchObject({
      kind: 'timeout',
      expiresAt: Date.UTC(2026, 10, 20, 10, 21, 12),
      rawExpiresAt: '2026-11-20T10:21:12Z',
    });
    expect(ends('2026-02-30T10:00:00Z')).toMatchObject({ expiresAt: null, rawExpiresAt: '2026-02-30T10:00:00Z' });
    expect(ends(7)).toMatchObject({ expiresAt: null, rawExpiresAt: null });
  });

  test.each(['slow', 'raid', 'clear', 'vip', 'add_blocked_term', 'emoteonly', 'something_new'])(
    '%s is ignored',
    (action) => {
      expect(read('channel.moderate', moderate(action, person))).toEqual({ type: 'ignored' });
    },
  );

  test.each(['ban', 'timeout', 'unban', 'untimeout', 'delete'])('shared_chat_%s is another channel’s', (kind) => {
    const action = `shared_chat_${kind}`;
    expect(read('channel.moderate', moderate(action, person))).toEqual({ type: 'ignored' });
  });

  test('the documented oddity, action ban with only shared_chat_timeout filled, is another channel’s', () => {
    const event = { ...moderate('ban', null), shared_chat_timeout: { ...person, expires_at: SENT } };
    expect(read('channel.moderate', event)).toEqual({ type: 'ignored' });
  });

  test('keys that name a source channel decide nothing', () => {
    const source = { source_broadcaster_user_id: '99', source_broadcaster_user_login: 'other' };
    expect(actOf('channel.moderate', moderate('warn', person, source))).toMatchObject({ kind: 'warn' });
  });

  test.each([
    ['no details', moderate('ban', null)],
    ['details of both kinds', { ...moderate('ban', person), shared_chat_ban: person }],
    ['no id', moderate('ban', { user_login: 'a', user_name: 'A' })],
    ['an id that is none', moderate('ban', { ...person, user_id: '12; drop' })],
    ['no action', moderate('', person)],
    ['another channel', moderate('ban', person, { broadcaster_user_id: '5' })],
  ])('with %s nobody can read it', (_name, event) => {
    expect(read('channel.moderate', event)).toEqual({ type: 'malformed' });
  });

  test('a message without a usable time counts as sent when it came', () => {
    expect(actOf('channel.moderate', moderate('ban', person), 'yesterday')).toMatchObject({
      at: SENT_MS + 250,
      latencyMs: 0,
    });
  });
});

describe('channel.ban and channel.unban', () => {
  const base = {
    ...person,
    broadcaster_user_id: CHANNEL,
    moderator_user_id: MODERATOR,
    moderator_user_login: 'mod_user',
    moderator_user_name: 'Mod_User',
    reason: 'Offensive language',
    banned_at: '2020-07-15T18:15:11.17106713Z',
  };
  const at = Date.UTC(2020, 6, 15, 18, 15, 11, 171);

  test('a permanent ban happened at banned_at', () => {
    const act = actOf('channel.ban', { ...base, ends_at: null, is_permanent: true });
    expect(act).toMatchObject({ kind: 'ban', at, rawExpiresAt: null, moderator: { id: MODERATOR }, latencyMs: 250 });
  });

  test('a timeout ends at ends_at, cut to milliseconds', () => {
    const ends_at = '2020-07-15T18:16:11.17106713Z';
    const act = actOf('channel.ban', { ...base, ends_at, is_permanent: false });
    expect(act).toMatchObject({ kind: 'timeout', at, expiresAt: at + 60_000, rawExpiresAt: ends_at });
  });

  test('an unban has the time of its message', () => {
    expect(actOf('channel.unban', base)).toMatchObject({ kind: 'unban', at: SENT_MS, reason: '' });
  });
});

describe('frames', () => {
  test('of unknown kinds are let through, broken ones are named', () => {
    expect(readFrame('{"metadata":{"message_type":"session_party"},"payload":{}}')).toEqual({ type: 'unknown' });
    expect(readFrame('{')).toEqual({ type: 'malformed', reason: 'not_json' });
    expect(readFrame(`"${'x'.repeat(1_000_001)}"`)).toEqual({ type: 'malformed', reason: 'too_long' });
    expect(readFrame('{"metadata":{"message_type":"session_welcome"},"payload":{"session":{}}}')).toEqual({
      type: 'malformed',
      reason: 'session_welcome',
    });
  });

  test('a welcome without a keepalive counts as Twitch’s default of 10 s', () => {
    const text = '{"metadata":{"message_type":"session_welcome"},"payload":{"session":{"id":"s","recovery_url":null}}}';
    expect(readFrame(text)).toEqual({ type: 'welcome', sessionId: 's', keepaliveMs: 10_000 });
  });

  test('nothing that can be sent makes reading throw', () => {
    const whole = frameOf('channel.moderate', moderate('timeout', { ...person, expires_at: SENT }));
    const cut = fc.nat(whole.length).map((length) => whole.slice(0, length));
    const patched = fc
      .tuple(fc.nat(whole.length - 1), fc.string({ maxLength: 3 }))
      .map(([position, text]) => whole.slice(0, position) + text + whole.slice(position + text.length));
    fc.assert(
      fc.property(fc.oneof(fc.json(), cut, patched), (text) => {
        const frame = readFrame(text);
        const outcome = frame.type === 'notification' ? readAct(frame, SENT_MS).type : frame.type;
        expect(outcome).toMatch(/^(act|ignored|malformed|unknown)$/);
      }),
      { numRuns: 3000 },
    );
  });
});
