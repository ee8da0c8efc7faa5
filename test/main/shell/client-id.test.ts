// The client id from the environment is checked before anything is opened.
import { expect, test } from 'vitest';
import { parseClientId } from '../../../src/main/shell/client-id.ts';

test('a client id is letters and digits, or none', () => {
  expect(parseClientId({})).toBe('');
  expect(parseClientId({ TWITCH_CLIENT_ID: 'abcdefghij0123456789' })).toBe('abcdefghij0123456789');
  for (const bad of ['short', 'UPPERCASE123', 'with space in it', 'x'.repeat(61)])
    expect(() => parseClientId({ TWITCH_CLIENT_ID: bad })).toThrow(/INVALID_REQUEST/);
});
