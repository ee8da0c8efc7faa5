// The frames of the loopback socket, with the worked example of docs/dock-protocol.md.
import { describe, expect, it } from 'vitest';
import {
  answerFrame,
  backOff,
  fromBase64Url,
  readFragment,
  readFrame,
  readKey,
  toBase64Url,
} from '../../../src/renderer/lib/socket-frames.ts';

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const CHALLENGE = 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8';

describe('the key of the page', () => {
  it('is read from the fragment', () => {
    expect(readFragment(`#k=mX0tqk1bR9aZ.${KEY}`)).toEqual({ kind: 'key', keyId: 'mX0tqk1bR9aZ', key: KEY });
    expect(readFragment('#c=once-only_42')).toEqual({ kind: 'code', code: 'once-only_42' });
    expect(readFragment('')).toBeNull();
    expect(readFragment('#something=else')).toBeNull();
  });

  it('is wrong when it is there but no key', () => {
    expect(readFragment(`#k=${KEY}`)).toEqual({ kind: 'wrong' });
    expect(readFragment('#k=a.b c')).toEqual({ kind: 'wrong' });
    expect(readFragment('#c=')).toEqual({ kind: 'wrong' });
    expect(readKey('')).toBeNull();
  });
});

describe('the handshake', () => {
  it('answers the documented example', async () => {
    const frame = await answerFrame({ kind: 'key', keyId: 'mX0tqk1bR9aZ', key: KEY }, fromBase64Url(CHALLENGE));
    expect(JSON.parse(frame)).toEqual({ keyId: 'mX0tqk1bR9aZ', answer: 'YiFd573c6n4sQEf_a7lPjRgmL8iz82SBNLt9RBWP-E0' });
  });

  it('gives another answer to another challenge', async () => {
    const pass = { kind: 'key', keyId: 'a', key: KEY } as const;
    expect(await answerFrame(pass, fromBase64Url(CHALLENGE))).not.toBe(await answerFrame(pass, fromBase64Url(KEY)));
  });

  it('sends a code as it is', async () => {
    expect(JSON.parse(await answerFrame({ kind: 'code', code: 'x1' }, fromBase64Url(CHALLENGE)))).toEqual({
      code: 'x1',
    });
  });

  it('keeps every byte through base64url', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    expect(toBase64Url(bytes)).not.toMatch(/[+/=]/);
  });
});

describe('frames from the server', () => {
  it('are told apart', () => {
    expect(readFrame(JSON.stringify({ challenge: CHALLENGE }))).toEqual({
      kind: 'challenge',
      challenge: fromBase64Url(CHALLENGE),
    });
    expect(readFrame('{"id":7,"ok":true,"value":1}')).toEqual({
      kind: 'reply',
      id: 7,
      reply: { id: 7, ok: true, value: 1 },
    });
    expect(readFrame('{"event":{"type":"audit.changed","revision":3}}')).toEqual({
      kind: 'event',
      event: { type: 'audit.changed', revision: 3 },
    });
    expect(readFrame('{"ready":true,"protocol":1,"name":"k","rights":"owner","key":"a.b"}')).toEqual({
      kind: 'ready',
      caller: { kind: 'owner' },
      key: 'a.b',
    });
  });

  it('grant no right that is not known', () => {
    const frame = readFrame('{"ready":true,"name":"dock","rights":["manage_bans","rule_the_world"]}');
    expect(frame).toEqual({
      kind: 'ready',
      key: null,
      caller: { kind: 'key', keyId: '', name: 'dock', rights: ['manage_bans'] },
    });
    expect(readFrame('{"ready":true}')).toMatchObject({ caller: { kind: 'key', rights: [] } });
  });

  it.each(['', 'no json', '[]', 'null', '{"challenge":"%%%"}', '{"id":"x","ok":true}', '{"event":5}', 7, null])(
    '%s is strange and nothing else',
    (data) => {
      expect(readFrame(data)).toEqual({ kind: 'strange' });
    },
  );
});

it('waits longer after each failure, up to fifteen seconds, never all at once', () => {
  expect([0, 1, 2, 5, 50].map((attempt) => backOff(attempt, 1))).toEqual([500, 1000, 2000, 15_000, 15_000]);
  expect(backOff(3, 0)).toBe(2000);
});
