// Durations, times, names and counts as people read them; never NaN, whatever comes in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatCount,
  formatLength,
  formatDuration,
  formatName,
  formatPreset,
  formatRelative,
  formatSince,
  formatSpan,
  formatTimeOfDay,
  formatUtc,
  formatWhen,
  formatWhenLong,
  millisecondsUntil,
  parseDuration,
} from '../../../src/renderer/lib/format.ts';

const NOW = new Date(2026, 10, 20, 14, 2, 11).getTime();
const at = (...parts: [number, number, number, number, number, number?]): string => new Date(...parts).toISOString();

describe('durations', () => {
  it.each([
    [0, '0s'],
    [1, '1s'],
    [59, '59s'],
    [60, '1m'],
    [90, '1m 30s'],
    [600, '10m'],
    [3600, '1h'],
    [5400, '1h 30m'],
    [86_400, '1d'],
    [1_209_600, '14d'],
    [1_209_599, '13d 23h'],
    [3601, '1h'],
    [86_460, '1d'],
    [12.9, '12s'],
  ])('%d s reads %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it.each([null, Number.NaN, -1, Number.POSITIVE_INFINITY])('%s is no length of time', (value) =>
    expect(formatDuration(value)).toBe('unknown'),
  );

  it('reads back what it wrote, for whole minutes, hours, days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 0, max: 23 }), (days, hours) => {
        const seconds = Math.min(1_209_600, days * 86_400 + hours * 3600);
        expect(parseDuration(formatDuration(seconds))).toBe(seconds);
      }),
    );
  });

  it('never shows seconds alone above 59, and never NaN', () => {
    fc.assert(
      fc.property(fc.double(), (seconds) => {
        const text = formatDuration(seconds);
        expect(text).not.toMatch(/NaN|undefined/);
        const isLong = seconds >= 60 && Number.isFinite(seconds);
        expect(isLong && /^\d+s$/.test(text)).toBe(false);
      }),
    );
  });

  it('calls 9m 59s the ten minutes that were meant, and leaves other lengths alone', () => {
    expect([599, 1798, 58, 59, 600, 597, 30, 90, 5, 86_399].map(formatLength)).toEqual([
      '10m',
      '30m',
      '1m',
      '1m',
      '10m',
      '9m 57s',
      '30s',
      '1m 30s',
      '5s',
      '1d',
    ]);
  });

  it('shortens whole weeks on presets only', () => {
    expect([1, 600, 86_400, 604_800, 1_209_600].map(formatPreset)).toEqual(['1s', '10m', '1d', '1w', '2w']);
  });

  it.each([
    ['10m', 600],
    ['1h 30m', 5400],
    ['2w', 1_209_600],
    [' 1D ', 86_400],
    ['90s', 90],
  ])('reads %s', (text, seconds) => expect(parseDuration(text)).toBe(seconds));
  it.each(['', '10', 'm', '0s', '15d', '1h30', '1.5h', '-5m', '10 minutes'])('refuses "%s"', (text) =>
    expect(parseDuration(text)).toBeNull(),
  );
});

describe('times', () => {
  it('is as short as the age allows', () => {
    expect(formatWhen(at(2026, 10, 20, 9, 5, 7), NOW)).toBe('09:05:07');
    expect(formatWhen(at(2026, 10, 19, 23, 59), NOW)).toBe('yesterday');
    expect(formatWhen(at(2026, 10, 17, 8, 0), NOW)).toBe('17 Nov');
    expect(formatWhen(at(2024, 1, 29, 8, 0), NOW)).toBe('29 Feb 2024');
    expect(formatWhenLong(at(2026, 10, 19, 23, 59), NOW)).toBe('yesterday 23:59');
    expect(formatWhenLong(at(2024, 1, 29, 8, 3), NOW)).toBe('29 Feb 2024 08:03');
  });

  it('calls the evening before a month and year change yesterday', () => {
    const newYear = new Date(2027, 0, 1, 0, 10).getTime();
    expect(formatWhen(at(2026, 11, 31, 23, 50), newYear)).toBe('yesterday');
  });

  it('tells how far away something is, on both sides of now', () => {
    const away = (seconds: number): string => formatRelative(new Date(NOW + seconds * 1000).toISOString(), NOW);
    expect([0, -4, 6, -59, -60, -7199, -86_400, -172_800].map(away)).toEqual([
      'just now',
      '4 s ago',
      'in 6 s',
      '59 s ago',
      '1 min ago',
      '1 h ago',
      '24 h ago',
      '2 d ago',
    ]);
    expect(formatRelative(new Date(NOW + 300).toISOString(), NOW)).toBe('in 1 s');
    expect(formatRelative(null, NOW)).toBe('never');
    expect(formatAge(new Date(NOW + 900).toISOString(), NOW)).toBe('just now');
    expect(formatAge(new Date(NOW - 4000).toISOString(), NOW)).toBe('4 s ago');
  });

  it('names the day of a gap only where it is not today', () => {
    expect(formatSpan(at(2026, 10, 20, 2, 10), at(2026, 10, 20, 9, 30), NOW)).toBe('02:10–09:30');
    expect(formatSpan(at(2026, 10, 18, 23, 0), at(2026, 10, 20, 9, 30), NOW)).toBe('18 Nov 23:00–20 Nov 09:30');
    expect(formatSpan('rubbish', '', NOW)).toBe('for an unknown time');
  });

  it('shows exact UTC, and words for what is no time', () => {
    expect(formatUtc('2026-11-20T14:02:11.500Z')).toBe('2026-11-20 14:02:11 UTC');
    expect([formatUtc('2026-02-30T25:00Z'), formatUtc(null), formatWhen('', NOW), formatWhenLong('x', NOW)]).toEqual([
      'time not known',
      'time not known',
      'not known',
      'not known',
    ]);
    expect(millisecondsUntil('rubbish', NOW)).toBeNull();
  });
});

describe('names and counts', () => {
  it('shows the login only where it says more than the display name', () => {
    expect(formatName('斎藤さん', 'saito_330')).toBe('斎藤さん (saito_330)');
    expect(formatName('NotABot_4821', 'notabot_4821')).toBe('NotABot_4821');
    expect(formatName('', 'only_login')).toBe('only_login');
  });

  it('groups digits with a space that does not break', () => {
    expect([0, 999, 1204, 1_234_567, Number.NaN].map(formatCount)).toEqual([
      '0',
      '999',
      '1\u202f204',
      '1\u202f234\u202f567',
      '0',
    ]);
  });
});

describe('moments in a few characters', () => {
  it('say the time of day for today, with the day in front where it is another', () => {
    expect(formatSince(at(2026, 10, 20, 9, 5, 59), NOW)).toBe('09:05');
    expect(formatSince(at(2026, 10, 19, 9, 5), NOW)).toBe('yesterday');
    expect(formatSince(null, NOW)).toBe('not known');
    expect(formatTimeOfDay(at(2026, 10, 20, 2, 10), NOW)).toBe('02:10');
    expect(formatTimeOfDay(at(2026, 10, 17, 2, 10), NOW)).toBe('17 Nov 02:10');
    expect(formatTimeOfDay('nonsense', NOW)).toBe('an unknown time');
  });
});
