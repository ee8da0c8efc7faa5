// Strict times: nothing that is not RFC 3339 gets in, and what gets in means what it says.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileStamp, isoOrNull, parseHttpDate, parseRfc3339, toIso } from '../../../src/main/lib/time.ts';
import { score } from '../../helpers/score.ts';

const ROUNDS = process.env['MODKEEP_LONG'] === '1' ? 1_000_000 : 10_000;

describe('parseRfc3339', () => {
  it.each([
    ['2026-11-20T10:11:12Z', Date.UTC(2026, 10, 20, 10, 11, 12)],
    ['2026-11-20t10:11:12z', Date.UTC(2026, 10, 20, 10, 11, 12)],
    ['2026-11-20T10:11:12.3Z', Date.UTC(2026, 10, 20, 10, 11, 12, 300)],
    ['2026-11-20T10:11:12.123999999Z', Date.UTC(2026, 10, 20, 10, 11, 12, 123)],
    [`2026-11-20T10:11:12.5${'0'.repeat(1000)}Z`, Date.UTC(2026, 10, 20, 10, 11, 12, 500)],
    ['2026-11-20T10:11:12+05:30', Date.UTC(2026, 10, 20, 4, 41, 12)],
    ['2026-11-20T10:11:12-23:59', Date.UTC(2026, 10, 21, 10, 10, 12)],
    ['2026-11-20T10:11:12-00:00', Date.UTC(2026, 10, 20, 10, 11, 12)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['0099-03-01T00:00:00Z', Date.parse('0099-03-01T00:00:00Z')],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2016-12-31T23:59:60.9Z', Date.UTC(2017, 0, 1)],
    ['2015-06-30T16:59:60-07:00', Date.UTC(2015, 6, 1)],
  ])('reads %s', (text, ms) => {
    expect(parseRfc3339(text)).toBe(ms);
  });

  it.each([
    '',
    ' ',
    '0',
    '9',
    'null',
    '2026',
    '2026-11-20',
    '2026-11-20T10:11Z',
    '2026-11-20T10:11:12',
    '2026-11-20 10:11:12Z',
    '2026-11-20T10:11:12.Z',
    '2026-11-20T10:11:12,5Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T10:60:00Z',
    '2026-11-20T10:11:60Z',
    '2026-11-20T23:59:60Z',
    '2016-12-31T23:59:61Z',
    '2016-12-31T23:59:60+01:00',
    '2026-11-20T10:11:12+24:00',
    '2026-11-20T10:11:12+05:60',
    '2026-11-20T10:11:12+0530',
    '2026-11-20T10:11:12+05',
    '2026-11-20T10:11:12ZZ',
    ' 2026-11-20T10:11:12Z',
    '2026-11-20T10:11:12Z\n',
    '+02026-11-20T10:11:12Z',
    '２０２６-11-20T10:11:12Z',
    '2026-11-20T10:11:12−05:00',
    'Fri, 20 Nov 2026 10:11:12 GMT',
  ])('refuses %j', (text) => {
    expect(parseRfc3339(text)).toBeNull();
  });

  it('refuses everything that is not a string', () => {
    for (const value of [
      null,
      undefined,
      0,
      1e12,
      NaN,
      true,
      [],
      {},
      ['2026-11-20T10:11:12Z'],
      new Date(0),
      1n,
      Symbol('x'),
    ]) {
      expect(parseRfc3339(value)).toBeNull();
    }
  });

  it(`accepts none of ${ROUNDS} mutated strings that is not RFC 3339, and reads the others rightly`, () => {
    let dateParseAccepts = 0;
    fc.assert(
      fc.property(mutated(), (text) => {
        const wanted = oracle(text);
        if (wanted === null && !Number.isNaN(Date.parse(text))) dateParseAccepts += 1;
        expect(parseRfc3339(text)).toBe(wanted);
      }),
      { numRuns: ROUNDS },
    );
    score('non-rfc', { bad: 0, of: ROUNDS, note: `Date.parse takes ${dateParseAccepts}` });
    // The strings are of a kind that a lenient parser falls for; otherwise this would prove nothing.
    expect(dateParseAccepts).toBeGreaterThan(ROUNDS / 200);
  });

  it('reads back what toIso writes', () => {
    const instant = fc.integer({ min: Date.UTC(1970), max: Date.UTC(9999, 11, 31) });
    fc.assert(
      fc.property(instant, (ms) => {
        expect(parseRfc3339(toIso(ms))).toBe(ms);
      }),
    );
  });
});

describe('other texts of time', () => {
  it('keeps null null', () => {
    expect(isoOrNull(null)).toBeNull();
    expect(isoOrNull(0)).toBe('1970-01-01T00:00:00.000Z');
  });

  it('stamps files so that they sort by time', () => {
    expect(fileStamp(Date.UTC(2026, 10, 20, 10, 11, 12, 345))).toBe('20261120T101112345Z');
  });

  it('reads an HTTP date and nothing near it', () => {
    expect(parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT')).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
    for (const text of [
      'Sunday, 06-Nov-94 08:49:37 GMT',
      'Sun, 31 Feb 2026 08:49:37 GMT',
      'Sun, 06 Nov 1994 08:49:37',
      '',
      null,
    ]) {
      expect(parseHttpDate(text)).toBeNull();
    }
  });
});

const SEEDS = [
  '2026-11-20T10:11:12Z',
  '2026-02-28T23:59:59.999Z',
  '2024-02-29T00:00:00+00:00',
  '2016-12-31T23:59:60Z',
  '2026-01-01T00:00:00.123456789Z',
  '1999-12-31T23:59:59-08:00',
  '2026-06-30T23:59:60.5Z',
  '0001-01-01T00:00:00Z',
];
const ALPHABET = Array.from('0123456789-+:.TZtz ,/e\u2212\u0660\0');

/** A valid string with one to three small changes: a sign replaced, put in, taken out, doubled, or cut off. */
function mutated(): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.constantFrom('replace', 'insert', 'delete', 'double', 'cut'),
    fc.nat(40),
    fc.constantFrom(...ALPHABET),
  );
  const changes = fc.array(change, { minLength: 1, maxLength: 3 });
  return fc.tuple(fc.constantFrom(...SEEDS), changes).map(([seed, all]) => all.reduce(applyChange, seed));
}

