// Lists as people paste and save them: every line either asks for something or is said to be bad, with its line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createListReader } from '../../../src/main/bulk/parse.ts';
import type { BulkAct, RowRequest } from '../../../src/main/bulk/fields.ts';
import { csvLine } from '../../../src/shared/csv.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const seed = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const RUNS = process.env['MODKEEP_LONG'] === '1' ? 50_000 : 1_500;

function parse(text: string, act: BulkAct = { kind: 'ban' }, requireReason = false): RowRequest[] {
  const reader = createListReader({ act, requireReason, now: NOW });
  return [...reader.push(text), ...reader.end()];
}
/** What matters of a row, without what is empty. */
function brief(rows: readonly RowRequest[]) {
  return rows.map(({ line, userId, login, kind, durationSeconds, until, reason, problem }) => {
    const all = { line, userId, login, kind, durationSeconds, until, reason, problem };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== ''));
  });
}

describe('a plain list', () => {
  test('one name or id per line, a length, a reason; blank lines and comments are passed over', () => {
    expect(
      brief(
        parse('\n@Spam_Bot1\n# a comment\n12345\n\nbot2 10m rude, really\r\nbot3 follows bots', {
          kind: 'ban',
          reason: 'raid',
        }),
      ),
    ).toEqual([
      { line: 2, login: 'spam_bot1', kind: 'ban', reason: 'raid' },
      { line: 4, userId: '12345', kind: 'ban', reason: 'raid' },
      { line: 6, login: 'bot2', kind: 'timeout', durationSeconds: 600, reason: 'rude, really' },
      { line: 7, login: 'bot3', kind: 'ban', reason: 'follows bots' },
    ]);
  });
  test('a first line with punctuation in its reason is no CSV', () => {
    expect(brief(parse('bot rude, mean\nbot2'))).toEqual([
      { line: 1, login: 'bot', kind: 'ban', reason: 'rude, mean' },
      { line: 2, login: 'bot2', kind: 'ban' },
    ]);
  });
});

describe('CSV', () => {
  test('columns by their names, in any order, others ignored', () => {
    expect(brief(parse('Reason;User ID;Duration;colour\r\n"a;b";7;2h;red\r\n;8;perm;\r\n'))).toEqual([
      { line: 2, userId: '7', kind: 'timeout', durationSeconds: 7200, reason: 'a;b' },
      { line: 3, userId: '8', kind: 'ban' },
    ]);
  });
  test('without a header: whom, how long, why', () => {
    expect(brief(parse('bot1,600,rude\nbot2,rude\nbot3,,"two\nlines"\nbot4'))).toEqual([
      { line: 1, login: 'bot1', kind: 'timeout', durationSeconds: 600, reason: 'rude' },
      { line: 2, login: 'bot2', kind: 'ban', reason: 'rude' },
      { line: 3, login: 'bot3', kind: 'ban', reason: 'two\nlines' },
      { line: 5, login: 'bot4', kind: 'ban' },
    ]);
  });
  test('a login of digits is a login where the column says so', () => {
    expect(brief(parse('login\n12345'))).toEqual([{ line: 2, login: '12345', kind: 'ban' }]);
  });
  test('who is to be let in is let in, whatever the list says they were', () => {
    expect(brief(parse('id,kind,until\n5,timeout,2026-11-21T00:00:00Z', { kind: 'unban' }))).toEqual([
      { line: 2, userId: '5', kind: 'unban' },
    ]);
  });
  test('an end is taken as an end', () => {
    expect(brief(parse('id,kind,until\n5,timeout,2026-11-21T00:00:00Z'))).toEqual([
      { line: 2, userId: '5', kind: 'timeout', until: Date.UTC(2026, 10, 21) },
    ]);
  });
});

test.each([
  ['two words,x', 'bad_user'],
  ['0123,x', undefined],
  ['name_that_is_much_too_long_for_twitch,x', 'bad_user'],
  ['имя,x', 'bad_user'],
  ['bot,0,x', 'bad_duration'],
  ['bot,15d,x', 'bad_duration'],
  ['bot,1209600,x', undefined],
  ['bot,1209601,x', 'bad_duration'],
  [`bot,60,${'x'.repeat(501)}`, 'reason_too_long'],
  [`bot,60,${'x'.repeat(500)}`, undefined],
  ['bot,60,x,y', 'too_many_columns'],
  [`bot,60,${'x'.repeat(5000)}`, 'line_too_long'],
  ['"bot,60,x', 'quote_not_closed'],
  ['"bot"s,60,x', 'text_after_quote'],
  [',60,x', 'bad_user'],
])('%s', (line, problem) => {
  const rows = parse(`first,60,x\n${line}\nlast,60,x\n`);
  expect(rows.map((row) => row.line)).toEqual([1, 2, 3]);
  expect(rows.map((row) => row.problem)).toEqual([null, problem ?? null, null]);
});

