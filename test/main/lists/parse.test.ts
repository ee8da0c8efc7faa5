// What a list of people to protect may look like, and that every line that is not taken is named.
import { expect, test } from 'vitest';
import { parseProtected } from '../../../src/main/lists/parse.ts';

const who = (text: string) => parseProtected(text, 1).lines.map(({ who }) => Object.values(who)[0]);
const bad = (text: string, firstLine = 1) =>
  parseProtected(text, firstLine).problems.map(({ line, reason }) => `${line} ${reason}`);

test.each([
  ['one name per line', 'alice\r\n@Bob\n\n12345\n', ['alice', 'bob', '12345']],
  ['a heading and notes', 'login,note\nalice,"a friend, old"\n', ['alice']],
  ['semicolons', 'user;note\nalice;x\nbob;y', ['alice', 'bob']],
  ['tabs', 'alice\tx\nbob\ty', ['alice', 'bob']],
  ['a byte order mark', '\uFEFFalice\nbob', ['alice', 'bob']],
  ['somebody whose name is a heading', 'login', ['login']],
  ['nothing', '\n \n', []],
])('%s', (_what, text, names) => expect(who(text)).toEqual(names));

test('notes stay as they were written', () => {
  expect(parseProtected('alice,"a ""friend"", old"\nbob', 1).lines.map(({ note }) => note)).toEqual([
    'a "friend", old',
    null,
  ]);
});

test('bad lines carry their number, and the lines around them are taken', () => {
  const text = ['alice', 'no spaces allowed', 'bob', '', 'ALICE', `carol,${'x'.repeat(201)}`, '0123', '"dave'].join(
    '\n',
  );
  expect(bad(text)).toEqual(['2 not_a_login_or_id', '5 duplicate', '6 note_too_long', '8 not_readable']);
  expect(bad(text, 501)[0]).toBe('502 not_a_login_or_id');
  expect(who(text)).toEqual(['alice', 'bob', '0123']);
});

test('the note is one column where that is said', () => {
  const text = 'user_id,login,note,added_at\n"12","alice","\'=1+1","2026-11-20"\n13';
  expect(parseProtected(text, 1, 2).lines.map(({ note }) => note)).toEqual(['=1+1', null]);
});

test('only the beginning of a list has a heading: in a later piece the word is a name', () => {
  expect(parseProtected('user,a friend\nbob', 9).lines.map(({ line }) => line)).toEqual([9, 10]);
});

test('ten thousand lines are taken, one more is not', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`).join('\n');
  expect(parseProtected(lines(10_000), 1).lines).toHaveLength(10_000);
  expect(() => parseProtected(lines(10_001), 1)).toThrow(/at most 10000 lines/);
});