function applyChange(text: string, [kind, place, sign]: [string, number, string]): string {
  const at = text.length === 0 ? 0 : place % text.length;
  if (kind === 'replace') return text.slice(0, at) + sign + text.slice(at + 1);
  if (kind === 'insert') return text.slice(0, at) + sign + text.slice(at);
  if (kind === 'delete') return text.slice(0, at) + text.slice(at + 1);
  if (kind === 'double') return text.slice(0, at) + text.slice(at, at + 1) + text.slice(at);
  return text.slice(0, at);
}

/** RFC 3339 read sign by sign, without a regular expression, with JavaScript's own calendar for the days. */
function oracle(text: string): number | null {
  const signs = Array.from(text);
  let at = 0;
  const isDigit = (sign: string | undefined): boolean =>
    sign !== undefined && sign.length === 1 && '0123456789'.includes(sign);
  const number = (length: number): number => {
    const part = signs.slice(at, at + length);
    at += length;
    return part.length === length && part.every(isDigit) ? Number(part.join('')) : NaN;
  };
  const sign = (allowed: string): boolean => allowed.includes(signs[at++] ?? '?');
  const year = number(4);
  if (!sign('-')) return null;
  const month = number(2);
  if (!sign('-')) return null;
  const day = number(2);
  if (!sign('Tt')) return null;
  const hour = number(2);
  if (!sign(':')) return null;
  const minute = number(2);
  if (!sign(':')) return null;
  const second = number(2);
  let ms = '';
  if (signs[at] === '.') {
    for (at += 1; isDigit(signs[at]); at += 1) ms += signs[at];
    if (ms === '') return null;
  }
  let offset = 0;
  const zone = signs[at++];
  if (zone === '+' || zone === '-') {
    const hours = number(2);
    if (!sign(':')) return null;
    const minutes = number(2);
    if (!(hours < 24 && minutes < 60)) return null;
    offset = (zone === '-' ? -1 : 1) * (hours * 60 + minutes);
  } else if (zone !== 'Z' && zone !== 'z') return null;
  if (at !== signs.length || !(hour < 24 && minute < 60 && second < 61)) return null;
  const date = new Date('2000-01-01T00:00:00Z');
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, minute - offset, Math.min(second, 59), Number(`${ms}000`.slice(0, 3)));
  if (second < 60) return date.getTime();
  const isEnd = date.getUTCHours() === 23 && date.getUTCMinutes() === 59;
  const isLeapDay = [5, 11].includes(date.getUTCMonth()) && new Date(date.getTime() + 86_400_000).getUTCDate() === 1;
  date.setUTCSeconds(60, 0);
  return isEnd && isLeapDay ? date.getTime() : null;
}