test.each([
  ['id,kind\n5,bann', 'bad_kind'],
  ['id,kind\n5,constructor', 'bad_kind'],
  ['id,until\n5,tomorrow', 'bad_until'],
  ['id,until\n5,2026-12-24T00:00:00Z', 'too_far'],
  ['id,kind\n5,timeout', 'bad_duration'],
  ['id\n007', 'bad_user'],
  ['{"id":5}\n{"id":', 'not_json'],
  ['{"id":5}\n[1]', 'not_json'],
  ['{"id":5}\n{"id":{}}', 'bad_field'],
])('%j is %s', (text, problem) => {
  expect(parse(text).at(-1)).toMatchObject({ line: 2, problem });
});

test('a reason is asked for where the setting says so, but not to let somebody in', () => {
  expect(parse('bot', { kind: 'ban' }, true)[0]?.problem).toBe('no_reason');
  expect(parse('bot why', { kind: 'ban' }, true)[0]?.problem).toBeNull();
  expect(parse('bot', { kind: 'unban' }, true)[0]?.problem).toBeNull();
});

test('JSON, one object per line, or a list however it is laid out', () => {
  const wanted = [
    { userId: '5', kind: 'ban', reason: 'a ] b' },
    { login: 'bot', kind: 'timeout', durationSeconds: 60 },
  ];
  const lines = '{"id":"5","kind":"ban","reason":"a ] b","__proto__":"x"}|{"login":"Bot","duration":60}';
  for (const text of [
    lines.replace('|', '\n'),
    `[\n${lines.replace('|', ',\n')}\n]\n`,
    `[${lines.replace('|', ',\n')}]`,
    `[${lines.replace('|', ',')}]`,
    JSON.stringify(JSON.parse(`[${lines.replace('|', ',')}]`), null, 2),
    JSON.stringify(JSON.parse(`[${lines.replace('|', ',')}]`), null, '\t').replaceAll('\n', '\r\n'),
    `\uFEFF[ {"id": "5", "kind": "ban",\n"reason": "a ] b", "tags": [\n{"a": 1},\n{"b": {}}]\n},{"login":"Bot",\n"duration":60}]`,
  ]) {
    expect(brief(parse(text))).toMatchObject(wanted);
  }
});

test('an object that is no JSON costs itself, wherever it breaks off', () => {
  const told = (text: string) => parse(text).map(({ line, userId, problem }) => [line, userId ?? problem]);
  expect(told('{"id":5\n{"id":6}\n{"id":"7\n{"id":8}')).toEqual([
    [1, 'not_json'],
    [2, '6'],
    [3, 'not_json'],
    [4, '8'],
  ]);
  expect(told('[\n  {\n    "id": 5,\n  },\n  {\n    "id": 6\n  }\n]')).toEqual([
    [2, 'not_json'],
    [5, '6'],
  ]);
  expect(told(`{"id":5,"reason":"${'x'.repeat(5000)}"}\n{"id":6}`)).toEqual([
    [1, 'line_too_long'],
    [2, '6'],
  ]);
  // Each needs a number of its own, also where all stand on one line.
  expect(told('[{"id":5},{"id":6},nothing\n{"id":7}]')).toEqual([
    [1, '5'],
    [2, '6'],
    [3, 'not_json'],
    [4, '7'],
  ]);
});

test(`whatever is read, in whatever pieces, every line is told once and what it asks for is possible (seed ${seed})`, () => {
  const token = fc.constantFrom(
    'bot1',
    '77',
    ',',
    ';',
    '\t',
    '\n',
    '\r\n',
    '"',
    '10m',
    '=x',
    ' ',
    'id',
    'reason',
    '{"id":5}',
    '{"login":"a\\\\',
    ':',
    '{',
    '[',
    '}',
    'ü',
    'until',
  );
  const text = fc.oneof(
    fc.array(token, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ maxLength: 80 }),
  );
  fc.assert(
    fc.property(text, fc.array(fc.nat(40), { maxLength: 5 }), (whole, cuts) => {
      const wanted = parse(whole);
      const reader = createListReader({ act: { kind: 'ban' }, requireReason: false, now: NOW });
      const places = [0, ...cuts.filter((at) => at < whole.length).toSorted((a, b) => a - b), whole.length];
      const rows = places.slice(1).flatMap((end, index) => reader.push(whole.slice(places[index], end)));
      rows.push(...reader.end());
      expect(rows).toEqual(wanted);
      const lines = rows.map((row) => row.line);
      expect(lines).toEqual([...new Set(lines)].toSorted((a, b) => a - b));
      for (const row of rows) {
        if (row.problem !== null) continue;
        expect(row.userId ?? row.login).toMatch(row.userId === null ? /^[a-z0-9_]{1,25}$/ : /^[1-9]\d{0,19}$/);
        if (row.kind === 'timeout') expect(row.durationSeconds ?? row.until).not.toBeNull();
        expect(row.reason.length).toBeLessThanOrEqual(500);
      }
    }),
    { seed, numRuns: RUNS },
  );
});

test(`what was written as CSV is read as it was (seed ${seed})`, () => {
  const reason = fc.string({ maxLength: 60 }).map((text) => text.trim());
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1 }), reason), { maxLength: 6 }), (people) => {
      const text = people.map(([id, why]) => csvLine([String(id), why])).join('');
      const rows = parse(`id,reason\r\n${text}`);
      expect(rows.map((row) => [Number(row.userId), row.reason])).toEqual(people);
    }),
    { seed, numRuns: RUNS },
  );
});
