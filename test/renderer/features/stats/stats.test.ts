// What the Stats screen makes of the numbers: bars that leave no day out, words that say what is not known, a safe file.
import { describe, expect, it } from 'vitest';
import type { StatsView } from '../../../../src/shared/contract/insight.ts';
import { createCsvReader } from '../../../../src/shared/csv.ts';
import { barsOf, roundUp, totalOf, unitOf } from '../../../../src/renderer/features/stats/bars.ts';
import { knownWords, statsCsv, tilesOf } from '../../../../src/renderer/features/stats/stats-words.ts';
import { hourWords } from '../../../../src/renderer/lib/format.ts';
import { daysOf } from '../../../../src/renderer/lib/stats-range.ts';
import { openActivity } from '../../../../src/renderer/lib/open-activity.ts';
import { createAppStore } from '../../../../src/renderer/lib/store.ts';

const NOW = new Date(2026, 10, 20, 12).getTime();
const NONE = { ban: 0, timeout: 0, unknown: 0, expired: 0, lifted: 0, unbanned: 0 };

const stats = (change: Partial<StatsView> = {}): StatsView => ({
  channelId: '1',
  timeZone: 'UTC',
  from: '2026-11-01',
  to: '2026-11-20',
  knownSince: new Date(2026, 10, 5, 12).toISOString(),
  unwatched: { count: 0, ms: 0 },
  totals: NONE,
  people: 0,
  unknownActor: 0,
  vague: 0,
  days: [],
  hours: Array.from({ length: 168 }, () => 0),
  moderators: [],
  reasons: [],
  reasonCount: 0,
  withoutReason: 0,
  timeoutLength: { known: 0, median: null, mean: null },
  repeated: 0,
  offenders: [],
  streams: [],
  ...change,
});

describe('the bars', () => {
  it('are one per day, also where nothing happened, and say where nothing was watched', () => {
    const bars = barsOf(stats({ days: [{ day: '2026-11-06', ...NONE, ban: 2, timeout: 1, expired: 9 }] }));
    expect(bars).toHaveLength(20);
    expect(bars[5]).toMatchObject({ from: '2026-11-06', to: '2026-11-06', bans: 2, timeouts: 1, isKnown: true });
    expect(bars.map(({ isKnown }) => isKnown).indexOf(true)).toBe(4);
  });

  it.each([
    ['2026-08-13', '2026-11-20', 'day', 100],
    ['2026-08-12', '2026-11-20', 'week', 15],
    ['2024-12-01', '2026-11-20', 'month', 24],
    ['1970-01-01', '2026-11-20', 'year', 57],
  ] as const)('from %s to %s are one per %s, and every day is in exactly one', (from, to, unit, count) => {
    const days = [from, '2026-11-19', to].map((day) => ({ day, ...NONE, ban: 1 }));
    const bars = barsOf(stats({ from, to, days }));
    expect(unitOf(from, to)).toBe(unit);
    expect(bars).toHaveLength(count);
    expect(bars.reduce((sum, bar) => sum + totalOf(bar), 0)).toBe(3);
    for (const [index, bar] of bars.slice(1).entries())
      expect(Date.parse(bar.from) - Date.parse(bars[index]!.to)).toBe(86_400_000);
  });

  it('stand under a round number', () => {
    expect([1, 2, 3, 5, 11, 124, 999].map(roundUp)).toEqual([1, 2, 3, 6, 16, 160, 1000]);
  });
});

describe('the words', () => {
  it('say how many of one for the other, and never NaN', () => {
    const text = (ban: number, timeout: number): string | undefined =>
      tilesOf(stats({ totals: { ...NONE, ban, timeout } }))[0]?.text;
    expect([text(2, 7), text(6, 2), text(0, 3), text(3, 0), text(0, 0)]).toEqual([
      '1 ban to 3.5 timeouts',
      '3 bans to 1 timeout',
      'timeouts only',
      'no timeouts',
      'no timeouts either',
    ]);
    expect(JSON.stringify(tilesOf(stats()))).not.toMatch(/NaN|undefined|null/);
    expect(hourWords(4 * 24 + 21)).toBe('Fri 21–22 h');
  });

  it('say since when anything is known and what is not', () => {
    const words = knownWords(stats({ unwatched: { count: 2, ms: 43_200_000 }, vague: 1 }), NOW);
    expect(words).toEqual(['Known since 5 Nov', '12h not watched in this range', '1 entry without a known hour']);
    expect(knownWords(stats({ knownSince: null }), NOW)).toEqual(['Never watched yet']);
  });
});

it('writes a file in which nothing runs as a formula', () => {
  const reader = createCsvReader({ delimiter: ',', longest: 10_000 });
  const text = statsCsv(stats({ reasons: [{ reason: '=HYPERLINK("x")', count: 3 }] }));
  const rows = [...reader.push(text), ...reader.end()].map((record) => ('cells' in record ? record.cells : []));
  expect(rows[0]).toEqual(['what', 'of', 'kind', 'count']);
  expect(rows.every((row) => row.length === 4)).toBe(true);
  expect(rows).toContainEqual(['reason', `'=HYPERLINK("x")`, 'ban or timeout', '3']);
  expect(rows).toContainEqual(['hour of the week', 'Sun 23:00', 'ban or timeout', '0']);
});

it('asks for whole local days, today the last of them', () => {
  expect(daysOf({ span: 7, from: null, to: null }, NOW)).toEqual({ from: '2026-11-14', to: '2026-11-20' });
  expect(daysOf({ span: 'all', from: '2026-01-01', to: null }, NOW)).toEqual({});
  expect(daysOf({ span: 'custom', from: '2026-02-01', to: '2026-01-01' }, NOW)).toEqual({
    from: '2026-01-01',
    to: '2026-02-01',
  });
  expect(daysOf({ span: 'custom', from: null, to: '2026-01-01' }, NOW)).toEqual({ to: '2026-01-01' });
});

it('leads to Activity, narrowed to that and to nothing that was there before', () => {
  const store = createAppStore();
  openActivity(store, { channelId: '1', kinds: ['Bans'], search: 'spam', filter: { from: '2026-11-01' } });
  openActivity(store, { channelId: null, filter: { moderator: { id: '7', name: 'Mod' } } });
  expect(store.getState()).toMatchObject({
    screen: 'activity',
    isEverywhere: true,
    activityKinds: [],
    search: { activity: '' },
    records: { activity: { from: null, moderator: { id: '7' } } },
  });
});
