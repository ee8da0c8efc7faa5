// The filter of the list: the question it asks, in local days, and the words of its parts.
import { describe, expect, it } from 'vitest';
import { NO_FILTER, partsOf, questionOf, type BanFilter } from '../../../src/renderer/lib/ban-filter.ts';

const NOW = new Date(2026, 10, 20, 12).getTime();
const full: BanFilter = {
  moderator: { id: '7', name: 'Mod_User' },
  reason: ' spam ',
  from: '2026-11-17',
  to: '2026-11-19',
  sources: ['eventsub', 'app'],
};

describe('the filter of the list', () => {
  it('asks for nothing when nothing is set', () => {
    expect(questionOf(NO_FILTER)).toEqual({});
    expect(partsOf(NO_FILTER, NOW)).toEqual([]);
  });

  it('asks from the first midnight to the one after the last day, by this computer’s clock', () => {
    expect(questionOf(full)).toEqual({
      moderatorId: '7',
      reason: 'spam',
      from: new Date(2026, 10, 17).toISOString(),
      to: new Date(2026, 10, 20).toISOString(),
      sources: ['eventsub', 'app'],
    });
  });

  it('counts days by the calendar at the end of a month and of summer time', () => {
    const question = questionOf({ ...NO_FILTER, from: '2026-10-25', to: '2026-10-31' });
    expect(question.from).toBe(new Date(2026, 9, 25).toISOString());
    expect(question.to).toBe(new Date(2026, 10, 1).toISOString());
  });

  it('ignores what is no day', () => {
    expect(questionOf({ ...NO_FILTER, from: '17.11.', to: '' })).toEqual({});
  });

  it('says each part, and each can be taken away alone', () => {
    const parts = partsOf(full, NOW);
    expect(parts.map((part) => part.words)).toEqual([
      'by Mod_User',
      'reason “spam”',
      '17 Nov – 19 Nov',
      'from live or Modkeep',
    ]);
    expect(parts[2]?.without).toEqual({ ...full, from: null, to: null });
    const none = parts.reduce<BanFilter>((left, { name }) => {
      return partsOf(left, NOW).find((part) => part.name === name)?.without ?? left;
    }, full);
    expect(none).toEqual(NO_FILTER);
  });

  it('says open ranges and single days', () => {
    const words = (from: string | null, to: string | null) => partsOf({ ...NO_FILTER, from, to }, NOW)[0]?.words;
    expect(words('2026-11-17', null)).toBe('since 17 Nov');
    expect(words(null, '2025-11-17')).toBe('until 17 Nov 2025');
    expect(words('2026-11-17', '2026-11-17')).toBe('on 17 Nov');
  });
});
